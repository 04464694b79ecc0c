/** S8: the plan of GE, drafted with the guideline's suggestion, which the officer declines; and its check against the list. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { CommandLine } from "../../support/cli/command-line.ts";
import { like } from "../../support/like.ts";
import { DAY, household } from "./ge.ts";

interface Measure {
  readonly need: string;
  readonly owner: string;
  readonly basis?: { readonly ruleId: string };
}
interface Draft {
  readonly header: Record<string, unknown>;
  readonly subjects: readonly { readonly personId: string; readonly plan: { readonly measures: readonly Measure[] } }[];
}

const APPROVED = {
  listNumber: "示检救帮〔2026〕3号",
  approval: { approver: "周明理", approvedAt: `${DAY}T09:00:00+08:00` },
};
const GE = household(72_000);
const needs = { items: [{ code: "N01", urgency: "3" }], willApply: "1", helpedApply: true };
const LIST = { ...GE, subjects: GE.subjects.map((subject) => ({ ...subject, needs })) };

async function draftIn({ cwd }: CommandLine, name: string): Promise<Draft> {
  return JSON.parse(await readFile(join(cwd, name), "utf8")) as Draft;
}

t.test(
  "S8: a draft has a measure for each need, with the rule that suggests it; a declined one says why",
  async (t) => {
    const shell = new CommandLine(t.testdir());
    await shell.write("list.json", LIST);
    const drafted = await shell.run(`--lang zh plan list.json --out plan.json --on ${DAY}`);
    t.equal(drafted.code, 0, drafted.stderr);
    t.match(drafted.stdout, /民政\s+\S+\s+N01 基本生活\s+转介申请.*G06 采纳/);
    t.match(drafted.stdout, "aidx plan plan.json --list list.json");
    const { header, subjects } = await draftIn(shell, "plan.json");
    like(t, header, { messageType: "PLAN", answers: GE.header.transferId, listNumber: undefined, approval: undefined });
    const [subject] = subjects;
    const basis = { ruleId: "G06", version: "default@2026-1", choice: "accepted" };
    const measure = subject?.plan.measures.find(({ need }) => need === "N01");
    like(t, measure, { need: "N01", kind: "M4", owner: "civil-affairs", status: "sent", basis });

    const personView = { agreed: "yes", on: DAY };
    const others = subject?.plan.measures.filter(({ need }) => need !== "N01") ?? [];
    const declined = [
      { need: "N01", reason: "已由子女赡养", basis: { ...basis, choice: "declined", reason: "收入已恢复" } },
    ];
    const own = {
      measureId: "0198b0b2-7c1e-7d4f-8a55-0c2d3e4f5b09",
      need: "N14",
      kind: "M3",
      owner: "procuratorate",
      dueBy: DAY,
      status: "planned",
    };
    const whole = {
      header: { ...header, ...APPROVED },
      subjects: [{ ...subject, plan: { measures: [...others, own], declined, personView } }],
    };
    await shell.write("whole.json", whole);
    const checked = await shell.run(`--lang zh plan whole.json --list list.json --on ${DAY}`);
    t.equal(checked.code, 0, checked.stdout + checked.stderr);
    t.match(checked.stdout, /检察院\s+\S+\s+N14 心理疏导/);

    const { declined: _none, ...without } = whole.subjects[0]?.plan ?? {};
    await shell.write("short.json", { ...whole, subjects: [{ ...subject, plan: without }] });
    const short = await shell.run(`--lang zh plan short.json --list list.json --on ${DAY}`);
    t.equal(short.code, 1);
    t.match(short.stdout, /的需求 N01 基本生活 既无措施，也未说明不安排的理由/);
    like(t, (await shell.run(`--json plan short.json --list list.json --on ${DAY}`)).lines, [
      { ok: false, missing: [{ personId: subject?.personId, need: "N01" }] },
    ]);
  },
);

t.test("S8: without G06 in the guideline nothing is suggested for GE", async (t) => {
  const shell = new CommandLine(t.testdir());
  await shell.write("list.json", LIST);
  const present = JSON.parse(await readFile("config/guideline/default.json", "utf8")) as { rules: { id: string }[] };
  await mkdir(join(shell.cwd, "config", "guideline"), { recursive: true });
  const without = { ...present, rules: present.rules.filter(({ id }) => id !== "G06") };
  await writeFile(join(shell.cwd, "config", "guideline", "a.json"), JSON.stringify(without));
  const { code, stderr } = await shell.run(`plan list.json --out plan.json --on ${DAY} --config config`);
  t.equal(code, 0, stderr);
  const [subject] = (await draftIn(shell, "plan.json")).subjects;
  t.notOk(subject?.plan.measures.some(({ basis }) => basis?.ruleId === "G06"));
  t.equal((await shell.run("plan list.json")).code, 2, "what is wanted must be said");
});
