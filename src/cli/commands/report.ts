import { createHash } from "node:crypto";
import { extname, resolve } from "node:path";
import type { Report, ReportAnswer, ReportRecount } from "../../domain/generated/answers.ts";
import type { AuditEntry } from "../../domain/audit-entry.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import { Reports } from "../../sdk/index.ts";
import { reportCharts } from "../../sheets/report-charts.ts";
import { reportTables } from "../../sheets/report-tables.ts";
import { writeXlsx } from "../../sheets/xlsx/write-xlsx.ts";
import { formatDigest } from "../../wire/digest.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";
import { canonicalize } from "../../wire/jcs.ts";
import { writeNew } from "../kept/private-file.ts";
import { connect, gatewayAddress, type PartyOptions } from "../program/party.ts";
import type { TrustOptions } from "../proof/trusted-keys.ts";
import { readVerifiedLog } from "../proof/verified-log.ts";
import { namesFor, sheetOf, stacked, tableText } from "./report-output.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
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
  /** Hidden value that is made known; with it who approved it and why. */
  readonly release?: string;
  readonly approver?: string;
  readonly reason?: string;
}

/** Runs `aidx report PERIOD`: shows a report, writes it as workbook, page and charts, and compares it with the log. */
export async function report(
  terminal: Terminal,
  period: string,
  { sender, internal = false, xlsx, pdf, svg, verify, release, approver = "", reason = "", ...options }: ReportOptions,
): Promise<Ending> {
  for (const [name, file] of Object.entries({ xlsx, pdf, svg })) {
    if (file !== undefined && extname(file).toLowerCase() !== `.${name}`) {
      throw new CommandError("usage", { zh: `--${name} 须以 .${name} 结尾`, en: `--${name} ends in .${name}` });
    }
  }
  const client = await connect(terminal, options);
  const { signal } = terminal.world;
  const asked = { version: internal ? ("internal" as const) : ("public" as const), ...(sender ? { sender } : {}) };
  const reports = new Reports(client);
  if (release !== undefined) return releaseCell(terminal, reports, period, { cell: release, approver, reason });
  const answer = await reports.report(period, asked, { signal });
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
    await write(pdf, await reportPdf(answer, tables, charts, names.party(answer.report.sender)));
  }
  const checked = verify === undefined ? undefined : await compare(terminal, answer, { ...options, verify });
  const recounted = verify === undefined ? undefined : await reports.recount(period, asked, { signal });
  const title = terminal.say(titleOf(answer.report));
  const texts = tables.map((one) => tableText(terminal, one));
  const last = [...releasedLines(terminal, answer), ...(checked === undefined ? [] : [terminal.say(checked.text)])];
  const again = recounted === undefined ? [] : [terminal.say(recountText(recounted))];
  const verified = checked && recounted && { verified: checked.ok && isSound(recounted), recount: recounted };
  terminal.result({ ...answer, ...verified }, [title, ...texts, ...last, ...again].join("\n\n"));
  return verified?.verified === false ? "untrusted" : "ok";
}

/** Makes a hidden value known, and says which others can be computed from then on. */
async function releaseCell(
  terminal: Terminal,
  reports: Reports,
  period: string,
  asked: { readonly cell: string; readonly approver: string; readonly reason: string },
): Promise<Ending> {
  if (asked.approver === "" || asked.reason === "") {
    throw new CommandError("usage", {
      zh: "公开隐去的数字须写明 --approver 和 --reason",
      en: "a release needs --approver and --reason",
    });
  }
  const made = await reports.release(period, asked, { signal: terminal.world.signal });
  const { cell, value, exposed } = made;
  const also = exposed.join(" ");
  const warning = also === "" ? [] : [terminal.say({ zh: `由此可推知：${also}`, en: `can be computed now: ${also}` })];
  terminal.result(
    made,
    [terminal.say({ zh: `已公开 ${cell}：${value}`, en: `released ${cell}: ${value}` }), ...warning].join("\n"),
  );
  return "ok";
}

function releasedLines(terminal: Terminal, { released = [] }: ReportAnswer): string[] {
  if (released.length === 0) return [];
  const list = released.map(({ cell, value }) => `${cell} = ${value}`).join(terminal.say({ zh: "；", en: "; " }));
  return [terminal.say({ zh: `经批准公开：${list}`, en: `made known on approval: ${list}` })];
}

/** Tells whether a recount contradicts its report; what was destroyed contradicts nothing. */
function isSound({ root, numbers }: ReportRecount): boolean {
  return root !== "other" && numbers !== "other";
}

function recountText({ counted, kept, root, numbers, differences }: ReportRecount): Bilingual {
  const which = differences.join(" ");
  if (root === "facts-destroyed") {
    return {
      zh: `网关未能重新统计：所计 ${counted} 项事实已有 ${counted - kept} 项销毁，数字无从核对${which === "" ? "" : `（${which}）`}`,
      en: `the gateway cannot count it again: of ${counted} facts ${counted - kept} were destroyed; numbers not checked${which === "" ? "" : ` (${which})`}`,
    };
  }
  if (root === "other") {
    return { zh: "网关所存事实与日志中的根不一致", en: "the gateway's facts are not those whose root the log has" };
  }
  return numbers === "same"
    ? {
        zh: `网关以 ${counted} 项事实重新统计，事实与日志中的根一致，数字与通报一致`,
        en: `counted again by the gateway: ${counted} facts, whose root the log has, give the report's numbers`,
      }
    : { zh: `重新统计的数字与通报不一致：${which}`, en: `counted again, other numbers come out: ${which}` };
}

/** Title of a report. */
export function titleOf({ period, from, to, version }: Report): Bilingual {
  const internal = version === "internal";
  return {
    zh: `司法救助与社会救助衔接工作通报（${period}）${internal ? "【内部】" : ""} ${from} 至 ${to}`,
    en: `Report ${period}${internal ? " (internal)" : ""}, ${from} to ${to}`,
  };
}

/** Compares a report with the log, whole: there must be one entry about it, and its digest that of the public version. */
async function compare(
  terminal: Terminal,
  { report: given, entry }: ReportAnswer,
  { verify, ...options }: PartyOptions & TrustOptions & { readonly verify: string | true },
): Promise<{ readonly ok: boolean; readonly text: Bilingual }> {
  const where = verify === true ? gatewayAddress(terminal, options) : verify;
  const found: { readonly entry: AuditEntry; readonly bytes: string }[] = [];
  let isRulesKnown = given.rulesDigest === undefined;
  await readVerifiedLog(terminal, where, options, (_index, logged, bytes) => {
    // What came into force after the report was not what it was counted by.
    if (found.length === 0 && logged.type === "clock-rules" && logged.rules === given.rulesDigest) isRulesKnown = true;
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
  const known = one.entry.cut === given.cut && one.entry.rules === given.rules && isRulesKnown;
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
          zh: "与日志一致：通报摘要、截止时间、规则版本和摘要相符",
          en: "as the log has it: digest, cut, version and digest of the rules",
        },
      }
    : { ok: false, text: { zh: "与日志不一致", en: "not as the log has it" } };
}
