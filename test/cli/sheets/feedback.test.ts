/** A clerk without a system answers by a spreadsheet: workbook made, filled in, turned into feedback, sent. */
import { join } from "node:path";
import { globSync } from "node:fs";
import t from "tap";
import { dayInChina } from "../../../src/domain/codes/calendar-date.ts";
import { CommandLine } from "../../support/cli/command-line.ts";
import { exampleList, gatewayHome, start } from "../../support/gateway/gateway.ts";
import { like } from "../../support/like.ts";
import { fillRow } from "../../support/sheets/filled-sheet.ts";

const fill = (path: string, to: string, row: number, values: Record<string, string>) =>
  fillRow(path, to, "办理结果", row, values);

t.test("aidx feedback: from the opened packet to feedback of version 1.1 that the gateway takes", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  const aidx = new CommandLine(t.testdir(), { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
  const file = await aidx.write("list.json", await exampleList());
  t.equal((await aidx.run(`push ${file} --type aid-subject-list --party procuratorate`)).code, 0);
  t.equal((await aidx.run("pull --out inbox --party education")).code, 0);
  const [packet = ""] = globSync(join(aidx.cwd, "inbox", "*.json"));
  t.ok(packet, "the packet was kept");

  const office = {
    header: {
      from: { department: "education", division: "320723", name: "示例县教育局" },
      officer: { name: "孙玉梅", office: "资助中心", phone: "0518-88000012" },
    },
  };
  const earlier = await aidx.write("earlier.json", office);
  const xlsx = join(aidx.cwd, "反馈.xlsx");
  const made = await aidx.run(`feedback ${packet} --out ${xlsx} --like ${earlier} --json`);
  t.equal(made.code, 0, made.stderr);
  t.equal((await aidx.run(`feedback ${packet} --out ${xlsx}`)).code, 1, "a filled workbook is never replaced");
  const asJson = await aidx.run(`feedback ${packet} --out f.json`);
  t.equal(asJson.code, 2, asJson.stderr);

  const untouched = await aidx.run(`feedback ${packet} --xlsx ${xlsx} --out f.json --lang zh`);
  t.equal(untouched.code, 1);
  t.match(untouched.stderr, /没有一行填了办理结果/);

  const wrong = join(aidx.cwd, "wrong.xlsx");
  await fill(xlsx, wrong, 5, { reply: "12", personId: "P-9", decidedOn: "上周五" });
  const refused = await aidx.run(`feedback ${packet} --xlsx ${wrong} --out f.json --lang zh`);
  t.equal(refused.code, 1);
  t.match(refused.stdout, /^办理结果!H5 {2}决定日期 {2}sheet-date /m);
  t.match(refused.stdout, /^办理结果!A5 {2}内部人员号 {2}case-unknown-subject /m);
  t.match(refused.stdout, /^办理结果!E5 {2}原因码 {2}/m);
  t.notMatch(refused.stdout + refused.stderr, /上周五|P-9/);

  const filled = join(aidx.cwd, "filled.xlsx");
  await fill(xlsx, filled, 5, { reply: "10", acceptedOn: dayInChina(new Date()) });
  const read = await aidx.run(`feedback ${packet} --xlsx ${filled} --out ${join(aidx.cwd, "f.json")} --json`);
  t.equal(read.code, 0, read.stdout + read.stderr);
  like(t, read.lines[0], { ok: true, results: 1, thread: String });
  const { thread } = read.lines[0] as { thread: string };
  const sent = await aidx.run(`push ${join(aidx.cwd, "f.json")} --type feedback --thread ${thread} --party education`);
  t.equal(sent.code, 0, sent.stdout + sent.stderr);
  const view = await aidx.run(`case ${thread} --party education --lang zh`);
  t.match(view.stdout, /已受理/);
});
