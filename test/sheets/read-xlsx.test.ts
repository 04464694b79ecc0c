import { strToU8 } from "fflate";
import fc from "fast-check";
import t from "tap";
import { type Cell, SHEET_LIMITS, SheetError, type SheetErrorCode } from "../../src/sheets/workbook.ts";
import { readXlsx } from "../../src/sheets/xlsx/read-xlsx.ts";
import { writeXlsx } from "../../src/sheets/xlsx/write-xlsx.ts";
import { holds } from "../support/holds.ts";
import { rowOf, xlsxOf } from "../support/sheets/xlsx-parts.ts";

const STYLES = `<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[Red]#,##0.00&quot;day&quot;"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="57"/></cellXfs>`;

function cellsOf(bytes: Uint8Array): (Cell | undefined)[] {
  const [sheet] = readXlsx(bytes);
  const cells = sheet?.rows[0]?.cells ?? new Map<number, Cell>();
  return Array.from({ length: 1 + Math.max(-1, ...cells.keys()) }, (_, column) => cells.get(column));
}

const refused = (code: SheetErrorCode) => ({ name: "SheetError", code });
const text = (value: string): Cell => ({ kind: "text", text: value });

t.test("texts: shared, inline, formatted in runs, without readings, with escapes and prefixes", async (t) => {
  const strings = `<si><t>甲</t></si><si><r><t>阿依</t></r><r><rPr><b/></rPr><t>努尔</t></r><rPh sb="0" eb="1"><t>よみ</t></rPh></si><si><t>a_x000A_b_x005F_x0041_</t></si><si><t>A &amp; B&#x20BB7;</t></si>`;
  const sheet = rowOf(
    `<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c>`,
    `<c r="E1" t="inlineStr"><is><t>乙</t></is></c><c r="G1" t="str"><f>A1&amp;B1</f><v>丙</v></c><c r="H1" t="s"/>`,
  );
  const wanted = [
    text("甲"),
    text("阿依努尔"),
    text("a\nb_x0041_"),
    text("A & B𠮷"),
    text("乙"),
    undefined,
    text("丙"),
  ];
  t.same(cellsOf(xlsxOf({ sheet, strings })), wanted);
  const prefixed = xlsxOf({
    sheet: `<x:sheetData xmlns:x="x"><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c></x:row></x:sheetData>`,
  });
  t.same(cellsOf(prefixed), [text("甲")]);
});

t.test("the workbook is found where the package says that it is", async (t) => {
  const link = `<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships`;
  const sheet = strToU8(`<worksheet>${rowOf(`<c r="A1" t="str"><v>甲</v></c>`)}</worksheet>`);
  const more = {
    "_rels/.rels": strToU8(`<Relationships>${link}/officeDocument" Target="/book/workbook2.xml"/></Relationships>`),
    "book/workbook2.xml": strToU8(`<workbook xmlns:r="r"><sheets><sheet name="乙" r:id="r"/></sheets></workbook>`),
    "book/_rels/workbook2.xml.rels": strToU8(`<Relationships>${link}/worksheet" Target="s.xml"/></Relationships>`),
    "book/s.xml": sheet,
  };
  const [found] = readXlsx(xlsxOf({ sheet: "", more }));
  t.same([found?.name, found?.rows[0]?.cells.get(0)], ["乙", text("甲")]);
});

t.test("numbers keep their digits, and tell whether they are dates", async (t) => {
  const cells = [0, 1, 2, 3, 4].map((style, n) => `<c r="${"ABCDE"[n]}1" s="${style}"><v>45000</v></c>`);
  const sheet = rowOf(...cells, `<c r="F1"><v>1.10105194912E+17</v></c><c r="G1" t="b"><v>1</v></c>`);
  t.same(cellsOf(xlsxOf({ sheet, styles: STYLES })), [
    { kind: "number", text: "45000", date: false },
    { kind: "number", text: "45000", date: true },
    { kind: "number", text: "45000", date: true },
    { kind: "number", text: "45000", date: false },
    { kind: "number", text: "45000", date: true },
    { kind: "number", text: "1.10105194912E+17", date: false },
    { kind: "boolean", value: true },
  ]);
});

