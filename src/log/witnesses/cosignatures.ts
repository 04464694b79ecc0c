/** Cosignatures that came, by checkpoint. Any of the checkpoints may reach a quorum. */
import type { SignedCheckpoint } from "../../tlog/checkpoint.ts";
import type { LogRows } from "../log-store.ts";
import { formatNote, type NoteSignature, type VerifierKey } from "../../tlog/note.ts";

/** Cosignatures that a process knows. */
export interface Cosignatures {
  /** Size of the largest checkpoint with a quorum; it never shrinks. */
  readonly witnessed: number;
  /** Tells whether the witness's cosignature of this checkpoint is stored. */
  has(checkpoint: SignedCheckpoint, witness: VerifierKey): boolean;
  /** Takes over a cosignature that is stored already. */
  recall(checkpoint: SignedCheckpoint, witness: VerifierKey, line: NoteSignature): void;
  /**
   * Stores a verified cosignature, after those that came before it. Rejects when it was not stored; it is then not
   * counted.
   */
  keep(checkpoint: SignedCheckpoint, witness: VerifierKey, line: NoteSignature): Promise<void>;
  /** Resolves when all storing is done. */
  idle(): Promise<void>;
}

/** Checkpoints that are kept in memory, for cosignatures that may still come. */
const KEPT = 64;

/** Makes an empty collection. @param quorum cosignatures that make a checkpoint witnessed; at least 1 */
export function collectCosignatures(rows: Pick<LogRows, "saveCosigned">, quorum: number): Cosignatures {
  /** Signature lines by checkpoint text, oldest first, then by witness. */
  const collected = new Map<string, Map<string, NoteSignature>>();
  let witnessed = 0;
  let saving: Promise<void> = Promise.resolve();

  function linesOf(text: string): Map<string, NoteSignature> {
    const lines = collected.get(text) ?? new Map<string, NoteSignature>();
    collected.set(text, lines);
    for (const [old] of collected) if (collected.size > KEPT) collected.delete(old);
    return lines;
  }

  async function save({ note, size }: SignedCheckpoint, witness: VerifierKey, line: NoteSignature): Promise<void> {
    const lines = linesOf(note.text);
    const all = new Map(lines).set(witness.name, line);
    const reached = all.size >= quorum;
    // A smaller tree than the witnessed one needs no more lines.
    if (size >= witnessed) {
      const signatures = [...note.signatures, ...all.values()];
      await rows.saveCosigned(formatNote({ text: note.text, signatures }), size, reached);
    }
    lines.set(witness.name, line);
    if (reached) witnessed = Math.max(witnessed, size);
  }

  return {
    get witnessed() {
      return witnessed;
    },
    has: ({ note }, { name }) => collected.get(note.text)?.has(name) === true,
    recall({ note, size }, { name }, line) {
      const lines = linesOf(note.text).set(name, line);
      if (lines.size >= quorum) witnessed = Math.max(witnessed, size);
    },
    keep(...kept) {
      // One after the other: a note with more lines is never replaced by one with fewer.
      const saved = saving.then(() => save(...kept));
      saving = saved.catch(() => undefined);
      return saved;
    },
    idle: () => saving,
  };
}
