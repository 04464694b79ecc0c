import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { RECORD_ENDING } from "../../evidence/reconcile/kept-by-sender.ts";
import { isErrno } from "../../files/errno.ts";
import { ProblemError } from "../../sdk/index.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { CommandError } from "../terminal/exit-code.ts";
import { readJsonIfAny, writeJson } from "./private-file.ts";

/** Record of one message that was made of a file. It is written before the first try, with the id that all tries use. */
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
  /** The gateway's answer. A record that has it is never changed again. */
  readonly accepted?: {
    readonly message: string;
    readonly thread: string;
    readonly at: string;
    /** The gateway's signed receipt. */
    readonly receipt: string;
    readonly packets: readonly { readonly id: string; readonly recipient: string }[];
  };
  /** The gateway's refusal: nothing was accepted under this id, and the corrected file may use it. */
  readonly refused?: { readonly at: string; readonly status: number; readonly code: string };
  /** When the user went on with another message (`--new`) although the result of this one was unknown. */
  readonly setAside?: string;
}

/** Members by which one push differs from another. */
export type PushSubject = Pick<PushRecord, "gateway" | "party" | "type" | "thread" | "to" | "sha256">;

/** Folder of the records beside the files that were pushed. */
export const RECORD_FOLDER = ".aidx";

/** Folder of the examples that come with this program: no record is written into it. */
const EXAMPLES = fileURLToPath(new URL("../../../schemas/", import.meta.url));

/** Longest name of a file in the name of its record, bytes; a longer one is replaced by a digest. */
const MAX_NAME = 120;

/** Records of the pushes of one file: one for each message, `{file}.{message id}.push`. */
export class PushJournal {
  readonly folder: string;
  readonly #prefix: string;

  /**
   * @param state folder of all records; without it `.aidx` beside the file, and for the examples of this program in `cwd`
   */
  constructor(file: string, cwd: string, state?: string) {
    const path = resolve(cwd, file);
    const mark = createHash("sha256").update(path).digest("hex").slice(0, 12);
    const name = Buffer.byteLength(basename(path)) > MAX_NAME ? mark : basename(path);
    const beside = path.startsWith(EXAMPLES) ? cwd : dirname(path);
    this.folder = state === undefined ? join(beside, RECORD_FOLDER) : resolve(cwd, state);
    // Files of several folders meet in the folder of all records.
    this.#prefix = beside === dirname(path) && state === undefined ? name : `${name}.${mark}`;
  }

  /** Writes a record, in place of an earlier one of the same message. It is on the disk when this resolves. */
  write(record: PushRecord): Promise<void> {
    return writeJson(this.#path(record.jti), record);
  }

  /**
   * Finds the record from which a push goes on: the accepted one of the same file; else one without an answer, whose id
   * is used again; else a refused one, whose id is free. Undefined when there is none.
   * @param afresh go on from none of them, and set aside one without an answer
   * @throws {CommandError} `refused` when the file changed while it is unknown whether its message arrived: to send it
   * could make two messages of one list
   */
  async resume(now: PushSubject, afresh: { readonly at: string } | undefined): Promise<PushRecord | undefined> {
    const records = await this.#records();
    const open = records.filter((record) => isOpen(record));
    if (afresh !== undefined) {
      for (const record of open) await this.write({ ...record, setAside: afresh.at });
      return undefined;
    }
    const accepted = records.find((record) => record.accepted !== undefined && isSame(record, now));
    if (accepted !== undefined) return accepted;
    const changed = open.find((record) => !isSame(record, now));
    if (changed !== undefined) throw inDoubt(this.#path(changed.jti));
    return open[0] ?? records.find(({ refused, accepted: taken }) => refused !== undefined && taken === undefined);
  }

  /** Finds the thread of the message that was last accepted of the file; undefined when there is none. */
  async thread(): Promise<string | undefined> {
    const accepted = (await this.#records()).flatMap((record) => record.accepted ?? []);
    return accepted.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1)?.thread;
  }

  async #records(): Promise<PushRecord[]> {
    const names = await readdir(this.folder).catch((error: unknown) => {
      if (isErrno(error, "ENOENT")) return [];
      throw unreadable(this.folder, error);
    });
    const ids = names
      .filter((name) => name.startsWith(`${this.#prefix}.`) && name.endsWith(RECORD_ENDING))
      .map((name) => name.slice(this.#prefix.length + 1, -RECORD_ENDING.length))
      .filter(isUuid7);
    return Promise.all(ids.toSorted().map((id) => readRecord(this.#path(id))));
  }

  #path(jti: string): string {
    return join(this.folder, `${this.#prefix}.${jti}${RECORD_ENDING}`);
  }
}

/**
 * Codes of refusals that the gateway gives only after it looked for an earlier message with the same id (protocol
 * section 4): they tell that no try was accepted, an unanswered one neither.
 */
const AFTER_LOOK_UP: ReadonlySet<string> = new Set([
  "invalid-claims",
  "invalid-document",
  "not-permitted",
  "no-recipient",
  "duplicate-document",
] satisfies ProblemError["code"][]);

/**
 * Tells whether an error shows that no try of a message was accepted.
 * @param first whether there was no try before this run
 */
export function isDefinite(error: unknown, first: boolean): error is ProblemError {
  if (!(error instanceof ProblemError)) return false;
  if (AFTER_LOOK_UP.has(error.code)) return true;
  const isRefusal = error.code !== "unexpected-answer" && error.status < 500 && ![408, 429].includes(error.status);
  return isRefusal && first && !error.afterLostTry;
}

/** Tells whether it is unknown what became of a message, and that matters. */
function isOpen({ accepted, refused, setAside }: PushRecord): boolean {
  return accepted === undefined && refused === undefined && setAside === undefined;
}

function isSame(earlier: PushRecord, now: PushSubject): boolean {
  return (
    earlier.gateway === now.gateway &&
    earlier.party === now.party &&
    earlier.type === now.type &&
    earlier.thread === now.thread &&
    earlier.to?.join() === now.to?.join() &&
    earlier.sha256 === now.sha256
  );
}

async function readRecord(path: string): Promise<PushRecord> {
  const found = (await readJsonIfAny(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  })) as PushRecord | undefined;
  if (found?.v !== 1 || typeof found.jti !== "string" || typeof found.sha256 !== "string") throw unreadable(path);
  return found;
}

function inDoubt(path: string): CommandError {
  return new CommandError("refused", {
    zh: `文件或接收单位在上次推送后已更改，而上次推送结果未知；确认后使用 --new，或恢复原文件再推送（${path}）`,
    en: `the file or its recipients changed after a push whose result is unknown; check it, then use --new, or push the former file again (${path})`,
  });
}

function unreadable(path: string, cause?: unknown): CommandError {
  const text = { zh: `推送记录无法读取：${path}`, en: `the push record cannot be read: ${path}` };
  return new CommandError("configuration", text, { cause });
}
