/** The readable summary as a whole: one page with what matters, then the details, digests last. */
import type { Bilingual } from "../../domain/bilingual.ts";
import type { EvidenceModel } from "../model.ts";
import { type Section, type SummaryContent, text, words } from "./content.ts";
import { messageTable, packetTable } from "./deliveries.ts";
import { digestTables } from "./digests.ts";
import { LOG_TITLE, logFacts } from "./log-facts.ts";
import { outcomeTable, overview } from "./overview.ts";
import { proofs, proofsInShort, UNPROVED } from "./proves.ts";
import { timelineTable } from "./timeline.ts";
import { checks, HOW_TO_VERIFY } from "./verification.ts";
import { viewOf } from "./view.ts";

/**
 * Version of the form. The same form makes the same bytes of the same evidence. Any change of the output of `describe`,
 * `summaryContent` or `summaryHtml` needs a new number.
 */
export const SUMMARY_FORM = 3;

/** Most packets whose table leaves room on the first page for the proof and how to verify it. */
const FIRST_PAGE_PACKETS = 12;
const NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/** Makes the content of a summary. */
export function summaryContent(model: EvidenceModel): SummaryContent {
  const { thread, madeAt, checkpoint, packets } = model;
  const view = viewOf(model);
  const short = packets.length <= FIRST_PAGE_PACKETS;
  const sections: Section[] = [
    {
      title: words("移送与送达", "What was handed over and delivered"),
      blocks: [...overview(view), ...(short ? [outcomeTable(view)] : [])],
    },
    { title: words("证明依据", "What proves it"), blocks: [proofsInShort(model)] },
    { title: words("核验方法", "How to verify it"), blocks: HOW_TO_VERIFY },
    ...(short
      ? []
      : [
          {
            title: words("送达与回执", "Deliveries and receipts"),
            blocks: [outcomeTable(view)],
            newPage: true,
          } as const,
        ]),
    {
      title: words("移送内容与可见范围", "What was handed over, and who can see what"),
      blocks: [messageTable(view), packetTable(view)],
      ...(short ? { newPage: true } : {}),
    },
    { title: words("时间线", "Timeline"), blocks: [timelineTable(view)] },
    { title: LOG_TITLE, blocks: logFacts(model) },
    {
      title: words("证明范围", "What is proved, and what is not"),
      blocks: [proofs(model), text("本文件不证明：", "This does not prove:"), ...UNPROVED],
    },
    { title: words("核验项目", "What the verifier checks"), blocks: checks() },
    { title: words("标识、摘要与公钥", "Ids, digests and keys"), blocks: digestTables(view) },
  ];
  return {
    title: words("救助信息移送送达证据", "Evidence of delivery of aid information"),
    thread,
    madeAt,
    foot: [`移送 thread ${thread}`, `检查点根哈希 checkpoint root ${checkpoint.root} (${checkpoint.size})`],
    sections: sections.map((section, at) => ({ ...section, title: numbered(section.title, at) })),
  };
}

function numbered({ zh, en }: Bilingual, at: number): Bilingual {
  return { zh: `${NUMERALS[at] ?? at + 1}、${zh}`, en: `${at + 1}. ${en}` };
}
