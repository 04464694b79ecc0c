/** A clerk records visits and evaluations by workbook and on paper: form made from the case, filled in, turned into the document. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { documentField } from "../../../src/cli/kept/schemas.ts";
import { dayInChina } from "../../../src/domain/codes/calendar-date.ts";
import { entryFilling, entryLayout, entryPage } from "../../../src/sheets/entry-sheet.ts";
import { templateSheets } from "../../../src/sheets/template.ts";
import { writeXlsx } from "../../../src/sheets/xlsx/write-xlsx.ts";
import { CommandLine } from "../../support/cli/command-line.ts";
import { exampleList, gatewayHome, start } from "../../support/gateway/gateway.ts";
import { like } from "../../support/like.ts";
import { fillRow } from "../../support/sheets/filled-sheet.ts";

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

t.test("aidx evaluate: the filled workbook, with its tables of scores, becomes an evaluation", async (t) => {
  const aidx = new CommandLine(t.testdir(), {});
  const list = await exampleList();
  const packet = await aidx.write("packet.json", { thread: "0199a000-0000-7000-8000-000000000001", body: list });
  const layout = entryLayout(await documentField("evaluation"), ["from", "to"]);
  const persons = [
    {
      personId: "P-2025-0001",
      name: "陈秀兰",
      known: { from: "2026-06-15", to: "2026-11-30" },
      hint: "应于 2026-11-30 评估",
    },
  ];
  const sheets = templateSheets(layout, entryFilling(layout, "EVALUATION", list, persons));
  const file = join(aidx.cwd, "评估.xlsx");
  await writeFile(file, writeXlsx(sheets, "评估"));
  const [rows, before, after] = layout.tables.slice(1, 4).map(({ name }) => name.zh) as [string, string, string];
  await fillRow(file, file, rows, 5, { scoredBy: "1", gradeComputed: "B", gradeConfirmed: "B", conclusion: "C2" });
  await fillRow(file, file, before, 5, { "subject.personId": "P-2025-0001", type: "01", score: "8" });
  await fillRow(file, file, after, 5, { "subject.personId": "P-2025-0001", type: "01", score: "4" });
  const read = await aidx.run(`evaluate ${packet} --xlsx ${file} --out e.json --json`);
  const told = JSON.parse(read.stdout) as { ok: boolean; errors?: { text: string; place: string }[] };
  t.ok(told.ok, JSON.stringify(told));
  like(t, JSON.parse(await readFile(join(aidx.cwd, "e.json"), "utf8")), {
    header: { messageType: "EVALUATION" },
    evaluations: [
      {
        personId: "P-2025-0001",
        from: "2026-06-15",
        before: [{ type: "01", score: 8 }],
        after: [{ score: 4 }],
        gradeConfirmed: "B",
      },
    ],
  });
  const page = entryPage(
    layout,
    "救助效果评估表",
    "L-1",
    persons.map((person) => ({ ...person, name: "<script>" })),
  );
  t.notOk(page.includes("<script>"), "a name is text");
  t.ok(page.includes("□C1 销号"));
});
