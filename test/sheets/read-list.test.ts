import t from "tap";
import { SCHEMAS } from "../../src/cli/kept/schemas.ts";
import { sampleList } from "../../src/sample/list.ts";
import { loadSchemas } from "../../src/schema/registry.ts";
import { placeText } from "../../src/sheets/document-draft.ts";
import { MappingError, readMapping } from "../../src/sheets/mapping.ts";
import { readList } from "../../src/sheets/read-list.ts";
import type { Cell, Sheet, Workbook } from "../../src/sheets/workbook.ts";
import { like } from "../support/like.ts";
import { addressOf, LAYOUT, workbookOf } from "../support/sheets/list-layout.ts";

const schemas = await loadSchemas(SCHEMAS);
const LIST = sampleList({ seed: 7, subjects: 3 });
const text = (value: string): Cell => ({ kind: "text", text: value });

/** Workbook of the sample with cells exchanged, by sheet, field and row; `undefined` empties one. */
function changed(
  changes: readonly (readonly [sheet: string, path: string, row: number, cell: Cell | undefined])[],
): Workbook {
  const sheets = workbookOf(LIST);
  for (const [name, path, row, cell] of changes) {
    const column = columnOf(sheets, name, path);
    const cells = sheets.find((sheet) => sheet.name === name)?.rows.find(({ number }) => number === row)?.cells;
    const map = cells as Map<number, Cell> | undefined;
    if (cell === undefined) map?.delete(column);
    else map?.set(column, cell);
  }
  return sheets;
}

