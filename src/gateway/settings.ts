/**
 * Settings of each part, made from the configuration: the one place where the operator's units (hours, seconds) become
 * the program's (milliseconds). Nothing else happens here.
 */
import type { GatewayConfig } from "../config/gateway-config.ts";
import { type CourierSettings, DEFAULT_COURIER } from "../courier/courier.ts";
import { offsetMinutes } from "../domain/deadline.ts";
import { DEFAULT_RETRY } from "../domain/retry-schedule.ts";
import type { FlowSettings } from "../exchange/flow.ts";
import type { HttpSettings } from "../http/settings.ts";
import type { QueueOptions } from "../queue/delivery-queue.ts";
import type { Prepared } from "./prepare.ts";

/** Settings of the flow. @param owner name under which this process claims leases */
export function flowSettings({ gateway }: GatewayConfig, owner: string): FlowSettings {
  const { auth, limits, delivery, http, log } = gateway;
  return {
    gatewayId: gateway.id,
    logOrigin: log.origin,
    issuedWithin: limits.issuedWithinSeconds * 1000,
    clockSkew: auth.clockSkewSeconds * 1000,
    maxDepth: limits.maxDepth,
    deliveryWindow: delivery.windowHours * 3_600_000,
    lease: delivery.leaseSeconds * 1000,
    owner,
    stopGrace: http.shutdownSeconds * 1000,
    concurrency: delivery.concurrency,
    relayEvery: delivery.relayIntervalMs,
    catchUpPerSecond: delivery.catchUpPerSecond,
    inboxEvery: delivery.inboxIntervalMs,
    retry: { ...DEFAULT_RETRY, baseMs: delivery.retry.baseSeconds * 1000, capMs: delivery.retry.maxSeconds * 1000 },
  };
}

/** Time for the database to stop, ms. */
const DATABASE_STOP_MS = 5_000;

/** Time in which a gateway that was told to stop still answers, ms. */
export function drainMs({ gateway }: GatewayConfig): number {
  return gateway.http.drainSeconds * 1000;
}

/** Longest time of an orderly stop, ms: the drain, then requests, then pushes, each of these with the configured grace. */
export function stopMs(config: GatewayConfig): number {
  return drainMs(config) + 2 * config.gateway.http.shutdownSeconds * 1000 + DATABASE_STOP_MS;
}

/** Settings of the courier. */
export function courierSettings({ gateway }: GatewayConfig): CourierSettings {
  const { requireHttps, connectTimeoutMs, responseTimeoutMs, responseBytes } = gateway.delivery;
  return {
    ...DEFAULT_COURIER,
    requireHttps,
    limits: {
      ...DEFAULT_COURIER.limits,
      // Their sum is shorter than the lease: the configuration's check compares them.
      connectMs: connectTimeoutMs,
      responseMs: responseTimeoutMs,
      drainBytes: responseBytes,
    },
  };
}

/** Settings of the delivery queue: in Redis when the environment names one, else in the store's database. */
export function queueSettings({ config, store, lookup, logger }: Prepared): QueueOptions {
  const { redisUrl } = config.environment;
  return {
    ...(redisUrl === undefined ? {} : { redisUrl }),
    databaseUrl: store.url,
    prefix: "aidx_queue",
    lookup,
    logger,
  };
}

/** Settings of the HTTP server. @param publicUrl where parties reach this gateway, without a slash at the end */
export function httpSettings(
  { gateway, calendar }: GatewayConfig,
  publicUrl: string,
  softwareVersion: string,
): HttpSettings {
  const { auth, limits, http, log } = gateway;
  const rate = (of: { readonly perSecond: number; readonly burst: number }) => (of.perSecond === 0 ? null : of);
  return {
    gatewayId: gateway.id,
    issuer: gateway.issuer ?? publicUrl,
    publicUrl,
    softwareVersion,
    suites: ["jose"],
    auth,
    limits,
    timeouts: http,
    rates: { party: rate(limits.rate.party), address: rate(limits.rate.address) },
    trustedProxies: http.trustedProxies,
    metricsFrom: http.metricsFrom,
    utcOffset: offsetMinutes(calendar.utcOffset),
    publicEntries: log.publicEntries,
    witnesses: log.witnesses.map(({ key }) => key),
    quorum: log.quorum ?? log.witnesses.length,
  };
}
