/** What a monitor keeps on the disk: what was verified, which alarms stand, and the proof of forks and rollbacks. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { encodeBase64 } from "../../audit/base64.ts";
import { isObject } from "../../audit/evidence-format.ts";
import { isSize } from "../../audit/merkle.ts";
import type { VerifierKey } from "../../audit/note.ts";
import { ProofError } from "../../audit/proof-error.ts";
import { type FolderLock, FolderLockError, lockFolder } from "../../locking/folder-lock.ts";
import type { Alarm, AlarmCode } from "../../monitor/alarm.ts";
import type { Standing } from "../../monitor/standing.ts";
import { readWatched, type Watched, writeWatched } from "../../monitor/watched.ts";
import { CommandError } from "../exit-code.ts";
import type { Text } from "../language.ts";
import { readJsonIfAny, writeJson } from "../private-file.ts";

/** What was recounted, and where it is kept: more than before must be recounted anew. */
export interface Scope {
  /** Entries, not only their hashes. */
  readonly entries: boolean;
  /** Absolute path of the verified copy. */
  readonly mirror?: string | undefined;
}

/** A monitor's folder. */
export interface StateFolder {
  /** @throws {CommandError} `configuration` for a damaged state: watching must not begin anew unnoticed */
  watched(logKeys: readonly VerifierKey[], scope: Scope): Promise<Watched | undefined>;
  keepWatched(watched: Watched, scope: Scope): Promise<void>;
  /** @throws {CommandError} as `watched` */
  standing(): Promise<Standing>;
  keepStanding(standing: Standing): Promise<void>;
  /** Keeps the two checkpoints of an alarm, and what of the tree they rest on. */
  keepProof(alarm: Alarm, said: object, now: number): Promise<void>;
}

const WATCHED = "watched.json";
const STANDING = "alarms.json";
const CODES: ReadonlySet<string> = new Set<AlarmCode>([
  "unreachable",
  "bad-signature",
  "rollback",
  "fork",
  "entries",
  "unwitnessed",
  "stall",
]);

/** @param folder absolute; it is made when something is kept */
export function stateFolder(folder: string): StateFolder {
  async function read(name: string): Promise<unknown> {
    return readJsonIfAny(join(folder, name)).catch((cause: unknown) => {
      throw damaged(join(folder, name), cause);
    });
  }

  return {
    async watched(logKeys, { entries, mirror }) {
      const value = await read(WATCHED);
      if (value === undefined) return undefined;
      let watched: Watched;
      try {
        watched = await readWatched(value, logKeys);
      } catch (cause) {
        const otherKey = cause instanceof ProofError && cause.code !== "malformed";
        throw damaged(join(folder, WATCHED), cause, otherKey ? OTHER_KEY : undefined);
      }
      const scope = isObject(value) && isObject(value.scope) ? value.scope : {};
      const covers = (scope.entries === true || !entries) && (mirror === undefined || scope.mirror === mirror);
      return covers ? watched : { ...watched, counted: 0 };
    },
    keepWatched: (watched, scope) => writeJson(join(folder, WATCHED), { ...writeWatched(watched), scope }),
    async standing() {
      const value = await read(STANDING);
      if (value === undefined) return new Map();
      const found = isObject(value) ? Object.entries(value) : [["", undefined] as const];
      const standing = new Map<AlarmCode, number>();
      for (const [code, since] of found) {
        if (!isCode(code) || typeof since !== "number" || !isSize(since)) throw damaged(join(folder, STANDING));
        standing.set(code, since);
      }
      return standing;
    },
    keepStanding: (standing) => writeJson(join(folder, STANDING), Object.fromEntries(standing)),
    async keepProof({ code, checkpoints, tiles = [] }, said, now) {
      if (checkpoints === undefined) return;
      const rest =
        tiles.length === 0 ? {} : { tiles: Object.fromEntries(tiles.map(([path, b]) => [path, encodeBase64(b)])) };
      await writeJson(join(folder, `${code}-${now}.json`), { ...said, checkpoints, ...rest });
    },
  };
}

/**
 * Takes a monitor's folders for this process alone, that of its state and that of its copy: two would overwrite each
 * other's state and files, and each would go back behind what the other has verified, lose alarms that stand or post
 * them twice.
 * @param folders absolute; they are made
 * @throws {CommandError} `configuration` while another one has one of them, and where files cannot be locked
 */
export async function takeFolders(folders: { readonly state: string; readonly mirror?: string }): Promise<FolderLock> {
  const taken: FolderLock[] = [];
  const release = () => {
    for (const lock of taken) lock.release();
  };
  try {
    // Of two names: one folder may be both.
    taken.push(await take(folders.state, "monitor.lock"));
    if (folders.mirror !== undefined) taken.push(await take(folders.mirror, "mirror.lock"));
  } catch (error) {
    release();
    throw error;
  }
  return { release };
}

async function take(folder: string, name: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    return await lockFolder(folder, name);
  } catch (cause) {
    if (!(cause instanceof FolderLockError)) throw cause;
    const { zh, en } = NOT_OURS[cause.code];
    throw new CommandError(
      "configuration",
      { zh: `${zh}：${join(folder, name)}`, en: `${en}: ${join(folder, name)}` },
      { cause },
    );
  }
}

const NOT_OURS: Readonly<Record<FolderLockError["code"], Text>> = {
  "in-use": {
    zh: "另一监视进程正在使用该目录，一个目录只能运行一个进程",
    en: "another monitor runs on this folder: one folder, one process",
  },
  "no-lock": {
    zh: "无法锁定该文件，请改用支持文件锁的本地磁盘",
    en: "this file cannot be locked: use a local disk, whose files can be locked",
  },
};

const OTHER_KEY: Text = {
  zh: "其中的检查点不是由所给日志公钥签名：公钥有误，或文件已损坏",
  en: "the checkpoint in it is not signed by the log keys that were given: another key, or a damaged file",
};
const UNREADABLE: Text = { zh: "文件已损坏", en: "the file is damaged" };

function damaged(path: string, cause?: unknown, why: Text = UNREADABLE): CommandError {
  const text = {
    zh: `监视状态不可用：${path}（${why.zh}）。这不说明日志有问题。请从备份恢复该文件；确需重新开始的，将整个状态目录移走并留存`,
    en: `the monitor's state cannot be used: ${path} (${why.en}). This says nothing of the log. Bring the file back from a copy; to begin anew, move the whole folder away, and keep it`,
  };
  return new CommandError("configuration", text, { cause });
}

function isCode(code: string): code is AlarmCode {
  return CODES.has(code);
}
