import t, { type Test } from "tap";
import { cellValue, type Manner } from "../../src/sheets/cell-value.ts";
import { headingKey } from "../../src/sheets/headings.ts";
import type { Cell } from "../../src/sheets/workbook.ts";
import { LAYOUT } from "../support/sheets/list-layout.ts";

const text = (value: string): Cell => ({ kind: "text", text: value });
const number = (value: string | number, date = false): Cell => ({ kind: "number", text: String(value), date });

function read(path: string, cell: Cell, more: Partial<Manner> = {}): unknown {
  const column = LAYOUT.tables.flatMap(({ columns }) => columns).find((one) => one.path === path);
  if (column === undefined) throw new Error(`no field ${path}`);
  const reading = cellValue(cell, { column, unit: "元", epoch1904: false, ...more });
  if ("fault" in reading) return reading.fault;
  return reading.note === undefined ? reading.value : [reading.value, reading.note];
}

/** Compares what cells of a field are read as. */
function reads(t: Test, path: string, cells: readonly (readonly [Cell, unknown])[], more?: Partial<Manner>): void {
  for (const [cell, wanted] of cells) t.same(read(path, cell, more), wanted, `${path} ${JSON.stringify(cell)}`);
}

t.test("numbers of documents: a numeric cell is refused, whether digits are gone or may be", async (t) => {
  reads(t, "identity.idNumber", [
    [text("11010519491231002X"), "11010519491231002X"],
    [number("110105194912310000"), "sheet-number-damaged"],
    [number("1.10105194912E+17"), "sheet-number-damaged"],
    [text("1.10105E+17"), "sheet-number-damaged"],
    [text("1.1E17"), "sheet-number-damaged"],
    [number("110105491231002"), "sheet-number-as-value"],
    [number("12345678"), "sheet-number-as-value"],
    [{ kind: "error" }, "sheet-error-cell"],
  ]);
  reads(t, "payment.accountNumber", [[number("6.22848E+18"), "sheet-number-damaged"]]);
  reads(t, "header.from.creditCode", [[number("123456789012345678"), "sheet-number-damaged"]]);
});

t.test("codes of divisions have no leading zero to lose; telephone numbers are judged by the schema", async (t) => {
  reads(t, "address.residence.division", [
    [number("320723104206"), "320723104206"],
    [number("3.20723104206E+11"), "320723104206"],
    [number("320723.5"), "sheet-number-damaged"],
  ]);
  reads(t, "phone", [
    [number("13900000001"), "13900000001"],
    [number("1.3900000001E10"), "13900000001"],
  ]);
  reads(t, "personId", [
    [number("7"), "7"],
    [{ kind: "boolean", value: true }, "TRUE"],
  ]);
});

t.test("a code is the code, the word, both as the pick-list shows them, or a number that lost its zero", async (t) => {
  reads(t, "identity.sex", [
    [text("1"), "1"],
    [text("1 男性"), "1"],
    [text("男性"), "1"],
    [text("２"), "2"],
    [text("Male"), "1"],
    [number("1"), "1"],
    [text("3"), "sheet-code"],
    [text("01"), "sheet-code"],
    [{ kind: "boolean", value: true }, "sheet-code"],
  ]);
  reads(t, "identity.idType", [
    [number("1"), ["01", "sheet-code-zero"]],
    [text("1"), ["01", "sheet-code-zero"]],
    [text("01 居民身份证"), "01"],
    [number("1.5"), "sheet-code"],
  ]);
  reads(t, "difficulty.types", [
    [text("01 基本生活；02"), ["01", "02"]],
    [text("基本生活、02\n03"), ["01", "02", "03"]],
    [number("1"), [["01"], "sheet-code-zero"]],
    [text("01;77"), "sheet-code"],
  ]);
  reads(t, "receivers", [[text("civil-affairs，民政;x-1"), ["civil-affairs", "civil-affairs", "x-1"]]]);
  reads(t, "groups", [[text("identity 身份；收入"), ["identity", "income"]]]);
});

