import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { type BridgeCause, draftBridge } from "../../casework/gap/draft-bridge.ts";
import { bridgeGap } from "../../casework/gap/gap-view.ts";
import { listGaps } from "../../casework/gap/list-gaps.ts";
import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { type ApprovalOptions, approvedHead } from "../kept/approved-head.ts";
import { readCaseFile, readResults } from "../kept/case-file.ts";
import { configFolder, localClocks, localGuidelines } from "../kept/local-rules.ts";
import { writeJsonOnce } from "../kept/private-file.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx bridge`. */
export interface BridgeOptions extends ApprovalOptions {
  readonly list: string;
  readonly feedback?: readonly string[];
  /** Persons to ask for, whether suggested or not. */
  readonly person?: readonly string[];
  readonly cause?: BridgeCause;
  readonly note?: string;
  /** Day on which the list was sealed, ISO; absent: that of its issue. */
  readonly sealed?: string;
  readonly config?: string;
  readonly out: string;
  /** The present moment, RFC 3339 with the offset of China. */
  readonly now: string;
}

/**
 * Runs `aidx bridge THREAD`: drafts the document that asks civil affairs for temporary aid, from the gap of the thread's list. Works
 * on this machine alone; number of the letter and approval are added by those who give them, and nothing is sent.
 */
export async function bridge(terminal: Terminal, thread: string, options: BridgeOptions): Promise<Ending> {
  if (!isUuid7(thread)) throw new CommandError("usage", { zh: "须为移送标识", en: "must be the id of a thread" });
  const today = options.now.slice(0, 10);
  const config = configFolder(terminal, options.config);
  const guidelines = await localGuidelines(terminal, config);
  const clocks = await localClocks(terminal, config);
  const list = await readCaseFile<AidSubjectList>(terminal, options.list, "aid-subject-list", today);
  const results = await readResults(terminal, options.feedback ?? [], today);
  const sealed = options.sealed ?? clocks.calendar.dateAt(Date.parse(list.header.issuedAt));
  const gaps = listGaps(list, { sealed, today, guidelines, clocks, results });
  const draft = draftBridge(list, gaps.map(bridgeGap), {
    transferId: randomUUID(),
    issuedAt: options.now,
    ...(options.person === undefined ? {} : { persons: new Set(options.person) }),
    ...(options.cause === undefined ? {} : { cause: options.cause }),
    ...(options.note === undefined ? {} : { note: options.note }),
  });
  if (draft.subjects.length === 0) {
    throw new CommandError("refused", { zh: "没有建议衔接的救助对象", en: "a bridge is suggested for nobody" });
  }
  const file = resolve(terminal.world.cwd, options.out);
  const approved = approvedHead(options, options.now);
  await writeJsonOnce(file, { ...draft, header: { ...draft.header, ...approved } });
  const open = terminal.say({
    zh: "草稿。文号、审批未用 --number、--approver 写明的，在 header.listNumber、header.approval 补填；核对事由后报送：",
    en: "A draft. Add header.listNumber and header.approval unless --number and --approver gave them, look at the causes, then send it:",
  });
  const next = `aidx push ${options.out} --type bridge --thread ${thread}`;
  terminal.result(
    { file, thread, subjects: draft.subjects.map(({ personId, bridge }) => ({ personId, ...bridge })) },
    [itemTable(terminal, TABLE, draft.subjects), open, `  ${next}`].join("\n"),
  );
  return "ok";
}

type Drafted = ReturnType<typeof draftBridge>["subjects"][number];

const TABLE: readonly Column<Drafted>[] = [
  { zh: "救助对象", en: "person", of: ({ personId }) => personId },
  { zh: "级别", en: "level", of: ({ bridge }) => bridge.gap.level },
  { zh: "真空天数", en: "days", of: ({ bridge }) => String(bridge.gap.days) },
  { zh: "事由", en: "cause", of: ({ bridge }) => bridge.cause },
  { zh: "参考金额", en: "amount", of: ({ bridge }) => String(bridge.wanted.amount ?? "") },
  { zh: "上次临时救助", en: "last temporary aid", of: ({ bridge }) => bridge.lastTemporaryAid.date ?? "" },
];
