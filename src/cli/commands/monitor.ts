import { createServer, type Server } from "node:http";
import { readdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Counter, Gauge, Registry } from "prom-client";
import { decodeBase64, encodeBase64 } from "../../audit/base64.ts";
import { NATIVE_HASHER } from "../../audit/native-hasher.ts";
import { type Alarm, type AlarmCode, look, type MonitorOptions, type Watched } from "../../monitor/monitor.ts";
import { CommandError, type Ending } from "../exit-code.ts";
import type { Text } from "../language.ts";
import { gatewayReader } from "../log-files.ts";
import type { PartyOptions } from "../party.ts";
import { readJsonIfAny, writeJson, writePrivate } from "../private-file.ts";
import type { Terminal } from "../terminal.ts";
import { type TrustOptions, trustFrom } from "../trusted-keys.ts";

/** Options of `aidx audit monitor`. */
export interface MonitorCommandOptions extends PartyOptions, TrustOptions {
  readonly state: string;
  readonly mirror?: string;
  readonly once?: boolean;
  /** Seconds. */
  readonly interval: number;
  readonly stall?: number;
  readonly unwitnessed?: number;
  readonly webhook?: string;
  readonly metricsPort?: number;
}

const ALARMS: Readonly<Record<AlarmCode, Text & { readonly ending: Ending }>> = {
  unreachable: { zh: "无法读取检查点", en: "no checkpoint can be read", ending: "unreachable" },
  "bad-signature": { zh: "检查点签名无效", en: "the checkpoint is not signed by the log", ending: "untrusted" },
  rollback: { zh: "日志回退", en: "THE LOG WAS ROLLED BACK", ending: "rolledBack" },
  fork: { zh: "日志分叉", en: "THE LOG FORKED", ending: "forked" },
  entries: { zh: "条目缺失或与哈希不符", en: "entries are missing or not what their hashes say", ending: "forked" },
  unwitnessed: { zh: "见证方未达法定数", en: "no quorum of witnesses has cosigned", ending: "unwitnessed" },
  stall: { zh: "日志停滞", en: "the log does not grow", ending: "stalled" },
};

/** Tries of a webhook, and the time of each, ms. */
const WEBHOOK_TRIES = 3;
const WEBHOOK_MS = 5_000;
const STATE_FILE = "watched.json";

/**
 * `aidx audit monitor URL`: follows a log, verifies that it only grows, recounts what is new, and raises alarms:
 * on the screen, as the exit code, as metrics, to a webhook. With a party's credentials (`audit:read`) entries are
 * hashed too; with `--mirror` a verified copy is kept that `aidx verify DIR` reads.
 */
