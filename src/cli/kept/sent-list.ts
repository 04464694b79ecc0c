import { resolve } from "node:path";
import { isUuid7 } from "../../wire/uuid7.ts";
import { isObject } from "../../wire/value.ts";
import { CommandError } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { readDocument } from "./document-file.ts";
import { PushJournal } from "./push-journal.ts";

/** A list's file with the thread that it opened. */
export interface SentList {
  readonly thread: string;
  /** Names of its persons by their numbers. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Finds the thread of a list's file, sent from here or opened as a packet, and the names of its persons by their numbers.
 * @param options folder of the records of pushes, and the thread where it is known
 * @throws {CommandError} `refused` for a file without a record of a push, `usage` for what is no id of a thread
 */
export async function readSentList(
  terminal: Terminal,
  file: string,
  { state, thread: named }: { readonly state?: string; readonly thread?: string },
): Promise<SentList> {
  const { cwd } = terminal.world;
  if (named !== undefined && !isUuid7(named)) {
    throw new CommandError("usage", { zh: "--thread 须为移送标识", en: "--thread takes the id of a thread" });
  }
  const { document: read } = await readDocument(resolve(cwd, file));
  const body = isObject(read.body) ? read.body : read;
  const kept = named ?? (typeof read.thread === "string" && isUuid7(read.thread) ? read.thread : undefined);
  const thread = kept ?? (await new PushJournal(resolve(cwd, file), cwd, state).thread());
  if (thread === undefined) {
    throw new CommandError("refused", {
      zh: `没有此文件的推送记录，请给出移送标识：${file}`,
      en: `there is no record of a push of this file; name the thread instead: ${file}`,
    });
  }
  const names = new Map<string, string>();
  for (const subject of Array.isArray(body.subjects) ? body.subjects.filter(isObject) : []) {
    const { personId, identity } = subject;
    const name = isObject(identity) ? identity.name : undefined;
    if (typeof personId === "string") names.set(personId, typeof name === "string" ? name : personId);
  }
  return { thread, names };
}
