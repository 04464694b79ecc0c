/**
 * What the readable summary says, before it is HTML or PDF: both show the same, in the same order. Long because
 * it is one document, read from its first section to its last.
 */
import type { Bilingual, EvidenceModel, EvidencePacket, TimelineEntry } from "../../evidence-model.ts";
import { eventWord, messageWord, partWord, reasonWord, shownTime, stateWord, wayWord } from "./words.ts";

/** One line: a text in both languages, or one that has no language (an id, a time, a digest). */
export type Line = Bilingual | string;

/** A column of a table; widths are shares of the whole. */
export interface Column {
  readonly title: Bilingual;
  readonly share: number;
}

/** What a section consists of. */
export type Block =
  | { readonly kind: "text"; readonly text: Bilingual }
  | { readonly kind: "list"; readonly items: readonly Line[] }
  | { readonly kind: "facts"; readonly facts: readonly (readonly [Bilingual, readonly Line[]])[] }
  | {
      readonly kind: "table";
      readonly caption: Bilingual;
      readonly columns: readonly Column[];
      /** Cells in the order of the columns, each of lines. */
      readonly rows: readonly (readonly (readonly Line[])[])[];
    };

/** A part with its heading. */
export interface Section {
  readonly title: Bilingual;
  readonly blocks: readonly Block[];
}

/** A whole summary. */
export interface SummaryContent {
  readonly title: Bilingual;
  readonly thread: string;
  /** RFC 3339. */
  readonly madeAt: string;
  /** At the foot of every page. */
  readonly foot: readonly string[];
  readonly sections: readonly Section[];
}

const words = (zh: string, en: string): Bilingual => ({ zh, en });
const text = (zh: string, en: string): Block => ({ kind: "text", text: words(zh, en) });
const column = (zh: string, en: string, share: number): Column => ({ title: words(zh, en), share });
const NONE = words("无", "none");

/** @param model what the evidence says */
export function summaryContent(model: EvidenceModel): SummaryContent {
  const { thread, madeAt, checkpoint } = model;
  return {
    title: words("救助信息移送送达证据", "Evidence of delivery of aid information"),
    thread,
    madeAt,
    foot: [`移送 thread ${thread}`, `检查点根哈希 checkpoint root ${checkpoint.root} (${checkpoint.size})`],
    sections: [
      overview(model),
      messages(model),
      packets(model),
      timeline(model),
      log(model),
      rulesAndKeys(model),
      meaning(),
      verification(model),
    ],
  };
}

function overview(model: EvidenceModel): Section {
  const { packets, pending } = model;
  const count = (...states: string[]) => String(packets.filter(({ state }) => states.includes(state)).length);
  const open: Block[] =
    pending.length === 0
      ? []
      : [
          text(
            `另有 ${pending.length} 条属于本次移送的日志条目在制作时尚未发布，未列入本文件。`,
            `${pending.length} more entries of this thread were not published yet when this was made, and are left out.`,
          ),
        ];
  return {
    title: words("概要", "Overview"),
    blocks: [
      {
        kind: "facts",
        facts: [
          [words("移送编号", "Thread"), [model.thread]],
          [words("制作时间", "Made at"), [shownTime(model.madeAt)]],
          [words("制作单位（网关）", "Made by (gateway)"), party(model, model.gateway)],
          [words("软件版本", "Software version"), [model.software]],
          [words("数据包总数", "Packets"), [String(packets.length)]],
          [words("已签收", "Accepted"), [count("accepted")]],
          [words("已退回", "Rejected"), [count("rejected")]],
          [words("已送达，未签收", "Delivered, no receipt"), [count("delivered")]],
          [words("已撤回", "Withdrawn"), [count("withdrawn")]],
          [words("待投递或投递失败", "Queued or failed"), [count("queued", "failed")]],
        ],
      },
      text(
        "时间均为北京时间（UTC+8），由网关时钟记录；回执签署时间以接收单位时钟为准。",
        "Times are Beijing time (UTC+8) by the gateway's clock; when a receipt was signed is by the recipient's clock.",
      ),
      ...open,
    ],
  };
}

