import { createHash } from "node:crypto";
import { extname, resolve } from "node:path";
import type { Report, ReportAnswer } from "../../domain/generated/answers.ts";
import type { AuditEntry } from "../../domain/audit-entry.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import { type Drawing, drawingSvg } from "../../domain/drawing.ts";
import { code, formed, listOf, members, party, text } from "../../sdk/answer-shape.ts";
import type { GatewayClient } from "../../sdk/index.ts";
import { reportCharts } from "../../sheets/report-charts.ts";
import { type ReportNames, type ReportTable, reportTables } from "../../sheets/report-tables.ts";
import { type OutSheet, writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { formatDigest } from "../../wire/digest.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";
import { canonicalize } from "../../wire/jcs.ts";
import { codeWords } from "../kept/code-words.ts";
import { writeNew } from "../kept/private-file.ts";
import { partiesIn } from "../program/party-names.ts";
import { connect, gatewayAddress, type PartyOptions } from "../program/party.ts";
import type { TrustOptions } from "../proof/trusted-keys.ts";
import { readVerifiedLog } from "../proof/verified-log.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { table } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx report`. */
export interface ReportOptions extends PartyOptions, TrustOptions {
  readonly sender?: string;
  readonly internal?: boolean;
  readonly xlsx?: string;
  readonly pdf?: string;
  readonly svg?: string;
  /** Log with which it is compared: a folder or an address; true for that of the gateway. */
  readonly verify?: string | true;
}

const ANSWER = members({
  report: members({
    version: code,
    sender: party,
    period: text,
    from: text,
    to: text,
    cut: text,
    rules: text,
    sections: listOf(
      members({ id: text, form: code, columns: listOf(text), rows: listOf(members({})), total: members({}) }),
    ),
    figures: members({}),
    trend: listOf(members({ period: text })),
  }),
  entry: text,
});

/** Runs `aidx report PERIOD`: shows a report, writes it as workbook, page and charts, and compares it with the log. */
export async function report(
  terminal: Terminal,
  period: string,
  { sender, internal = false, xlsx, pdf, svg, verify, ...options }: ReportOptions,
): Promise<Ending> {
  for (const [name, file] of Object.entries({ xlsx, pdf, svg })) {
    if (file !== undefined && extname(file).toLowerCase() !== `.${name}`) {
      throw new CommandError("usage", { zh: `--${name} 须以 .${name} 结尾`, en: `--${name} ends in .${name}` });
    }
  }
  const client = await connect(terminal, options);
  const query = new URLSearchParams({ version: internal ? "internal" : "public", ...(sender ? { sender } : {}) });
  const path = `/v1/reports/${encodeURIComponent(period)}?${query}`;
  const { signal } = terminal.world;
  const answer = formed<ReportAnswer>(await client.json({ method: "GET", path, signal }), ANSWER);
  const names = await namesFor(terminal, client);
  const tables = reportTables(answer.report, names);
  const charts = reportCharts(answer.report, names);
  const write = (file: string, content: string | Uint8Array) => writeNew(resolve(terminal.world.cwd, file), content);
  if (xlsx !== undefined) {
    const sheets = tables.map((one) => sheetOf(one, names));
    await write(xlsx, writeXlsx(sheets, titleOf(answer.report).zh));
  }
  if (svg !== undefined) await write(svg, stacked(charts));
  if (pdf !== undefined) {
    const { reportPdf } = await import("./report-pdf.ts");
    await write(pdf, await reportPdf(answer, tables, charts));
  }
  const checked = verify === undefined ? undefined : await compare(terminal, answer, { ...options, verify });
  const title = terminal.say(titleOf(answer.report));
  const texts = tables.map((one) => tableText(terminal, one));
  const last = checked === undefined ? [] : [terminal.say(checked.text)];
  terminal.result({ ...answer, ...(checked && { verified: checked.ok }) }, [title, ...texts, ...last].join("\n\n"));
  return checked?.ok === false ? "untrusted" : "ok";
}

/** Title of a report. */
export function titleOf({ period, from, to, version }: Report): Bilingual {
  const internal = version === "internal";
  return {
    zh: `司法救助与社会救助衔接工作通报（${period}）${internal ? "【内部】" : ""} ${from} 至 ${to}`,
    en: `Report ${period}${internal ? " (internal)" : ""}, ${from} to ${to}`,
  };
}

async function namesFor(terminal: Terminal, client: GatewayClient): Promise<ReportNames> {
  const list = await partiesIn(client, terminal.world.signal);
  const parties = new Map(list.map(({ id, name }) => [id, name]));
  return {
    party(id) {
      const name = parties.get(id);
      return name === undefined ? id : terminal.say(name);
    },
    code: await codeWords(),
    say: (words) => terminal.say(words),
  };
}

function tableText(terminal: Terminal, { title, columns, rows, remark }: ReportTable): string {
  const head = columns.map((column) => terminal.say(column));
  const lines = table(
    head,
    rows.map((row) => row.map(String)),
  );
  return [terminal.say(title), lines, ...(remark === undefined ? [] : [terminal.say(remark)])].join("\n");
}

/** One sheet for a table. Money is a number there, as spreadsheets add it. */
function sheetOf({ title, columns, rows, remark }: ReportTable, { say }: ReportNames): OutSheet {
  const heading = columns.map((column) => ({ value: say(column), style: "heading" as const }));
  const body = rows.map(([name = "", ...values]) => [
    { value: name, style: "text" as const },
    ...values.map((value) => ({ value: numeric(value), style: "number" as const })),
  ]);
  const foot = remark === undefined ? [] : [[{ value: say(remark), style: "plain" as const }]];
  return {
    name: say(title)
      .replaceAll(/[[\]:*?/\\]/g, " ")
      .slice(0, 31),
    columns: columns.map((_, at) => ({ width: at === 0 ? 28 : 14, style: "plain" })),
    rows: [heading, ...body, ...foot],
    frozen: { rows: 1, columns: 1 },
  };
}

const DECIMAL = /^-?\d{1,15}(?:\.\d{1,2})?$/;

function numeric(value: string | number): string | number {
  return typeof value === "string" && DECIMAL.test(value) ? Number(value) : value;
}

/** Writes the charts one below the other. */
function stacked(charts: readonly Drawing[]): string {
  let y = 0;
  const parts = charts.map((chart) => {
    const at = y;
    y += chart.height + 16;
    return drawingSvg(chart).replace("<svg ", `<svg y="${at}" `);
  });
  const width = Math.max(0, ...charts.map((chart) => chart.width));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}">${parts.join("")}</svg>\n`;
}

