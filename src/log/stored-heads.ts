/** Reads the newest checkpoints from the database. Of a row only what is signed is believed. */
import { openCheckpoint, type SignedCheckpoint } from "../tlog/checkpoint.ts";
import { ProofError } from "../tlog/proof-error.ts";
import type { LogHeads } from "./log-reader.ts";
import type { LogSigner } from "./log-signer.ts";
import type { LogRows } from "./log-store.ts";
import { isWitnessed, type WitnessQuorum } from "./witness-quorum.ts";

/** Verified notes that are kept in memory: the three stored ones, and a few earlier ones. */
const KEPT = 8;

/** A note whose signature by the log was verified. */
interface OpenNote {
  readonly checkpoint: SignedCheckpoint;
  /** True when a quorum has cosigned it. */
  readonly witnessed: boolean;
}

/**
 * Makes the reader of the newest checkpoints. It throws StoreUnavailable when the database cannot answer.
 *
 * @param signer the log's name and keys now; they change with a rotation
 */
export function createStoredHeads(
  rows: Pick<LogRows, "heads">,
  signer: () => LogSigner,
  quorum: WitnessQuorum,
): () => Promise<LogHeads> {
  const opened = new Map<string, Promise<OpenNote>>();
  /** The last checkpoints that verified: a process that does not know a new key yet goes on with them. */
  let last: { published?: SignedCheckpoint | undefined; witnessed?: SignedCheckpoint | undefined } = {};

  /** Verifies a stored note, once for each text. */
  function open(note: string): Promise<OpenNote> {
    const before = opened.get(note);
    if (before !== undefined) return before;
    const opening = verify(note);
    opened.set(note, opening);
    // A failure is not kept: the keys may be brought back.
    opening.catch(() => opened.delete(note));
    // The oldest goes: only the newest few are ever asked for.
    if (opened.size > KEPT) opened.delete(opened.keys().next().value ?? "");
    return opening;
  }

  async function verify(note: string): Promise<OpenNote> {
    const checkpoint = await openCheckpoint(note, signer().keys);
    return { checkpoint, witnessed: await isWitnessed(checkpoint.note, quorum) };
  }

  /**
   * Opens a note; undefined when it does not verify, as after the loss of the log's key: answers about other things must
   * go on.
   */
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
