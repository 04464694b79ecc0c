import t from "tap";
import { readCsv } from "../../src/sheets/csv.ts";
import { SHEET_LIMITS } from "../../src/sheets/workbook.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const refused = (code: string) => ({ name: "SheetError", code });

function rowsOf(bytes: Uint8Array): Record<number, string[]> {
  const rows = readCsv(bytes, "表").rows.map(({ number, cells }) => {
    const texts = [...cells].map(([column, cell]) => `${column}:${cell.kind === "text" ? cell.text : cell.kind}`);
    return [number, texts] as const;
  });
  return Object.fromEntries(rows);
}

/** 姓名,䶮 𠮷 in GB 18030-2005: of two and four bytes. */
const GB18030 = Uint8Array.of(0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xfe, 0x9f, 0x20, 0x95, 0x34, 0xb2, 0x35, 0x0d, 0x0a);

t.test("UTF-8 with and without a mark, and GB18030 with rare characters, are told apart", async (t) => {
  const wanted = { 1: ["0:姓名", "1:䶮 𠮷"] };
  t.same(rowsOf(utf8("姓名,䶮 𠮷\r\n")), wanted);
  t.same(rowsOf(utf8("\ufeff姓名,䶮 𠮷")), wanted);
  t.same(rowsOf(GB18030), wanted);
});

t.test("what is neither is refused: UTF-16, broken bytes", async (t) => {
  t.throws(() => readCsv(Uint8Array.of(0xff, 0xfe, 0x2c, 0, 0x0a, 0), "表"), refused("sheet-encoding"));
  t.throws(() => readCsv(Uint8Array.of(0xd0, 0xff, 0xff), "表"), refused("sheet-encoding"));
  t.throws(() => readCsv(utf8("a\0b"), "表"), refused("sheet-encoding"));
});

t.test("quotes, line breaks in them, blank lines, separators and each end of a line", async (t) => {
  t.same(rowsOf(utf8(`a,"b,""c""\nd",\r\n\n,"",x\re`)), { 1: ["0:a", '1:b,"c"\nd'], 3: ["2:x"], 4: ["0:e"] });
  t.same(rowsOf(utf8("a;b;c\n1,5;2")), { 1: ["0:a", "1:b", "2:c"], 2: ["0:1,5", "1:2"] });
  t.same(rowsOf(utf8("a\tb\n1")), { 1: ["0:a", "1:b"], 2: ["0:1"] });
  t.same(rowsOf(utf8(`"a"b,c`)), { 1: ["0:ab", "1:c"] });
  t.same(rowsOf(utf8("")), {});
  t.throws(() => readCsv(utf8(`a,"b\n`), "表"), refused("sheet-csv-quote"));
});

t.test("what protected digits from a spreadsheet is taken away", async (t) => {
  t.same(rowsOf(utf8(`"=""0110""",'0123,'名,"=""a""&B1"`)), { 1: ["0:0110", "1:0123", "2:'名", '3:="a"&B1'] });
});

t.test("sizes are bounded", async (t) => {
  t.throws(() => readCsv(new Uint8Array(SHEET_LIMITS.fileBytes + 1), "表"), refused("sheet-file-too-large"));
  t.throws(() => readCsv(utf8(",".repeat(SHEET_LIMITS.columns + 1)), "表"), refused("sheet-too-large"));
  t.throws(() => readCsv(utf8("a\n".repeat(SHEET_LIMITS.rows + 2)), "表"), refused("sheet-too-large"));
  t.throws(() => readCsv(utf8("a".repeat(SHEET_LIMITS.cellCharacters + 1)), "表"), refused("sheet-too-large"));
  t.throws(() => readCsv(utf8(`${"a,".repeat(900)}\n`.repeat(500)), "表"), refused("sheet-too-large"));
});
