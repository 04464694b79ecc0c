/** Section of what is compared rather than read: names and ids of parties, digests, keys, rules. */
import { type Block, column, type Line, NONE, words } from "./content.ts";
import { shownTime } from "./shown-time.ts";
import type { View } from "./view.ts";
import { wordOf } from "../../domain/words/words.ts";

/** Tables of the section. */
export function digestTables(view: View): Block[] {
  const { parties, messages, packets, keys, rules } = view.model;
  return [
    {
      kind: "table",
      caption: words("单位标识", "Ids of the parties"),
      columns: [column("标识", "Id", 30), column("名称", "Name", 70)],
      rows: Object.keys(parties).map((id) => [[{ fine: id }], [view.name(id)]]),
    },
    {
      kind: "table",
      caption: words("报文摘要（SHA-256）", "Digests of messages (SHA-256)"),
      columns: [column("报文", "Message", 12), column("摘要", "Digest", 88)],
      rows: messages.map(({ id, digest, origin, entry }) => [
        [view.message(id), entryOf(entry)],
        [
          words("报文信封", "the envelope as received"),
          { fine: digest },
          words("发送方签名原文", "the sender's signed text"),
          { fine: origin },
        ],
      ]),
    },
    {
      kind: "table",
      caption: words("数据包与回执摘要（SHA-256）", "Digests of packets and receipts (SHA-256)"),
      columns: [
        column("数据包", "Packet", 12),
        column("数据包摘要", "Digest of the packet", 44),
        column("回执摘要", "Digest of the receipt", 44),
      ],
      rows: packets.map(({ id, digest, sealedFor, receipt, entry }) => [
        [view.packet(id), entryOf(entry)],
        [{ fine: digest }, ...key("接收公钥", "sealed for key", sealedFor)],
        receipt === undefined
          ? [NONE]
          : [{ fine: receipt.digest }, ...key("签署公钥", "signed with key", receipt.kid), entryOf(receipt.entry)],
      ]),
    },
    {
      kind: "table",
      caption: words("签名公钥在日志中的登记", "Signing keys, as the log registered them"),
      columns: [
        column("单位", "Party", 26),
        column("公钥指纹（RFC 7638）", "Thumbprint (RFC 7638)", 40),
        column("事项", "What", 12),
        column("时间（北京时间）", "Beijing time", 22),
      ],
      rows: keys.map(({ party, kid, change, time, entry }) => [
        [view.name(party)],
        [{ fine: kid }],
        [wordOf("key", change)],
        [shownTime(time), entryOf(entry)],
      ]),
    },
    {
      kind: "table",
      caption: words("当时有效的规则与数据规范", "Rules and schemas in force"),
      columns: [column("部分", "Part", 18), column("版本", "Version", 28), column("摘要", "Digest", 54)],
      rows: rules.map(({ part, id, digest }) => [
        [wordOf("rules", part)],
        [{ fine: id }],
        [digest === undefined ? words("文件中没有", "not among the files") : { fine: digest }],
      ]),
    },
  ];
}

function entryOf(index: number): Line {
  return words(`条目 ${index}`, "entry");
}

function key(zh: string, en: string, kid: string): Line[] {
  return kid === "" ? [] : [words(zh, en), { fine: kid }];
}
