/** One record of a folder that a party keeps, read without belief: a damaged one is named, and the others go on. */
import { isObject } from "../../wire/value.ts";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** What is wrong with a file; a closed list. */
export type FileFaultCode =
  /** It cannot be read, or is not what its name says. */
  | "unreadable"
  /** What was signed in it does not verify: signature, issuer, key. */
  | "signature"
  /** It says otherwise than what was signed in it, than its name, or than the file beside it. */
  | "record-differs";

/** A file that cannot be believed. */
export interface FileFault {
  readonly code: FileFaultCode;
  readonly file: string;
}

/** Members of a record or of claims. */
export type Members = Readonly<Record<string, unknown>>;

/** Verifies what a party signed. @param keptAt when it was put into its file @returns the claims; undefined when it does not hold */
export type Believe = (jws: string, keptAt: string) => Promise<Members | undefined>;

/** The JSON object in a file; undefined when there is none that can be read. */
export async function recordOf(folder: string, name: string): Promise<Members | undefined> {
  const path = join(folder, name);
  try {
    // Reading a pipe would never end.
    if (!(await stat(path)).isFile()) return undefined;
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A text; empty for everything else, and no id, digest or code is empty. */
export function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}
