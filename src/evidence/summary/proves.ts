/** Section on proof: what is proved and by whose signature, what is one party's statement only, what is not proved. */
import type { EvidenceModel } from "../model.ts";
import { type Block, counted, type Line, words } from "./content.ts";
import { LOG_TITLE } from "./log-facts.ts";
import { zonedTime } from "./shown-time.ts";

/** Facts in short, for the first page. */
export function proofsInShort(model: EvidenceModel): Block {
  const { receipts, accepted } = signed(model);
  const entries = model.timeline.length;
  return {
    kind: "facts",
    facts: [
      [
        BY_RECIPIENTS,
        [
          receipts === 0
            ? NO_RECEIPT
            : words(
                `回执 ${receipts} 份：签收或者拒收及其原因、签署时间、所针对的数据包`,
                `${counted(receipts, "receipt")}: accepted or rejected and why, when it was signed, for which packet`,
              ),
        ],
      ],
      [
        BY_GATEWAY,
        [
          words(
            `受理回执 ${accepted} 份：受理的报文、封装的数据包；清单：本文件的组成`,
            `${counted(accepted, "submission receipt")}: what it accepted and sealed; the manifest: the files of this evidence`,
          ),
        ],
      ],
      [
        BY_LOG,
        [
          words(
            `${entries} 个条目的内容和先后次序：此后的改动与日志签署的检查点不符`,
            `what the ${counted(entries, "entry", "entries")} say and their order: any later change contradicts the checkpoint that the log signed`,
          ),
        ],
      ],
      [FROM_OUTSIDE, outsideInShort(model)],
      [
        WORD_ALONE,
        [
          words(
            "推送及其应答、单位取回、撤回、销毁，以及条目中的时间",
            "pushes and their answers, fetches, withdrawals, erasures, and the times in entries",
          ),
        ],
      ],
    ],
  };
}

const BY_RECIPIENTS = words("接收单位签名", "Recipients signed");
const BY_GATEWAY = words("网关签名", "Gateway signed");
const BY_LOG = words("日志证明", "Log proves");
const FROM_OUTSIDE = words("外部时间", "Outside times");
const WORD_ALONE = words("仅网关陈述", "Gateway's word");
const NO_RECEIPT = words("没有接收单位签署的回执", "no recipient has signed a receipt");

function signed({ packets, messages }: EvidenceModel): { receipts: number; accepted: number } {
  return {
    receipts: packets.filter(({ receipt }) => receipt !== undefined).length,
    accepted: messages.filter(({ receipt }) => receipt).length,
  };
}

function outsideInShort({ checkpoint, timestamp }: EvidenceModel): Line[] {
  const said = [
    ...checkpoint.witnesses.map(({ name, time }) =>
      words(`见证方联署 ${zonedTime(time)} ${name}`, "a witness cosigned"),
    ),
    ...(timestamp === undefined
      ? []
      : [words(`时间戳 ${zonedTime(timestamp.time)} ${timestamp.authority}`, "an authority's time stamp")]),
  ];
  if (said.length === 0) return [words("无：没有见证方联署，也没有时间戳", "none: no witness cosigned, no time stamp")];
  const most = said.slice(0, MOST_ON_FIRST_PAGE);
  const more = said.length - most.length;
  return more === 0
    ? most
    : [...most, words(`另有 ${more} 项，见“${LOG_TITLE.zh}”`, `${more} more, see “${LOG_TITLE.en}”`)];
}

/** Most cosignatures and time stamps that the first page names. */
const MOST_ON_FIRST_PAGE = 3;