function messages(model: EvidenceModel): Section {
  return {
    title: words("移送了什么", "What was handed over"),
    blocks: [
      {
        kind: "table",
        caption: words("报文", "Messages"),
        columns: [
          column("报文", "Message", 27),
          column("发送单位", "Sender", 19),
          column("受理时间", "Accepted at", 17),
          column("报文摘要", "Digest", 25),
          column("日志条目", "Log entry", 12),
        ],
        rows: model.messages.map((message) => [
          [messageWord(message.type), `${message.type}@${message.version}`, message.id],
          party(model, message.sender),
          [shownTime(message.acceptedAt)],
          [message.digest],
          [
            String(message.entry),
            message.receipt ? words("附提交回执", "submission receipt attached") : words("无提交回执", "no receipt"),
          ],
        ]),
      },
    ],
  };
}

function packets(model: EvidenceModel): Section {
  return {
    title: words("送达情况", "Deliveries"),
    blocks: [
      {
        kind: "table",
        caption: words("数据包，每个接收单位一份", "Packets, one for each recipient"),
        columns: [
          column("接收单位与数据包", "Recipient and packet", 26),
          column("状态", "State", 16),
          column("时间", "Times", 32),
          column("数据包摘要", "Digest of the packet", 26),
        ],
        rows: model.packets.map((packet) => [
          [...party(model, packet.recipient), packet.id, ...fields(packet)],
          stateLines(packet),
          timeLines(packet),
          [packet.digest, words(`日志条目 ${packet.entry}`, `log entry ${packet.entry}`)],
        ]),
      },
    ],
  };
}

function fields({ disclosed, replaces }: EvidencePacket): Line[] {
  const replaced = replaces === undefined ? [] : [words("替换数据包：", "replaces packet:"), replaces];
  const shown = disclosed.length === 0 ? [] : [words("可见字段组：", "groups of fields:"), disclosed.join(", ")];
  return [...shown, ...replaced];
}

function stateLines({ state, attempts, receipt, via }: EvidencePacket): Line[] {
  const reason = receipt?.reason === undefined ? [] : [reasonWord(receipt.reason)];
  const way = via === undefined ? [] : [wayWord(via)];
  return [stateWord(state), ...reason, ...way, words(`推送 ${attempts} 次`, `${attempts} pushes`)];
}

function timeLines({ sealedAt, deliveredAt, receipt, erasedAt }: EvidencePacket): Line[] {
  const at = (zh: string, en: string, time: string | undefined): Line[] =>
    time === undefined ? [] : [words(zh, en), shownTime(time)];
  return [
    ...at("封装", "sealed", sealedAt),
    ...(deliveredAt === undefined ? [words("未送达", "not delivered")] : at("送达", "delivered", deliveredAt)),
    ...(receipt === undefined ? [words("无回执", "no receipt")] : at("回执签署", "receipt signed", receipt.issuedAt)),
    ...at("回执收到", "receipt recorded", receipt?.receivedAt),
    ...at("载荷已销毁", "payload destroyed", erasedAt),
  ];
}

function timeline(model: EvidenceModel): Section {
  return {
    title: words("时间线", "Timeline"),
    blocks: [
      {
        kind: "table",
        caption: words("按日志顺序排列的全部条目", "Every entry of the log, in its order"),
        columns: [
          column("序号", "Index", 9),
          column("时间", "Time", 18),
          column("事项", "What", 18),
          column("单位", "Who", 22),
          column("内容", "Details", 33),
        ],
        rows: model.timeline.map((entry) => [
          [String(entry.index)],
          [shownTime(entry.time)],
          [eventWord(entry.type)],
          who(model, entry),
          details(entry),
        ]),
      },
    ],
  };
}

function who(model: EvidenceModel, { actor, recipient }: TimelineEntry): Line[] {
  const to =
    recipient === undefined || recipient === actor ? [] : [words("接收：", "for:"), ...party(model, recipient)];
  return [...party(model, actor), ...to];
}

