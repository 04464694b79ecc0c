import { createHash } from "node:crypto";
import { basename, dirname, join, resolve } from "node:path";
import { CommandError } from "../terminal/exit-code.ts";
import { readJsonIfAny, writeJson } from "./private-file.ts";

/** Record of the pushes of one file. It is written before the first try, with the message id that all tries use. */
export interface PushRecord {
  readonly v: 1;
  readonly gateway: string;
  readonly party: string;
  readonly type: string;
  readonly thread?: string;
  readonly to?: readonly string[];
  /** SHA-256 of the file at its first try. */
  readonly sha256: string;
  /** Message id of all tries. */
  readonly jti: string;
  /** The gateway's answer, once there is one. */
  readonly accepted?: {
    readonly message: string;
    readonly thread: string;
    readonly at: string;
    /** The gateway's signed receipt. */
    readonly receipt: string;
    readonly packets: readonly { readonly id: string; readonly recipient: string }[];
  };
}

/** Members by which one push differs from another. */
export type PushSubject = Pick<PushRecord, "gateway" | "party" | "type" | "thread" | "to" | "sha256">;

/** Path of a file's record: `{file}.push.json` beside it, or a name in `state` that is unique to its path. */
export function recordPath(file: string, state: string | undefined): string {
  const path = resolve(file);
  if (state === undefined) return join(dirname(path), `${basename(path)}.push.json`);
  const mark = createHash("sha256").update(path).digest("hex").slice(0, 12);
  return join(state, `${basename(path)}.${mark}.push.json`);
}

/** Reads the record of an earlier push of the same file; undefined when there is none. */
export async function readRecord(path: string): Promise<PushRecord | undefined> {
  const found = (await readJsonIfAny(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  })) as PushRecord | undefined;
  if (found === undefined) return undefined;
  if (found.v !== 1 || typeof found.jti !== "string" || typeof found.sha256 !== "string") throw unreadable(path);
  return found;
}

/** Writes a record. It is on the disk when this resolves. */
export function writeRecord(path: string, record: PushRecord): Promise<void> {
  return writeJson(path, record);
}

/**
 * Decides how to go on from an earlier record. The same file to the same gateway goes on with the same id. A changed
 * file is another message. It is not sent while it is unknown whether the first one arrived: that could make two
 * messages of one list.
 * @throws {CommandError} `refused` in that case
 */
export function resume(path: string, earlier: PushRecord | undefined, now: PushSubject): PushRecord | undefined {
  if (earlier === undefined) return undefined;
  const same =
    earlier.gateway === now.gateway &&
    earlier.party === now.party &&
    earlier.type === now.type &&
    earlier.thread === now.thread &&
    earlier.to?.join() === now.to?.join() &&
    earlier.sha256 === now.sha256;
  if (same) return earlier;
  if (earlier.accepted !== undefined) return undefined;
  throw new CommandError("refused", {
    zh: `文件或接收单位在上次推送后已更改，而上次推送结果未知；确认后删除 ${path} 或使用 --new`,
    en: `the file or its recipients changed after a push whose result is unknown; check it, then delete ${path} or use --new`,
  });
}

function unreadable(path: string, cause?: unknown): CommandError {
  const text = { zh: `推送记录无法读取：${path}`, en: `the push record cannot be read: ${path}` };
  return new CommandError("configuration", text, { cause });
}