/** Facts in full. */
export function proofs(model: EvidenceModel): Block {
  const { receipts, accepted } = signed(model);
  return {
    kind: "facts",
    facts: [
      [
        BY_RECIPIENTS,
        [
          receipts === 0
            ? NO_RECEIPT
            : words(
                `${receipts} 份回执由接收单位用其在日志登记的密钥签署。签收或者拒收、拒收原因、签署时间（接收单位时钟）和所针对的数据包，以此为证。`,
                `${counted(receipts, "receipt")}, signed by the recipients with keys that the log registered for them: whether a packet was accepted or rejected and why, when it was signed (by the recipient's clock), and for which packet.`,
              ),
        ],
      ],
      [
        BY_GATEWAY,
        [
          words(
            `${accepted} 份受理回执证明网关受理了哪些报文、为哪些单位封装了哪些数据包；清单证明本文件由哪些文件组成。`,
            `${counted(accepted, "submission receipt")}: which messages the gateway accepted and which packets it sealed for whom. The manifest: the files of this evidence.`,
          ),
        ],
      ],
      [
        BY_LOG,
        [
          words(
            "所列条目原样载于日志，先后次序即条目序号。检查点由日志签署，此后改动、增插或者删去其中任何条目，都与检查点不符。条目所说的事项和时间是否属实，日志不能证明。",
            "The entries are in the log exactly as here, in the order of their indexes. The log signed the checkpoint: an entry that was changed, added or removed later contradicts it. The log cannot prove that what an entry says is true, or that its time is right.",
          ),
        ],
      ],
      [FROM_OUTSIDE, outside(model)],
      [
        WORD_ALONE,
        [
          words(
            "推送及其应答、单位取回、撤回、销毁等事项，以及条目中的时间，均为网关的记录；本文件没有有关单位就此的签名。单位名称取自网关制作时的单位目录。",
            "Pushes and their answers, fetches, withdrawals, erasures, and the times in entries are the gateway's records: this file has no party's signature for them. Names of parties are from its directory when this was made.",
          ),
        ],
      ],
    ],
  };
}

function outside({ checkpoint, timestamp }: EvidenceModel): Line[] {
  const said = [
    ...checkpoint.witnesses.map(({ name, time }) =>
      words(
        `见证方 ${name} 于 ${zonedTime(time)} 联署检查点。`,
        `Witness ${name} cosigned the checkpoint at ${zonedTime(time)}.`,
      ),
    ),
    ...(timestamp === undefined
      ? []
      : [
          words(
            `时间戳机构 ${timestamp.authority} 于 ${zonedTime(timestamp.time)} 为检查点加盖时间戳。`,
            `Authority ${timestamp.authority} stamped the checkpoint at ${zonedTime(timestamp.time)}.`,
          ),
        ]),
  ];
  if (said.length === 0) {
    return [
      words(
        "无：检查点没有见证方联署，也没有时间戳。所列时间出自网关的时钟，回执签署时间出自接收单位的时钟。",
        "None: no witness cosigned the checkpoint and no authority stamped it. All times are by the gateway's clock, except when receipts were signed: that is by the recipients' clocks.",
      ),
    ];
  }
  return [
    ...said,
    words(
      "所列条目在上述时间均已存在。联署和时间戳须用核验人自己信任的见证方公钥、机构证书核验。",
      "All entries listed existed by then. A verifier checks this with the witnesses' keys or the authorities' certificates that it trusts.",
    ),
  ];
}

/** What this evidence does not prove. */
export const UNPROVED: readonly Block[] = [
  {
    kind: "list",
    items: [
      words(
        "报文内容真实，或者某人符合救助条件。本文件不含报文内容，不含个人信息。",
        "That a message is true, or that a person is entitled to aid. This evidence has no message content and no personal data.",
      ),
      words(
        "救助事项已经办理。签收仅表示该单位收到并能够解读数据包。",
        "That aid was given. Acceptance of a packet only means that the recipient has it and can read it.",
      ),
      words(
        "发送方的签名。报文由发送方签名，签名原文不在本文件中，日志载有其摘要，可与原文比对。",
        "The sender's signature. The sender signed the message. The signed text is not in here, but its digest is in the log and can be compared.",
      ),
      words("网关或者任何单位的时钟准确。", "That the clock of the gateway, or of any party, was right."),
      words(
        "本次移送没有其他报文或者条目。单个文件不能证明没有遗漏，须与完整日志核对；已列报文的数据包是否齐全，由核验程序检查。",
        "That there is no other message or entry of this thread. One file cannot show that nothing is left out: that takes the whole log. The verifier checks that all packets of the listed messages are there.",
      ),
    ],
  },
];
