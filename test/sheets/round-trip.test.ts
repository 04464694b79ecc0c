import { readFileSync } from "node:fs";
import fc from "fast-check";
import t from "tap";
import { SCHEMAS } from "../../src/cli/kept/schemas.ts";
import { sampleList } from "../../src/sample/list.ts";
import { loadSchemas } from "../../src/schema/registry.ts";
import { withDefaults } from "../../src/sheets/defaults.ts";
import { readList } from "../../src/sheets/read-list.ts";
import { HEAD_ROWS, templateSheets } from "../../src/sheets/template.ts";
import { readXlsx } from "../../src/sheets/xlsx/read-xlsx.ts";
import { writeXlsx } from "../../src/sheets/xlsx/write-xlsx.ts";
import { holds } from "../support/holds.ts";
import { LAYOUT, workbookOf } from "../support/sheets/list-layout.ts";

const schemas = await loadSchemas(SCHEMAS);
const today = new Date("2025-07-01T00:00:00Z");
const folded = (list: unknown) => schemas.validate("aid-subject-list", "1", list, today);

t.test("a list that is written into a workbook and read back is the same list", async (t) => {
  const options = fc.record({
    seed: fc.nat(10_000),
    subjects: fc.integer({ min: 1, max: 24 }),
    edgeCases: fc.boolean(),
  });
  await holds(
    t,
    fc.property(options, (given) => {
      const list = sampleList(given);
      const { document, faults } = readList(workbookOf(list), LAYOUT);
      const [before, after] = [folded(list), folded(document)];
      if (!before.ok || !after.ok || faults.length > 0) return false;
      t.same(after.body, before.body);
      return true;
    }),
    { numRuns: 25 },
  );
  const example: unknown = JSON.parse(readFileSync(`${SCHEMAS}/aid-subject-list/1.example.json`, "utf8"));
  t.same(readList(workbookOf(example), LAYOUT).document, example);
});

t.test("every field of the schema has its column, and every heading of a table is another", async (t) => {
  const paths = LAYOUT.tables.flatMap(({ path, columns }) => columns.map((column) => `${path} ${column.path}`));
  t.equal(new Set(paths).size, paths.length);
  t.ok(paths.length > 200);
  t.same(new Set(LAYOUT.tables.map(({ name }) => name.zh)).size, LAYOUT.tables.length);
  for (const { name, columns } of LAYOUT.tables) {
    const headings = columns.map(({ heading }) => heading.zh);
    t.same(headings.length, new Set(headings).size, name.zh);
    t.ok(
      columns.every(({ heading }) => /\p{sc=Han}/u.test(heading.zh) && /[A-Za-z]/.test(heading.en)),
      name.zh,
    );
  }
});

t.test("a template has a pick-list for each code list, notes, and cells of text where digits count", async (t) => {
  const sheets = templateSheets(LAYOUT);
  const codes = sheets.find(({ name }) => name === "代码");
  t.equal(codes?.hidden, true);
  for (const table of LAYOUT.tables) {
    const sheet = sheets.find(({ name }) => name === table.name.zh);
    const key = table.kind === "inner" ? 1 : 0;
    for (const [n, column] of table.columns.entries()) {
      const rule = sheet?.pickLists?.[n];
      const choices = column.codes.length > 0 || column.field.kind === "boolean";
      t.equal(rule?.from !== undefined, choices, `${table.name.zh} ${column.path}`);
      t.ok(rule !== undefined && rule.note.length > 2 && rule.title === column.heading.zh);
      const style = table.kind === "form" ? sheet?.columns[1]?.style : sheet?.columns[n + key]?.style;
      if (column.field.kind === "text") t.equal(style, "text", column.path);
    }
  }
});

t.test("a note in the template says how a cell is filled in, not how JSON is written", async (t) => {
  const notes = templateSheets(LAYOUT)
    .flatMap(({ rows }) => rows.flat())
    .flatMap((cell) => (cell?.style === "note" ? [String(cell.value)] : []));
  t.ok(notes.length > 200);
  const codes = /JSON|RFC|UUID|U\+|\b(true|false|income|current|supporters)\b|，。|。。|；。/;
  t.same(
    notes.filter((note) => codes.test(note)),
    [],
  );
  t.ok(notes.some((note) => note.includes("填“是”时")) && notes.some((note) => note.includes("间隔号用“·”")));
});

t.test("a template that nobody filled in has no person and no unknown heading", async (t) => {
  const bytes = writeXlsx(templateSheets(LAYOUT), "清单");
  t.ok(Buffer.from(bytes).equals(Buffer.from(writeXlsx(templateSheets(LAYOUT), "清单"))), "always the same bytes");
  const { document, faults, notes } = readList(readXlsx(bytes), LAYOUT);
  t.same([faults, notes, document["subjects"]], [[], [], undefined]);
  t.equal(readXlsx(bytes).find(({ name }) => name === "救助对象")?.rows.length, HEAD_ROWS);
});

t.test("the number of a transfer follows from its sender, letter and persons, and what is given stays", async (t) => {
  const header = { from: { department: "procuratorate", division: "320723" }, listNumber: "灌检救移〔2025〕12号" };
  const numbered = (more: object) =>
    (withDefaults({ header: { ...header, ...more } })["header"] as Record<string, unknown>)["transferId"];
  t.match(numbered({}), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  t.equal(numbered({}), numbered({ urgency: "1" }));
  t.not(numbered({}), numbered({ listNumber: "灌检救移〔2025〕13号" }));
  t.equal(numbered({ transferId: "x" }), "x");
  // A letter in two lists, and a list that takes the place of another.
  t.not(numbered({}), numbered({ continues: "0193a0b2-7c1e-7d4f-8a55-0c2d3e4f5a6b" }));
  t.not(numbered({}), numbered({ supersedes: { transferId: "0193a0b2-7c1e-7d4f-8a55-0c2d3e4f5a6b" } }));
  const of = (...personIds: string[]) =>
    (
      withDefaults({ header, subjects: personIds.map((personId) => ({ personId })) })["header"] as typeof header & {
        transferId: string;
      }
    ).transferId;
  t.equal(of("P-1", "P-2"), of("P-2", "P-1"));
  t.not(of("P-1"), of("P-2"));
});
