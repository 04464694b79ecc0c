/**
 * Verifies evidence of a thread in a fixed order of steps. It needs the file and the trusted keys, but no gateway,
 * network or clock, and runs in Node and in browsers.
 */
import type { Bilingual } from "../../domain/bilingual.ts";
import { ArchiveError, type ArchiveFiles, readArchive } from "../archive.ts";
import type { EvidenceStep } from "../model.ts";
import { STEP_TITLES } from "../steps.ts";
import type { Sha256 } from "../../tlog/merkle.ts";
import { checkComplete } from "./check-complete.ts";
import { checkArchive, checkManifest, checkManifestSignature } from "./check-files.ts";
import {
  checkChain,
  checkCheckpoint,
  checkCose,
  checkEntries,
  checkInclusion,
  checkThread,
  checkTimestamp,
  checkWitnesses,
} from "./check-log.ts";
import { checkSealed } from "./check-packets.ts";
import { checkKeys, checkPinnedKeys, checkReceipts, checkSubmissionReceipts } from "./check-receipts.ts";
import { checkRules, checkStory, checkTypes } from "./check-story.ts";
import { checkSummary } from "./check-summary.ts";
import { checkSchemas } from "./check-schemas.ts";
import { checkTimes } from "./check-times.ts";
import { type Evidence, readEvidence } from "./evidence.ts";
import { type EvidenceHead, headOf } from "./evidence-head.ts";
import { ARCHIVE_FAULTS } from "./archive-fault.ts";
import {
  type CheckOutcome,
  stepOf,
  taken,
  unsupported,
  type Verification,
  verificationOf,
  type VerificationStep,
} from "./step.ts";
import { UnsupportedHere } from "../../wire/signatures.ts";
import { type LogAtHand, readThreadInLog, type ThreadInLog } from "./thread-in-log.ts";
import type { Trust } from "./trust.ts";

/** Things that a verifier brings: trusted keys, and perhaps the log. */
type Asked = Pick<EvidenceOptions, "trust" | "log">;

/** Step: its name, when it is required, and its check. */
export interface Check extends EvidenceStep {
  /** Tells whether the verification fails without it. */
  readonly required: (asked: Asked) => boolean;
  readonly check: (evidence: Evidence) => CheckOutcome | Promise<CheckOutcome>;
}

const always = () => true;
const never = () => false;

function step(id: keyof typeof STEP_TITLES, check: Check["check"], required: Check["required"] = always): Check {
  return { id, title: STEP_TITLES[id], check, required };
}

/** All steps. A test removes one at a time, and must then find forgeries that pass. */
export const EVIDENCE_CHECKS: readonly Check[] = [
  step("archive", checkArchive),
  step("manifest", checkManifest),
  step("checkpoint", checkCheckpoint),
  step("witnesses", checkWitnesses, ({ trust }) => trust.quorum > 0),
  step("entries", checkEntries),
  step("inclusion", checkInclusion),
  step("thread", checkThread),
  step("keys", checkKeys),
  step("pinned-keys", checkPinnedKeys, ({ trust }) => Object.keys(trust.parties).length > 0),
  step("manifest-signature", checkManifestSignature),
  step("submission-receipts", checkSubmissionReceipts),
  step("packets", checkSealed),
  step("receipts", checkReceipts),
  step("times", checkTimes),
  step("story", checkStory),
  step("types", checkTypes, never),
  step("rules", checkRules),
  step("schemas", checkSchemas, never),
  step("chain", checkChain, never),
  step("cose", checkCose, never),
  step("timestamp", checkTimestamp, ({ trust }) => trust.authorities !== undefined),
  step("complete", checkComplete, ({ log }) => log !== undefined),
  step("summary", checkSummary, never),
];

/** Options of a verification. */
export interface EvidenceOptions {
  readonly trust: Trust;
  readonly sha256: Sha256;
  /** Log of the evidence. It is read whole, and shows whether an entry of the thread was left out. */
  readonly log?: LogAtHand;
  /** Other checks than all of them; for tests of the verifier itself. */
  readonly checks?: readonly Check[];
}

/** Result of a verification of evidence. */
export interface EvidenceVerification extends Verification, EvidenceHead {}

/**
 * Verifies evidence. Never throws for faulty bytes: the answer reports what does not hold. Errors of reading a log are
 * passed on.
 * @param file bytes of a ZIP, or the files of an unpacked one
 */
export async function verifyEvidence(
  file: Uint8Array | ArchiveFiles,
  options: EvidenceOptions,
): Promise<EvidenceVerification> {
  const { trust, sha256, log, checks = EVIDENCE_CHECKS } = options;
  let files: ArchiveFiles;
  try {
    files = file instanceof Uint8Array ? readArchive(file) : file;
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    return verificationOf(unreadable(checks, options, ARCHIVE_FAULTS[error.code]));
  }
  let read: Evidence;
  try {
    read = await readEvidence(files, file instanceof Uint8Array ? file : undefined, trust, sha256);
  } catch (error) {
    if (!(error instanceof UnsupportedHere)) throw error;
    return verificationOf(allSkipped(checks, options, unsupported(error)));
  }
  const evidence = log === undefined ? read : { ...read, log: await threadInLog(read, log) };
  const steps: VerificationStep[] = [];
  for (const check of checks) {
    const outcome = await taken(() => check.check(evidence));
    steps.push(stepOf({ ...check, required: check.required(options) }, outcome));
  }
  return { ...verificationOf(steps), ...headOf(evidence) };
}

/** Result where nothing can be checked, for this reason. */
function allSkipped(checks: readonly Check[], asked: Asked, skipped: Bilingual): VerificationStep[] {
  return checks.map((check) => stepOf({ ...check, required: check.required(asked) }, { skipped }));
}

/** Result for bytes that are not an archive: the first step failed, and the others could not be taken. */
function unreadable(checks: readonly Check[], asked: Asked, fault: Bilingual): VerificationStep[] {
  const skipped = { zh: "归档无法读取", en: "the archive cannot be read" };
  const archive = EVIDENCE_CHECKS[0];
  const all = checks.some(({ id }) => id === archive?.id) || archive === undefined ? checks : [archive, ...checks];
  return all.map((check) => {
    const outcome: CheckOutcome = check.id === archive?.id ? { checked: 1, findings: [fault] } : { skipped };
    return stepOf({ ...check, required: check.required(asked) }, outcome);
  });
}

/** Reads the log at hand for the evidence's thread. Entries are hashed by the log's own hasher when it brings one. */
function threadInLog(evidence: Evidence, log: LogAtHand): Promise<ThreadInLog> {
  const { manifest, checkpoint, keys, entries, trust } = evidence;
  const sought = { thread: manifest?.thread, gateway: manifest?.gateway, size: checkpoint?.size, keys, entries };
  return readThreadInLog(sought, log, { trust, hasher: log.hasher ?? evidence.hasher });
}
