/**
 * An operator's word that the other one is gone: the log goes on with this database, this data directory or
 * this key. Only what cannot be told from a copy is taken on his word; a log that is behind what was
 * remembered, or altered, is never adopted.
 */
import type { AuditEntry, RecordedEntry } from "../../domain/audit-entry.ts";
import { isReference } from "../../domain/recorded-request.ts";
import { type Checkpoint, parseCheckpoint } from "../checkpoint.ts";
import type { TreeHasher } from "../merkle.ts";
import { parseNote } from "../note.ts";
import { checkContinues, checkTree, openOwn } from "./check-stored.ts";
import { LogRefusal, type LogRefusalCode } from "./log-refusal.ts";
import type { LogSigner } from "./log-signer.ts";
import type { LogLead } from "./log-store.ts";
import type { Remembered } from "./remembered.ts";

/** The refusals that an operator may overrule. */
export type AdoptedFor = Extract<LogRefusalCode, "copied" | "data-directory-copied" | "key">;

/** What was adopted. */
export interface Adoption {
  /** What stood against it; nothing when nothing did, and then nothing was changed. */
  readonly reasons: readonly AdoptedFor[];
  readonly size: number;
}

/** What an adoption needs. */
export interface AdoptDeps {
  readonly signer: LogSigner;
  readonly remembered: Remembered;
  readonly hasher: TreeHasher;
  /** The entry that records it. */
  readonly entryOf: (adoption: Adoption) => RecordedEntry;
}

/**
 * The entry of an adoption. It is run by whoever has the machine, with no token: who that was the gateway cannot
 * know, and the name of an account may be a person's, which must not enter the log. So it says that it was done
 * through the machine, and under which number the decision is registered, where its names are.
 *
 * @param gateway party id
 * @param reference number in the operator's own register
 * @param time RFC 3339, UTC, milliseconds
 * @throws {RangeError} for a reference that could be a person's number
 */
export function adoptionEntry(gateway: string, reference: string, time: string, adoption: Adoption): AuditEntry {
  if (!isReference(reference)) throw new RangeError("not the number of a decision");
  const { reasons, size } = adoption;
  return { v: 1, type: "log", time, actor: gateway, change: "adopted", through: "machine", reference, reasons, size };
}

/**
 * Adopts the stored log.
 * @throws {LogRefusal} when it is behind, forked or altered; `key` when the key is lost and this machine
 *   remembers nothing that the stored checkpoint could be compared with
 */
export async function adopt(lead: LogLead, { signer, remembered, hasher, entryOf }: AdoptDeps): Promise<Adoption> {
  const reasons: AdoptedFor[] = [];
  const before = await remembered.readAnyway();
  await remembered.read().catch((error: unknown) => reasons.push(overruled(error, "data-directory-copied")));
  await lead.begin();
  const state = await lead.state();
  if (state.identity !== null && state.identity !== state.here) reasons.push("copied");
  const { checkpoint: note, size } = state;
  if (note !== null) await openOwn(note, signer).catch((error: unknown) => reasons.push(overruled(error, "key")));
  if (reasons.length === 0) {
    await lead.rollback();
    return { reasons, size };
  }
  const lost = reasons.includes("key");
  if (lost && before === undefined) throw new LogRefusal("key");
  const stored = note === null ? undefined : read(note, signer.origin);
  const seen = before === undefined ? { size: 0, root: hasher.empty } : read(before, signer.origin);
  if (seen.size > size) throw new LogRefusal("behind");
  if (stored !== undefined) await checkTree(lead, state, stored, hasher);
  await checkContinues(lead, stored, seen, hasher);
  // The same tree under the new key: not a second one of its size.
  const next = lost && stored !== undefined ? signer.sign(stored) : note;
  if (next !== null && next !== note) await lead.swap(note, next, size);
  const adoption = { reasons, size };
  await lead.adopt(entryOf(adoption));
  await lead.commit();
  // If we crash here it is adopted but for this machine's memory: the same command once more finishes it.
  if (next !== null) await remembered.write(next);
  return adoption;
}

/** Our own note, whose signature may be of a key that is lost; what it says is compared with the tree. */
function read(note: string, origin: string): Checkpoint {
  let checkpoint: Checkpoint;
  try {
    checkpoint = parseCheckpoint(parseNote(note).text);
  } catch (cause) {
    throw new LogRefusal("checkpoint", { cause });
  }
  if (checkpoint.origin !== origin) throw new LogRefusal("origin");
  return checkpoint;
}

function overruled<Code extends AdoptedFor>(error: unknown, code: Code): Code {
  if (error instanceof LogRefusal && error.code === code) return code;
  throw error;
}
