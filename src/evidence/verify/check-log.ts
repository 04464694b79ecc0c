/** Checks against the log: the checkpoint, its witnesses, and that every entry is in the tree at its place. */
import { isBegun, rootBefore } from "../../tlog/begun.ts";
import { equalBytes } from "../../wire/bytes.ts";
import type { Checkpoint } from "../../tlog/checkpoint.ts";
import { verifyInclusionReceipt } from "../../tlog/cose/receipt.ts";
import { evidenceFile, EVIDENCE_PATHS } from "../format.ts";
import { registeredName, reliesOn } from "../in-force.ts";
import { verifyInclusion } from "../../tlog/merkle.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { checkChain as checkLinks } from "./chain.ts";
import { isQuorum } from "./cosigned.ts";
import type { Evidence, ReadableEntry } from "./evidence.ts";
import { at, Findings } from "./finding.ts";
import type { CheckOutcome } from "./step.ts";

/** Checks that a trusted key of the log signed the checkpoint, and that the manifest names this checkpoint. */
export function checkCheckpoint({ attested: { signed }, manifest }: Evidence): CheckOutcome {
  const findings = new Findings();
  if ("unchecked" in signed) return { skipped: signed.unchecked };
  if ("fault" in signed) return { checked: 1, findings: [signed.fault] };
  const { origin, size } = signed.value;
  findings.expect(
    manifest?.log.origin === origin && manifest.log.size === size,
    "the manifest names another checkpoint",
    "清单所列检查点与文件不符",
  );
  return findings.outcome;
}

/** Checks that a quorum of the trusted witnesses cosigned the checkpoint. */
export function checkWitnesses({ attested: { cosigned }, trust }: Evidence): CheckOutcome {
  return "fault" in cosigned ? { checked: 1, findings: [cosigned.fault] } : isQuorum(cosigned.value, trust);
}

/** Checks that every entry is an entry in canonical form. */
export function checkEntries({ entries, files }: Evidence): CheckOutcome {
  const findings = new Findings();
  findings.expect(entries.length > 0, "there is no entry", "没有任何条目");
  for (const { index, entry } of entries) {
    findings.expect(entry !== undefined, `${at(index).en} is not in canonical form`, `${at(index).zh} 不符合规范格式`);
  }
  const present = new Set(entries.map(({ index }) => index));
  for (const path of files.keys()) {
    const file = evidenceFile(path);
    if (file?.kind === "proof" || file?.kind === "cose") {
      findings.expect(present.has(file.index), "a proof belongs to no entry", "有证明不对应任何条目");
    }
  }
  return findings.outcome;
}

/** Checks that every entry's proof leads to the one checkpoint, at the place that its name says. */
export function checkInclusion({ entries, hasher, checkpoint, checkpointText }: Evidence): CheckOutcome {
  const findings = new Findings();
  for (const { index, leafHash, proof } of entries) {
    const place = at(index);
    if (proof === undefined || checkpoint === undefined) {
      findings.expect(false, `${place.en} has no readable proof`, `${place.zh} 缺少可读的证明`);
      continue;
    }
    findings.expect(
      proof.checkpoint === checkpointText,
      `${place.en} is proved to another checkpoint`,
      `${place.zh} 的证明指向另一检查点`,
    );
    const { size, root } = checkpoint;
    findings.expect(
      proof.index === index && verifyInclusion(hasher, { index, size, leaf: leafHash, proof: proof.proof, root }),
      `${place.en} is not in the log at its place`,
      `${place.zh} 不在日志的该位置`,
    );
  }
  return findings.outcome;
}

/**
 * Checks the chain of logs that ends in the checkpoint's log. The proof of the entry that begins a log leads to the root of
 * the log before it, too.
 */
export async function checkChain({ begun, entries, hasher, trust, checkpoint }: Evidence): Promise<CheckOutcome> {
  const rootAt = (size: number) => {
    const proof = entries.find(({ index }) => index === size)?.proof?.proof;
    return proof && rootBefore(hasher, { index: size, size: checkpoint?.size ?? 0, proof });
  };
  return checkLinks(begun, checkpoint?.origin ?? "", rootAt, trust.log);
}

/** Checks that the entries' COSE receipts (RFC 9942), where there are any, say what the proofs say. */
export async function checkCose(evidence: Evidence): Promise<CheckOutcome> {
  const { entries, files, hasher, trust, checkpoint, attested } = evidence;
  const findings = new Findings();
  if ("unchecked" in attested.signed) return { skipped: attested.signed.unchecked };
  for (const { index, leafHash } of entries) {
    const receipt = files.get(EVIDENCE_PATHS.cose(index));
    if (receipt === undefined) continue;
    const says = await verifyInclusionReceipt(hasher, leafHash, receipt, trust.log).catch((error: unknown) => {
      if (error instanceof ProofError) return undefined;
      throw error;
    });
    findings.expect(
      says !== undefined && checkpoint !== undefined && isSameTree(says, checkpoint) && says.index === index,
      `the COSE receipt of ${at(index).en} is not valid`,
      `${at(index).zh}的 COSE 收据不成立`,
    );
  }
  return findings.checked === 0 ? { skipped: { en: "there are none", zh: "文件中没有" } } : findings.outcome;
}

/** Compares size and root: a log could sign two trees of one size. */
function isSameTree(one: Pick<Checkpoint, "size" | "root">, other: Pick<Checkpoint, "size" | "root">): boolean {
  return one.size === other.size && equalBytes(one.root, other.root);
}

/** Checks that a trusted authority stamped the checkpoint (RFC 3161). */
export function checkTimestamp({ attested: { stamp } }: Evidence): CheckOutcome {
  if (stamp === undefined) {
    return { skipped: { en: "no time-stamping authority is trusted", zh: "未提供受信任的时间戳机构" } };
  }
  if ("unchecked" in stamp) return { skipped: stamp.unchecked };
  return { checked: 1, findings: "fault" in stamp ? [stamp.fault] : [] };
}

/**
 * Checks that every entry belongs to the thread, or registers what the thread's entries rely on: a key, a version of
 * the rules.
 */
export function checkThread(evidence: Evidence): CheckOutcome {
  const { readable, manifest } = evidence;
  const findings = new Findings();
  for (const found of readable) {
    findings.expect(
      found.entry.thread === manifest?.thread || isRegistration(evidence, found),
      `${at(found.index).en} does not belong to the thread`,
      `${at(found.index).zh} 不属于该移送`,
    );
  }
  const opened = readable.some(({ entry }) => entry.type === "accepted" && entry.message === manifest?.thread);
  findings.expect(opened, "the message that opened the thread is missing", "缺少开启该移送的报文");
  return findings.outcome;
}

function isRegistration({ keys, files, manifest, readable }: Evidence, { entry }: ReadableEntry): boolean {
  if (entry.actor !== manifest?.gateway || entry.thread !== undefined) return false;
  if (isBegun(entry)) return true;
  if (entry.type === "key") return keys.get(String(entry.party))?.some(({ kid }) => kid === entry.kid) === true;
  if (entry.type !== "directory") return false;
  const name = registeredName(entry);
  if (entry.change === "schema") return readable.some((one) => reliesOn(one.entry).includes(name ?? ""));
  return entry.change === "rules" && files.has(EVIDENCE_PATHS.rules(String(entry.rules)));
}
