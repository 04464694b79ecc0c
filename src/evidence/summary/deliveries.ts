/** Messages and packets in detail: what was handed over, who can see what of it, and what became of it. */
import type { EvidencePacket } from "../model.ts";
import { type Block, column, counted, type Line, NONE, words } from "./content.ts";
import { groupWords } from "./groups.ts";
import { replacementWords } from "./overview.ts";
import { shownSecond, shownTime } from "./shown-time.ts";
import type { View } from "./view.ts";
import { wordOf } from "../../domain/words/words.ts";

/** Table of every message. */
export function messageTable(view: View): Block {
  return {
    kind: "table",
    caption: words("报文", "Messages"),
    columns: [
      column("号", "No.", 5),
      column("报文", "Message", 38),
      column("发送方", "Sender", 24),
      column("受理时间（北京时间）", "Accepted at (Beijing time)", 20),
      column("受理回执", "Submission receipt", 13),
    ],
    rows: view.model.messages.map(({ id, type, version, sender, acceptedAt, receipt, policy }, at) => [
      [String(at + 1)],
      [
        wordOf("message", type),
        { fine: `${type}@${version}` },
        { fine: id },
        words(`共享策略 ${policy}`, "sharing policy"),
      ],
      [view.name(sender)],
      [shownTime(acceptedAt)],
      [receipt ? words("附", "attached") : NONE],
    ]),
  };
}

/** Table of every packet. */
export function packetTable(view: View): Block {
  return {
    kind: "table",
    caption: words("数据包：每个接收单位一份，按北京时间", "Packets, one for each recipient; Beijing time"),
    columns: [
      column("号", "No.", 5),
      column("接收单位", "Recipient", 28),
      column("可见字段组", "Groups of fields that it can see", 33),
      column("经过", "What became of it", 34),
    ],
    rows: view.model.packets.map((packet, at) => [
      [String(at + 1)],
      [view.name(packet.recipient), view.message(packet.message), { fine: packet.id }],
      [packet.disclosed.length === 0 ? NONE : groupWords(packet.disclosed)],
      historyOf(view, packet),
    ]),
  };
}

function historyOf(view: View, packet: EvidencePacket): Line[] {
  const { sealedAt, attempts, deliveredAt, via, receipt, replaces, erasedAt, state } = packet;
  const way = via === undefined ? "" : `（${wordOf("delivery", via).zh}）`;
  const wayEn = via === undefined ? "" : ` (${wordOf("delivery", via).en})`;
  return [
    ...(replaces === undefined ? [] : [replacementWords(view, replaces)]),
    words(`${shownTime(sealedAt)} 封装`, "sealed"),
    ...(attempts === 0 ? [] : [words(`推送 ${attempts} 次`, counted(attempts, "push", "pushes"))]),
    deliveredAt === undefined
      ? words("未送达", "not delivered")
      : words(`${shownTime(deliveredAt)} 送达${way}`, `delivered${wayEn}`),
    ...(receipt === undefined
      ? [words("无回执", "no receipt")]
      : [
          words(`${shownSecond(receipt.issuedAt)} 接收单位签署回执`, "receipt signed"),
          words(`${shownTime(receipt.receivedAt)} 网关登记回执`, "receipt recorded"),
          outcome(receipt),
        ]),
    ...(state === "accepted" || state === "rejected" || state === "delivered" ? [] : [wordOf("state", state)]),
    ...(erasedAt === undefined ? [] : [words(`${shownTime(erasedAt)} 内容已销毁`, "payload destroyed")]),
  ];
}

function outcome({ outcome: said, reason }: NonNullable<EvidencePacket["receipt"]>): Line {
  const { zh, en } = wordOf("outcome", said);
  if (reason === undefined) return words(`结果：${zh}`, en);
  return words(`结果：${zh}，${wordOf("reason", reason).zh}`, `${en}: ${wordOf("reason", reason).en}`);
}
