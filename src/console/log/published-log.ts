/** The published log as this page verifies it: nothing of it is believed before it leads to a signed root. */
import { sha256 } from "@noble/hashes/sha2.js";
import type { ConsistencyProof, Gateway, InclusionProof } from "../../domain/generated/answers.ts";
import { cosignatures } from "../../evidence/verify/cosigned.ts";
import { openSignedTiles, type SignedTiles } from "../../evidence/verify/signed-tiles.ts";
import { trustOf } from "../../evidence/verify/trust.ts";
import { jsonOf } from "../../sdk/http-answer.ts";
import { ProblemError } from "../../sdk/problem-error.ts";
import { openCheckpoint, type SignedCheckpoint } from "../../tlog/checkpoint.ts";
import { inclusionPath, type PathStep, treeHasher, verifyConsistency } from "../../tlog/merkle.ts";
import { decodeBase64, decodeBase64url, encodeBase64, encodeBase64url } from "../../wire/base64.ts";
import { equalBytes } from "../../wire/bytes.ts";
import { askPublic } from "../app/public-api.ts";

/** A witness, and what it has cosigned last. */
export interface WitnessLine {
  readonly name: string;
  /** Time of its signature by its own clock, ms, and the size that it saw; absent: no valid cosignature is published. */
  readonly signed?: { readonly at: number; readonly size: number };
}

/** The log at its newest checkpoint, whose signature and hashes were verified. */
export interface PublishedLog {
  readonly checkpoint: SignedCheckpoint;
  readonly tiles: SignedTiles;
  readonly witnesses: readonly WitnessLine[];
  readonly quorum: number;
}

/** Step of a proof, base64: the sibling, on which side it stands, and the node that both make. */
export interface ShownStep {
  readonly side: PathStep["side"];
  readonly sibling: string;
  readonly node: string;
}

/** An entry that is in the log. */
export interface FoundEntry {
  readonly index: number;
  readonly size: number;
  readonly leafHash: string;
  /** Nodes from the leaf to the root, computed here, all base64; empty for a proof that does not fit. */
  readonly path: readonly ShownStep[];
  /** The signed root, base64. */
  readonly root: string;
  readonly holds: boolean;
}

const hasher = treeHasher(sha256);

/** Reads a file of the log; undefined when it is not there. */
async function readFile(path: string): Promise<Uint8Array | undefined> {
  try {
    return (await askPublic(`/log/${path}`)).body;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return undefined;
    throw error;
  }
}

/**
 * Opens the newest checkpoint and verifies the hashes at the edge of the tree.
 * @param logKeys keys of the log to verify with (vkey)
 * @returns undefined when the log has not begun
 * @throws ProofError when something does not hold; ProblemError, UnreachableError
 */
export async function openPublishedLog(
  { log }: Pick<Gateway, "log">,
  logKeys: readonly string[],
): Promise<PublishedLog | undefined> {
  const trust = trustOf({ log: logKeys, witnesses: log.witnesses, quorum: log.quorum }, sha256);
  const witnessed = trust.quorum === 0 ? undefined : await readFile("checkpoint.witnessed");
  const text = await readFile("checkpoint");
  if (text === undefined) return undefined;
  const checkpoint = await openCheckpoint(text, trust.log);
  const tiles = await openSignedTiles(readFile, hasher, checkpoint);
  const notes = [checkpoint, ...(witnessed === undefined ? [] : [await openCheckpoint(witnessed, trust.log)])];
  const signed = new Map<string, NonNullable<WitnessLine["signed"]>>();
  for (const { note, size } of notes) {
    for (const { witness, at } of await cosignatures(note, trust)) {
      if ((signed.get(witness)?.at ?? 0) < at) signed.set(witness, { at, size });
    }
  }
  const witnesses = trust.witnesses.map(({ name }) => {
    const line = signed.get(name);
    return line === undefined ? { name } : { name, signed: line };
  });
  return { checkpoint, tiles, witnesses, quorum: log.quorum };
}

/** What is looked for: an index, or the hash of a leaf; undefined for any other text. */
export function readSought(text: string): { readonly index: number } | { readonly leaf: Uint8Array } | undefined {
  const given = text.trim();
  if (/^(0|[1-9]\d{0,14})$/.test(given)) return { index: Number(given) };
  const leaf = /^[0-9a-f]{64}$/i.test(given)
    ? Uint8Array.from(given.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    : decodeBase64url(given);
  return leaf?.length === 32 ? { leaf } : undefined;
}

/**
 * Finds an entry and verifies its place.
 * @returns undefined when the published log has no such entry
 * @throws ProofError, ProblemError, UnreachableError
 */
export async function findEntry(
  { tiles, checkpoint: { size, root } }: PublishedLog,
  sought: NonNullable<ReturnType<typeof readSought>>,
): Promise<FoundEntry | undefined> {
  const leafHash = "leaf" in sought ? sought.leaf : await tiles.leafAt(sought.index);
  const query = new URLSearchParams({ leaf: encodeBase64url(leafHash), size: String(size) });
  let proof: InclusionProof;
  try {
    proof = jsonOf(await askPublic(`/v1/log/proof?${query.toString()}`)) as InclusionProof;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return undefined;
    throw error;
  }
  const hashes = proof.hashes.map((hash) => decodeBase64(hash) ?? new Uint8Array());
  const { index } = proof;
  const steps = inclusionPath(hasher, { index, size, leaf: leafHash, proof: hashes });
  const holds = steps !== undefined && equalBytes(steps.at(-1)?.node ?? leafHash, root);
  const path = (steps ?? []).map(({ side, sibling, node }) => ({
    side,
    sibling: encodeBase64(sibling),
    node: encodeBase64(node),
  }));
  return { index, size, leafHash: encodeBase64url(leafHash), path, root: encodeBase64(root), holds };
}

/** Two sizes of the log, and whether it only grew between them. */
export interface Growth {
  readonly from: number;
  readonly to: number;
  /** Roots of both, base64: as the signed hashes make them. */
  readonly older: string;
  readonly newer: string;
  readonly holds: boolean;
}

/**
 * Verifies that the log of `to` entries has that of `from` entries at its beginning (RFC 6962 section 2.1.2). Both roots are
 * made of hashes that the signed root vouches for.
 *
 * @param held root of the smaller size as the reader has it from elsewhere: then that one is compared
 * @throws ProofError when a hash is not what was signed
 */
export async function growthBetween(
  { tiles }: PublishedLog,
  from: number,
  to: number,
  held: Uint8Array | undefined,
): Promise<Growth> {
  const [older, newer] = await Promise.all([tiles.rootAt(from), tiles.rootAt(to)]);
  const answer = await askPublic(`/v1/log/proof?from=${from}&to=${to}`);
  const proof = (jsonOf(answer) as ConsistencyProof).hashes.map((hash) => decodeBase64(hash) ?? new Uint8Array());
  const holds = verifyConsistency(hasher, { from, to, proof, oldRoot: held ?? older, newRoot: newer });
  return { from, to, older: encodeBase64(older), newer: encodeBase64(newer), holds };
}

/** A checkpoint that this browser keeps, and whether the log grew from it. */
export interface Watched {
  readonly size: number;
  readonly root: string;
  /** When it was kept, ms. */
  readonly at: number;
}

/** Tells whether the log grew from a kept checkpoint. @throws ProofError */
export async function grewFrom({ tiles, checkpoint }: PublishedLog, kept: Watched): Promise<boolean> {
  if (kept.size > checkpoint.size) return false;
  return encodeBase64(await tiles.rootAt(kept.size)) === kept.root;
}
