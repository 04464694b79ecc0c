import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { zipSync } from "fflate";
import t from "tap";
import { SCHEMAS } from "../../../src/cli/kept/schemas.ts";
import { citizenCheckCharacter } from "../../../src/domain/codes/citizen-number.ts";
import { sampleList } from "../../../src/sample/list.ts";
import { loadSchemas } from "../../../src/schema/registry.ts";
import { readXlsx } from "../../../src/sheets/xlsx/read-xlsx.ts";
import { CommandLine } from "../../support/cli/command-line.ts";
import { like } from "../../support/like.ts";
import { bytesOf } from "../../support/sheets/list-layout.ts";

const schemas = await loadSchemas(SCHEMAS);
const json = async (path: string) => JSON.parse(await readFile(path, "utf8")) as unknown;

/** A person's row of somebody's own export, with the numbers of two documents. */
const HEAD = "编号,姓名,身份证号,性别,电话,月收入（万元）";
const MAPPING = JSON.stringify({
  救助对象: {
    columns: {
      编号: "personId",
      身份证号: "identity.idNumber",
      电话: "contact.persons.0.phone",
      月收入: "income.perCapitaMonthly",
    },
  },
});

t.test("template: a workbook for the clerk, which an earlier filled one is never lost to", async (t) => {
  const aidx = new CommandLine(t.testdir());
  const made = await aidx.run("template --out 清单.xlsx --json");
  t.equal(made.code, 0);
  like(t, made.lines[0], { file: "清单.xlsx", sheets: Array });
  const sheets = new Set(readXlsx(await readFile(join(aidx.cwd, "清单.xlsx"))).map(({ name }) => name));
  for (const name of ["填写说明", "移送信息", "救助对象", "共同生活成员", "需求", "监护人", "代码"]) {
    t.ok(sheets.has(name), name);
  }
  t.equal((await aidx.run("template --out 清单.xlsx")).code, 1);
});

t.test("import: a filled workbook becomes a list that passes, and its number of transfer stays the same", async (t) => {
  const aidx = new CommandLine(t.testdir());
  const list = sampleList({ seed: 3, subjects: 20, edgeCases: true });
  const { transferId: _, ...header } = list.header;
  await writeFile(join(aidx.cwd, "a.xlsx"), bytesOf({ ...list, header }));
  const first = await aidx.run(`import ${join(aidx.cwd, "a.xlsx")} --out a.json --json`);
  t.equal(first.code, 0);
  like(t, first.lines[0], { ok: true, persons: 20, file: "a.json" });
  const made = await json(join(aidx.cwd, "a.json"));
  t.equal(schemas.validate("aid-subject-list", "1", made, new Date()).ok, true);
  t.equal((await stat(join(aidx.cwd, "a.json"))).mode & 0o777, 0o600);
  t.equal((await aidx.run(`import ${join(aidx.cwd, "a.xlsx")} --out b.json`)).code, 0);
  t.same(await json(join(aidx.cwd, "b.json")), made);
  t.equal((await aidx.run(`check --offline ${join(aidx.cwd, "a.json")}`)).code, 0);
});

t.test("import: faults name their cells in both languages, no value is repeated, nothing is written", async (t) => {
  const aidx = new CommandLine(t.testdir());
  const csv = `${HEAD}\r\nP-1,王二,1.10105E+17,男,1380000,0.06\r\nP-2,李三,110105194912310021,其他,13900000001,约六百\r\n`;
  await writeFile(join(aidx.cwd, "人员.csv"), csv);
  await writeFile(join(aidx.cwd, "map.json"), MAPPING);
  const line = `import ${join(aidx.cwd, "人员.csv")} --map map.json --out list.json`.replace(
    "map.json",
    join(aidx.cwd, "map.json"),
  );
  const zh = await aidx.run(`${line} --lang zh`);
  t.equal(zh.code, 1);
  t.match(zh.stdout, /^人员!C2 {2}证件号码 {2}sheet-number-damaged {2}号码存成了数值/m);
  t.match(zh.stdout, /^人员!D3 {2}性别 {2}sheet-code /m);
  t.match(zh.stdout, /^人员!F3 {2}月人均收入\(元\) {2}sheet-money /m);
  t.match(zh.stdout, /^人员!E2 {2}联系电话 {2}phone /m);
  t.match(zh.stdout, /^共 \d+ 处错误，未生成清单$/m);
  const en = await aidx.run(`${line} --lang en`);
  t.match(en.stdout, /^人员!D3 {2}Sex {2}sheet-code {2}This is not in the pick-list/m);
  for (const value of ["1.10105E", "其他", "约六百", "1380000"]) t.notMatch(zh.stdout + en.stdout, value);
  await t.rejects(stat(join(aidx.cwd, "list.json")), { code: "ENOENT" });
});

