import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer as createNetServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";
import type { LogReader } from "../log/log-reader.ts";
import { checkVersions } from "../config/check-versions.ts";
import { publicUrlOf } from "../config/environment.ts";
import { loadConfig } from "../config/load.ts";
import { createCourier } from "../courier/courier.ts";
import type { Keyring } from "../crypto/keyring.ts";
import { createBlindIndex, createMac } from "../crypto/mac.ts";
import { createSuites } from "../crypto/suites.ts";
import { directoryChanges } from "../directory/changes.ts";
import { gatewayKeysSnapshot } from "../directory/directory.ts";
import { createPolicy } from "../disclosure/policy.ts";
import { policyChanges, policySnapshot } from "../disclosure/policy-snapshot.ts";
import { createCalendar } from "../domain/deadline.ts";
import { createUuid7 } from "../wire/uuid7.ts";
import { recordDirectory, recordRules, recordSchemas } from "../exchange/configuration.ts";
import { createExchange } from "../exchange/exchange.ts";
import type { Flow } from "../exchange/flow.ts";
import type { Exchange } from "../exchange/service.ts";
import type { Observer } from "../exchange/ports.ts";
import { type Ground, type InitReport, prepare, readDirectory, readKeyring, type StartOptions } from "./prepare.ts";
import { createServer } from "../http/server.ts";
import { openQueue, type OpenQueue } from "../queue/delivery-queue.ts";
import { auditServices, startSweeper } from "./audit.ts";
import { signingKeys } from "./evidence.ts";
import { createRunningLog, type RunningLog } from "./log.ts";
import { type RunningWitnessing, startWitnessing } from "./witnesses.ts";
import { type RunningTimestamps, startTimestamps } from "./timestamps.ts";
import { loadSchemas, type SchemaRegistry } from "../schema/registry.ts";
import { courierSettings, flowSettings, httpSettings } from "./settings.ts";
import type { OpenStore } from "../store/open.ts";

export type { InitReport, StartOptions } from "./prepare.ts";

/** A gateway that accepts messages. */
export interface RunningGateway {
  /** Where parties reach it. */
  readonly url: string;
  readonly flow: Flow;
  readonly store: OpenStore;
  /** The audit log as everyone may see it. */
  readonly log: LogReader;
  /** Reads directory and key files again; what changed is recorded and holds from then on. */
  reload(): Promise<void>;
  /** Finishes what is in hand, gives leases back, stops its own PostgreSQL. */
  stop(): Promise<void>;
}

/**
 * Creates what is missing (database, gateway keys, in development the parties' keys) and stops again.
 * @throws ConfigError and what the parts throw, before anything is half done
 */
export async function initGateway(options: StartOptions): Promise<InitReport> {
  const ground = await prepare(options);
  await ground.store.close();
  return ground.made;
}

/**
 * Starts the gateway: from configuration to the line `ready`. What fails stops what was started before it.
 * @throws ConfigError and what the parts throw
 */
