/** Reads one record of a folder that a party keeps. A damaged record is reported, and the others are still read. */
import { isObject } from "../../wire/value.ts";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { readText } from "../../files/text-file.ts";

/** Faults of a file; a closed list. */
export type FileFaultCode =
  /** The file cannot be read, or is not what its name says. */
  | "unreadable"
  /** The signed part does not verify: signature, issuer or key. */
  | "signature"
  /** The record differs from its signed part, from its name, or from the file beside it. */
  | "record-differs";

/** File that cannot be believed. */
export interface FileFault {
  readonly code: FileFaultCode;
  readonly file: string;
}

/** Members of a record or of claims. */
export type Members = Readonly<Record<string, unknown>>;

/**
 * Verifies what a party signed.
 * @param keptAt when it was put into its file
 * @returns the claims; undefined when it does not verify
 */
export type VerifySigned = (jws: string, keptAt: string) => Promise<Members | undefined>;

/** Reads the JSON object in a file; undefined when none can be read. */
export async function recordOf(folder: string, name: string): Promise<Members | undefined> {
  const path = join(folder, name);
  try {
    // Reading a pipe would never end.
    if (!(await stat(path)).isFile()) return undefined;
    const value: unknown = JSON.parse(await readText(path));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A text, or "" for any other value. Ids, digests and codes are never empty. */
export function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}