t.test("amounts are read exactly or refused: thousands, 万元, estimates, words", async (t) => {
  reads(t, "income.total", [
    [number("3200.5"), 3200.5],
    [number("1199.9999999999998"), 1200],
    [number("-5"), -5],
    [text("3,000.00"), "3000.00"],
    [text("１２３４．５"), "1234.5"],
    [text("12,34"), "sheet-money"],
    [text("3.5万"), "sheet-money"],
    [text("约3000"), "sheet-money"],
    [text("叁仟"), "sheet-money"],
    [text("3000元"), "sheet-money"],
    [text("1e3"), "sheet-money"],
    [number("1E+20"), "sheet-money"],
    [number("45000", true), "sheet-money"],
  ]);
  const unit = "万元";
  reads(
    t,
    "income.total",
    [
      [number("3.5"), ["35000", "sheet-converted"]],
      [number("0.1"), ["1000", "sheet-converted"]],
      [text("0.28005"), ["2800.5", "sheet-converted"]],
      [text("-1.23456789"), ["-12345.6789", "sheet-converted"]],
      [text("0"), ["0", "sheet-converted"]],
    ],
    { unit },
  );
  reads(t, "income.total", [[number("3"), "sheet-money-unit"]], { unit: undefined });
});

t.test("headings say the unit, and what people add to them does not matter", async (t) => {
  const units = [
    "总收入(万元)",
    "总收入（元）*",
    " 总收入 (单位：元)",
    "总收入（万元/年）",
    "总收入万元",
    "总收入",
    "面积(平方米)",
  ];
  t.same(
    units.map((heading) => headingKey(heading)),
    [
      { name: "总收入", unit: "万元" },
      { name: "总收入", unit: "元" },
      { name: "总收入", unit: "元" },
      { name: "总收入", unit: "万元" },
      { name: "总收入", unit: "万元" },
      { name: "总收入", unit: undefined },
      { name: "面积(平方米)", unit: undefined },
    ],
  );
});

t.test("dates: every way in which they are written, serial numbers, and what is not known", async (t) => {
  const day = (date: string) => ({ date, precision: "D" });
  reads(t, "identity.birth", [
    [text("1980-05-03"), day("1980-05-03")],
    [text("1980.5.3"), day("1980-05-03")],
    [text("1980年5月3日"), day("1980-05-03")],
    [text("19800503"), day("1980-05-03")],
    [number("19800503"), day("1980-05-03")],
    [text("1980/5/3 0:00:00"), day("1980-05-03")],
    [number("29344", true), day("1980-05-03")],
    [number("29344"), [day("1980-05-03"), "sheet-serial"]],
    [text("1980-00-00"), { date: "1980", precision: "Y" }],
    [text("1980.5"), { date: "1980-05", precision: "M" }],
    [number("1980"), { date: "1980", precision: "Y" }],
    [text("不详"), { precision: "U" }],
    // 1980.1 may be October, whose 0 a spreadsheet drops.
    [number("1980.1"), "sheet-date"],
    [text("80年春"), "sheet-date"],
    [text("1980-13-01"), "sheet-date"],
    [number("60", true), "sheet-date"],
    [number("-1", true), "sheet-date"],
    [number("1E+300", true), "sheet-date"],
    [{ kind: "boolean", value: false }, "sheet-date"],
  ]);
  reads(t, "identity.birth", [[number("27882", true), day("1980-05-03")]], { epoch1904: true });
  reads(t, "demographics.diedOn", [
    [text("2025年6月1日"), "2025-06-01"],
    [text("2025-06"), "sheet-date"],
    // The year, or a day of 1905: nobody can tell.
    [number("2025"), "sheet-date"],
    [text("不详"), "sheet-date"],
  ]);
});

t.test("times are China's unless they say their offset", async (t) => {
  reads(t, "header.issuedAt", [
    [text("2025-06-16 09:30"), "2025-06-16T09:30:00+08:00"],
    [text("2025年6月16日9:30"), "2025-06-16T09:30:00+08:00"],
    [text("2025.6.16 9：30:15"), "2025-06-16T09:30:15+08:00"],
    [text("2025-06-16T09:30:00Z"), "2025-06-16T09:30:00Z"],
    [number("45824.395833333336", true), "2025-06-16T09:30:00+08:00"],
    [text("2025-06-16"), "sheet-time"],
    [text("明天"), "sheet-time"],
  ]);
});

t.test("yes and no in the ways that people write them", async (t) => {
  for (const yes of [
    text("是"),
    text("有"),
    text("√"),
    text("TRUE"),
    number("1"),
    { kind: "boolean", value: true } as const,
  ]) {
    t.equal(read("safeToCall", yes), true);
  }
  for (const no of [text("否"), text("无"), number("0"), { kind: "boolean", value: false } as const]) {
    t.equal(read("safeToCall", no), false);
  }
  t.equal(read("safeToCall", text("也许")), "sheet-yes-no");
});

t.test("counts and sizes are numbers", async (t) => {
  reads(t, "household.size", [
    [number("3"), 3],
    [text("3"), 3],
    [text("三"), "sheet-number"],
  ]);
  reads(t, "area", [[text("78.5"), 78.5]]);
});
