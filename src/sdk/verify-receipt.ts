import { sha256 } from "@noble/hashes/sha2.js";
import {
  type GrownTree,
  type IncludedEntry,
  verifyConsistencyReceipt,
  verifyInclusionReceipt,
} from "../tlog/cose/receipt.ts";
import { treeHasher } from "../tlog/merkle.ts";
import { parseVerifierKey } from "../tlog/note.ts";

const HASHER = treeHasher(sha256);

/**
 * Verifies a COSE receipt (RFC 9942) that an entry is in the log, off line, in Node or in a browser.
 *
 * @param receipt answer of `GET /v1/log/receipt?leaf=…`
 * @param leafHash of the entry, 32 bytes, as in the submission receipt
 * @param logKeys trusted keys of the log (C2SP signed-note vkey)
 * @throws {ProofError} `malformed`, `bad-proof`, `bad-signature`
 */
export async function verifyEntryReceipt(
  receipt: Uint8Array,
  leafHash: Uint8Array,
  logKeys: readonly string[],
): Promise<IncludedEntry> {
  return verifyInclusionReceipt(HASHER, leafHash, receipt, keysOf(logKeys));
}

/**
 * Verifies a COSE receipt that the log's tree grew out of an older one.
 *
 * @param receipt answer of `GET /v1/log/receipt?from=…`
 * @param oldRoot root of the older tree, which the caller knows already, 32 bytes
 * @param logKeys trusted keys of the log (C2SP signed-note vkey)
 * @throws {ProofError} `malformed`, `bad-proof`, `bad-signature`
 */
export async function verifyGrowthReceipt(
  receipt: Uint8Array,
  oldRoot: Uint8Array,
  logKeys: readonly string[],
): Promise<GrownTree> {
  return verifyConsistencyReceipt(HASHER, oldRoot, receipt, keysOf(logKeys));
}

function keysOf(texts: readonly string[]) {
  return texts.map((text) => parseVerifierKey(text, sha256));
}
