/**
 * Adoption: on an operator's word that the other copy is gone, the log goes on with this database, this data directory or
 * this key. Only what looks like a copy can be adopted; a log that is altered, or behind what was remembered, never is.
 */
import type { AuditEntry } from "../domain/audit-entry.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import { isReference } from "../domain/recorded-request.ts";
import type { TreeHasher } from "../tlog/merkle.ts";
import { checkContinues, checkTree, openOwn, readOwn } from "./check-stored.ts";
import { LogRefusal, type LogRefusalCode } from "./log-refusal.ts";
import type { LogSigner } from "./log-signer.ts";
import type { LogLead } from "./log-store.ts";
import { ofLog, type Remembered } from "./remembered.ts";
import { inspect } from "./sequence.ts";

/** Refusals that an operator may overrule. */
export type AdoptedFor = Extract<LogRefusalCode, "copied" | "data-directory-copied" | "data-directory-new" | "key">;

/** Result of an adoption. */
export interface Adoption {
  /** Refusals that were overruled; empty when there was none, and then nothing was changed. */
  readonly reasons: readonly AdoptedFor[];
  /** Entries of the adopted log. */
  readonly size: number;
}

/** Parts that an adoption of the log needs. */
export interface AdoptDeps {
  readonly signer: LogSigner;
  readonly remembered: Remembered;
  readonly hasher: TreeHasher;
  /** Notes of this log that witnesses keep, cosigned by them; asked only when there is something to adopt. */
  readonly keptElsewhere: () => Promise<readonly string[]>;
  /**
   * Size of the newest checkpoint that the operator knows of; needed where neither this machine nor a witness remembers
   * one.
   */
  readonly newest?: number | undefined;
  /** Makes the entry that records the adoption. */
  readonly entryOf: (adoption: Adoption) => RecordedEntry;
}

/** Neither this machine nor a witness knows what was published: the operator must name the size. */
export class NewestUnknown extends Error {
  override readonly name = "NewestUnknown";
  /** Entries of the stored log. */
  readonly size: number;

  constructor(size: number) {
    super("neither this machine nor a witness knows the newest published checkpoint");
    this.size = size;
  }
}

/**
 * Makes the entry of an adoption. The command runs on the machine without a token, so the gateway cannot know who ran it,
 * and the name of an account may be a person's, which must not enter the log. The entry therefore says `machine`, and under
 * which number the decision stands in the operator's register, where the names are.
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
 * Adopts the stored log, when something stands against it that may be overruled; else makes the checks of a batch.
 *
 * @throws {LogRefusal} when it is behind, forked or altered; `key` when the key is lost and neither this machine nor
 *   a witness remembers a checkpoint that the stored one could be compared with
 * @throws {NewestUnknown}
 */
export async function adopt(lead: LogLead, deps: AdoptDeps): Promise<Adoption> {
  const { signer, remembered, hasher, newest } = deps;
  const reasons: AdoptedFor[] = [];
  const before = ofLog(await remembered.read(), signer.origin);
  await lead.begin();
  const state = await lead.state();
  const { checkpoint: note, size } = state;
  if (before?.own === false) reasons.push("data-directory-copied");
  if (before === undefined && state.published !== null) reasons.push("data-directory-new");
  if (state.identity !== null && state.identity !== state.here) reasons.push("copied");
  if (note !== null) await openOwn(note, signer).catch((error: unknown) => reasons.push(overruled(error, "key")));
  if (reasons.length === 0) {
    await lead.rollback();
    // Anything that an adoption cannot mend is reported now.
    await inspect(lead, { signer: () => signer, remembered, hasher });
    return { reasons, size };
  }
  const notes = [...(before === undefined ? [] : [before.note]), ...(await deps.keptElsewhere())];
  const seen = notes.map((one) => readOwn(one, signer.origin));
  const lost = reasons.includes("key");
  if (lost && seen.length === 0) throw new LogRefusal("key");
  if (seen.length === 0 && newest === undefined) throw new NewestUnknown(size);
  if (Math.max(newest ?? 0, ...seen.map((one) => one.size)) > size) throw new LogRefusal("behind");
  const stored = note === null ? undefined : readOwn(note, signer.origin);
  if (stored !== undefined) await checkTree(lead, state, stored, hasher);
  for (const one of seen) await checkContinues(lead, stored, one, hasher);
  // The same tree under the new key: not a second tree of its size.
  const next = lost && stored !== undefined ? signer.sign(stored) : note;
  if (next !== null && next !== note) await lead.swap(note, next, size);
  const adoption = { reasons, size };
  await lead.adopt(deps.entryOf(adoption));
  await lead.commit();
  // If we crash here only this machine's memory is missing: the same command once more finishes the adoption.
  if (next !== null) await remembered.write(next);
  return adoption;
}

/** Returns the code of a refusal that may be overruled; throws any other error. */
function overruled<Code extends AdoptedFor>(error: unknown, code: Code): Code {
  if (error instanceof LogRefusal && error.code === code) return code;
  throw error;
}
