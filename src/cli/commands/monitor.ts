import { join, resolve } from "node:path";
import { NATIVE_HASHER } from "../../tlog/native-hasher.ts";
import type { Trust } from "../../evidence/verify/trust.ts";
import { GRAVE } from "../../monitor/alarm.ts";
import { look, type MonitorOptions } from "../../monitor/look.ts";
import { type Standing, type AlarmChange, changesOf } from "../../monitor/standing.ts";
import { platform } from "../../sdk/environment.ts";
import { isHttpUrl } from "../proof/address.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { PartyOptions } from "../program/party.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type TrustOptions, trustFrom } from "../proof/trusted-keys.ts";
import { monitorMetrics } from "../monitor/metrics.ts";
import { mirrorFiles } from "../monitor/mirror.ts";
import { outbox } from "../monitor/outbox.ts";
import { type ProvenFork, type Scope, stateFolder, takeFolders } from "../monitor/state-folder.ts";
import { noticeOf, endingOfLook, linesOf } from "../monitor/look-report.ts";
import { type WatchedLog, watchedLog } from "../monitor/watched-log.ts";

/** Options of `aidx audit monitor`. */
export interface MonitorCommandOptions extends PartyOptions, TrustOptions {
  readonly state: string;
  readonly mirror?: string;
  readonly once?: boolean;
  /** Seconds between two looks. */
  readonly interval: number;
  readonly stall?: number;
  readonly unwitnessed?: number;
  readonly webhook?: string;
  readonly metricsPort?: number;
}

/**
 * Runs `aidx audit monitor URL`: follows a log, verifies that it only grows, recounts what is new, and raises alarms on
 * the screen, as the exit code, as metrics and to a webhook. With a party's credentials (`audit:read`) the entries are
 * hashed too. With `--mirror` it keeps a verified copy that `aidx verify DIR` reads.
 */
export async function monitor(terminal: Terminal, url: string, options: MonitorCommandOptions): Promise<Ending> {
  const trust = await trustFrom(terminal, options);
  check(url, options, trust.quorum);
  const log = await watchedLog(terminal, url, options);
  const { cwd } = terminal.world;
  const folder = resolve(cwd, options.state);
  const mirror = options.mirror === undefined ? undefined : resolve(cwd, options.mirror);
  // Locked before the first read: another monitor must not change the state between reading and writing it.
  const lock = await takeFolders({ state: folder, ...(mirror !== undefined && { mirror }) });
  try {
    return await watch(terminal, url, options, { trust, log, folder, mirror });
  } finally {
    lock.release();
  }
}

/** Longest time of one look, ms; what is left is recounted by the next. */
const LONGEST_LOOK_MS = 600_000;

/** Log that is watched, and the keys. The paths of the folders are absolute. */
interface Watching {
  readonly trust: Trust;
  readonly log: WatchedLog;
  readonly folder: string;
  readonly mirror: string | undefined;
}

