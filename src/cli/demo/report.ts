import type { Text } from "../language.ts";
import { table } from "../table.ts";
import type { Judgement } from "./judgement.ts";
import { disclosureTable, packetTable } from "./tables.ts";

/** The end of the demo as text: packets, what each department may see, the audit entries, the verdict. */
export function reportText(
  { messages, disclosures, audit, verified, faults }: Judgement,
  groupNames: ReadonlyMap<string, string>,
  say: (text: Text) => string,
  column: (text: Text) => string,
): string {
  const types = Object.entries(audit.byType).toSorted(([one], [other]) => one.localeCompare(other));
  const packets = messages.reduce((sum, message) => sum + message.packets.length, 0);
  const good: Text = {
    zh: `✓ ${packets} 个数据包全部送达、解密、验签并签收；${audit.entries} 条审计记录逐条复算一致`,
    en: `${packets} packets delivered, opened, verified and signed for; ${audit.entries} audit entries recomputed`,
  };
  const bad: Text = { zh: `✗ ${faults.length} 处缺失或不符`, en: `${faults.length} things are missing or wrong` };
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
      zh: "三、审计记录（由字节复算叶哈希，与数据包逐一核对）",
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
    faults.length === 0 ? say(good) : [say(bad), ...faults.map((fault) => `  ${fault}`)].join("\n"),
  ].join("\n");
}

/** The same for machines. */
export function reportData({ messages, disclosures, audit, faults }: Judgement): object {
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
    audit: { entries: audit.entries, byType: audit.byType },
    faults,
  };
}
