/** One batch: entries get their places, the tree grows, its checkpoint is signed, and shown. */
import { equalBytes } from "../wire/bytes.ts";
import type { SignedCheckpoint } from "../tlog/checkpoint.ts";
import type { TreeHasher } from "../tlog/merkle.ts";
import { grow, rootOf } from "../tlog/tree-edge.ts";
import { type CheckedLog, checkContinues, checkStored, openOwn, readOwn } from "./check-stored.ts";
import { LogRefusal } from "./log-refusal.ts";
import type { LogSigner } from "./log-signer.ts";
import type { LogLead, PlacedEntry } from "./log-store.ts";
import type { Remembered } from "./remembered.ts";

/** What the steps need from outside. */
export interface SequenceDeps {
  readonly signer: () => LogSigner;
  readonly remembered: Remembered;
  readonly hasher: TreeHasher;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Most entries of a batch. */
  readonly batch: number;
  /** Checkpoints of this log that others keep (witnesses), as signed notes: nothing is signed behind them. */
  readonly seenElsewhere?: () => Promise<readonly string[]>;
  /** What others have shown since: looked at before each batch, so that a log that is behind stops at once. */
  readonly shown?: () => readonly string[];
  /** Called with each checkpoint that was published just now, and with the one that a new lead finds. Must not throw. */
  readonly published: (checkpoint: SignedCheckpoint) => void;
}

/**
 * What a new lead does first: checks the stored log against everything that was seen of it before, and
 * publishes what its predecessor had sequenced and not shown. The same checks and the same publication as
 * for every batch.
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
  await lead.stand();
  const { checkpoint } = log;
  if (checkpoint === undefined) return;
  if (published !== checkpoint.text) return publish(lead, checkpoint, deps);
  await remember(checkpoint, deps);
  // Its predecessor may have ended before a witness had seen it, and nothing may come after it for long.
  deps.published(checkpoint);
}

/**
 * Sequences and publishes one batch.
 *
 * @returns how many entries it took; as many as `batch` when more may wait
 * @throws {LogRefusal} for good; `LeadLost` and StoreUnavailable for now
 */
export async function sequence(lead: LogLead, deps: SequenceDeps): Promise<number> {
  const signer = deps.signer();
  await lead.begin();
  const { log } = await checked(lead, deps);
  for (const note of deps.shown?.() ?? []) {
    await checkContinues(lead, log.checkpoint, await openOwn(note, signer), deps.hasher);
  }
  // Places are given inside of the transaction, and what is hashed is what the database has stored for them.
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
  // The signed note must not leave this process before the commit: only then it is the one of its size.
  await lead.swap(log.checkpoint?.text ?? null, note, size);
  // If we crash here nothing of the batch is there: its entries wait as before, and its note was seen by nobody.
  await lead.commit();
  // If we crash here the batch is sequenced for ever; whoever takes over publishes this very note.
  await publish(lead, await openOwn(note, signer), deps);
  return entries.length;
}

/** Remembers a committed checkpoint on this machine's disk, then shows it to everyone. */
async function publish(lead: LogLead, checkpoint: SignedCheckpoint, deps: SequenceDeps): Promise<void> {
  await remember(checkpoint, deps);
  // If we crash here it is remembered and not shown yet: the next lead shows it.
  await lead.publish(checkpoint.text, checkpoint.size, deps.now());
  deps.published(checkpoint);
}

async function remember({ text }: SignedCheckpoint, { remembered }: SequenceDeps): Promise<void> {
  if ((await remembered.read())?.note !== text) await remembered.write(text);
}

/**
 * Looks whether a batch could be sequenced now; changes nothing.
 * @throws {LogRefusal}
 */
export async function inspect(lead: LogLead, deps: CheckDeps): Promise<void> {
  await lead.begin();
  await checked(lead, deps);
  await lead.rollback();
}

type CheckDeps = Pick<SequenceDeps, "signer" | "remembered" | "hasher">;

/** The stored log, found good and a continuation of what this machine remembers. */
async function checked(
  lead: LogLead,
  { signer, remembered, hasher }: CheckDeps,
): Promise<{ readonly log: CheckedLog; readonly published: string | null }> {
  const own = signer();
  const before = await remembered.read();
  const state = await lead.state();
  const seen = before === undefined ? { size: 0, root: hasher.empty } : readOwn(before.note, own.origin);
  // A checkpoint that is smaller than the remembered one is told as that, whatever else is wrong with it.
  if (seen.size > state.size) throw new LogRefusal("behind");
  const log = await checkStored(lead, state, own, hasher);
  // Mostly the remembered one is the stored one, and nothing is left to prove.
  if (before?.note !== log.checkpoint?.text) await checkContinues(lead, log.checkpoint, seen, hasher);
  // A cold copy of a database is the same in everything but in who has seen its log.
  if (before === undefined && state.published !== null) throw new LogRefusal("data-directory-new");
  if (before?.own === false) throw new LogRefusal("data-directory-copied");
  return { log, published: state.published };
}

function leafOf({ index, bytes, leafHash }: PlacedEntry, expected: number, hasher: TreeHasher): Uint8Array {
  const hash = hasher.leaf(bytes);
  if (index !== expected || !equalBytes(hash, leafHash)) throw new LogRefusal("pending");
  return hash;
}
