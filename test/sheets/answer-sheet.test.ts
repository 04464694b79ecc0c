/** The workbook of an answer: what it is filled with, and that what is filled in comes back as feedback. */
import { readFile } from "node:fs/promises";
import t from "tap";
import { documentField, SCHEMAS } from "../../src/cli/kept/schemas.ts";
import { loadSchemas } from "../../src/schema/registry.ts";
import { answerFilling, answerLayout, withAnswerDefaults } from "../../src/sheets/answer-sheet.ts";
import { readList } from "../../src/sheets/read-list.ts";
import { templateSheets } from "../../src/sheets/template.ts";
import { type Cell, type Sheet, shownText, type Workbook } from "../../src/sheets/workbook.ts";
import { readXlsx } from "../../src/sheets/xlsx/read-xlsx.ts";
import { writeXlsx } from "../../src/sheets/xlsx/write-xlsx.ts";

const LAYOUT = answerLayout(await documentField("feedback", "1.1"));
const schemas = await loadSchemas(SCHEMAS);
const NOW = "2025-07-10T09:00:00+08:00";
const json = async (path: string) =>
  JSON.parse(await readFile(new URL(`../../schemas/${path}`, import.meta.url), "utf8")) as Record<string, unknown>;
const list = await json("aid-subject-list/1.example.json");
const like = await json("feedback/1.1.example.json");
const ANSWERS = (list["header"] as { transferId: string }).transferId;

/** The workbook of the example list, as a spreadsheet program has it. */
function workbook(head: object = { like }): Sheet[] {
  const filling = answerFilling(LAYOUT, list, { answers: ANSWERS, ...head });
  return [...readXlsx(writeXlsx(templateSheets(LAYOUT, filling), "反馈"))];
}

/** Writes cells into a row of the results, by the names of their fields. */
function fill(book: Workbook, row: number, cells: Record<string, string>): Workbook {
  return book.map((sheet) => {
    if (sheet.name !== "办理结果") return sheet;
    const names = sheet.rows.find(({ number }) => number === 4)?.cells ?? new Map<number, Cell>();
    const columns = new Map([...names].map(([column, cell]) => [shownText(cell), column]));
    const added = Object.entries(cells).map(([path, text]) => {
      const column = columns.get(path);
      if (column === undefined) throw new Error(`no column ${path}`);
      return [column, { kind: "text", text }] as const;
    });
    const rows = sheet.rows.map((one) =>
      one.number === row ? { ...one, cells: new Map([...one.cells, ...added]) } : one,
    );
    return { ...sheet, rows };
  });
}

const GRANTED = {
  reply: "40 已落实",
  acceptedOn: "2025.6.18",
  decidedOn: "2025-07-01",
  decisionNumber: "灌民救〔2025〕91号",
  "aidGranted.0.category": "25",
  "aidGranted.0.item": "临时救助",
  "aidGranted.0.form": "1 资金",
  "aidGranted.0.amount": "1,660.00",
  "aidGranted.0.frequency": "1",
  "aidGranted.0.firstPaidOn": "2025年7月2日",
  "aidGranted.0.for": "家庭",
  firstAid: "否",
};

t.test("a row for each need of each person, with the name to read and the unit's own lines", async (t) => {
  const book = workbook();
  const results = book.find(({ name }) => name === "办理结果");
  const rows = results?.rows.filter(({ number }) => number > 4) ?? [];
  t.same(
    rows.map(({ cells }) => [0, 1, 2].map((column) => shownText(cells.get(column)))),
    [
      ["P-2025-0001", "陈秀兰", "N01 基本生活"],
      ["P-2025-0001", "陈秀兰", "N04 医疗费用"],
      ["P-2025-0002", "阿依努尔·买买提", "N05 就学"],
    ],
  );
  const form = book.find(({ name }) => name === "反馈信息");
  const lines = new Map(form?.rows.map(({ cells }) => [shownText(cells.get(3)), shownText(cells.get(1))]));
  t.equal(lines.get("header.answers"), ANSWERS);
  t.equal(lines.get("header.officer.name"), "孙玉梅");
  t.equal(lines.get("header.transferId"), "");
  t.equal(workbook({}).length, book.length);
});

t.test("needs that name the recipient alone are its rows, and a person without needs has one row", async (t) => {
  const subjects = [
    {
      personId: "P-1",
      needs: {
        items: [
          { code: "N01", department: "a" },
          { code: "N04", department: "b" },
        ],
      },
    },
    { personId: "P-2", needs: ["N02"] },
    { personId: "P-3" },
  ];
  const { form } = answerFilling(LAYOUT, { subjects }, { answers: ANSWERS, recipient: "civil-affairs" });
  t.equal(form.get("header.from.department"), "civil-affairs", "the clerk need not know the id");
  const rows = (recipient: string) =>
    answerFilling(LAYOUT, { subjects }, { answers: ANSWERS, recipient }).rows.map(
      (row) => `${row[0]?.value} ${row[2]?.value}`,
    );
  t.same(rows("a"), ["P-1 N01 基本生活", "P-2 N02 急难", "P-3 "]);
  t.same(rows("c"), ["P-1 N01 基本生活", "P-1 N04 医疗费用", "P-2 N02 急难", "P-3 "]);
});

t.test(
  "what is filled in is feedback, rows that were left alone are not in it, and it is the same each time",
  async (t) => {
    const read = readList(fill(workbook(), 6, GRANTED), LAYOUT);
    t.same(read.faults, []);
    const document = withAnswerDefaults(read.document, NOW);
    const checked = schemas.validate("feedback", "1.1", document, new Date(NOW));
    t.ok(checked.ok, JSON.stringify(checked));
    t.same(document["results"], [
      {
        personId: "P-2025-0001",
        needs: ["N04"],
        reply: "40",
        acceptedOn: "2025-06-18",
        decidedOn: "2025-07-01",
        decisionNumber: "灌民救〔2025〕91号",
        aidGranted: [
          {
            category: "25",
            item: "临时救助",
            form: "1",
            amount: "1660.00",
            frequency: "1",
            firstPaidOn: "2025-07-02",
            for: "household",
          },
        ],
      },
    ]);
    const number = (at: string) =>
      (withAnswerDefaults(read.document, at)["header"] as { transferId: string }).transferId;
    t.match(number(NOW), /^[0-9a-f]{8}-[0-9a-f]{4}-8/);
    t.equal(number("2025-07-11T09:00:00+08:00"), number(NOW));
    const other = readList(fill(workbook(), 6, { ...GRANTED, decidedOn: "2025-07-02" }), LAYOUT);
    t.not((withAnswerDefaults(other.document, NOW)["header"] as { transferId: string }).transferId, number(NOW));
  },
);

t.test("a fault is at its cell, one that is missing too", async (t) => {
  const read = readList(fill(workbook(), 5, { reply: "32", decidedOn: "上周" }), LAYOUT);
  t.same(
    read.faults.map(({ place, code }) => [place.sheet, place.row, place.heading?.zh, code]),
    [["办理结果", 5, "决定日期", "sheet-date"]],
  );
  const checked = schemas.validate("feedback", "1.1", withAnswerDefaults(read.document, NOW), new Date(NOW));
  const places = checked.ok ? [] : checked.errors.map(({ pointer }) => read.placeOf(pointer));
  t.ok(
    places.some(({ row, heading }) => row === 5 && heading?.zh === "原因码"),
    JSON.stringify(places),
  );
});