/** Looks again and again. The folders are locked for this process. */
async function watch(
  terminal: Terminal,
  url: string,
  options: MonitorCommandOptions,
  { trust, log, folder, mirror }: Watching,
): Promise<Ending> {
  const { signal } = terminal.world;
  const world = { ...platform, ...terminal.world.client?.environment };
  const state = stateFolder(folder);
  const waiting = outbox(join(folder, "undelivered"), world);
  const scope: Scope = { entries: log.entries, mirror };
  let until = Number.POSITIVE_INFINITY;
  const settings: MonitorOptions = {
    read: log.read,
    trust,
    hasher: NATIVE_HASHER,
    entries: log.entries,
    stallMs: milliseconds(options.stall),
    unwitnessedMs: milliseconds(options.unwitnessed),
    async keep(next, files) {
      // The copy is written first: it must hold all that the state calls verified.
      if (mirror !== undefined) await mirrorFiles(mirror, files, log.read);
      await state.keepWatched(next, scope);
    },
    mayGoOn: () => world.now() < until && !signal.aborted,
    pause: (ms) => world.sleep(ms, signal),
  };
  let watched = await state.watched(trust.log, scope);
  let forks = await state.forks(trust.log);
  let standing = await completeEarlierRun(await state.standing(forks), forks);
  const metrics = await monitorMetrics(options.metricsPort);
  try {
    for (;;) {
      await log.authorize();
      const now = world.now();
      until = now + LONGEST_LOOK_MS;
      const found = await look(watched, settings, now);
      watched = found.watched;
      const { turns, ...next } = changesOf(standing, found, now);
      for (const turn of turns) await record(turn, now);
      standing = next.standing;
      await state.keepStanding(standing);
      // Kept only now: the alarm that says so is on the disk.
      const isFollowed = found.alarms.some(({ code }) => code === "succeeded");
      if (watched !== undefined && isFollowed) await state.keepWatched(watched, scope);
      const { size } = watched?.checkpoint ?? { size: 0 };
      metrics.looked({ size, counted: watched?.counted ?? 0, standing, turns, now });
      const report = { log: url, alarms: found.alarms, turns, standing, forks, size, now };
      for (const { data, text } of linesOf(report)) terminal.result(data, terminal.say(text));
      if (options.webhook !== undefined) await deliver(options.webhook);
      // A person must look at it. After a restart the watch goes on with what can be verified.
      const left = (watched?.checkpoint.size ?? 0) - (watched?.counted ?? 0);
      if (left > 0) terminal.note(notRecounted(left));
      if (options.once === true && left > 0 && found.alarms.length === 0) return "partly";
      if (options.once === true || found.alarms.some(({ code }) => GRAVE.has(code))) return endingOfLook(report);
      await world.sleep(options.interval * 1000, signal);
    }
  } catch (error) {
    if (signal.aborted) return "interrupted";
    throw error;
  } finally {
    metrics.close();
  }

  /** Keeps the proof of an alarm, and queues its notice for the webhook. */
  async function record(turn: AlarmChange, now: number): Promise<void> {
    const { alarm, begins, since } = turn;
    const notice = noticeOf(url, turn, now);
    const path = begins ? await state.keepProof(alarm, notice, now) : undefined;
    if (path !== undefined && alarm.code === "fork") forks = [...forks, { path, since, alarm }];
    if (options.webhook !== undefined) await waiting.add(notice);
  }

  /** Completes an earlier run that was cut off between keeping the proof of a fork and recording its alarm. */
  async function completeEarlierRun(kept: Standing, [first]: readonly ProvenFork[]): Promise<Standing> {
    if (first === undefined || kept.has("fork")) return kept;
    const { alarm, since } = first;
    if (options.webhook !== undefined) await waiting.add(noticeOf(url, { alarm, begins: true, since }, world.now()));
    const next = new Map(kept).set("fork", { since, checks: new Set() });
    await state.keepStanding(next);
    return next;
  }

  async function deliver(webhook: string): Promise<void> {
    const left = await waiting.deliver(webhook, signal);
    metrics.undelivered(left);
    if (left > 0) {
      terminal.note({
        zh: `${left} 条告警尚未送达 webhook，下次查看时再送`,
        en: `${left} alarms have not reached the webhook yet; tried again at the next look`,
      });
    }
  }
}

function check(url: string, { webhook, unwitnessed }: MonitorCommandOptions, quorum: number): void {
  const wrong = (zh: string, en: string) => new CommandError("usage", { zh, en });
  if (!isHttpUrl(url)) throw wrong("请给出网关地址", "give the gateway's address");
  if (webhook !== undefined && !isHttpUrl(webhook)) {
    throw wrong("webhook 须为 http(s) 网址", "a webhook is an http(s) URL");
  }
  if (unwitnessed !== undefined && quorum === 0) {
    throw wrong("--unwitnessed 须同时给出 --witness", "--unwitnessed needs the witnesses' keys (--witness)");
  }
}

function notRecounted(left: number) {
  return {
    zh: `尚有 ${left} 条未核算，下次查看时继续`,
    en: `${left} entries are not recounted yet; the next look goes on`,
  };
}

function milliseconds(seconds: number | undefined): number {
  return seconds === undefined ? Number.POSITIVE_INFINITY : seconds * 1000;
}
