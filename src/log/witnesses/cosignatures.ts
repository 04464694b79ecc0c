/** The cosignatures that came, by the checkpoint that they are of. A quorum may come together on any of them. */
import type { SignedCheckpoint } from "../../tlog/checkpoint.ts";
import type { LogRows } from "../log-store.ts";
import { formatNote, type NoteSignature, type VerifierKey } from "../../tlog/note.ts";

/** What a process knows of cosignatures. */
export interface Cosignatures {
  /** Size of the largest checkpoint that has a quorum; it never goes back. */
  readonly witnessed: number;
  /** Whether the witness's cosignature of this checkpoint is there and kept. */
  has(checkpoint: SignedCheckpoint, witness: VerifierKey): boolean;
  /** One that is stored already. */
  recall(checkpoint: SignedCheckpoint, witness: VerifierKey, line: NoteSignature): void;
  /** Keeps one that came, verified, after those that came before it. Throws when it could not be stored: then it has not come. */
  keep(checkpoint: SignedCheckpoint, witness: VerifierKey, line: NoteSignature): Promise<void>;
  /** Resolves when nothing is being stored. */
  idle(): Promise<void>;
}

/** Checkpoints whose cosignatures may still come. */
const KEPT = 64;

/** @param quorum cosignatures that make a checkpoint witnessed; at least 1 */
export function collectCosignatures(rows: Pick<LogRows, "saveCosigned">, quorum: number): Cosignatures {
  /** Lines by witness, by the text that they are of, oldest first. */
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
    // More lines of a smaller tree than the one that is witnessed are of use to nobody.
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
