/**
 * Verifies evidence of a thread in a fixed order of steps. It needs the file and the trusted keys, but no gateway,
 * network or clock, and runs in Node and in browsers.
 */
import type { Bilingual } from "../../domain/bilingual.ts";
import { ArchiveError, type ArchiveFiles, readArchive } from "../archive.ts";
import type { EvidenceStep } from "../model.ts";
import type { Sha256 } from "../../tlog/merkle.ts";
import { checkComplete } from "./check-complete.ts";
import { checkArchive, checkManifest, checkManifestSignature } from "./check-files.ts";
import {
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
import { type CheckOutcome, stepOf, type Verification, verificationOf, type VerificationStep } from "./step.ts";
import { type LogAtHand, readThreadInLog, type ThreadInLog } from "./thread-in-log.ts";
import type { Trust } from "./trust.ts";

/** What a verifier brings: trusted keys, and perhaps the log. */
type Asked = Pick<EvidenceOptions, "trust" | "log">;

/** Step: its name, when it is required, and its check. */
export interface Check extends EvidenceStep {
  /** Tells whether the verification fails without it. */
  readonly required: (asked: Asked) => boolean;
  readonly check: (evidence: Evidence) => CheckOutcome | Promise<CheckOutcome>;
}

const always = () => true;
const never = () => false;

function step(id: string, zh: string, en: string, check: Check["check"], required: Check["required"] = always): Check {
  return { id, title: { zh, en }, check, required };
}

/** All steps. A test removes one at a time, and must then find forgeries that pass. */
export const EVIDENCE_CHECKS: readonly Check[] = [
  step("archive", "归档格式", "The archive is in its one form", checkArchive),
  step("manifest", "清单与文件一致", "The manifest names every file", checkManifest),
  step("checkpoint", "检查点由受信任的日志签名", "The log signed the checkpoint", checkCheckpoint),
  step("witnesses", "见证方联署", "Witnesses cosigned the checkpoint", checkWitnesses, ({ trust }) => trust.quorum > 0),
  step("entries", "条目为规范格式", "Every entry is in canonical form", checkEntries),
  step("inclusion", "条目在日志中", "Every entry is in the log at its place", checkInclusion),
  step("thread", "条目属于该移送", "Every entry belongs to the thread", checkThread),
  step("keys", "公钥已在日志登记", "The log registered every key", checkKeys),
  step(
    "pinned-keys",
    "公钥与已知指纹一致",
    "Keys are those known by another way",
    checkPinnedKeys,
    ({ trust }) => Object.keys(trust.parties).length > 0,
  ),
  step("manifest-signature", "网关对清单的签名", "The gateway signed the manifest", checkManifestSignature),
  step("submission-receipts", "受理回执", "Submission receipts say what the log says", checkSubmissionReceipts),
  step("packets", "数据包不多不少", "No packet is missing, none is extra", checkSealed),
  step("receipts", "接收单位回执", "Recipients' receipts say what the log says", checkReceipts),
  step("times", "时间先后合理", "The times of entries, receipts and signatures agree", checkTimes),
  step("story", "状态变化合法", "Each packet's entries tell a legal story", checkStory),
  step("types", "条目类型可识别", "Every entry is of a known type", checkTypes, never),
  step("rules", "所用规则版本", "The rules in force are those that the log registered", checkRules),
  step("schemas", "所用数据规范版本", "The schemas are those that the log registered", checkSchemas, never),
  step("cose", "COSE 回执", "COSE receipts say what the proofs say", checkCose, never),
  step(
    "timestamp",
    "检查点时间戳",
    "A time-stamping authority saw the checkpoint",
    checkTimestamp,
    ({ trust }) => trust.authorities !== undefined,
  ),
  step("complete", "条目无遗漏", "No entry of the thread is left out", checkComplete, ({ log }) => log !== undefined),
  step("summary", "网页摘要与条目一致", "summary.html says what the other files say", checkSummary, never),
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
  const read = await readEvidence(files, file instanceof Uint8Array ? file : undefined, trust, sha256);
  const evidence = log === undefined ? read : { ...read, log: await threadInLog(read, log) };
  const steps: VerificationStep[] = [];
  for (const check of checks) {
    steps.push(stepOf({ ...check, required: check.required(options) }, await check.check(evidence)));
  }
  return { ...verificationOf(steps), ...headOf(evidence) };
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
