import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { trustOf } from "../../src/evidence/verify/trust.ts";
import { look, type MonitorOptions } from "../../src/monitor/look.ts";
import type { VerifiedFile } from "../../src/monitor/recount.ts";
import type { Watched } from "../../src/monitor/watched.ts";
import { LOG_KEYS, type ShownLog } from "../support/log/shown-log.ts";

export const NOW = Date.parse("2026-11-23T09:00:00Z");
export const TRUST = trustOf({ log: LOG_KEYS }, sha256);

/** A monitor of a log in memory, with its state. */
export class Watch {
  watched: Watched | undefined;
  readonly mirror = new Map<string, Uint8Array>();
  /** State and files of each kept part. */
  readonly kept: { readonly watched: Watched; readonly files: readonly VerifiedFile[] }[] = [];
  /** Pauses of the last look, ms; a test may change the log in one. */
  pauses: number[] = [];
  onPause: (pauses: number) => void = () => undefined;
  readonly #options: MonitorOptions;

  constructor(log: ShownLog, more: Partial<MonitorOptions> = {}) {
    this.#options = {
      read: log.read,
      trust: TRUST,
      hasher: NATIVE_HASHER,
      entries: true,
      stallMs: Number.POSITIVE_INFINITY,
      unwitnessedMs: Number.POSITIVE_INFINITY,
      keep: async (watched, files) => {
        this.kept.push({ watched, files });
        this.watched = watched;
        for (const [path, bytes] of files) this.mirror.set(path, bytes);
      },
      mayGoOn: () => true,
      pause: async (ms) => {
        this.pauses.push(ms);
        this.onPause(this.pauses.length);
      },
      ...more,
    };
  }

  /** Looks, and goes on from the result. */
  async look(now = NOW, more: Partial<MonitorOptions> = {}) {
    this.pauses = [];
    const found = await look(this.watched, { ...this.#options, ...more }, now);
    this.watched = found.watched;
    return found.alarms;
  }
}
