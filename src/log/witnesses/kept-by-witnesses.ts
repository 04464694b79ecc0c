/** Asks witnesses what they keep of a log, for an operator who decides whether it goes on. */
import { parseCheckpoint } from "../../tlog/checkpoint.ts";
import { verifyCosignature } from "../../tlog/cosignature.ts";
import { parseNote } from "../../tlog/note.ts";
import type { AskedWitness } from "./witness-task.ts";

/** Answer of one witness. */
export interface Kept {
  readonly witness: string;
  /** Size of the largest tree that it has cosigned; 0 when it has seen none; undefined without an answer that verifies. */
  readonly size: number | undefined;
  /** The checkpoint of that size, cosigned by it. */
  readonly note?: string;
}

/**
 * Asks all witnesses at once. An answer counts when that witness has cosigned it; the log's own signature is not verified,
 * since its key may be the one that is lost.
 *
 * @param originHash SHA-256 of the log's origin, hex
 */
export async function keptByWitnesses(
  witnesses: readonly AskedWitness[],
  origin: string,
  originHash: string,
): Promise<Kept[]> {
  return Promise.all(
    witnesses.map(async ({ key, client }): Promise<Kept> => {
      const witness = key.name;
      try {
        const { status, body } = await client.latest(originHash);
        if (status === 404) return { witness, size: 0 };
        const note = parseNote(body);
        const checkpoint = parseCheckpoint(note.text);
        const holds = checkpoint.origin === origin && (await verifyCosignature(note, key)) !== undefined;
        if (status === 200 && holds) return { witness, size: checkpoint.size, note: body };
      } catch {
        // No answer, or an unreadable one: `size` stays undefined.
      }
      return { witness, size: undefined };
    }),
  );
}
