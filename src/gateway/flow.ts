/** The flow of a running gateway: the settings and ports that every step of the exchange uses. */
import { randomBytes } from "node:crypto";
import { createDue } from "../casework/clock/due.ts";
import { createCourier } from "../courier/courier.ts";
import { createBlindIndex, createMac } from "../crypto/mac.ts";
import { createSuites } from "../crypto/suites.ts";
import { createThreadCipher } from "../crypto/thread-cipher.ts";
import { directoryToday } from "../directory/successors.ts";
import { createPolicy } from "../disclosure/policy.ts";
import type { Flow } from "../exchange/flow.ts";
import type { Observer, Policy } from "../exchange/ports.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { OpenQueue } from "../queue/delivery-queue.ts";
import type { SchemaRegistry } from "../schema/registry.ts";
import { createUuid7 } from "../wire/uuid7.ts";
import { createRunningCasework } from "./casework.ts";
import type { Prepared } from "./prepare.ts";
import { courierSettings, flowSettings } from "./settings.ts";

/** Puts the flow together; nothing runs in it yet. */
export async function createFlow(
  prepared: Prepared,
  queue: OpenQueue,
  schemas: SchemaRegistry,
  log: LogReader,
): Promise<Flow> {
  const { config, store, clock, directory, logger, metrics } = prepared;
  const today = () => prepared.clocks.calendar.dateAt(clock.now());
  const directoryNow = directoryToday(directory.current, today);
  let policy: { readonly clocks: Prepared["clocks"]; readonly compiled: Policy } | undefined;
  const currentPolicy = (): Policy => {
    const { clocks } = prepared;
    if (policy?.clocks !== clocks) {
      const { rules, calendar } = clocks;
      const due = createDue(rules, calendar);
      const compiled = createPolicy(config.sharingPolicy, config.routing, calendar, due, directoryNow);
      policy = { clocks, compiled };
    }
    return policy.compiled;
  };
  const observer: Observer = {
    ...metrics,
    failed(packet) {
      const event = { event: "packet-failed", zh: "投递失败，须由运维处理", ...packet };
      logger.error(event, "a packet's delivery failed: an operator must act");
    },
    takenOver(party, mode, packets) {
      const zh = mode === "push" ? "改为推送" : "改为由接收单位取回";
      logger.info({ event: "taken-over", zh, party, mode, packets }, "open packets follow the directory");
    },
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
  const mac = createMac(prepared.keyring.macKey, "claims");
  const newId = createUuid7(clock.now, randomBytes);
  return {
    settings: flowSettings(config, owner),
    clock,
    random: Math.random,
    newId,
    store,
    queue,
    courier: createCourier({
      signer: () => prepared.keyring.signing,
      settings: courierSettings(config),
      guard: prepared.guard,
      tlsOf: (party) => directory.current().endpointTls(party),
      now: clock.now,
      logger,
    }),
    suites: createSuites({ maxEnvelope: config.gateway.limits.messageBytes }),
    schemas,
    keys: () => prepared.keyring,
    lookAgain: () => prepared.lookAgain(),
    directory: directoryNow,
    policy: currentPolicy,
    mac,
    blindIndex: createBlindIndex(prepared.keyring.macKey),
    documentNumbers: createThreadCipher(prepared.keyring.macKey, "document number"),
    casework: createRunningCasework(prepared, { mac, newId, directory: directoryNow }),
    log,
    observer,
  };
}
