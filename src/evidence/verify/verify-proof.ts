/**
 * Verifies one entry with its proof (C2SP tlog-proof). With the log at hand it also tells whether the log still has the
 * entry, or, where the proof's log had to end, whether its successor took the entry over.
 */
import type { Bilingual } from "../../domain/bilingual.ts";
import { type Checkpoint, parseCheckpoint } from "../../tlog/checkpoint.ts";
import type { TreeHasher } from "../../tlog/merkle.ts";
import { parseNote } from "../../tlog/note.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { readEntry } from "../../tlog/read-entry.ts";
import { parseTlogProof, verifyTlogProof } from "../../tlog/tlog-proof.ts";
import { STEP_TITLES } from "../steps.ts";
import { cosignedBy } from "./cosigned.ts";
import { Findings } from "./finding.ts";
import { findInLog, ofAnotherLog, openLogAtHand, type ProofStanding, type SoughtEntry } from "./proof-in-log.ts";
import type { LogFileReader } from "./rebuild-log.ts";
import { type CheckOutcome, stepOf, taken, type Verification, verificationOf } from "./step.ts";
import type { Trust } from "./trust.ts";

/** Verification of a proof. */
export interface ProofVerification extends Verification {
  /** Log, size of the tree and index of the entry, as the proof says. To be believed only when `ok`. */
  readonly log?: { readonly origin: string; readonly size: number; readonly index: number };
  /** What became of the entry; only where that is known. */
  readonly standing?: ProofStanding;
}

const STEPS = {
  inclusion: {
    id: "inclusion",
    title: { zh: "条目在日志中", en: "The entry is in the log that a trusted key signed" },
  },
  witnesses: { id: "witnesses", title: STEP_TITLES.witnesses },
  entry: { id: "entry", title: { zh: "条目为规范格式", en: "The entry is in canonical form" } },
  log: { id: "log", title: { zh: "所给日志载有该条目", en: "The log at hand has the entry at its place" } },
} as const;

/**
 * Verifies a proof of an entry's exact bytes. Never throws for faulty texts.
 *
 * @param options.log files of the log, or of its successor: with them step `log` is required. No entry of it is read
 */
export async function verifyProof(
  proof: string,
  entry: Uint8Array,
  options: { readonly trust: Trust; readonly hasher: TreeHasher; readonly log?: LogFileReader },
): Promise<ProofVerification> {
  const { trust, hasher, log } = options;
  const form = new Findings();
  form.expect(readEntry(entry) !== undefined, "the entry is not in canonical form", "条目不符合规范格式");
  const leaf = hasher.leaf(entry);
  const named = saidBy(proof);
  const sought = named && { ...named, leaf };
  const atHand = log && (await openLogAtHand(log, { trust, hasher }));
  const found = sought && atHand && (await findInLog(sought, atHand));
  let isOfAnother = false;
  const included = await taken(async (): Promise<CheckOutcome> => {
    try {
      await verifyTlogProof(hasher, leaf, proof, trust.log);
      return { checked: 1, findings: [] };
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      isOfAnother = error.code === "wrong-origin";
      if (!isOfAnother || named === undefined) {
        return { checked: 1, findings: [{ en: error.message, zh: "证明不成立" }] };
      }
      // A log whose key is not trusted, though the log at hand is: what that took over rests on its own signature.
      return found?.instead ?? { checked: 1, findings: [ofAnotherLog(named.checkpoint.origin)] };
    }
  });
  const required = true;
  const standing = found?.standing ?? (isOfAnother ? "other-log" : undefined);
  return {
    ...verificationOf([
      stepOf({ ...STEPS.inclusion, required }, included),
      stepOf({ ...STEPS.witnesses, required: trust.quorum > 0 }, await taken(() => cosigned(proof, trust))),
      stepOf({ ...STEPS.entry, required }, form.outcome),
      ...(atHand === undefined ? [] : [stepOf({ ...STEPS.log, required }, found?.outcome ?? UNREADABLE)]),
    ]),
    ...(named && { log: { origin: named.checkpoint.origin, size: named.checkpoint.size, index: named.index } }),
    ...(standing && { standing }),
  };
}

const UNREADABLE: { readonly skipped: Bilingual } = {
  skipped: { en: "the proof cannot be read", zh: "证明无法读取" },
};

/** What a proof says, before anything is verified; undefined when it cannot be read. */
function saidBy(proof: string): (Omit<SoughtEntry, "leaf"> & { readonly checkpoint: Checkpoint }) | undefined {
  try {
    const { index, checkpoint } = parseTlogProof(proof);
    return { index, checkpoint: parseCheckpoint(parseNote(checkpoint).text) };
  } catch (error) {
    if (error instanceof ProofError) return undefined;
    throw error;
  }
}

async function cosigned(proof: string, trust: Trust): Promise<CheckOutcome> {
  try {
    return await cosignedBy(parseNote(parseTlogProof(proof).checkpoint), trust);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    return { checked: 1, findings: [{ en: "the checkpoint cannot be read", zh: "检查点无法读取" }] };
  }
}