export async function startGateway(options: StartOptions): Promise<RunningGateway> {
  const ground = await prepare(options);
  const undo: (() => Promise<unknown>)[] = [() => ground.store.close()];
  const stop = async () => {
    // In the reverse order of the start, once: what is above still needs what is below.
    const failures: unknown[] = [];
    for (const step of undo.splice(0).reverse()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, "not everything stopped cleanly");
  };
  try {
    const { config, logger, store } = ground;
    const queue = await openQueue({
      ...(config.environment.redisUrl === undefined ? {} : { redisUrl: config.environment.redisUrl }),
      databaseUrl: store.url,
      prefix: "aidx_queue",
      lookup: ground.lookup,
      logger,
    });
    undo.push(() => queue.close());
    const schemas = await loadSchemas(fileURLToPath(new URL("../../schemas/", import.meta.url)));
    const witnessing = startWitnessing(ground);
    undo.push(() => witnessing.close());
    const auditLog = buildLog(ground, witnessing);
    undo.push(() => auditLog.stop());
    const flow = await buildFlow(ground, queue, schemas, auditLog);
    auditLog.sequencer.start();
    undo.push(() => flow.courier.close());
    const exchange = createExchange(flow);
    undo.push(() => exchange.stop());
    await exchange.start();
    const sweeper = startSweeper(ground, flow);
    undo.push(() => sweeper.stop());

    const { host } = config.environment;
    const port = config.environment.port === 0 ? await freePort(host) : config.environment.port;
    const url = publicUrlOf(config.environment, port);
    const { reader } = auditLog;
    const timestamps = await startTimestamps({
      config,
      log: reader,
      store,
      metrics: ground.metrics,
      guard: ground.guard,
      logger,
      now: Date.now,
    });
    if (timestamps !== undefined) undo.push(() => timestamps.close());
    const server = await buildServer(ground, flow, exchange, schemas, url, reader, timestamps);
    undo.push(() => server.close());
    await server.listen({ host, port });
    const { publicUrl: _elsewhere, ...here } = config.environment;
    await untilReady(publicUrlOf(here, port));
    options.stdout?.(`ready ${url}`);
    return { url, flow, store, log: auditLog.reader, reload: () => reload(ground, flow, auditLog), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The log, which every commit of this process wakes. */
function buildLog(ground: Ground, witnessing: RunningWitnessing): RunningLog {
  const { config, store, metrics, logger } = ground;
  const { origin, intervalMs, batch } = config.gateway.log;
  const running = createRunningLog({
    origin,
    dataDir: config.environment.dataDir,
    memoryDir: config.environment.logMemoryDir,
    interval: intervalMs,
    batch,
    keyring: () => ground.keyring,
    store,
    metrics,
    logger,
    now: Date.now,
    elapsed: () => performance.now(),
    decorate: ground.options.decorateLog,
    quorum: witnessing.quorum,
    onPublished: witnessing.published,
    seenElsewhere: witnessing.seenElsewhere,
    shown: witnessing.shown,
  });
  store.onRecorded = () => running.sequencer.wake();
  return running;
}

async function buildFlow(
  ground: Ground,
  queue: OpenQueue,
  schemas: SchemaRegistry,
  auditLog: RunningLog,
): Promise<Flow> {
  const { config, store, directory, logger, metrics } = ground;
  const policy = createPolicy(config.sharingPolicy, config.routing, createCalendar(config.calendar), directory.current);
  const observer: Observer = {
    ...metrics,
    fault(where, error) {
      metrics.fault(where);
      logger.warn({ where, error }, "will be tried again");
    },
  };
  metrics.watchQueue(() => queue.depth());
  // With its own PostgreSQL this is the only process, and what a killed one had leased is free at once.
  const alone = config.environment.databaseUrl === undefined;
  const owner = alone ? "embedded" : randomBytes(8).toString("hex");
  if (alone) await store.releaseLeases(owner);
  const flow: Flow = {
    settings: flowSettings(config, owner),
    clock: { now: Date.now },
    random: Math.random,
    newId: createUuid7(Date.now, randomBytes),
    store,
    queue,
    courier: createCourier({
      signer: () => ground.keyring.signing,
      settings: courierSettings(config),
      guard: ground.guard,
      now: Date.now,
      logger,
    }),
    suites: createSuites({ maxEnvelope: config.gateway.limits.messageBytes }),
    schemas,
    keys: () => ground.keyring,
    directory: directory.current,
    policy: () => policy,
    mac: createMac(ground.keyring.macKey, "claims"),
    blindIndex: createBlindIndex(ground.keyring.macKey),
    log: auditLog.reader,
    observer,
  };
  await store.evidenceRows.rememberKeys(signingKeys(flow.settings.gatewayId, directory.current(), ground.keyring));
  await recordDirectory(flow, directory.current(), directoryChanges);
  await recordGatewayKeys(flow, ground.keyring);
  const rules = policySnapshot(config.sharingPolicy, config.routing, config.calendar, config.retention);
  await recordRules(flow, rules, (before, after) => {
    const changes = policyChanges(before, after);
    checkVersions(changes, config.gateway.mode, logger);
    return changes;
  });
  const published = schemas.list().map((name) => ({ ...name, text: schemas.text(name.type, name.version) ?? "" }));
  await recordSchemas(flow, published);
  return ground.options.decorate?.(flow) ?? flow;
}

async function buildServer(
  ground: Ground,
  flow: Flow,
  exchange: Exchange,
  schemas: SchemaRegistry,
  publicUrl: string,
  auditLog: LogReader,
  timestamps: RunningTimestamps | undefined,
): Promise<FastifyInstance> {
  const { config, keyring, logger, metrics } = ground;
  const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const { close, ...audit } = auditServices({ ground, flow, auditLog, schemas, timestamps, software: version });
  const server = createServer({
    exchange,
    directory: flow.directory,
    keys: flow.keys,
    tokenKey: keyring.token,
    schemas,
    suites: flow.suites,
    store: flow.store,
    auditLog,
    ...audit,
    probes: [{ name: "queue", ping: () => flow.queue.ping() }],
    settings: httpSettings(config, publicUrl, version),
    clock: flow.clock,
    newId: flow.newId,
    logger,
    metrics,
  });
  // Once the last answer is out.
  server.addHook("onClose", close);
  return server;
}

/** A port that is free now: the public URL must be known before the server listens. */
async function freePort(host: string): Promise<number> {
  const probe = createNetServer().listen(0, host);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  return address.port;
}

/** Listening is not being ready: `ready` is said when `/readyz` says it. */
async function untilReady(address: string): Promise<void> {
  const { status } = await fetch(`${address}/readyz`);
  if (status !== 200) throw new Error("the gateway started but is not ready");
}

/** What a running gateway can take over: the directory, the parties' keys, its own keys but for that of access tokens. */
async function reload(ground: Ground, flow: Flow, auditLog: RunningLog): Promise<void> {
  const config = await loadConfig(ground.options.env, ground.options.cwd);
  const keyring = await readKeyring(config, ground.logger);
  const next = await readDirectory(config, ground.logger);
  // Recorded before it holds: a crash in between records a change that the next start makes.
  await ground.store.evidenceRows.rememberKeys(signingKeys(flow.settings.gatewayId, next, keyring));
  await recordDirectory(flow, next, directoryChanges);
  await recordGatewayKeys(flow, keyring);
  ground.keyring = keyring;
  ground.directory.replace(next);
  // What stopped it may have been the key, or is mended.
  auditLog.sequencer.recheck();
}

/** The entries `key` of the gateway's own published keys. */
async function recordGatewayKeys(flow: Flow, keyring: Keyring): Promise<void> {
  const keysOnly = (before: string | undefined, after: string) =>
    directoryChanges(before, after).filter(({ type }) => type === "key");
  const snapshot = gatewayKeysSnapshot(flow.settings.gatewayId, keyring.jwks, keyring.log);
  await recordDirectory(flow, snapshot, keysOnly, "gateway-keys");
}
