/** One batch of the log: entries get their indexes, the tree grows, its checkpoint is signed and published. */
import { equalBytes } from "../wire/bytes.ts";
import type { SignedCheckpoint } from "../tlog/checkpoint.ts";
import type { TreeHasher } from "../tlog/merkle.ts";
import { grow, rootOf } from "../tlog/tree-edge.ts";
import { type CheckedLog, checkContinues, checkStored, openOwn, readOwn } from "./check-stored.ts";
import { LogRefusal } from "./log-refusal.ts";
import type { LogSigner } from "./log-signer.ts";
import type { LogLead, PlacedEntry } from "./log-store.ts";
import { ofLog, type Remembered } from "./remembered.ts";

/** Parts that a batch of the log needs from outside. */
export interface SequenceDeps {
  readonly signer: () => LogSigner;
  readonly remembered: Remembered;
  readonly hasher: TreeHasher;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Largest number of entries of a batch. */
  readonly batch: number;
  /**
   * Checkpoints of this log that witnesses keep, as signed notes: what is signed must continue them. Asked by a new
   * lead.
   */
  readonly seenElsewhere?: () => Promise<readonly string[]>;
  /**
   * Checkpoints that witnesses have shown since: compared before each batch, so that a log that is behind stops at once.
   */
  readonly shown?: () => readonly string[];
  /** Called with each checkpoint that was just published, and with the one that a new lead finds. Must not throw. */
  readonly published: (checkpoint: SignedCheckpoint) => void;
}

/**
 * Makes a new lead ready: checks the stored log against every checkpoint that was seen before, and publishes what the
 * predecessor had sequenced but not published. Checks and publication are those of every batch.
 *
 * @throws {LogRefusal}
 */
export async function takeOver(lead: LogLead, deps: SequenceDeps): Promise<void> {
  const elsewhere = (await deps.seenElsewhere?.()) ?? [];
  await lead.begin();
  const { log, published } = await checked(lead, deps);
  for (const note of elsewhere) {
    await checkContinues(lead, log.checkpoint, await openOwn(note, deps.signer()), deps.hasher);
  }
  await lead.rollback();
  await lead.announce();
  const { checkpoint } = log;
  if (checkpoint === undefined) return;
  if (published !== checkpoint.text) return publish(lead, checkpoint, deps);
  await remember(checkpoint, deps);
  // The predecessor may have ended before a witness saw it, and the next batch may be far away.
  deps.published(checkpoint);
}

/**
 * Sequences and publishes one batch.
 *
 * @returns the number of entries it took; when that is `batch`, more may wait
 * @throws {LogRefusal} until an operator has looked; `LeadLost` and StoreUnavailable pass by themselves
 */
export async function sequence(lead: LogLead, deps: SequenceDeps): Promise<number> {
  const signer = deps.signer();
  await lead.begin();
  const { log } = await checked(lead, deps);
  for (const note of deps.shown?.() ?? []) {
    await checkContinues(lead, log.checkpoint, await openOwn(note, signer), deps.hasher);
  }
  // Indexes are given inside of the transaction; hashed is what the database has stored, not what was sent to it.
  const entries = await lead.place(log.edge.size, deps.batch);
  if (entries.length === 0) {
    await lead.rollback();
    return 0;
  }
  const leaves = entries.map((entry, n) => leafOf(entry, log.edge.size + n, deps.hasher));
  const grown = grow(deps.hasher, log.edge, leaves);
  await lead.widen(grown.tiles);
  const size = grown.edge.size;
  const note = signer.sign({ size, root: rootOf(deps.hasher, grown.edge) });
  // The signed note must not leave this process before the commit: before that another one of its size could be signed.
  await lead.swap(log.checkpoint?.text ?? null, note, size);
  // If we crash here nothing of the batch is there: its entries wait as before, and no other has seen its note.
  await lead.commit();
  // If we crash here the batch is sequenced for ever; the next lead publishes this very note.
  await publish(lead, await openOwn(note, signer), deps);
  return entries.length;
}

/** Remembers a committed checkpoint on this machine's disk, then publishes it. */
async function publish(lead: LogLead, checkpoint: SignedCheckpoint, deps: SequenceDeps): Promise<void> {
  await remember(checkpoint, deps);
  // If we crash here it is remembered and not published yet: the next lead publishes it.
  await lead.publish(checkpoint.text, checkpoint.size, deps.now());
  deps.published(checkpoint);
}

async function remember({ text }: SignedCheckpoint, { remembered }: SequenceDeps): Promise<void> {
  if ((await remembered.read())?.note !== text) await remembered.write(text);
}

/** Makes the checks of a batch and changes nothing. @throws {LogRefusal} when no batch could be sequenced now */
export async function inspect(lead: LogLead, deps: CheckDeps): Promise<void> {
  await lead.begin();
  await checked(lead, deps);
  await lead.rollback();
}

type CheckDeps = Pick<SequenceDeps, "signer" | "remembered" | "hasher">;

/** Checks the stored log, and that it continues what this machine remembers. @throws {LogRefusal} */
async function checked(
  lead: LogLead,
  { signer, remembered, hasher }: CheckDeps,
): Promise<{ readonly log: CheckedLog; readonly published: string | null }> {
  const own = signer();
  const recalled = await remembered.read();
  const before = ofLog(recalled, own.origin);
  const state = await lead.state();
  // Another name and no log: the name was changed, or the database lost all; `aidx log begin` decides.
  if (recalled !== before && state.checkpoint === null) throw new LogRefusal("origin");
  const seen = before === undefined ? { size: 0, root: hasher.empty } : readOwn(before.note, own.origin);
  // Before all other checks: a database that went back is reported as `behind`, whatever else is wrong with it.
  if (seen.size > state.size) throw new LogRefusal("behind");
  const log = await checkStored(lead, state, own, hasher);
  // Usually the remembered checkpoint is the stored one, and nothing is left to prove.
  if (before?.note !== log.checkpoint?.text) await checkContinues(lead, log.checkpoint, seen, hasher);
  // A cold copy of a database differs in nothing but in which machine has seen its log.
  if (before === undefined && state.published !== null) throw new LogRefusal("data-directory-new");
  if (before?.own === false) throw new LogRefusal("data-directory-copied");
  return { log, published: state.published };
}

/** Hashes an entry that was read back, and checks it against its stored index and leaf hash. */
function leafOf({ index, bytes, leafHash }: PlacedEntry, expected: number, hasher: TreeHasher): Uint8Array {
  const hash = hasher.leaf(bytes);
  if (index !== expected || !equalBytes(hash, leafHash)) throw new LogRefusal("pending");
  return hash;
}