function details({ message, packet, more }: TimelineEntry): Line[] {
  const about = packet ?? message;
  return [
    ...(about === undefined ? [] : [about]),
    ...Object.entries(more).map(
      ([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : String(value)}`,
    ),
  ];
}

function log({ checkpoint }: EvidenceModel): Section {
  const { origin, size, root, logKeys, witnesses } = checkpoint;
  const stage =
    witnesses.length === 0
      ? words("已发布（无见证方联署）", "published (no witness cosigned it)")
      : words(
          `已发布，由 ${witnesses.length} 个见证方联署`,
          `published, cosigned by ${witnesses.length === 1 ? "one witness" : `${witnesses.length} witnesses`}`,
        );
  return {
    title: words("透明日志", "The transparency log"),
    blocks: [
      {
        kind: "facts",
        facts: [
          [words("日志名称", "Origin"), [origin]],
          [words("检查点大小（条目数）", "Size of the checkpoint (entries)"), [String(size)]],
          [words("根哈希", "Root hash"), [root]],
          [words("日志公钥", "Key of the log"), logKeys],
          [words("阶段", "Stage"), [stage]],
          [
            words("见证方及其时间", "Witnesses and their times"),
            witnesses.length === 0 ? [NONE] : witnesses.map(({ name, time }) => `${name} · ${shownTime(time)}`),
          ],
        ],
      },
    ],
  };
}

function rulesAndKeys(model: EvidenceModel): Section {
  return {
    title: words("规则与公钥", "Rules and keys"),
    blocks: [
      {
        kind: "table",
        caption: words("当时有效的规则与数据规范", "Rules and schemas in force"),
        columns: [column("部分", "Part", 20), column("版本", "Version", 30), column("摘要", "Digest", 50)],
        rows: model.rules.map(({ part, id, digest }) => [[partWord(part)], [id], [digest ?? NONE]]),
      },
      {
        kind: "table",
        caption: words("公钥及其登记条目", "Public keys and the entries that registered them"),
        columns: [
          column("单位", "Party", 26),
          column("公钥指纹", "Thumbprint", 38),
          column("登记时间", "Registered at", 22),
          column("日志条目", "Log entry", 14),
        ],
        rows: model.keys.map(({ party: id, kid, entry, registeredAt }) => [
          party(model, id),
          [kid],
          [shownTime(registeredAt)],
          [String(entry)],
        ]),
      },
    ],
  };
}

function meaning(): Section {
  return {
    title: words("证明什么，不证明什么", "What this proves, and what it does not"),
    blocks: [
      text("随附的已签名文件证明：", "The signed files that belong to this prove:"),
      {
        kind: "list",
        items: [
          words(
            "上列各事项已按此顺序、以此时间记入日志，日志发布后未作改动；",
            "that the events above stand in the log in this order with these times, and were not changed since;",
          ),
          words(
            "接收单位以其登记的密钥签署了所列回执，回执针对所列摘要的数据包；",
            "that the recipients signed the receipts listed, with their registered keys, for packets of these digests;",
          ),
          words("网关以其密钥受理并封装了所列报文。", "that the gateway accepted and sealed the messages listed."),
        ],
      },
      text("它们不证明：", "They do not prove:"),
      {
        kind: "list",
        items: [
          words(
            "报文内容真实，或某个人符合救助条件；本文件不含内容和个人信息；",
            "that what a message said was true, or that anybody is entitled to aid; no content and no person is in here;",
          ),
          words(
            "签收即已办理；签收仅表示单位收到并能够解读数据包；",
            "that aid was given: a receipt says that the recipient has the packet and can read it;",
          ),
          words(
            "单位自身时钟准确，或未发布的条目不存在。",
            "that a party's own clock was right, or that nothing happened that is not published yet.",
          ),
        ],
      },
    ],
  };
}

function verification({ steps }: EvidenceModel): Section {
  return {
    title: words("如何核验", "How to verify"),
    blocks: [
      text(
        "本摘要仅供阅读，本身不是证明；证明是同一压缩文件中的已签名文件。请用受信任的日志公钥离线核验：",
        "This summary is for reading and is not the proof: the signed files in the same archive are. Verify them off line, with the log's key that you trust:",
      ),
      { kind: "list", items: ["aidx verify FILE"] },
      text("核验逐项检查：", "It checks, one by one:"),
      { kind: "list", items: steps.map(({ title }) => title) },
    ],
  };
}

function party({ parties }: EvidenceModel, id: string): Line[] {
  const name = Object.hasOwn(parties, id) ? parties[id] : undefined;
  return name === undefined ? [id] : [name, id];
}