t.test("a formula is its last result, and an error where it has none; nothing is computed or fetched", async (t) => {
  const sheet = rowOf(
    `<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>WEBSERVICE("http://a.example/")</f></c><c r="C1" t="e"><v>#N/A</v></c>`,
    `<c r="D1" t="str"><f>[1]Other!A1</f><v>旧值</v></c>`,
  );
  const links = `<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" Target="externalLinks/externalLink1.xml"/><Relationship Id="s1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="http://a.example/sheet.xml" TargetMode="External"/>`;
  t.same(cellsOf(xlsxOf({ sheet, links })), [
    { kind: "number", text: "2", date: false },
    { kind: "error" },
    { kind: "error" },
    text("旧值"),
  ]);
});

t.test("merged cells are told, and dates may count from 1904", async (t) => {
  const workbook = `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="表" r:id="s1" state="hidden"/></sheets></workbook>`;
  const sheet = `${rowOf(`<c r="A1"><v>1</v></c>`)}<mergeCells><mergeCell ref="A1:A3"/></mergeCells>`;
  const [found] = readXlsx(xlsxOf({ sheet, workbook }));
  t.same([found?.name, found?.epoch1904, found?.merged], ["表", true, ["A1:A3"]]);
});

t.test("a cell far away costs nothing, and one beyond the limits is refused", async (t) => {
  const far = (address: string) => `<sheetData><row><c r="${address}"><v>1</v></c></row></sheetData>`;
  const before = process.memoryUsage().heapUsed;
  t.equal(readXlsx(xlsxOf({ sheet: far(`ALL${SHEET_LIMITS.rows}`) }))[0]?.rows.length, 1);
  t.ok(process.memoryUsage().heapUsed - before < 20_000_000, "no cells are made for those before it");
  for (const address of ["A1048576", "XFD1"]) {
    t.throws(() => readXlsx(xlsxOf({ sheet: far(address) })), refused("sheet-too-large"), address);
  }
  t.equal(
    readXlsx(xlsxOf({ sheet: `<sheetData><row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>` }))[0]?.rows
      .length,
    0,
  );
});

t.test(
  "bombs are refused while they are inflated: one great part, many, shared strings of 100 MB, lies about sizes",
  async (t) => {
    const zeros = new Uint8Array(100 * 1024 * 1024);
    const great = xlsxOf({ sheet: rowOf(), strings: "", more: { "xl/sharedStrings.xml": [zeros, { level: 1 }] } });
    t.ok(great.length < 1_000_000, "the file is small");
    t.throws(() => readXlsx(great), refused("sheet-too-large"));
    // The directory says that the part has ten bytes.
    const lying = great.slice();
    const view = new DataView(lying.buffer);
    const name = strToU8("xl/sharedStrings.xml");
    for (let at = 0; at < lying.length - 46; at++) {
      const isEntry = view.getUint32(at, true) === 0x02014b50 && name.every((byte, n) => lying[at + 46 + n] === byte);
      if (isEntry) view.setUint32(at + 24, 10, true);
    }
    t.throws(() => readXlsx(lying), refused("sheet-too-large"));
    const part = strToU8(`<worksheet>${" ".repeat(2 * 1024 * 1024)}</worksheet>`);
    const many = Array.from({ length: 40 }, (_, n) => [`xl/worksheets/s${n}.xml`, part] as const);
    const sheets = many.map((_, n) => `<sheet name="${n}" r:id="m${n}"/>`).slice(0, SHEET_LIMITS.sheets);
    const links = many.map(([path], n) => `<Relationship Id="m${n}" Type="worksheet" Target="/${path}"/>`);
    const spread = { sheet: "", workbook: `<workbook xmlns:r="r"><sheets>${sheets.join("")}</sheets></workbook>` };
    t.throws(
      () => readXlsx(xlsxOf({ ...spread, links: links.join(""), more: Object.fromEntries(many) })),
      refused("sheet-too-large"),
    );
    const parts = Array.from({ length: SHEET_LIMITS.parts + 1 }, (_, n) => [`a${n}`, new Uint8Array()] as const);
    t.throws(() => readXlsx(xlsxOf({ sheet: "", more: Object.fromEntries(parts) })), refused("sheet-too-large"));
    t.throws(() => readXlsx(new Uint8Array(SHEET_LIMITS.fileBytes + 1)), refused("sheet-file-too-large"));
    const cells = `<c t="b"><v>1</v></c>`.repeat(1_000);
    const rows = `<row>${cells}</row>`.repeat(SHEET_LIMITS.cells / 1_000 + 1);
    t.throws(() => readXlsx(xlsxOf({ sheet: `<sheetData>${rows}</sheetData>` })), refused("sheet-too-large"));
  },
);

