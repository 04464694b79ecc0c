import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { readXlsx } from "../../../src/sheets/xlsx/read-xlsx.ts";
import { CommandLine } from "../../support/cli/command-line.ts";
import { like } from "../../support/like.ts";

const TABLE = [
  "单位,批准,不批准,在办,合计",
  "民政,14,6,2,22",
  "医保,7,5,6,18",
  "教育,9,3,8,20",
  "残联,9,8,6,23",
  "合计,39,22,22,83",
].join("\r\n");

t.test("a table of persons is shown without the cells that would give single persons away", async (t) => {
  const aidx = new CommandLine(t.testdir(), { LANG: "zh_CN.UTF-8" });
  await writeFile(join(aidx.cwd, "月报.csv"), TABLE);
  const { code, stdout } = await aidx.run("suppress 月报.csv --out 公开.xlsx");
  t.equal(code, 0);
  t.match(stdout, /^教育 +9 +※ +※ +20$/m);
  t.match(stdout, /^合计 +39 +22 +22 +83$/m);
  t.match(stdout, /※ 为保护个人信息不予显示/);
  const [sheet] = readXlsx(await readFile(join(aidx.cwd, "公开.xlsx")));
  const texts = sheet?.rows.map(({ cells }) =>
    [...cells.values()].map((cell) => ("text" in cell ? cell.text : "")).join(" "),
  );
  t.equal(texts?.[3], "教育 9 ※ ※ 20");

  const own = await aidx.run("suppress 月报.csv --for 教育");
  t.match(own.stdout, /^教育 +9 +3 +8 +20$/m, "a department sees its own row");
  t.match(own.stdout, /^医保 +7 +※ +※ +18$/m);
});

t.test("a table that cannot be protected loses its breakdown, and a department keeps its row", async (t) => {
  const aidx = new CommandLine(t.testdir(), { LANG: "zh_CN.UTF-8" });
  await writeFile(join(aidx.cwd, "a.csv"), "单位,甲,乙\r\n民政,12,1\r\n教育,8,1\r\n");
  const { stdout } = await aidx.run("suppress a.csv --for 民政");
  t.match(stdout, /^民政 +12 +1 +13$/m);
  t.match(stdout, /^教育 +9$/m);
  t.match(stdout, /^合计 +22$/m);
  const json = JSON.parse((await aidx.run("suppress a.csv --json")).stdout) as object;
  like(t, json, { ok: true, form: "rows", rows: [13, 9], total: 22 });
});

t.test("a table that is none is refused with its cells, and a total that does not add up too", async (t) => {
  const aidx = new CommandLine(t.testdir(), { LANG: "zh_CN.UTF-8" });
  const faults: readonly (readonly [string, RegExp])[] = [
    ["单位,甲\r\n民政,-1\r\n", /^B2 {2}no-count/m],
    ["单位,甲\r\n民政,3.5\r\n", /^B2 {2}no-count/m],
    ["单位,甲\r\n,3\r\n", /^A2 {2}no-name/m],
    ["单位,甲,乙,合计\r\n民政,3,4,8\r\n", /^D2 {2}wrong-total/m],
    ["单位,甲,乙\r\n民政,3,4\r\n合计,3,5\r\n", /^C3 {2}wrong-total/m],
    ["单位\r\n民政\r\n", /empty/],
    [`单位${",甲".repeat(200)}\r\n民政${",1".repeat(200)}\r\n`, /too-large/],
  ];
  for (const [text, expected] of faults) {
    await writeFile(join(aidx.cwd, "a.csv"), text);
    const { code, stdout } = await aidx.run("suppress a.csv");
    t.not(code, 0);
    t.match(stdout, expected);
  }
});
