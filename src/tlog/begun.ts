/**
 * Successor logs. A restore that lost entries ends a log: it must not sign its published sizes again over other entries. Its
 * successor has another origin, takes over the entries that are left, at their indexes, and begins with an entry of its own
 * that names the log before it. So the trees of both have the same first `size` leaves.
 */
import type { AuditEntry } from "../domain/audit-entry.ts";
import { decodeBase64, encodeBase64 } from "../wire/base64.ts";
import { equalBytes } from "../wire/bytes.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { foldRight, HASH_BYTES, type Inclusion, isSize, type TreeHasher } from "./merkle.ts";
import { parseNote } from "./note.ts";

/** First own entry of a successor log. */
export interface Begun {
  /** Its index, which is the number of entries that were taken over. */
  readonly index: number;
  /** RFC 3339, UTC. */
  readonly time: string;
  /** Number of the decision in the operator's register. */
  readonly reference: string;
  /** Name of the successor. */
  readonly origin: string;
  /** Name of the log before it. */
  readonly predecessor: string;
  /** Root of the first `index` entries, 32 bytes: the same in both logs. */
  readonly root: Uint8Array;
  /** Signed note of the predecessor over these entries; absent when nothing was left. */
  readonly checkpoint?: string;
  /** Size of the largest tree of the predecessor that anyone could show; absent when nobody could. */
  readonly known?: number;
  /** Signed note of that tree; absent when only its size was known. */
  readonly knownCheckpoint?: string;
}

/** Entry of type `log` that begins a successor, well-formed or not. */
export function isBegun({ type, change }: AuditEntry): boolean {
  return type === "log" && change === "begun";
}

/** Members of the entry that begins a successor, besides those of every entry of type `log`. */
export function begunMembers(begun: Omit<Begun, "index" | "time" | "reference"> & { readonly index: number }): object {
  const { origin, predecessor, index, root, checkpoint, known, knownCheckpoint } = begun;
  return {
    origin,
    predecessor,
    size: index,
    root: encodeBase64(root),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(known === undefined ? {} : { known }),
    ...(knownCheckpoint === undefined ? {} : { knownCheckpoint }),
  };
}

/**
 * Reads the entry that begins a successor. Undefined for any other entry, and for one that contradicts itself: it stands at
 * another index than it says, its notes are of another log, size or root, or a log succeeds itself. Signatures are not
 * verified here.
 */
export function begunIn(index: number, entry: AuditEntry): Begun | undefined {
  if (!isBegun(entry)) return undefined;
  const { time, reference, origin, predecessor, size, known } = entry;
  const root = typeof entry.root === "string" ? decodeBase64(entry.root) : undefined;
  const checkpoint = noteIn(entry.checkpoint);
  const knownCheckpoint = noteIn(entry.knownCheckpoint);
  if (typeof origin !== "string" || typeof predecessor !== "string" || origin === predecessor) return undefined;
  if (typeof reference !== "string" || size !== index || root?.length !== HASH_BYTES) return undefined;
  if (known !== undefined && !(typeof known === "number" && isSize(known))) return undefined;
  if (index > 0 ? !isOf(checkpoint, { origin: predecessor, size: index, root }) : entry.checkpoint !== undefined) {
    return undefined;
  }
  if (entry.knownCheckpoint !== undefined) {
    if (knownCheckpoint?.origin !== predecessor || knownCheckpoint.size !== known) return undefined;
  }
  return {
    index,
    time,
    reference,
    origin,
    predecessor,
    root,
    ...(checkpoint && { checkpoint: checkpoint.text }),
    ...(known === undefined ? {} : { known }),
    ...(knownCheckpoint && { knownCheckpoint: knownCheckpoint.text }),
  };
}

function isOf(note: Checkpoint | undefined, { origin, size, root }: Omit<Checkpoint, "extensions">): boolean {
  return note?.origin === origin && note.size === size && equalBytes(note.root, root);
}

function noteIn(text: unknown): (Checkpoint & { readonly text: string }) | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return { ...parseCheckpoint(parseNote(text).text), text };
  } catch {
    return undefined;
  }
}

/**
 * Computes the root of the tree before an entry from the proof of the entry itself: its left siblings are exactly the
 * perfect subtrees of the entries before it. The proof must have been verified; undefined for one that does not fit.
 */
export function rootBefore(
  hasher: TreeHasher,
  { index, size, proof }: Pick<Inclusion, "index" | "size" | "proof">,
): Uint8Array | undefined {
  if (!isSize(size) || !isSize(index) || index >= size) return undefined;
  const left: Uint8Array[] = [];
  let fn = index;
  let sn = size - 1;
  for (const sibling of proof) {
    if (sn === 0) return undefined;
    if (fn % 2 === 1 || fn === sn) {
      left.unshift(sibling);
      while (fn % 2 === 0 && fn !== 0) {
        fn /= 2;
        sn = Math.floor(sn / 2);
      }
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 ? foldRight(hasher, left) : undefined;
}

/** Number of entries of a successor's tree that are those of an earlier log of its chain; undefined for a stranger. */
export function sharedWith(origin: string, present: string, begun: readonly Begun[]): number | undefined {
  if (origin === present) return Number.POSITIVE_INFINITY;
  return begun.find(({ predecessor }) => predecessor === origin)?.index;
}

/** Index at which a log of the chain began; undefined for a stranger. */
export function beganAt(origin: string, present: string, begun: readonly Begun[]): number | undefined {
  const own = begun.find((one) => one.origin === origin);
  if (own !== undefined) return own.index;
  const first = begun[0]?.predecessor ?? present;
  return first === origin ? 0 : undefined;
}