function columnOf(sheets: Workbook, name: string, path: string): number {
  const address = addressOf(sheets, name, path, 1);
  let column = 0;
  for (const letter of address.slice(0, -1)) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function faultsOf(sheets: Workbook): string[] {
  const list = readList(sheets, LAYOUT);
  const checked = schemas.validate("aid-subject-list", "1", list.document, new Date("2025-07-01T00:00:00Z"));
  const located = checked.ok
    ? []
    : checked.errors.map(({ pointer, code }) => `${placeText(list.placeOf(pointer))} ${code}`);
  return [...list.faults.map(({ place, code }) => `${placeText(place)} ${code}`), ...located];
}

t.test("a fault names its cell, whether the cell, the schema or a rule finds it", async (t) => {
  const sheets = workbookOf(LIST);
  t.same(faultsOf(sheets), []);
  const at = (name: string, path: string, row: number) => `${name}!${addressOf(sheets, name, path, row)}`;
  const number: Cell = { kind: "number", text: "110105194912310000", date: false };
  t.same(
    new Set(
      faultsOf(
        changed([
          ["救助对象", "identity.idNumber", 5, number],
          ["救助对象", "identity.sex", 6, text("5")],
          ["救助对象", "identity.name", 7, text("王?二")],
          ["需求", "code", 5, text("N99")],
          ["联系人", "phone", 6, text("12")],
        ]),
      ),
    ),
    new Set([
      `${at("救助对象", "identity.idNumber", 5)} sheet-number-damaged`,
      `${at("救助对象", "identity.sex", 6)} sheet-code`,
      `${at("需求", "code", 5)} sheet-code`,
      `${at("救助对象", "identity.sex", 6)} required`,
      `${at("需求", "code", 5)} required`,
      `${at("救助对象", "identity.name", 7)} name-character`,
      `${at("联系人", "phone", 6)} phone`,
      `${at("救助对象", "identity.idNumber", 5)} id-number-required`,
    ]),
  );
});

t.test(
  "what is missing is reported where it belongs: a cell, a row without rows elsewhere, a line of the form",
  async (t) => {
    const sheets = workbookOf(LIST);
    const place = (name: string, path: string, row: number) => `${name}!${addressOf(sheets, name, path, row)}`;
    const list = readList(sheets, LAYOUT);
    const where = (pointer: string) => placeText(list.placeOf(pointer));
    t.equal(where("/body/subjects/1/address/residence"), place("救助对象", "address.residence.division", 6));
    t.equal(where("/body/subjects/1/difficulty/types/3"), place("救助对象", "difficulty.types", 6));
    t.equal(where("/body/subjects/2/guardianship/guardians"), "救助对象!7:7");
    t.equal(list.placeOf("/body/subjects/2/guardianship/guardians").heading?.zh, "监护人");
    t.equal(where("/body/subjects/0/needs/items/0/wantedBy"), place("需求", "wantedBy", 5));
    t.match(where("/body/header/from/name"), /^移送信息!B\d+$/);
    t.equal(where("/body/subjects"), "救助对象");
    t.equal(where("/body"), "移送信息");
  },
);

t.test("rows that name no person, or one that is not there, and a person twice", async (t) => {
  const id = LIST.subjects[0]?.personId ?? "";
  const found = faultsOf(
    changed([
      ["需求", "subject.personId", 5, undefined],
      ["联系人", "subject.personId", 5, text("P-0")],
      ["救助对象", "personId", 6, text(id)],
    ]),
  );
  for (const fault of [
    "需求!5:5 sheet-key-missing",
    "联系人!A5 sheet-key-unknown",
    "救助对象!A6 sheet-key-duplicate",
  ]) {
    t.ok(
      found.some((one) => one === fault || one === fault.replace("5:5", "A5")),
      fault,
    );
  }
});

t.test("merged cells and headings that stand twice are refused, unknown ones and sheets are told", async (t) => {
  const sheets = workbookOf(LIST);
  const main = sheets.find(({ name }) => name === "救助对象") as Sheet;
  const heads = main.rows[2]?.cells as Map<number, Cell>;
  heads.set(190, text("姓名"));
  heads.set(191, text("备注"));
  const rest = sheets.filter((sheet) => sheet !== main);
  const list = readList(
    [
      ...rest,
      { ...main, merged: ["A5:A6", "B1:B2", "C9"] },
      { name: "草稿", rows: main.rows, epoch1904: false, merged: [] },
    ],
    LAYOUT,
  );
  t.same(
    list.faults.map(({ place, code }) => `${placeText(place)} ${code}`),
    ["救助对象!GI3 sheet-heading-twice", "救助对象!A5 sheet-merged"],
  );
  t.same(
    list.notes.map(({ place, code }) => `${placeText(place)} ${code}`),
    ["救助对象!GJ3 sheet-unknown-heading", "草稿 sheet-unknown-sheet"],
  );
  t.same(
    readList([{ ...main, rows: [] }], LAYOUT).faults.map(({ code }) => code),
    ["sheet-no-headings"],
  );
  t.same(
    readList([], LAYOUT).faults.map(({ place, code }) => `${placeText(place)} ${code}`),
    ["救助对象 sheet-missing"],
  );
});

t.test("columns in another order, without the row of field names, and amounts in 万元", async (t) => {
  const sheets = workbookOf(LIST).map((sheet): Sheet => {
    if (sheet.name !== "救助对象") return sheet;
    const rows = sheet.rows
      .filter(({ number }) => number >= 3 && number !== 4)
      .map(({ number, cells }) => ({
        number,
        cells: new Map(
          [...cells].map(([column, cell]) => {
            const money = cell.kind === "text" && cell.text === "总收入(元)";
            return [200 - column, money ? text("总收入（万元）") : cell] as const;
          }),
        ),
      }));
    return { ...sheet, rows };
  });
  const { document, faults } = readList(sheets, LAYOUT);
  t.same(faults, []);
  const subjects = document["subjects"] as { income: { total: unknown }; identity: unknown }[];
  t.same(
    subjects.map(({ identity }) => identity),
    LIST.subjects.map(({ identity }) => identity),
  );
  t.same(
    subjects.map(({ income }) => Number(income.total)),
    LIST.subjects.map(({ income }) => Math.round(Number(income.total) * 10_000)),
  );
});

t.test("a mapping reads somebody's own flat table: own headings, codes, fixed values, items of lists", async (t) => {
  const mapping = readMapping(
    {
      救助对象: {
        sheet: "RYXX",
        columns: {
          BH: "personId",
          XM: "identity.name",
          XB: { field: "identity.sex", codes: { M: "1", F: "2" } },
          MZ: { field: "demographics.ethnicity", codes: { H: "01" } },
          LXDH: "contact.persons.0.phone",
          YSR: { field: "income.perCapitaMonthly", unit: "元" },
        },
        fixed: { "demographics.nationality": "CHN", "contact.persons.0.safeToCall": true },
      },
      移送信息: { fixed: { "header.secrecy": "0", "header.from.department": "procuratorate" } },
    },
    LAYOUT,
  );
  const rows = [
    ["BH", "XM", "XB", "LXDH", "YSR", "MZ"],
    ["P-1", "王二", "F", "13900000001", "600", "汉族"],
    ["P-2", "李三", "F", "13900000001", "600", "constructor"],
  ].map((cells, n) => ({ number: n + 1, cells: new Map(cells.map((cell, column) => [column, text(cell)] as const)) }));
  const list = readList([{ name: "RYXX", rows, epoch1904: false, merged: [] }], LAYOUT, mapping);
  t.same(
    list.faults.map(({ place, code }) => `${placeText(place)} ${code}`),
    ["RYXX!F3 sheet-code"],
  );
  const { header, subjects } = list.document as { header: object; subjects: Record<string, unknown>[] };
  like(t, header, { secrecy: "0", from: { department: "procuratorate" } });
  t.same(
    [subjects[0]?.["personId"], subjects[0]?.["contact"], subjects[0]?.["demographics"]],
    ["P-1", { persons: [{ phone: "13900000001", safeToCall: true }] }, { ethnicity: "01", nationality: "CHN" }],
  );
  t.equal(placeText(list.placeOf("/body/subjects/0/contact/persons/0/phone")), "RYXX!D2");
});

t.test("a line of the form that stands twice is refused", async (t) => {
  const sheets = workbookOf(LIST);
  const form = sheets.find(({ name }) => name === "移送信息") as Sheet;
  const [first] = form.rows;
  const twice = { ...form, rows: [...form.rows, { number: 90, cells: first?.cells ?? new Map<number, Cell>() }] };
  t.same(
    readList([...sheets.filter((sheet) => sheet !== form), twice], LAYOUT).faults.map(
      ({ place, code }) => `${placeText(place)} ${code}`,
    ),
    ["移送信息!B90 sheet-heading-twice"],
  );
});

t.test("a mapping that is wrong is refused with the place", async (t) => {
  const wrong = (mapping: unknown) => {
    try {
      readMapping(mapping, LAYOUT);
      return "taken";
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      return error.place;
    }
  };
  t.equal(wrong([]), "/");
  t.equal(wrong({ 人员: {} }), "人员");
  t.equal(wrong({ 救助对象: { column: {} } }), "救助对象 / column");
  t.equal(wrong({ 救助对象: { columns: { 姓名: "identity.nam" } } }), "救助对象 / columns / 姓名 / field");
  t.equal(wrong({ 救助对象: { columns: { 姓名: "__proto__.name" } } }), "救助对象 / columns / 姓名 / field");
  t.equal(
    wrong({ 救助对象: { columns: { 收入: { field: "income.total", unit: "千元" } } } }),
    "救助对象 / columns / 收入 / unit",
  );
  t.equal(
    wrong({ 救助对象: { columns: { 性别: { field: "identity.sex", codes: { 男: 1 } } } } }),
    "救助对象 / columns / 性别 / codes",
  );
  t.equal(wrong({ 移送信息: { fixed: { "header.x": 1 } } }), "移送信息 / fixed / header.x");
  t.equal(wrong({ 救助对象: { sheet: 1 } }), "救助对象 / sheet");
});
