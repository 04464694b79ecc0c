import { randomUUID } from "node:crypto";
import { extname, resolve } from "node:path";
import type { MeetingPack } from "../../domain/generated/answers.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import { Meetings } from "../../sdk/index.ts";
import { meetingPage } from "../../sheets/meeting-page.ts";
import { agendaText, meetingTables } from "../../sheets/meeting-tables.ts";
import { reportCharts } from "../../sheets/report-charts.ts";
import { type ReportNames, reportTables } from "../../sheets/report-tables.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { writeJsonOnce, writeNew } from "../kept/private-file.ts";
import { partiesIn } from "../program/party-names.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { namesFor, sheetOf, tableText } from "./report-output.ts";

/** Options of `aidx meeting`. */
export interface MeetingOptions extends PartyOptions {
  readonly sender?: string;
  readonly internal?: boolean;
  readonly xlsx?: string;
  readonly pdf?: string;
  readonly html?: string;
  /** Where the draft of the record goes. */
  readonly draft?: string;
  /** The present moment, RFC 3339 with the offset of China. */
  readonly now: string;
}

/**
 * Runs `aidx meeting PERIOD`: shows what a joint meeting (联席会议) talks about, writes it as workbook, PDF and page, and drafts the
 * record, for the convener to complete and send.
 */
export async function meeting(terminal: Terminal, period: string, options: MeetingOptions): Promise<Ending> {
  const { sender, internal = false, xlsx, pdf, html, draft, now } = options;
  for (const [name, file] of Object.entries({ xlsx, pdf, html })) {
    if (file !== undefined && extname(file).toLowerCase() !== `.${name}`) {
      throw new CommandError("usage", { zh: `--${name} 须以 .${name} 结尾`, en: `--${name} ends in .${name}` });
    }
  }
  const client = await connect(terminal, options);
  const { signal } = terminal.world;
  const asked = { version: internal ? ("internal" as const) : ("public" as const), ...(sender ? { sender } : {}) };
  const pack = await new Meetings(client).pack(period, asked, { signal });
  const names = await namesFor(terminal, client);
  const tables = meetingTables(pack, names);
  const title = titleOf(pack);
  const write = (file: string, content: string | Uint8Array) => writeNew(resolve(terminal.world.cwd, file), content);
  const { report } = pack.report;
  if (xlsx !== undefined) {
    const sheets = [...tables, ...reportTables(report, names)].map((one) => sheetOf(one, names));
    await write(xlsx, writeXlsx(sheets, title.zh));
  }
  if (html !== undefined || pdf !== undefined) {
    // Both are documents to print, in Chinese.
    const printed = { ...names, say: ({ zh }: Bilingual) => zh, party: await chineseNames(terminal, client) };
    const own = meetingTables(pack, printed);
    const all = reportTables(report, printed);
    const charts = reportCharts(report, printed);
    if (html !== undefined) {
      const facts = [`通报期间 ${report.from} 至 ${report.to}`, `议题统计于 ${chinaDay(pack.at)}`];
      const foot = `${report.sender} ${report.period} ${internal ? "内部" : ""}`;
      await write(html, meetingPage({ title: title.zh, facts, tables: own, report: all, charts, foot }));
    }
    if (pdf !== undefined) {
      const { reportPdf } = await import("./report-pdf.ts");
      const front = { title, heading: { zh: "待议事项与议定事项", en: "Agenda and decisions" }, tables: own };
      await write(pdf, await reportPdf(pack.report, all, charts, printed.party(report.sender), front));
    }
  }
  const lines: string[] = [];
  if (draft !== undefined) {
    await writeJsonOnce(resolve(terminal.world.cwd, draft), await recordDraft(terminal, client, pack, names, now));
    lines.push(
      terminal.say({
        zh: `纪要草稿：${draft}。由召集单位会后补填会议日期、主持、参加单位、议定事项、文号和经办人，再报送：\n  aidx push ${draft} --type meeting`,
        en: `Draft of the record: ${draft}. After the meeting the convener adds day, chair, participants, decisions, document number and officer, then sends it:\n  aidx push ${draft} --type meeting`,
      }),
    );
  }
  terminal.result(pack, [terminal.say(title), ...tables.map((one) => tableText(terminal, one)), ...lines].join("\n\n"));
  return "ok";
}

function titleOf({ report: { report } }: MeetingPack): Bilingual {
  const internal = report.version === "internal";
  return {
    zh: `司法救助与社会救助衔接联席会议材料（${report.period}）${internal ? "【内部】" : ""}`,
    en: `Pack of the joint meeting, ${report.period}${internal ? " (internal)" : ""}`,
  };
}

async function chineseNames(terminal: Terminal, client: Parameters<typeof partiesIn>[0]) {
  const list = await partiesIn(client, terminal.world.signal);
  const parties = new Map(list.map(({ id, name }) => [id, name.zh]));
  return (id: string) => parties.get(id) ?? id;
}

function chinaDay(time: string): string {
  return new Date(Date.parse(time) + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** Drafts the record of the meeting: its agenda, the members, and each open decision with its state to be settled. */
async function recordDraft(
  terminal: Terminal,
  client: Parameters<typeof partiesIn>[0],
  { agenda, decisions, report: { report } }: MeetingPack,
  names: ReportNames,
  now: string,
) {
  const parties = await partiesIn(client, terminal.world.signal);
  const chinese: ReportNames = { ...names, party: await chineseNames(terminal, client), say: ({ zh }) => zh };
  const departments = new Set(agenda.map(({ department }) => department));
  const members = parties.filter(
    ({ id, kind }) => kind === "procuratorate" || (kind === "department" && departments.has(id)),
  );
  const convener = parties.find(({ kind }) => kind === "convener");
  const open = decisions.filter(({ state }) => state === "open");
  const lines = agenda.map((line, index) => ({
    number: index + 1,
    kind: line.kind,
    text: agendaText(line, chinese).zh,
    about: line.department,
  }));
  const last = { number: lines.length + 1, kind: "decisions", text: "上次议定事项落实情况" };
  return {
    header: {
      transferId: randomUUID(),
      messageType: "MEETING",
      ...(convener === undefined
        ? {}
        : { from: { department: "convener", division: convener.division, name: convener.name.zh } }),
      secrecy: "0",
      issuedAt: now,
    },
    heldOn: now.slice(0, 10),
    period: report.period,
    chair: "",
    participants: members.map(({ id, name }) => ({ party: id, name: name.zh })),
    agenda: open.length === 0 && lines.length > 0 ? lines : [...lines, last],
    decisions: [],
    ...(open.length === 0 ? {} : { last: open.map(({ decision }) => ({ decisionId: decision, state: "open" })) }),
  };
}
