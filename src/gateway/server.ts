/** The HTTP server of a running gateway, from its address to its first good answer. */
import { softwareVersion } from "../config/software-version.ts";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createServer as createNetServer } from "node:net";
import { fileURLToPath } from "node:url";
import { publicUrlOf } from "../config/environment.ts";
import { createAdvice } from "../casework/advice.ts";
import type { Flow } from "../exchange/flow.ts";
import type { KeyChanges } from "../exchange/key-changes.ts";
import { readSealedList } from "../exchange/sealed-list.ts";
import type { Exchange } from "../exchange/service.ts";
import { listening } from "../http/connection/listen.ts";
import { type ConsoleSite, readConsoleSite } from "../http/console-site.ts";
import { createServer } from "../http/server.ts";
import type { HttpDeps } from "../http/services.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { SchemaRegistry } from "../schema/registry.ts";
import { auditServices } from "./audit.ts";
import { createRunningCaseViews, createRunningDrafts, createRunningReroute } from "./casework.ts";
import { createPackages } from "./packages.ts";
import { createRunningMeetings, createRunningReports } from "./reports.ts";
import { QueueStalled } from "../queue/queue-faults.ts";
import type { Overview } from "./overview.ts";
import type { Prepared } from "./prepare.ts";
import { listeningFaults } from "./start-faults.ts";
import { openSharedCounters } from "./shared-counters.ts";
import { httpSettings } from "./settings.ts";
import type { RunningTimestamps } from "./timestamps.ts";

/** Parts from which the HTTP server answers. */
export interface ServerParts {
  readonly prepared: Prepared;
  readonly flow: Flow;
  readonly exchange: Exchange;
  readonly schemas: SchemaRegistry;
  readonly auditLog: LogReader;
  readonly timestamps: RunningTimestamps | undefined;
  readonly keyChanges: KeyChanges;
  readonly overview: Overview;
  /** Parts that work but need an operator, for `/readyz`. */
  readonly degraded: HttpDeps["degraded"];
}

/** The server of a running gateway. */
export interface RunningServer {
  /** URL at which parties reach it. */
  readonly url: string;
  /** Whether the web console is served. */
  readonly console: boolean;
  /** Listens, and resolves once `/readyz` answers 200. @throws when it does not */
  listen(): Promise<void>;
  /** Says at `/readyz` that it is stopping, and ends each connection with its next answer. */
  drain(): void;
  /** Answers what it has begun, and frees its port. */
  close(): Promise<void>;
}

/** Makes the server; it does not listen yet. */
export async function createRunningServer(parts: ServerParts): Promise<RunningServer> {
  const { prepared, flow, exchange, schemas, auditLog } = parts;
  const { environment } = prepared.config;
  const { host } = environment;
  const port = environment.port === 0 ? await listeningFaults(freePort(host)) : environment.port;
  const url = publicUrlOf(environment, port);
  const version = softwareVersion();
  prepared.metrics.build(version);
  const { close, ...audit } = auditServices({ ...parts, software: version });
  const counters = openSharedCounters(prepared);
  const draining = new AbortController();
  const consoleSite = environment.console ? await consoleSiteOf(url) : undefined;
  const reports = createRunningReports(prepared, flow);
  const server = createServer({
    exchange,
    clocks: () => prepared.clocks,
    rules: prepared.config,
    directory: flow.directory,
    keys: flow.keys,
    lookAgain: flow.lookAgain,
    tokenKeys: () => prepared.keyring,
    onChange: (listener) => prepared.directory.onReplaced(listener),
    schemas,
    suites: flow.suites,
    store: flow.store,
    auditLog,
    ...audit,
    cases: createRunningCaseViews(prepared, flow),
    reroute: createRunningReroute(prepared, flow),
    drafts: createRunningDrafts(prepared, flow),
    advice: createAdvice({
      readList: (caller, envelope, mediaType) => readSealedList(flow, caller, envelope, mediaType),
      guidelines: () => prepared.config.guidelines,
      clocks: () => prepared.clocks,
      now: flow.clock.now,
      counted: (rule, guideline, outcome) => prepared.metrics.guidelineChecked(rule, guideline, outcome),
    }),
    reports,
    meetings: createRunningMeetings(prepared, flow, reports),
    keyChanges: parts.keyChanges,
    overview: parts.overview,
    packPacket: createPackages(flow, auditLog),
    probes: [
      {
        name: "queue",
        ping: () => flow.queue.ping(),
        // Without the queue this process works on what is due by itself.
        spares: (error) => !(error instanceof QueueStalled),
      },
    ],
    settings: httpSettings(prepared.config, url, version),
    ...(counters === undefined ? {} : { shared: counters.shared }),
    clock: flow.clock,
    elapsed: () => performance.now(),
    draining: draining.signal,
    degraded: parts.degraded,
    ...(consoleSite === undefined ? {} : { console: consoleSite }),
    newId: flow.newId,
    logger: prepared.logger,
    metrics: prepared.metrics,
  });
  // Once the last answer is out.
  server.addHook("onClose", close);
  server.addHook("onClose", async () => counters?.close());
  const listen = listening(server, process.platform);
  return {
    url,
    console: consoleSite !== undefined,
    async listen() {
      await listeningFaults(listen({ host, port }));
      // Not over the public URL, which may lead through a proxy that does not know this process yet.
      const { publicUrl: _elsewhere, ...here } = environment;
      await checkReady(publicUrlOf(here, port));
    },
    drain: () => draining.abort(),
    close: () => server.close(),
  };
}

/** Reads the console that was built beside this program: the folder is the same for sources and compiled files. */
function consoleSiteOf(url: string): Promise<ConsoleSite | undefined> {
  return readConsoleSite(fileURLToPath(new URL("../../dist/console/", import.meta.url)), new URL(url).pathname);
}

/** Finds a port that is free now: the public URL must be known before the server listens. */
async function freePort(host: string): Promise<number> {
  const probe = createNetServer().listen(0, host);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  return address.port;
}

/** Listening is not being ready: `ready` is printed when `/readyz` says it. */
async function checkReady(address: string): Promise<void> {
  // Not by `fetch`, which refuses the ports of other protocols.
  const asking = get(`${address}/readyz`, { agent: false });
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  answer.resume();
  if (answer.statusCode !== 200) throw new Error("the gateway started but is not ready");
}
