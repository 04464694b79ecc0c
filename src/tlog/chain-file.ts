/** File `chain` of a log: the entries that begin a successor, so that a reader of hashes alone can follow a chain of logs. */
import type { AuditEntry } from "../domain/audit-entry.ts";
import { parseStrict } from "../wire/json.ts";
import { decodeUtf8 } from "../wire/utf8.ts";
import { isObject } from "../wire/value.ts";
import { isSize } from "./merkle.ts";
import { ProofError } from "./proof-error.ts";
import { readEntry } from "./read-entry.ts";

/** Path of the file below the log's prefix. */
export const CHAIN_FILE = "chain";

/** Entry at its place. Neither its hash nor what it says is verified. */
export interface ChainEntry {
  readonly index: number;
  /** The bytes that were hashed. */
  readonly bytes: Uint8Array;
  readonly entry: AuditEntry;
}

/** Most links that are read: each is a loss of data. */
const MOST_LINKS = 1_000;

/** Makes the content of the file: the entries' texts with their indexes, in the order of the tree. */
export function chainFile(entries: readonly Pick<ChainEntry, "index" | "bytes">[]): {
  chain: { index: number; entry: string }[];
} {
  return { chain: entries.map(({ index, bytes }) => ({ index, entry: decodeUtf8(bytes) })) };
}

/** Reads the file; a missing one has no entries. @throws {ProofError} `malformed` */
export function readChain(bytes: Uint8Array | undefined): ChainEntry[] {
  if (bytes === undefined) return [];
  const unlike = (options?: ErrorOptions) => new ProofError("malformed", "not a chain of logs", options);
  let value: unknown;
  try {
    value = parseStrict(bytes, { maxDepth: 4 });
  } catch (cause) {
    throw unlike({ cause });
  }
  const chain = isObject(value) ? value.chain : undefined;
  if (!Array.isArray(chain) || chain.length > MOST_LINKS) throw unlike();
  let before = -1;
  return chain.map((one: unknown) => {
    const { index, entry: text } = isObject(one) ? one : {};
    if (typeof index !== "number" || !isSize(index) || index <= before || typeof text !== "string") throw unlike();
    before = index;
    const entryBytes = new TextEncoder().encode(text);
    const entry = readEntry(entryBytes);
    if (entry === undefined) throw unlike();
    return { index, bytes: entryBytes, entry };
  });
}
