/** Proof of one entry in one text (C2SP tlog-proof): index, inclusion proof and checkpoint. */
import { decodeBase64, encodeBase64 } from "../wire/base64.ts";
import { type SignedCheckpoint, openCheckpoint } from "./checkpoint.ts";
import { HASH_BYTES, isSize, type TreeHasher, verifyInclusion } from "./merkle.ts";
import type { VerifierKey } from "./note.ts";
import { ProofError } from "./proof-error.ts";

/** First line of a proof, which names the format. */
export const TLOG_PROOF_HEADER = "c2sp.org/tlog-proof@v1";

/** Parts of a proof. Nothing of them is verified. */
export interface TlogProof {
  readonly index: number;
  /** From the leaf's sibling to the root's child, 32 bytes each. */
  readonly proof: readonly Uint8Array[];
  /** The signed note, verbatim, with its cosignatures. */
  readonly checkpoint: string;
}

/** Most hashes of a proof. In a log of 2^53 entries a proof has 53. */
const MAX_HASHES = 64;

/** Writes the text form, without an `extra` line, which nothing would authenticate. */
export function formatTlogProof({ index, proof, checkpoint }: TlogProof): string {
  return `${[TLOG_PROOF_HEADER, `index ${index}`, ...proof.map(encodeBase64)].join("\n")}\n\n${checkpoint}`;
}

/** Reads the text form, and skips an `extra` line. @throws {ProofError} `malformed` */
export function parseTlogProof(text: string): TlogProof {
  const end = text.indexOf("\n\n");
  const [header, ...rest] = text.slice(0, Math.max(end, 0)).split("\n");
  const lines =
    rest[0]?.startsWith("extra ") === true && decodeBase64(rest[0].slice(6)) !== undefined ? rest.slice(1) : rest;
  const [, digits = ""] = /^index (0|[1-9]\d*)$/.exec(lines[0] ?? "") ?? [];
  const index = digits === "" ? Number.NaN : Number(digits);
  const proof = lines.slice(1, MAX_HASHES + 2).map(decodeBase64);
  if (
    end === -1 ||
    header !== TLOG_PROOF_HEADER ||
    !isSize(index) ||
    proof.length > MAX_HASHES ||
    !proof.every(isHash)
  ) {
    throw new ProofError("malformed", "not a proof of a log's entry");
  }
  return { index, proof, checkpoint: text.slice(end + 2) };
}

/**
 * Verifies a proof of an entry: the log signed the checkpoint, and the entry is in its tree.
 * @throws {ProofError}
 */
export async function verifyTlogProof(
  hasher: TreeHasher,
  leaf: Uint8Array,
  text: string,
  logKeys: readonly VerifierKey[],
): Promise<SignedCheckpoint & { readonly index: number }> {
  const { index, proof, checkpoint } = parseTlogProof(text);
  const opened = await openCheckpoint(checkpoint, logKeys);
  const { size, root } = opened;
  if (index >= size) throw new ProofError("out-of-range", "a proof of an entry behind the end of the log");
  if (!verifyInclusion(hasher, { index, size, leaf, proof, root })) {
    throw new ProofError("bad-proof", "the entry is not in the log at that place");
  }
  return { ...opened, index };
}

function isHash(bytes: Uint8Array | undefined): bytes is Uint8Array {
  return bytes?.length === HASH_BYTES;
}
