/** The checkpoints that the log stands by, out of rows that are believed for what is signed in them only. */
import { openCheckpoint, type SignedCheckpoint } from "../tlog/checkpoint.ts";
import { ProofError } from "../tlog/proof-error.ts";
import type { LogHeads } from "./log-reader.ts";
import type { LogSigner } from "./log-signer.ts";
import type { LogRows } from "./log-store.ts";
import { isWitnessed, type WitnessQuorum } from "./witness-quorum.ts";

/** Notes that are kept open: the three stored ones, and a few of before. */
const KEPT = 8;

/** A note whose signature by the log was verified, and whether a quorum has cosigned it. */
interface OpenNote {
  readonly checkpoint: SignedCheckpoint;
  readonly witnessed: boolean;
}

/**
 * @param signer the log's name and keys now; they change with a rotation
 * @returns reads them. Throws StoreUnavailable when the database cannot answer
 */
export function createStoredHeads(
  rows: Pick<LogRows, "heads">,
  signer: () => LogSigner,
  quorum: WitnessQuorum,
): () => Promise<LogHeads> {
  const opened = new Map<string, Promise<OpenNote>>();
  /** The last ones that held: a process that is not told yet of a new key takes nothing back. */
  let last: { published?: SignedCheckpoint | undefined; witnessed?: SignedCheckpoint | undefined } = {};

  /** A stored note, its signatures verified once. */
  function open(note: string): Promise<OpenNote> {
    const before = opened.get(note);
    if (before !== undefined) return before;
    const opening = verify(note);
    opened.set(note, opening);
    // A note that does not hold is looked at again: the keys may have been brought back.
    opening.catch(() => opened.delete(note));
    // Only the last few are ever asked for.
    if (opened.size > KEPT) opened.delete(opened.keys().next().value ?? "");
    return opening;
  }

  async function verify(note: string): Promise<OpenNote> {
    const checkpoint = await openCheckpoint(note, signer().keys);
    return { checkpoint, witnessed: await isWitnessed(checkpoint.note, quorum) };
  }

  /** A note that does not hold, as after the loss of the log's key, is none: answers about other things must go on. */
  async function openIfGood(note: string | null): Promise<OpenNote | undefined> {
    if (note === null) return undefined;
    try {
      return await open(note);
    } catch (error) {
      if (error instanceof ProofError) return undefined;
      throw error;
    }
  }

  return async () => {
    const stored = await rows.heads();
    const published = (await openIfGood(stored.published))?.checkpoint;
    const cosigned = await openIfGood(stored.cosigned);
    const quorate = [await openIfGood(stored.witnessed), cosigned].flatMap((one) =>
      one?.witnessed === true ? [one.checkpoint] : [],
    );
    const [witnessed] = quorate.toSorted((a, b) => b.size - a.size);
    const head = cosigned?.checkpoint.note.text === published?.note.text ? cosigned?.checkpoint : published;
    last = {
      published: stored.published === null ? undefined : (head ?? last.published),
      witnessed: witnessed ?? (stored.witnessed === null ? undefined : last.witnessed),
    };
    const unverified = stored.published !== null && published === undefined;
    return { published: last.published, witnessed: last.witnessed, ...(unverified ? { unverified } : {}) };
  };
}
