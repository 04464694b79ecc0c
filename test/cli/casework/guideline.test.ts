import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { CommandLine } from "../../support/cli/command-line.ts";
import { like } from "../../support/like.ts";
import { DAY, household } from "./ge.ts";

t.test("guideline check says what to apply for, and what is missing, in both languages", async (t) => {
  const shell = new CommandLine(t.testdir());
  await shell.write("list.json", household(72_000));
  const zh = await shell.run(`--lang zh guideline check list.json --on ${DAY}`);
  t.equal(zh.code, 0, zh.stderr);
  t.match(
    zh.stdout,
    /建议\s+G06 因案致困：即时申请\s+过去 12 个月月人均收入 2333\.33 元，案件后为 333\.33 元，低保标准 800\.00 元/,
  );
  t.notMatch(zh.stdout, "G01", "what says no is left out");
  const en = await shell.run(`--lang en guideline check list.json --on ${DAY} --all`);
  t.match(en.stdout, /suggested\s+G06 Hardship by the case/);
  t.match(en.stdout, /no\s+G01/);
  const { lines } = await shell.run(`--json guideline check list.json --on ${DAY}`);
  like(t, lines, [{ ok: true, subjects: [{ index: 0, guideline: "default@2026-1" }] }]);
});

t.test("what a locality has not set is named as such", async (t) => {
  const shell = new CommandLine(t.testdir());
  const poor = household(0);
  const [subject] = poor.subjects;
  if (subject !== undefined) subject.income = { ...subject.income, total: 28_764, perCapitaMonthly: 799 };
  await shell.write("list.json", poor);
  const { stdout } = await shell.run(`--lang zh guideline check list.json --on ${DAY}`);
  t.match(stdout, /待查\s+G01 最低生活保障\s+缺：.*地方参数「人均金融资产上限（元）」/);
});

t.test("a document that is no list is refused with its faults, and no value of it is shown", async (t) => {
  const shell = new CommandLine(t.testdir());
  await shell.write("list.json", { ...household(0), subjects: [{ personId: "⟦secret⟧" }] });
  const { code, stdout, stderr } = await shell.run(`--lang en guideline check list.json --on ${DAY}`);
  t.equal(code, 1);
  t.notMatch(stdout + stderr, "secret");
});

t.test("guideline show lists rules and numbers with their sources and marks", async (t) => {
  const shell = new CommandLine(t.testdir());
  const { stdout } = await shell.run(`--lang zh guideline show --on ${DAY}`);
  t.match(stdout, /G01\s+最低生活保障\s+社会救助暂行办法；民发〔2021〕57号 九；八至十三（已核原文）/);
  t.match(stdout, /judicialAidCounts.*false.*（未核）/);
  t.match(stdout, /propertyLimit.*未填写/);
  const one = await shell.run(`--lang en guideline show G02 --on ${DAY}`);
  t.match(one.stdout, '"edgeRatio"');
  t.equal((await shell.run(`guideline show G99 --on ${DAY}`)).code, 1);
  t.equal((await shell.run("guideline show --on 2025-12-31")).code, 1, "before it is in force");
});

t.test("S8: guideline test prints what a version with G06 changes", async (t) => {
  const shell = new CommandLine(t.testdir());
  await mkdir(join(shell.cwd, "cases"));
  await writeFile(join(shell.cwd, "cases", "ge.json"), JSON.stringify(household(72_000)));
  await writeFile(join(shell.cwd, "cases", "other.json"), JSON.stringify(household(0)));
  const present = JSON.parse(await readFile("config/guideline/default.json", "utf8")) as { rules: { id: string }[] };
  await shell.write("old.json", { ...present, rules: present.rules.filter(({ id }) => id !== "G06") });
  await shell.write("new.json", { ...present, version: "2026-2" });
  const line = `guideline test --cases cases --old old.json --new new.json --on ${DAY}`;
  const { stdout, code, stderr } = await shell.run(`--lang en ${line}`);
  t.equal(code, 0, stderr);
  t.match(stdout, /G06\s+ge\.json\s+\S+\s+no\s+suggested/);
  t.match(stdout, "2 lists, 1 changes");
  like(t, (await shell.run(`--json ${line}`)).lines, [
    { lists: 2, changes: [{ rule: "G06", before: "no", after: "suggest" }] },
  ]);
});

t.test("a wrong guideline is a fault of the configuration that names rule and place", async (t) => {
  const shell = new CommandLine(t.testdir());
  const present = JSON.parse(await readFile("config/guideline/default.json", "utf8")) as { rules: object[] };
  await mkdir(join(shell.cwd, "config", "guideline"), { recursive: true });
  const [first, ...rest] = present.rules;
  const rules = [{ ...first, when: { path: "demographics.ethnicity", in: ["01"] } }, ...rest];
  await writeFile(join(shell.cwd, "config", "guideline", "a.json"), JSON.stringify({ ...present, rules }));
  const { code, stderr } = await shell.run("--lang en guideline show --config config");
  t.equal(code, 6);
  t.match(stderr, /a\.json.*\/rules\/0\/when\/path.*rule G01 reads ethnicity/);
});
