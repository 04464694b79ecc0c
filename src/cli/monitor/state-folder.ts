/** State of a monitor on the disk: what was verified, which alarms stand, and the proof of forks and rollbacks. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { isObject } from "../../wire/value.ts";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { NATIVE_HASHER } from "../../tlog/native-hasher.ts";
import type { VerifierKey } from "../../tlog/note.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { type FolderLock, FolderLockError, lockFolder } from "../../files/folder-lock.ts";
import type { Alarm } from "../../monitor/alarm.ts";
import { readFork, writeProof } from "../../monitor/proof.ts";
import { readStanding, type Standing, writeStanding } from "../../monitor/standing.ts";
import { readWatched, type Watched, writeWatched } from "../../monitor/watched.ts";
import { CommandError } from "../terminal/exit-code.ts";
import { readJsonIfAny, writeJson } from "../kept/private-file.ts";

/** Scope of what was recounted. When a run wants more than an earlier one, everything is recounted. */
export interface Scope {
  /** Whether entries are read, not only their hashes. */
  readonly entries: boolean;
  /** Absolute path of the verified copy. */
  readonly mirror?: string | undefined;
}

/** Fork whose proof lies in the folder. */
export interface ProvenFork {
  /** The proof's file, absolute. */
  readonly path: string;
  /** When the fork was found, ms. */
  readonly since: number;
  readonly alarm: Alarm;
}

/** A monitor's folder. */
export interface StateFolder {
  /**
   * Reads what was verified. A damaged state must not look like a new one.
   * @throws {CommandError} `configuration` for a damaged state
   */
  watched(logKeys: readonly VerifierKey[], scope: Scope): Promise<Watched | undefined>;
  keepWatched(watched: Watched, scope: Scope): Promise<void>;
  /** Reads the forks that are proven here, in the order of their discovery. @throws {CommandError} as `watched` */
  forks(logKeys: readonly VerifierKey[]): Promise<readonly ProvenFork[]>;
  /**
   * Reads the alarms that stand.
   * @param forks that are proven here: an alarm of a fork without its proof is a damaged state
   * @throws {CommandError} as `watched`
   */
  standing(forks: readonly ProvenFork[]): Promise<Standing>;
  keepStanding(standing: Standing): Promise<void>;
  /**
   * Keeps the two checkpoints of an alarm, and the tiles that they rest on.
   * @returns the file, absolute; undefined when the alarm rests on nothing signed
   */
  keepProof(alarm: Alarm, said: object, now: number): Promise<string | undefined>;
}

const WATCHED = "watched.json";
const STANDING = "alarms.json";
/** Name that `keepProof` gives to the proof of a fork. */
const FORK = /^fork-(\d+)\.json$/;

/** Opens the folder of a monitor's state. @param folder absolute; it must exist */
export function stateFolder(folder: string): StateFolder {
  async function read(name: string): Promise<unknown> {
    return readJsonIfAny(join(folder, name)).catch((cause: unknown) => {
      throw damaged(join(folder, name), cause);
    });
  }

  /** Runs `open`, and reports its errors as a damaged file or as one that other keys signed. @throws {CommandError} */
  async function opened<T>(name: string, open: () => T | Promise<T>): Promise<T> {
    try {
      return await open();
    } catch (cause) {
      const otherKey = cause instanceof ProofError && (cause.code === "bad-signature" || cause.code === "wrong-origin");
      throw damaged(join(folder, name), cause, otherKey ? OTHER_KEY : UNREADABLE);
    }
  }

  return {
    async watched(logKeys, { entries, mirror }) {
      const value = await read(WATCHED);
      if (value === undefined) return undefined;
      const watched = await opened(WATCHED, () => readWatched(value, logKeys));
      const scope = isObject(value) && isObject(value.scope) ? value.scope : {};
      const covers = (scope.entries === true || !entries) && (mirror === undefined || scope.mirror === mirror);
      return covers ? watched : { ...watched, counted: 0 };
    },
    keepWatched: (watched, scope) => writeJson(join(folder, WATCHED), { ...writeWatched(watched), scope }),
    async forks(logKeys) {
      const found: ProvenFork[] = [];
      for (const name of await readdir(folder)) {
        const [, since] = FORK.exec(name) ?? [];
        if (since === undefined) continue;
        const value = await read(name);
        const alarm = await opened(name, () => readFork(value, logKeys, NATIVE_HASHER));
        found.push({ path: join(folder, name), since: Number(since), alarm });
      }
      return found.toSorted((one, other) => one.since - other.since);
    },
    async standing(forks) {
      const value = await read(STANDING);
      const standing = value === undefined ? new Map() : await opened(STANDING, () => readStanding(value));
      const fork = standing.get("fork");
      if (fork !== undefined && forks.length === 0) {
        throw damaged(join(folder, `fork-${fork.since}.json`), undefined, PROOF_GONE);
      }
      return standing;
    },
    keepStanding: (standing) => writeJson(join(folder, STANDING), writeStanding(standing)),
    async keepProof(alarm, said, now) {
      const proof = writeProof(alarm);
      if (proof === undefined) return undefined;
      const path = join(folder, `${alarm.code}-${now}.json`);
      await writeJson(path, { ...said, ...proof });
      return path;
    },
  };
}

/**
 * Locks the monitor's folders (state and copy) for this process. Two monitors on one folder would overwrite each
 * other's files, fall back behind what the other has verified, and lose or repeat alarms.
 * @param folders absolute; they are made
 * @throws {CommandError} `configuration` while another process has one of them, and where files cannot be locked
 */
export async function takeFolders(folders: { readonly state: string; readonly mirror?: string }): Promise<FolderLock> {
  const taken: FolderLock[] = [];
  const release = () => {
    for (const lock of taken) lock.release();
  };
  try {
    // The locks have different names, because one folder may serve as both.
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

const NOT_OURS: Readonly<Record<FolderLockError["code"], Bilingual>> = {
  "in-use": {
    zh: "另一监视进程正在使用该目录，一个目录只能运行一个进程",
    en: "another monitor runs on this folder: one folder, one process",
  },
  "no-lock": {
    zh: "无法锁定该文件，请改用支持文件锁的本地磁盘",
    en: "this file cannot be locked: use a local disk, whose files can be locked",
  },
};

const OTHER_KEY: Bilingual = {
  zh: "其中的检查点不是由所给日志公钥签名：公钥有误，或文件已损坏",
  en: "its checkpoint is not signed by the given log keys: the keys are wrong, or the file is damaged",
};
const UNREADABLE: Bilingual = { zh: "文件已损坏", en: "the file is damaged" };
const PROOF_GONE: Bilingual = {
  zh: "日志分叉的告警已记录，证据文件却不在",
  en: "a fork was recorded, but the file with its proof is missing",
};

function damaged(path: string, cause: unknown, why: Bilingual = UNREADABLE): CommandError {
  const text = {
    zh: `监视状态不可用：${path}（${why.zh}）。这不说明日志有问题。请从备份恢复该文件；确需重新开始的，将整个状态目录移走并留存`,
    en: `the monitor's state cannot be used: ${path} (${why.en}). This says nothing about the log. Restore the file from a copy. To start anew, move the whole folder away and keep it`,
  };
  return new CommandError("configuration", text, { cause });
}
