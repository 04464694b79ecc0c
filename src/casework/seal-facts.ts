import { createHash } from "node:crypto";
import { splitOf } from "../tlog/merkle.ts";
import { NATIVE_HASHER } from "../tlog/native-hasher.ts";
import { canonicalize } from "../wire/jcs.ts";
import type { CaseKeys, Fact, StoredFact } from "./ports.ts";

/** A fact before it is stored: what is in the clear, and what is encrypted. */
export interface DraftFact {
  readonly clear: Fact;
  readonly secret?: Readonly<Record<string, unknown>>;
}

/** Salts, digests and encrypts the facts of one document. */
export function sealFacts(keys: CaseKeys, thread: string, drafts: readonly DraftFact[]): StoredFact[] {
  const salts = keys.salts(drafts.length);
  return drafts.map(({ clear, secret }, index) => {
    const salt = salts[index] as Buffer;
    const digest = digestOfFact(salt, secret === undefined ? clear : { ...clear, ...secret });
    const sealed = secret === undefined ? null : keys.seal(thread, Buffer.from(canonicalize(secret)), salt);
    return { fact: clear, secret: sealed, salt, digest };
  });
}

/** Computes the digest of a fact, with its secret members: SHA-256(salt ‖ RFC 8785). */
export function digestOfFact(salt: Uint8Array, fact: Readonly<Record<string, unknown>>): Buffer {
  return createHash("sha256").update(salt).update(canonicalize(fact)).digest();
}

/** Computes the Merkle root (RFC 6962 section 2.1) over the digests of a document's facts, in their order. */
export function factsRoot(facts: readonly Pick<StoredFact, "digest">[]): Uint8Array {
  if (facts.length === 0) return NATIVE_HASHER.empty;
  const [first] = facts;
  if (facts.length === 1 && first !== undefined) return NATIVE_HASHER.leaf(first.digest);
  const k = splitOf(facts.length);
  return NATIVE_HASHER.node(factsRoot(facts.slice(0, k)), factsRoot(facts.slice(k)));
}
