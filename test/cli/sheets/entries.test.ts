/** A clerk records visits and evaluations by workbook and on paper: form made from the case, filled in, turned into the document. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { documentField } from "../../../src/cli/kept/schemas.ts";
import { dayInChina } from "../../../src/domain/codes/calendar-date.ts";
import { entryFilling, entryLayout, entryPage } from "../../../src/sheets/entry-sheet.ts";
import { templateSheets } from "../../../src/sheets/template.ts";
import { writeXlsx } from "../../../src/sheets/xlsx/write-xlsx.ts";
import { readWorkbook } from "../../../src/cli/kept/workbook-file.ts";
import { shownText } from "../../../src/sheets/workbook.ts";
import { Scene } from "../../support/scenario.ts";
import { CommandLine } from "../../support/cli/command-line.ts";
import { exampleList, gatewayHome, start } from "../../support/gateway/gateway.ts";
import { like } from "../../support/like.ts";
import { fillRow } from "../../support/sheets/filled-sheet.ts";

const PAID = {
  needs: ["N01"],
  reply: "40",
  decisionNumber: "某民救字〔2026〕31号",
  aidGranted: [
    {
      category: "01",
      item: "低保",
      form: "1",
      amount: "1460.00",
      frequency: "2",
      start: "2026-06-01",
      firstPaidOn: "2026-06-19",
      for: "household",
    },
  ],
};
const VISITED = { way: "1", by: "procuratorate", visitors: ["林知远"], outcome: "V1" };
const scores = (...values: readonly number[]) => values.map((score, index) => ({ type: `0${index + 1}`, score }));
const today = dayInChina(new Date());

t.test("aidx visit: who is due, the form, the sheet to print, and the record that the gateway takes", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  const aidx = new CommandLine(t.testdir(), { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
  const list = (await exampleList()) as { subjects: { judicialAid?: object }[] };
  const [first] = list.subjects;
  if (first !== undefined) {
    first.judicialAid = { ...first.judicialAid, status: "60", paidOn: "2025-06-20", payMethod: "1" };
  }
  const file = await aidx.write("list.json", list);
  const nothing = await aidx.run(`visit record ${file} --out early.xlsx --party procuratorate`);
  t.equal(nothing.code, 1, "it was not sent");
  t.equal((await aidx.run(`push ${file} --type aid-subject-list --party procuratorate`)).code, 0);

  const due = await aidx.run("visit due --party procuratorate --lang zh");
  t.match(due.stdout, /F0 到账确认.*待回访/);
  t.match(due.stdout, /共 1 人/);

  const made = await aidx.run(`visit record ${file} --out 回访.xlsx --party procuratorate --json`);
  like(t, JSON.parse(made.stdout), { persons: 1 });
  t.equal((await aidx.run(`visit record ${file} --out x.json --party procuratorate`)).code, 2);
  const printed = await aidx.run(`visit record ${file} --out 回访.html --party procuratorate`);
  t.equal(printed.code, 0, printed.stderr);
  const page = await readFile(join(aidx.cwd, "回访.html"), "utf8");
  for (const text of ["<h1>回访记录</h1>", "陈秀兰（P-2025-0001）", "F0 到账确认", "□1 电话", "本人（监护人）签名"]) {
    t.ok(page.includes(text), text);
  }
  t.notOk(page.includes("<script"));
  const elsewhere = await aidx.write("elsewhere.json", list);
  const again = await aidx.run(`visit record ${elsewhere} --out b.xlsx --party procuratorate`);
  t.equal(again.code, 1, "this file was not pushed from here");
  const { thread: sent } = JSON.parse(
    (await aidx.run("visit due --party procuratorate --json")).stdout.split("\n")[0] ?? "",
  ).persons[0] as { thread: string };
  const named = await aidx.run(`visit record ${elsewhere} --thread ${sent} --out b.xlsx --party procuratorate`);
  t.equal(named.code, 0, named.stderr);

  const [blank, filled, wrong] = ["回访.xlsx", "填好.xlsx", "有误.xlsx"].map((name) => join(aidx.cwd, name)) as [
    string,
    string,
    string,
  ];
  const empty = await aidx.run(`visit record ${file} --xlsx ${blank} --out v.json`);
  t.equal(empty.code, 1, "nothing was filled in");
  const values = { date: today, way: "1", visitors: "林知远", outcome: "V1", "fundArrived.yes": "是" };
  await fillRow(blank, filled, "回访", 5, values);
  const read = await aidx.run(`visit record ${file} --xlsx ${filled} --out v.json --json`);
  t.equal(read.code, 0, read.stdout + read.stderr);
  const { body } = { body: JSON.parse(await readFile(join(aidx.cwd, "v.json"), "utf8")) as { visits: object[] } };
  like(t, body.visits, [
    { personId: "P-2025-0001", kind: "F0", by: "procuratorate", outcome: "V1", fundArrived: { yes: true } },
  ]);
  t.notOk("shown" in (body.visits[0] ?? {}));
  await fillRow(filled, wrong, "回访", 5, { personId: "P-9", way: "2" });
  const refused = await aidx.run(`visit record ${file} --xlsx ${wrong} --out w.json --lang zh`);
  t.equal(refused.code, 1);
  t.match(refused.stdout, /回访!A5/, "no person of the list");
  t.match(refused.stdout, /2 处错误/, "and two visitors are needed at home");

  const { thread } = JSON.parse(read.stdout) as { thread: string };
  const pushed = await aidx.run(
    `push ${join(aidx.cwd, "v.json")} --type visit --thread ${thread} --party procuratorate`,
  );
  t.equal(pushed.code, 0, pushed.stdout + pushed.stderr);
  t.match((await aidx.run("visit due --party procuratorate --lang en")).stdout, /0 persons/);
  const evaluation = await aidx.run(`evaluate ${file} --out e.xlsx --party procuratorate --lang zh`);
  t.equal(evaluation.code, 1);
  t.match(evaluation.stderr, /没有应进行的评估/);
});

t.test(
  "aidx evaluate: drafted from the case, confirmed by a person, computed and checked as the gateway does",
  async (t) => {
    const scene = await Scene.start(t, "2026-06-10T09:00:00+08:00");
    const { clock, home } = scene;
    const at = (day: string) => clock.moveTo(`${day}T15:00:00+08:00`);
    const thread = await scene.send("N01");
    const satisfaction = [{ about: "civil-affairs", value: 4 }];
    for (const [kind, day, more] of [
      ["A", "2026-06-16", { scores: scores(8, 6) }],
      ["F0", "2026-06-24", { fundArrived: { yes: true } }],
      ["F1", "2026-07-20", { scores: scores(5, 4) }],
      ["F2", "2026-09-17", { scores: scores(4, 3), satisfaction }],
      ["F3", "2026-12-16", { scores: scores(1, 1) }],
    ] as const) {
      at(day);
      if (kind === "F0") await scene.answer("civil-affairs", thread, [PAID]);
      await scene.record("visit", thread, [{ ...VISITED, kind, date: day, ...more }]);
    }
    at("2026-12-17");
    const aidx = new CommandLine(t.testdir(), { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
    aidx.now = () => clock.now();
    const list = (await exampleList()) as { header: object; subjects: object[] };
    const file = await aidx.write("list.json", { ...list, header: { ...list.header, transferId: thread.transferId } });
    const evaluate = (rest: string) => aidx.run(`evaluate ${file} --thread ${thread.id} ${rest} --lang zh`);
    const made = await evaluate("--out 评估.xlsx --party procuratorate");
    t.equal(made.code, 0, made.stderr);
    const blank = join(aidx.cwd, "评估.xlsx");
    const told = (await readWorkbook(blank)).map(({ name, rows }) => [
      name,
      rows.filter(({ number }) => number > 4).map(({ cells }) => [...cells.values()].map(shownText).join(" ")),
    ]);
    like(t, Object.fromEntries(told), {
      效果评估: ["P-2025-0001 陈秀兰 应于 2026-12-16 评估 2026-06-17 2026-12-17 1 检察院 A 完全解决"],
      救助前评分: ["P-2025-0001 01 基本生活 8", "P-2025-0001 02 医疗 6"],
      救助后评分: ["P-2025-0001 01 基本生活 1", "P-2025-0001 02 医疗 1"],
      各部门办理情况: ["P-2025-0001 N01 基本生活 civil-affairs 是 是"],
    });
    t.equal((await evaluate("--out 评估.html --party procuratorate")).code, 0);
    const page = await readFile(join(aidx.cwd, "评估.html"), "utf8");
    for (const text of ["陈秀兰（P-2025-0001）", "A 完全解决", "□C1 销号", '<td class="blank">8</td>']) {
      t.ok(page.includes(text), text);
    }

    const left = await evaluate("--xlsx 评估.xlsx --out e.json --party procuratorate");
    t.equal(left.code, 1, "nobody has confirmed anything");
    const filled = join(aidx.cwd, "填好.xlsx");
    await fillRow(blank, filled, "效果评估", 5, {
      gradeComputed: "",
      gradeConfirmed: "B",
      gradeReason: "待稳定",
      conclusion: "C2",
    });
    await fillRow(filled, filled, "救助后评分", 5, { score: "4" });
    const read = await evaluate(`--xlsx ${filled} --out e.json --party procuratorate --json`);
    t.equal(read.code, 0, read.stdout + read.stderr);
    like(t, JSON.parse(read.stdout), { against: "case", notes: [] });
    const body = JSON.parse(await readFile(join(aidx.cwd, "e.json"), "utf8")) as object;
    like(t, body, {
      header: { messageType: "EVALUATION" },
      evaluations: [{ before: scores(8, 6), after: scores(4, 1), gradeComputed: "B", gradeConfirmed: "B" }],
    });

    await fillRow(filled, filled, "效果评估", 5, { gradeComputed: "A", conclusion: "C1" });
    const other = await evaluate(`--xlsx ${filled} --out o.json --party procuratorate --json`);
    t.match(other.stdout, /evaluation-grade/, "the case gives another grade");
    const offline = await evaluate(`--xlsx ${filled} --out offline.json`);
    t.match(offline.stdout, /得不出此等级[^]*未与案件核对/, "and so do the scores alone");
    await fillRow(filled, filled, "效果评估", 5, { gradeConfirmed: "D" });
    const refused = await evaluate(`--xlsx ${filled} --out r.json --party procuratorate --json`);
    t.equal(refused.code, 1);
    like(t, JSON.parse(refused.stdout), { errors: [{ code: "close-measure-open" }] }, "refused as the gateway would");
  },
);

t.test("what nobody knows is left to the officer, in the rows that are to be filled in", async (t) => {
  const layout = entryLayout(await documentField("evaluation"), ["from", "to"]);
  const known = { from: "2026-06-15", to: "2026-11-30" };
  const person = { personId: "P-2025-0001", name: "<script>", known, hint: "", rows: { before: [{ type: "01" }] } };
  const aidx = new CommandLine(t.testdir(), {});
  const list = await exampleList();
  const packet = await aidx.write("packet.json", { thread: "0199a000-0000-7000-8000-000000000001", body: list });
  const file = join(aidx.cwd, "评估.xlsx");
  await writeFile(file, writeXlsx(templateSheets(layout, entryFilling(layout, "EVALUATION", list, [person])), "评估"));
  const untouched = await aidx.run(`evaluate ${packet} --xlsx ${file} --out e.json`);
  t.equal(untouched.code, 1, "a person whose row is left is no fault of the scores");
  t.match(untouched.stderr, /no row has evaluations/);
  await fillRow(file, file, "效果评估", 5, {
    scoredBy: "1",
    gradeComputed: "B",
    gradeConfirmed: "B",
    conclusion: "C2",
  });
  await fillRow(file, file, "救助后评分", 5, { "subject.personId": "P-2025-0001", type: "01", score: "4" });
  const read = await aidx.run(`evaluate ${packet} --xlsx ${file} --out e.json --lang zh`);
  t.equal(read.code, 1);
  t.match(read.stdout, /救助前评分!C5/, "the score that nobody has given");
  const page = entryPage(layout, "救助效果评估表", "L-1", [person]);
  t.notOk(page.includes("<script>"), "a name is text");
  t.ok(page.includes("□C1 销号"));
});
