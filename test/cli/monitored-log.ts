/** A log on its own server, a webhook, and a monitor's machine. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Test } from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { LOG_KEYS, ShownLog } from "../support/log/shown-log.ts";

async function listen(t: Test, answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server: Server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Finds a port where nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Sets up a log of 300 entries on its own server, a webhook, and a monitor's machine. */
export async function setUp(t: Test) {
  const log = new ShownLog();
  log.size = 300;
  /** What the server does for a path of the log instead of the usual; true when it has answered. */
  const trick = { with: (_path: string, _response: ServerResponse): boolean => false };
  const fields: (string | undefined)[] = [];
  const url = await listen(t, (request, response) => {
    const path = (request.url ?? "").slice("/log/".length);
    fields.push(request.headers["cache-control"]);
    if (trick.with(path, response)) return;
    void log.read(path).then((bytes) => {
      if (bytes === undefined) response.writeHead(404).end();
      else response.end(bytes);
    });
  });
  const hook = { up: true, got: [] as Record<string, unknown>[], tried: 0 };
  const webhook = await listen(t, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      hook.tried++;
      if (hook.up) hook.got.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
      response.writeHead(hook.up ? 204 : 503).end();
    });
  });
  const folder = await mkdtemp(join(tmpdir(), "aidx-monitor-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const aidx = new CommandLine(folder, { LANG: "en" });
  const slept: number[] = [];
  aidx.sleep = async (ms, signal) => {
    signal?.throwIfAborted();
    slept.push(ms);
  };
  const base = `audit monitor ${url} --log-key ${LOG_KEYS.join(" --log-key ")} --state state --json`;
  return {
    log,
    trick,
    fields,
    hook,
    aidx,
    slept,
    base,
    told: () => hook.got.map(({ alarm, state }) => `${String(alarm)} ${String(state)}`),
    /** Looks once. */
    look: (to = `--webhook ${webhook}/`, more = "") =>
      aidx.run(`${base} --once ${to} ${more}`.replace(/ +/g, " ").trim()),
    webhook,
    path: (...names: string[]) => join(folder, ...names),
  };
}
