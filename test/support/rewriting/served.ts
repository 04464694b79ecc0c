/** Answers that a gateway serves from its rows as they are now, and their verification. */
import { readArchive } from "../../../src/evidence/archive.ts";
import { EVIDENCE_PATHS } from "../../../src/evidence/format.ts";
import { makeEvidence } from "../../../src/evidence/make/make.ts";
import type { LogReader } from "../../../src/log/log-reader.ts";
import { LogRefusal } from "../../../src/log/log-refusal.ts";
import { verifyInclusion } from "../../../src/tlog/merkle.ts";
import { NATIVE_HASHER } from "../../../src/tlog/native-hasher.ts";
import { ProofError } from "../../../src/tlog/proof-error.ts";
import { parseTilePath } from "../../../src/tlog/tile.ts";
import { verifyEvidence } from "../../../src/evidence/verify/verify-evidence.ts";
import { type LogFileReader, verifyLog } from "../../../src/evidence/verify/verify-log.ts";
import { sha256 } from "../sha256.ts";
import type { StoredThread } from "./stored-thread.ts";

/** Files by their paths. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Files that were served. */
export interface Served {
  readonly ok: boolean;
  readonly files: Files;
}

/** Reads the log's files out of the rows as they are now. */
function filesOfLog(stored: StoredThread): LogFileReader {
  const { log: reader } = stored.source();
  return (path) => fileOf(reader, path);
}

/** The whole log, from scratch. */
export async function servedLog(stored: StoredThread): Promise<Served & { readonly size: number }> {
  const file = filesOfLog(stored);
  const files = new Map<string, Uint8Array>();
  const read = async (path: string) => {
    const bytes = await file(path);
    if (bytes !== undefined) files.set(path, bytes);
    return bytes;
  };
  const { ok, size = 0 } = await verifyLog(read, { trust: stored.trust, hasher: NATIVE_HASHER });
  return { ok, size, files };
}

async function fileOf(reader: LogReader, path: string): Promise<Uint8Array | undefined> {
  if (path === "checkpoint") {
    const { published } = await reader.heads();
    return published === undefined ? undefined : Buffer.from(published.text);
  }
  const name = parseTilePath(path);
  if (name === undefined) return undefined;
  const { level, index, width } = name;
  try {
    if (level === "entries") return await reader.bundle(index, width);
    return (await reader.tile({ level, index, width })).subarray(0, width * 32);
  } catch (error) {
    // What is missing is answered with an error.
    if (error instanceof ProofError || error instanceof LogRefusal) return undefined;
    throw error;
  }
}

/** Files that are made anew each time. */
const OWN: ReadonlySet<string> = new Set([EVIDENCE_PATHS.manifest, EVIDENCE_PATHS.signature]);

/** The evidence of the thread; not ok as well when none could be made. Whether the log at hand says the same is asked for apart. */
export async function servedEvidence(
  stored: StoredThread,
): Promise<Served & { readonly withLog: () => Promise<boolean> }> {
  const { thread, trust } = stored;
  try {
    const { bytes } = await makeEvidence(stored.source(), sha256, thread.thread);
    const { ok } = await verifyEvidence(bytes, { trust, sha256 });
    const files = [...readArchive(bytes)].filter(([path]) => !OWN.has(path));
    return {
      ok,
      withLog: async () => (await verifyEvidence(bytes, { trust, sha256, log: { read: filesOfLog(stored) } })).ok,
      files: new Map(files.map(([path, content]) => [path, path.startsWith("keys/") ? keysIn(content) : content])),
    };
  } catch {
    return { ok: false, files: new Map(), withLog: async () => false };
  }
}

/**
 * Reads the members of a key file that a verifier reads: the keys and their use. Thumbprint and algorithm follow from
 * them.
 */
function keysIn(bytes: Uint8Array): Uint8Array {
  const { keys } = JSON.parse(Buffer.from(bytes).toString()) as { keys: readonly Record<string, unknown>[] };
  return Buffer.from(JSON.stringify(keys.map(({ kty, crv, x, y, use }) => [kty, crv, x, y, use])));
}

/** Tells whether the gateway gives a valid proof of each entry with these leaf hashes. */
export async function provesAll(stored: StoredThread, leaves: readonly Uint8Array[]): Promise<boolean> {
  const { log: reader } = stored.source();
  for (const leaf of leaves) {
    const index = await reader.indexOf(leaf);
    const { published } = await reader.heads();
    if (index === undefined || published === undefined || index >= published.size) return false;
    const { size, root } = published;
    const proof = await reader.inclusionProof(index, size).catch(() => []);
    if (!verifyInclusion(NATIVE_HASHER, { index, size, leaf, proof, root })) return false;
  }
  return true;
}

/** Tells whether the other files say everything that these files say. */
export function isPart(files: Files, of: Files): boolean {
  return [...files].every(([path, bytes]) => Buffer.from(of.get(path) ?? []).equals(bytes));
}

export function isSame(one: Files, other: Files): boolean {
  return one.size === other.size && isPart(one, other);
}
