/**
 * Checks the times against each other: those of the entries, of the recipients' receipts, and of the witnesses and
 * authorities that saw the checkpoint.
 */
import type { Bilingual } from "../../domain/bilingual.ts";
import { quorumAt } from "./attested.ts";
import { type Evidence, ofType, type ReadableEntry } from "./evidence.ts";
import { at, Findings } from "./finding.ts";
import type { CheckOutcome } from "./step.ts";
import { CLOCK_BOUND, type TimeBreak, TimeOrder } from "./time-order.ts";

/**
 * Checks that no entry is dated well before an earlier one, that each receipt was signed between the sealing of its
 * packet and its recording, and that nothing is dated after the checkpoint was seen.
 */
export function checkTimes(evidence: Evidence): CheckOutcome {
  const findings = new Findings();
  const order = new TimeOrder();
  for (const { index, entry } of evidence.readable) {
    const found = order.next(index, Date.parse(entry.time));
    const words = found === undefined ? NOTHING : runsBack(found);
    findings.expect(found === undefined, words.en, words.zh);
  }
  // Entries of others stand between those of the thread, and only the log has them. Order breaks count only when the
  // log verified.
  for (const found of evidence.log?.verification.ok === true ? evidence.log.breaks : []) {
    const { en, zh } = runsBack(found);
    findings.expect(false, en, zh);
  }
  for (const receipt of ofType(evidence, "receipt")) checkReceipt(evidence, receipt, findings);
  checkSeen(evidence, findings);
  return findings.outcome;
}

const NOTHING: Bilingual = { en: "", zh: "" };

/** Words for a break of the order. The log cannot show which side is at fault. */
function runsBack({ index, before, by }: TimeBreak): Bilingual {
  const [here, there, long] = [at(index), at(before), span(by)];
  return {
    en: `${here.en} is dated ${long.en} before ${there.en}, which comes before it: it was backdated, or a clock of the gateway was set back`,
    zh: `${here.zh} 的时间比排在其前的${there.zh}早 ${long.zh}：时间被倒填，或网关时钟曾被回拨`,
  };
}

/**
 * Checks that a receipt was issued between sealing and recording, apart from differences of clocks (protocol section
 * 6). A receipt may arrive late, as by disc, but not from before the sealing.
 */
function checkReceipt(evidence: Evidence, { index, entry }: ReadableEntry, findings: Findings): void {
  const sealed = ofType(evidence, "sealed").find((one) => one.entry.packet === entry.packet)?.entry;
  const issued = Date.parse(String(entry.issued));
  const place = at(index);
  findings.expect(
    sealed !== undefined && issued >= wholeSeconds(sealed.time) - CLOCK_BOUND,
    `the receipt of ${place.en} was signed before its packet was sealed`,
    `${place.zh}的回执签署时间早于数据包封装时间`,
  );
  findings.expect(
    issued <= Date.parse(entry.time) + CLOCK_BOUND,
    `the receipt of ${place.en} was signed after it was recorded`,
    `${place.zh}的回执签署时间晚于其记录时间`,
  );
}

/**
 * A time as a token's claims write it, ms. A receipt that was signed within the second of the sealing would seem older
 * than its packet.
 */
function wholeSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000) * 1000;
}

/**
 * Checks times against those of the checkpoint: what it covers existed when it was seen, and evidence with cosignatures
 * was made after they were given.
 */
function checkSeen(evidence: Evidence, findings: Findings): void {
  const { readable, manifest, attested, trust } = evidence;
  const madeAt = Date.parse(manifest?.madeAt ?? "");
  const latest = readable.reduce<ReadableEntry | undefined>(
    (late, one) => (late === undefined || one.entry.time > late.entry.time ? one : late),
    undefined,
  );
  const seen = [
    {
      by: { en: "a quorum of witnesses cosigned the checkpoint", zh: "见证方联署检查点" },
      at: quorumAt(attested, trust),
    },
    {
      by: { en: "the checkpoint was stamped", zh: "检查点加盖时间戳" },
      at: attested.stamp !== undefined && "value" in attested.stamp ? attested.stamp.value.at : undefined,
    },
  ];
  for (const { by, at: when } of seen) {
    if (when === undefined) continue;
    const place = at(latest?.index ?? 0);
    findings.expect(
      latest !== undefined && Date.parse(latest.entry.time) <= when + CLOCK_BOUND,
      `${place.en} is dated after ${by.en}`,
      `${place.zh} 的时间晚于${by.zh}的时间`,
    );
    findings.expect(
      madeAt >= when - CLOCK_BOUND,
      `the evidence is dated before ${by.en}`,
      `证据时间早于${by.zh}的时间`,
    );
  }
  findings.expect(
    latest !== undefined && madeAt >= Date.parse(latest.entry.time) - CLOCK_BOUND,
    "the evidence is dated before an entry that it holds",
    "证据时间早于其所含条目的时间",
  );
}

/** A duration in words, in its largest whole unit. */
function span(ms: number): Bilingual {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return { en: `${minutes} min`, zh: `${minutes} 分钟` };
  const hours = Math.round(minutes / 60);
  if (hours < 48) return { en: `${hours} h`, zh: `${hours} 小时` };
  const days = Math.round(hours / 24);
  return { en: `${days} days`, zh: `${days} 天` };
}