t.test("import: the same table in GB18030, with tables in files of their own", async (t) => {
  const aidx = new CommandLine(t.testdir());
  // 编号,姓名 / P-1,王二 and 内部人员号,需求代码 / P-1,N01 in GB18030.
  const gb = (...bytes: (number | string)[]) =>
    Buffer.concat(
      bytes.map((part) =>
        typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from([part >> 8, part & 0xff]),
      ),
    );
  await writeFile(join(aidx.cwd, "a.csv"), gb(0xb1e0, 0xbac5, ",", 0xd0d5, 0xc3fb, "\r\nP-1,", 0xcdf5, 0xb6fe, "\r\n"));
  await writeFile(join(aidx.cwd, "需求.csv"), "\ufeff内部人员号,需求代码\nP-1,N01\n");
  await writeFile(
    join(aidx.cwd, "map.json"),
    JSON.stringify({ 救助对象: { sheet: "a", columns: { 编号: "personId" } } }),
  );
  const files = ["a.csv", "需求.csv"].map((name) => join(aidx.cwd, name)).join(" ");
  const { lines } = await aidx.run(`import ${files} --map ${join(aidx.cwd, "map.json")} --out list.json --json`);
  const errors = (lines[0]?.["errors"] ?? []) as { cell: string; code: string }[];
  t.ok(
    errors.some(({ cell, code }) => cell === "需求!2:2" && code === "required"),
    "the need without its urgency",
  );
  t.notOk(
    errors.some(({ cell }) => cell === "a!B2"),
    "the name is read",
  );
});

t.test("import: several citizen numbers that end in 000 are refused until they were compared", async (t) => {
  const aidx = new CommandLine(t.testdir());
  const list = sampleList({ seed: 5, subjects: 2 });
  // Right check digits: the last three digits of these numbers are 000 by nature, or by a spreadsheet.
  const subjects = list.subjects.map((subject, n) => {
    const idNumber = completed(`110105${1960 + n}`);
    const birth = { date: `${1960 + n}-${idNumber.slice(10, 12)}-03`, precision: "D" };
    // Nothing else in the list says who these persons are.
    const own = { name: subject.identity.name, personId: subject.personId, relation: "02" };
    return {
      ...subject,
      identity: { ...subject.identity, idType: "01", idNumber, birth, sex: "2" },
      household: { ...subject.household, size: 1, headName: own.name, members: [own] },
      income: { ...subject.income, perCapitaMonthly: (Number(subject.income.total) / 12).toFixed(2) },
      disability: undefined,
      difficulty: { ...subject.difficulty, specialGroups: [] },
    };
  });
  await writeFile(join(aidx.cwd, "a.xlsx"), bytesOf({ ...list, subjects }));
  const line = `import ${join(aidx.cwd, "a.xlsx")} --json --out`;
  const codes = async (more: string) => {
    const { lines } = await aidx.run(`${line} ${more}`);
    const found = [lines[0]?.["errors"] ?? [], lines[0]?.["notes"] ?? []] as { cell: string; code: string }[][];
    return found.map((issues) => issues.filter(({ code }) => /zeros/.test(code)).map(({ cell }) => cell));
  };
  const [errors] = await codes("a.json");
  t.match(errors?.join(" "), /^救助对象!E5 救助对象!E6/);
  const [none, notes] = await codes("b.json --compared");
  t.same([none, notes?.slice(0, 2)], [[], ["救助对象!E5", "救助对象!E6"]]);
});

t.test("import: files that are none, too large, or bombs end with their code", async (t) => {
  const aidx = new CommandLine(t.testdir());
  const bomb = zipSync({ "xl/workbook.xml": [new Uint8Array(80 * 1024 * 1024), { level: 1 }] });
  const files = {
    "a.xlsx": [bomb, "sheet-too-large"],
    "b.xls": [Buffer.from("<html>"), "sheet-not-a-workbook"],
    "c.csv": [Buffer.from("a\0b"), "sheet-encoding"],
    "d.csv": [Buffer.alloc(9 * 1024 * 1024, "a"), "sheet-file-too-large"],
    "e.csv": [bytesOf(sampleList({ seed: 1, subjects: 1 })), undefined],
  } as const;
  for (const [name, [bytes, code]] of Object.entries(files)) {
    await writeFile(join(aidx.cwd, name), bytes);
    const { code: exit, stderr, stdout } = await aidx.run(`import ${join(aidx.cwd, name)} --out x.json`);
    t.equal(exit, code === undefined ? 0 : 1, `${name} ${stdout}`);
    if (code !== undefined) t.match(stderr, code);
  }
  t.equal((await aidx.run("import nowhere.csv --out x.json")).code, 1);
  const again = await aidx.run(`import ${join(aidx.cwd, "e.csv")} --out x.json`);
  t.equal(again.code, 1, "a list that is there, perhaps corrected by hand, is not overwritten");
  t.match(again.stderr, "x.json");
  await writeFile(join(aidx.cwd, "m.json"), `{"人员":{}}`);
  const wrong = await aidx.run(`import ${join(aidx.cwd, "e.csv")} --map ${join(aidx.cwd, "m.json")} --out x.json`);
  t.equal(wrong.code, 2);
  t.match(wrong.stderr, "人员");
});

/** Number of six and four digits, a month, the 3rd and 1000 to 9000, whose last 0 is the right check character. */
function completed(first10: string): string {
  for (const month of ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"]) {
    for (const digit of "123456789") {
      const first17 = `${first10}${month}03${digit}00`;
      if (citizenCheckCharacter(first17) === "0") return `${first17}0`;
    }
  }
  throw new Error("no such number");
}