export async function monitor(terminal: Terminal, url: string, options: MonitorCommandOptions): Promise<Ending> {
  if (!/^https?:\/\//.test(url))
    throw new CommandError("usage", { zh: "请给出网关地址", en: "give the gateway's address" });
  const trust = await trustFrom(terminal, options);
  const folder = resolve(terminal.world.cwd, options.state);
  const known = options.party ?? terminal.world.env.AIDX_PARTY;
  const settings: MonitorOptions = {
    read: await gatewayReader(terminal, url, options),
    trust,
    hasher: NATIVE_HASHER,
    entries: known !== undefined && known !== "",
    stallMs: options.stall === undefined ? Number.POSITIVE_INFINITY : options.stall * 1000,
    unwitnessedMs: options.unwitnessed === undefined ? Number.POSITIVE_INFINITY : options.unwitnessed * 1000,
  };
  const metrics = await exposed(options.metricsPort);
  const { signal } = terminal.world;
  let worst: Ending = "ok";
  try {
    for (let watched = await stateOf(folder); ; ) {
      const now = Date.now();
      const found = await look(watched, settings, now);
      // The copy first: what the state says was verified is in the mirror.
      if (options.mirror !== undefined) await mirror(resolve(terminal.world.cwd, options.mirror), found.files);
      if (found.watched !== undefined && found.watched !== watched) await writeState(folder, found.watched);
      watched = found.watched;
      metrics.looked(watched, found.alarms, now);
      for (const alarm of found.alarms) worst = await raise(terminal, folder, url, options.webhook, alarm, now);
      if (found.alarms.length === 0) {
        const size = watched?.edge.size ?? 0;
        terminal.result({ at: new Date(now).toISOString(), size, ok: true }, `${new Date(now).toISOString()}  ${size}`);
        worst = "ok";
      }
      // What cannot be undone ends the watch: somebody must look at it.
      const final = found.alarms.some(({ code }) => code === "fork" || code === "rollback" || code === "entries");
      if (options.once === true || final) return worst;
      await sleep(options.interval * 1000, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return worst;
    }
  } finally {
    metrics.close();
  }
}

async function raise(
  terminal: Terminal,
  folder: string,
  url: string,
  webhook: string | undefined,
  alarm: Alarm,
  now: number,
): Promise<Ending> {
  const { code, size, evidence } = alarm;
  const at = new Date(now).toISOString();
  const said = {
    alarm: code,
    log: url,
    at,
    ...(size === undefined ? {} : { size }),
    text: ALARMS[code].en,
    textZh: ALARMS[code].zh,
  };
  terminal.result(said, `${at}  ${terminal.say(ALARMS[code])}`);
  // Two signed checkpoints that cannot both be true are the proof; nobody can take them back.
  if (evidence !== undefined) await writeJson(join(folder, `${code}-${now}.json`), { ...said, checkpoints: evidence });
  if (webhook !== undefined && !(await told(webhook, { ...said, ...(evidence && { checkpoints: evidence }) })))
    terminal.note({ zh: "告警未能送达 webhook", en: "the alarm did not reach the webhook" });
  return ALARMS[code].ending;
}

async function told(webhook: string, alarm: object): Promise<boolean> {
  for (let attempt = 1; attempt <= WEBHOOK_TRIES; attempt++) {
    try {
      const answer = await fetch(webhook, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(alarm),
        redirect: "manual",
        signal: AbortSignal.timeout(WEBHOOK_MS),
      });
      await answer.body?.cancel();
      if (answer.ok) return true;
    } catch {
      // Tried again.
    }
    if (attempt < WEBHOOK_TRIES) await sleep(attempt * 500);
  }
  return false;
}

/** @throws CommandError `configuration` for a state that cannot be read: watching must not begin anew unnoticed */
async function stateOf(folder: string): Promise<Watched | undefined> {
  const unusable = (cause?: unknown) =>
    new CommandError(
      "configuration",
      { zh: `状态无法读取：${folder}`, en: `the state cannot be read: ${folder}` },
      { cause },
    );
  const found = (await readJsonIfAny(join(folder, STATE_FILE)).catch((cause: unknown) => {
    throw unusable(cause);
  })) as { checkpoint: string; size: number; tiles: string[]; grewAt: number; cosignedAt: number } | undefined;
  if (found === undefined) return undefined;
  const { checkpoint, size, tiles, grewAt, cosignedAt } = found;
  const bytes = Array.isArray(tiles) ? tiles.map((tile) => decodeBase64(tile)) : [];
  if (typeof checkpoint !== "string" || typeof size !== "number" || bytes.some((tile) => tile === undefined))
    throw unusable();
  return { checkpoint, edge: { size, tiles: bytes.map((tile) => tile ?? new Uint8Array()) }, grewAt, cosignedAt };
}

function writeState(folder: string, { checkpoint, edge, grewAt, cosignedAt }: Watched): Promise<void> {
  const tiles = edge.tiles.map(encodeBase64);
  return writeJson(join(folder, STATE_FILE), { checkpoint, size: edge.size, tiles, grewAt, cosignedAt });
}

/** Keeps verified files in the layout of C2SP tlog-tiles; the checkpoint comes last. A partial tile gives way to a wider one. */
async function mirror(folder: string, files: readonly (readonly [string, Uint8Array])[]): Promise<void> {
  for (const [path, bytes] of files) {
    const target = join(folder, path);
    await writePrivate(target, bytes, 0o644);
    const [, whole] = /^(.*)\.p\/\d+$/.exec(path) ?? [];
    const partials = join(folder, `${whole ?? path}.p`);
    if (whole === undefined) await rm(partials, { recursive: true, force: true });
    else
      for (const name of await readdir(dirname(target)))
        if (join(dirname(target), name) !== target) await rm(join(dirname(target), name), { force: true });
  }
}

/** What the monitor knows as metrics, on a port of its own when one is asked for. */
async function exposed(port: number | undefined) {
  const registry = new Registry();
  const registers = [registry];
  const size = new Gauge({ name: "aidx_monitor_size", help: "Entries verified so far", registers });
  const seen = new Gauge({ name: "aidx_monitor_looked_seconds", help: "When the log was last looked at", registers });
  const alarms = new Counter({ name: "aidx_monitor_alarms_total", help: "Alarms", labelNames: ["code"], registers });
  let server: Server | undefined;
  if (port !== undefined) {
    server = createServer((_request, response) => {
      void registry.metrics().then((text) => response.setHeader("content-type", registry.contentType).end(text));
    });
    await new Promise<void>((done, failed) => server?.once("error", failed).listen(port, "127.0.0.1", done));
  }
  return {
    looked(watched: Watched | undefined, raised: readonly Alarm[], now: number) {
      size.set(watched?.edge.size ?? 0);
      seen.set(now / 1000);
      for (const { code } of raised) alarms.inc({ code });
    },
    close: () => server?.close(),
  };
}