/** Compares a report with the log, whole: there must be one entry about it, and its digest that of the public version. */
async function compare(
  terminal: Terminal,
  { report: given, entry }: ReportAnswer,
  { verify, ...options }: PartyOptions & TrustOptions & { readonly verify: string | true },
): Promise<{ readonly ok: boolean; readonly text: Bilingual }> {
  const where = verify === true ? gatewayAddress(terminal, options) : verify;
  const found: { readonly entry: AuditEntry; readonly bytes: string }[] = [];
  await readVerifiedLog(terminal, where, options, (_index, logged, bytes) => {
    if (logged.type === "report" && logged.sender === given.sender && logged.period === given.period) {
      found.push({ entry: logged, bytes: decodeUtf8(bytes) });
    }
  });
  const [one, ...more] = found;
  if (one === undefined || more.length > 0 || one.bytes !== entry) {
    return {
      ok: false,
      text: { zh: "日志中没有与此一致的通报条目", en: "the log has no such entry about the report" },
    };
  }
  const known = one.entry.cut === given.cut && one.entry.rules === given.rules;
  const digest = formatDigest(createHash("sha256").update(canonicalize(given)).digest());
  if (given.version === "internal") {
    return {
      ok: known,
      text: {
        zh: "日志有此通报的条目；内部版的数字未核验（日志只有公开版的摘要）",
        en: "the log has the entry; the internal numbers were not checked: the log has the digest of the public version only",
      },
    };
  }
  return known && one.entry.digest === digest
    ? {
        ok: true,
        text: {
          zh: "与日志一致：通报摘要、截止时间和规则版本相符",
          en: "as the log has it: digest, cut and version of the rules",
        },
      }
    : { ok: false, text: { zh: "与日志不一致", en: "not as the log has it" } };
}
