/** The first page: who sent what to whom, what arrived, and what the recipients signed. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import type { EvidenceMessage, EvidencePacket } from "../model.ts";
import { type Block, column, counted, type Line, NONE, type Row, text, words } from "./content.ts";
import { LOG_TITLE } from "./log-facts.ts";
import { shownSecond, shownTime, zonedTime } from "./shown-time.ts";
import type { View } from "./view.ts";
import { WORDS, wordOf } from "../../domain/words/words.ts";

/** Facts of the thread as a whole. */
export function overview(view: View): Block[] {
  const { model } = view;
  const { messages, packets, timeline, checkpoint, pending, successions } = model;
  const opening = messages.find(({ id }) => id === model.thread) ?? messages[0];
  const late = pending.length;
  return [
    {
      kind: "facts",
      facts: [
        [words("发送方", "Sender"), opening === undefined ? [NONE] : [withId(view, opening.sender)]],
        [words("移送内容", "Content"), contents(view, opening?.id)],
        [words("网关受理", "Accepted"), opening === undefined ? [NONE] : [acceptance(opening)]],
        [words("接收单位", "Recipients"), [recipientCount(packets)]],
        [
          words("依据", "Source"),
          [
            words(
              `透明日志中本次移送的 ${timeline.length} 个条目，检查点共 ${checkpoint.size} 个条目`,
              `${counted(timeline.length, "entry", "entries")} of the log's ${checkpoint.size}`,
            ),
            ...successions
              .slice(-1)
              .map(({ predecessor, size }) =>
                words(
                  `其中前 ${size} 条承接自恢复前的日志 ${predecessor}，见“${LOG_TITLE.zh}”`,
                  `the first ${size} are taken over from the log ${predecessor}, which ended; see “${LOG_TITLE.en}”`,
                ),
              ),
            ...(late === 0
              ? []
              : [
                  words(
                    `另有 ${late} 个条目在制作时尚未发布，未列入本文件`,
                    `${late} more were not published yet and are left out`,
                  ),
                ]),
          ],
        ],
        [words("制作", "Made by"), [maker(view)]],
      ],
    },
    text(
      "时间均为北京时间（UTC+8）。回执签署时间为接收单位时钟，精确到秒，可能略早于送达时间；其余为网关时钟。",
      "Beijing time (UTC+8). Times of signing: recipients' clocks, whole seconds, perhaps just before delivery. All others: the gateway's clock.",
    ),
  ];
}

function withId(view: View, party: string): Line {
  const { zh, en } = view.name(party);
  return zh === party ? party : words(`${zh}（${party}）`, en);
}

function maker(view: View): Line {
  const { gateway, madeAt, software } = view.model;
  const { zh, en } = view.name(gateway);
  const about = `${zonedTime(madeAt)}，${software}`;
  return zh === gateway ? `${gateway}，${about}` : words(`${zh}（${gateway}），${about}`, en);
}

function recipientCount(packets: readonly EvidencePacket[]): Line {
  const recipients = new Set(packets.map(({ recipient }) => recipient)).size;
  const outcome = outcomes(packets);
  return words(
    `${recipients} 个单位，${packets.length} 个数据包：${outcome.zh}`,
    `${counted(recipients, "recipient")}, ${counted(packets.length, "packet")}: ${outcome.en}`,
  );
}

function acceptance({ acceptedAt, receipt }: EvidenceMessage): Line {
  const at = zonedTime(acceptedAt);
  return receipt
    ? words(`${at}，附受理回执`, "submission receipt attached")
    : words(`${at}，无受理回执`, "no submission receipt");
}

function contents({ model }: View, opening: string | undefined): Line[] {
  const [first, ...others] = [...model.messages].sort((a, b) => Number(b.id === opening) - Number(a.id === opening));
  if (first === undefined) return [NONE];
  const named = new Set(others.map(({ type }) => type));
  const list = (language: "zh" | "en", comma: string) =>
    [...named].map((type) => wordOf("message", type)[language]).join(comma);
  const more = words(
    `另有后续报文 ${others.length} 份：${list("zh", "、")}`,
    `${counted(others.length, "later message")}: ${list("en", ", ")}`,
  );
  return [wordOf("message", first.type), ...(others.length === 0 ? [] : [more])];
}

function outcomes(packets: readonly EvidencePacket[]): Bilingual {
  const counts = PACKET_STATES.map(
    (state) => [state, packets.filter((packet) => packet.state === state).length] as const,
  )
    .filter(([, count]) => count > 0)
    .map(([state, count]) => {
      const { zh, en } = WORDS.state[state];
      // A packet that only arrived must not be taken for a signed one.
      return state === "delivered"
        ? { zh: `${zh}、无回执 ${count} 个`, en: `${count} ${en}, no receipt` }
        : { zh: `${zh} ${count} 个`, en: `${count} ${en}` };
    });
  if (counts.length === 0) return NONE;
  return { zh: counts.map(({ zh }) => zh).join("；"), en: counts.map(({ en }) => en).join("; ") };
}

/** Table with one row for each packet. */
export function outcomeTable(view: View): Block {
  return {
    kind: "table",
    caption: words("送达与回执一览（北京时间）", "Deliveries and receipts (Beijing time)"),
    columns: [
      column("号", "No.", 4),
      column("接收单位", "Recipient", 47),
      column("送达（网关记录）", "Delivered (gateway's record)", 21),
      column("回执签署（单位时钟）", "Signed (recipient's clock)", 18),
      column("结果", "Outcome", 10),
    ],
    rows: view.model.packets.map((packet, at) => outcomeRow(view, packet, at + 1)),
  };
}

function outcomeRow(
  view: View,
  { recipient, replaces, state, deliveredAt, via, receipt }: EvidencePacket,
  no: number,
): Row {
  const instead = replaces === undefined ? [] : [replacementWords(view, replaces)];
  return [
    [String(no)],
    [view.name(recipient), ...instead],
    deliveredAt === undefined
      ? [words("未送达", "not delivered")]
      : [shownTime(deliveredAt), ...(via === undefined ? [] : [wordOf("delivery", via)])],
    receipt === undefined ? [NONE] : [shownSecond(receipt.issuedAt)],
    [wordOf("state", state), ...(receipt?.reason === undefined ? [] : [wordOf("reason", receipt.reason)])],
  ];
}

/** Words that a packet was sealed in another's place. */
export function replacementWords(view: View, replaced: string): Bilingual {
  const { zh, en } = view.packet(replaced);
  return words(`替换${zh}`, `in place of ${en}`);
}
