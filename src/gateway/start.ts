import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import { softwareVersion } from "../config/software-version.ts";
import { createExchange } from "../exchange/exchange.ts";
import type { Flow } from "../exchange/flow.ts";
import type { LogReader } from "../log/log-reader.ts";
import { openQueue } from "../queue/delivery-queue.ts";
import { shippedSchemas } from "../schema/shipped.ts";
import type { OpenStore } from "../store/open.ts";
import { startSweeper } from "./audit.ts";
import { keepClock } from "./clock.ts";
import { createFlow } from "./flow.ts";
import { keyChangesOf } from "./key-changes.ts";
import type { Notices } from "../casework/notice/notices.ts";
import { createRunningLog } from "./log.ts";
import { startNotices } from "./notices.ts";
import { followReloads } from "./follow.ts";
import { watchHorizon } from "./horizon.ts";
import { startPacketDays } from "./packet-days.ts";
import { watchPackets } from "./packet-figures.ts";
import { createOverview } from "./overview.ts";
import { type InitReport, prepare, type StartOptions } from "./prepare.ts";
import { recordConfiguration } from "./record.ts";
import { type Parties, putInForce, reload } from "./reload.ts";
import { createRunningServer } from "./server.ts";
import { drainMs, queueSettings, stopMs } from "./settings.ts";
import { queueFaults } from "./start-faults.ts";
import { startTimestamps } from "./timestamps.ts";
import { startWitnessing } from "./witnesses.ts";

export type { InitReport, StartOptions } from "./prepare.ts";

/** A gateway that accepts messages. */
export interface RunningGateway {
  /** URL at which parties reach it. */
  readonly url: string;
  /** Whether the web console is served. */
  readonly console: boolean;
  readonly flow: Flow;
  readonly store: OpenStore;
  /** The audit log as everyone may see it. */
  readonly log: LogReader;
  readonly logger: Logger;
  /** Notices of deadlines, which look for themselves every minute. */
  readonly notices: Notices;
  /** Reads directory and key files again; what changed is recorded and holds from then on. */
  reload(): Promise<void>;
  /**
   * Says at `/readyz` that it is stopping and goes on answering, as long as `http.drainSeconds` says: so long a balancer may
   * take to notice.
   */
  drain(): Promise<void>;
  /** Finishes what is in hand, gives leases back, stops its own PostgreSQL. */
  stop(): Promise<void>;
  /** Longest time that `drain` and `stop` take together when nothing hangs, ms. */
  readonly stopMs: number;
}

/**
 * Creates what is missing (database, gateway keys, in development the parties' keys) and stops again.
 *
 * @throws {ConfigError} and what the parts throw, before anything is half done
 */
export async function initGateway(options: StartOptions): Promise<InitReport> {
  const prepared = await prepare(options);
  await prepared.store.close();
  return prepared.made;
}

/**
 * Starts the gateway: from configuration to the line `ready`. What fails stops what was started before it.
 *
 * @throws {ConfigError} and what the parts throw
 */
export async function startGateway(options: StartOptions): Promise<RunningGateway> {
  const prepared = await prepare(options);
  // Ends in the reverse order of the start: what is above still needs what is below.
  const started = new AsyncDisposableStack();
  try {
    const store = started.adopt(prepared.store, (store) => store.close());
    const queue = started.adopt(
      await queueFaults(prepared.config.environment, openQueue(queueSettings(prepared))),
      (queue) => queue.close(),
    );
    const clock = started.adopt(keepClock(prepared), (clock) => clock.stop());
    const horizon = started.adopt(
      watchHorizon(prepared, () => performance.now()),
      (horizon) => horizon.stop(),
    );
    started.adopt(watchPackets(prepared), (packets) => packets.stop());
    const schemas = await shippedSchemas();
    const witnessing = started.adopt(startWitnessing(prepared), (witnessing) => witnessing.close());
    const auditLog = started.adopt(createRunningLog(prepared, witnessing), (log) => log.stop());
    const asConfigured = await createFlow(prepared, queue, schemas, auditLog.reader);
    await recordConfiguration(prepared, asConfigured, schemas);
    const flow = options.decorate?.(asConfigured) ?? asConfigured;
    auditLog.sequencer.start();
    started.defer(() => flow.courier.close());
    const exchange = started.adopt(createExchange(flow), (exchange) => exchange.stop());
    await exchange.start();
    started.adopt(startSweeper(prepared, flow), (sweeper) => sweeper.stop());
    started.adopt(startPacketDays(prepared, flow), (days) => days.stop());
    const notices = started.adopt(startNotices(prepared, flow), (running) => running.stop());
    const apply = (parties: Parties) => putInForce(prepared, exchange, auditLog, parties);
    const follower = started.adopt(
      followReloads(prepared, flow, () => performance.now(), apply),
      (follower) => follower.stop(),
    );
    prepared.lookAgain = follower.look;
    const timestamps = await startTimestamps(prepared, auditLog.reader);
    started.defer(async () => timestamps?.close());
    const degraded = () => [...clock.degraded(), ...horizon.degraded()];
    const reloadNow = () => reload(prepared, flow, apply);
    const keyChanges = keyChangesOf(prepared, flow, reloadNow);
    const overview = createOverview(prepared, exchange, auditLog.figures, softwareVersion());
    const log = auditLog.reader;
    const parts = { prepared, flow, exchange, schemas, auditLog: log, timestamps, degraded, keyChanges, overview };
    const server = started.adopt(await createRunningServer(parts), (server) => server.close());
    await server.listen();
    options.stdout?.(`ready ${server.url}`);
    return {
      url: server.url,
      console: server.console,
      flow,
      store,
      log: auditLog.reader,
      logger: prepared.logger,
      notices,
      reload: reloadNow,
      async drain() {
        server.drain();
        await setTimeout(drainMs(prepared.config));
      },
      stop: () => started.disposeAsync(),
      stopMs: stopMs(prepared.config),
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}
