import type { Bilingual } from "../../domain/bilingual.ts";
import { table } from "../terminal/table.ts";
import { WORDS } from "../../domain/words/words.ts";
import type { Judgement } from "./judgement.ts";
import { loopText, monthText } from "./loop-text.ts";
import type { Proof } from "./proof.ts";
import type { Month } from "./month.ts";
import type { Loop } from "./story.ts";
import { disclosureTable, packetTable } from "./tables.ts";

/**
 * Makes the report at the end of the demo: packets, what each department may see, what became of the persons, audit
 * entries, their proof, letter and report of the month, the result.
 */
export function reportText(
  { messages, disclosures, audit, verified, faults: found }: Judgement,
  loop: Loop,
  month: Month,
  proof: Proof,
  groupNames: ReadonlyMap<string, string>,
  say: (text: Bilingual) => string,
  column: (text: Bilingual) => string,
): string {
  const types = Object.entries(audit.byType).toSorted(([one], [other]) => one.localeCompare(other));
  const packets = messages.reduce((sum, message) => sum + message.packets.length, 0);
  const faults = [...found, ...proof.faults];
  const good: Bilingual = {
    zh: `✓ ${packets} 个数据包全部送达、解密、验签并签收；${audit.entries} 条审计记录逐条复算一致`,
    en: `${packets} packets delivered, opened, verified and signed for; ${audit.entries} audit entries recomputed`,
  };
  const bad: Bilingual = { zh: `✗ ${faults.length} 处缺失或不符`, en: `${faults.length} things are missing or wrong` };
  return [
    "",
    say({ zh: "一、数据包", en: "Packets" }),
    packetTable(messages, verified, column),
    "",
    say({
      zh: "二、各单位可见内容（● 完整，◐ 部分，· 不可见）",
      en: "What each may see (● in full, ◐ reduced, · nothing)",
    }),
    disclosureTable(disclosures, groupNames),
    "",
    say({
      zh: "三、办理闭环（每人每项办到哪一步，何时到期）",
      en: "What became of each person, and by when",
    }),
    loopText(loop, say, column),
    "",
    say({
      zh: "四、审计记录（由字节复算叶哈希，与数据包逐一核对）",
      en: "Audit entries (leaf hashes recomputed, compared with the packets)",
    }),
    table(
      [
        { zh: "类型", en: "type" },
        { zh: "条数", en: "entries" },
      ].map(column),
      types.map(([type, count]) => [type, String(count)]),
    ),
    "",
    say({
      zh: "五、证据（只凭日志与见证方的公钥离线核验）",
      en: "Evidence (verified off line with the public keys of log and witness alone)",
    }),
    table(
      [
        { zh: "步骤", en: "step" },
        { zh: "核验数", en: "checked" },
        { zh: "结果", en: "result" },
      ].map(column),
      proof.evidence.steps.map(({ title, checked, status }) => [
        column(title),
        String(checked),
        column(WORDS.step[status]),
      ]),
    ),
    say({
      zh: `送达证据 ${proof.bytes} 字节；改动一字节的 ${proof.forgeries.tried} 份伪件 ${proof.forgeries.tried - proof.forgeries.believed} 份被识破；全部 ${proof.log.size ?? 0} 条日志由文件重建${proof.log.ok ? "，树根与签名一致" : "，不一致"}`,
      en: `evidence of ${proof.bytes} bytes; ${proof.forgeries.tried - proof.forgeries.believed} of ${proof.forgeries.tried} copies with one byte changed found out; all ${proof.log.size ?? 0} entries of the log rebuilt from its files${proof.log.ok ? ", to the root that was signed" : ", NOT to the root that was signed"}`,
    }),
    "",
    say({
      zh: `六、五周以后（${month.today}）：逾期、督办函和当月通报`,
      en: `Five weeks later (${month.today}): what is overdue, the letter about it, the report of the month`,
    }),
    monthText(month, loop, say, column),
    "",
    faults.length === 0 ? say(good) : [say(bad), ...faults.map((fault) => `  ${fault}`)].join("\n"),
  ].join("\n");
}

/** Makes the same report for machines. */
export function reportData(
  { messages, disclosures, audit, faults: found }: Judgement,
  { answer, before, after }: Loop,
  { today, overdue, letter, report, files }: Month,
  proof: Proof,
): object {
  const faults = [...found, ...proof.faults];
  const packets = messages.flatMap(({ id, type, packets }) =>
    packets.map((packet) => ({
      message: id,
      type,
      packet: packet.id,
      recipient: packet.recipient,
      state: packet.state,
      attempts: packet.attempts,
    })),
  );
  const seen = Object.fromEntries([...disclosures].map(([party, groups]) => [party, Object.fromEntries(groups)]));
  return {
    ok: faults.length === 0,
    packets,
    disclosures: seen,
    loop: {
      states: answer.states,
      gapDays: { before: before.gap?.days, after: after.gap?.days },
      overdue: { on: today, items: overdue.length },
      letter: { kind: letter.kind, department: letter.department, items: letter.items.length },
      report: { period: report.report.period, figures: report.report.figures },
      files,
    },
    audit: { entries: audit.entries, byType: audit.byType },
    evidence: { thread: proof.thread, bytes: proof.bytes, steps: proof.evidence.steps, forgeries: proof.forgeries },
    log: { size: proof.log.size, ok: proof.log.ok },
    faults,
  };
}