t.test("entities of its own, a broken part, a missing text and a strange file are refused by name", async (t) => {
  const dtd = `<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]>`;
  t.throws(() => readXlsx(xlsxOf({ sheet: "", workbook: `${dtd}<workbook/>` })), refused("sheet-damaged"));
  t.throws(() => readXlsx(xlsxOf({ sheet: "<sheetData><row" })), refused("sheet-damaged"));
  t.throws(() => readXlsx(xlsxOf({ sheet: rowOf(`<c r="A1" t="s"><v>7</v></c>`) })), refused("sheet-damaged"));
  t.throws(() => readXlsx(strToU8("<html><table>")), refused("sheet-not-a-workbook"));
  t.throws(() => readXlsx(new Uint8Array()), refused("sheet-not-a-workbook"));
  const compound = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, ...new Uint8Array(600));
  t.throws(() => readXlsx(compound), refused("sheet-not-a-workbook"));
  const utf16 = Buffer.from("EncryptedPackage", "utf16le");
  t.throws(() => readXlsx(Uint8Array.of(...compound, ...utf16)), refused("sheet-encrypted"));
});

t.test("XML that makes a careless parser slow takes the time of its length", async (t) => {
  const time = (unit: string, length: number) => {
    const bytes = xlsxOf({ sheet: `<sheetData>${unit.repeat(length / unit.length)}` });
    const start = performance.now();
    t.throws(() => readXlsx(bytes), { name: "SheetError" });
    return performance.now() - start;
  };
  for (const unit of [
    '<","',
    "<a",
    "<!",
    "<!--",
    "<![CDATA[",
    '<a b="c" ',
    "<a>",
    "&",
    "&#x41;",
    "</a>",
    "<?",
    "<a b='",
    "<c><v>1",
  ]) {
    time(unit, 100_000);
    const [short, long] = [time(unit, 200_000), time(unit, 3_200_000)];
    // Sixteen times as long: a quadratic parser would take 256 times the time.
    t.ok(long < 64 * Math.max(short, 10), `${unit} ${short} ${long}`);
  }
});

t.test("damaged bytes are refused or read, and never anything else", async (t) => {
  const good = xlsxOf({ sheet: rowOf(`<c r="A1" t="s"><v>0</v></c>`), strings: "<si><t>甲</t></si>", styles: STYLES });
  const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
  await holds(
    t,
    fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), fc.nat(good.length), (changes, length) => {
      const bytes = good.slice(0, Math.max(length, good.length / 2));
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
      try {
        return Array.isArray(readXlsx(bytes));
      } catch (error) {
        return error instanceof SheetError;
      }
    }),
    { numRuns: 1_000 },
  );
});

t.test("what is written is read back, whatever the texts are, and the same sheets are the same bytes", async (t) => {
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("=1+1", "_x000A_", "_x005F_", "𠮷\u{e0100}", "\u0007\r\n\t"),
  );
  await holds(
    t,
    fc.property(fc.array(fc.array(value, { maxLength: 5 }), { maxLength: 5 }), (rows) => {
      const sheet = {
        name: "表",
        columns: [],
        rows: rows.map((row) => row.map((one) => ({ value: one, style: "text" as const }))),
      };
      const bytes = writeXlsx([sheet], "t");
      const found = new Map(readXlsx(bytes)[0]?.rows.map(({ number, cells }) => [number, cells]));
      const same = rows.every((row, n) =>
        row.every((one, column) => {
          const cell = found.get(n + 1)?.get(column);
          return one.trim() === "" ? cell === undefined : cell?.kind === "text" && cell.text === one.toWellFormed();
        }),
      );
      return same && Buffer.from(bytes).equals(Buffer.from(writeXlsx([sheet], "t")));
    }),
    { numRuns: 40 },
  );
});
