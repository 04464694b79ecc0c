/** S7: the gap of GA, a bridge drafted from it, and the gap after the department's answers. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { sampleList } from "../../../src/sample/list.ts";
import { loadSchemas } from "../../../src/schema/registry.ts";
import { CommandLine } from "../../support/cli/command-line.ts";
import { like } from "../../support/like.ts";
import { ACCEPTED, answerOn, GA, SEALED } from "./ga.ts";

const THREAD = "0199a000-0000-7000-8000-000000000001";
const APPROVED = {
  listNumber: "示检救移〔2026〕14号",
  approval: { approver: "周明理", approvedAt: "2026-10-29T09:00:00+08:00" },
};
const schemas = await loadSchemas(join(import.meta.dirname, "../../../schemas"));

interface Draft {
  readonly header: Record<string, unknown>;
  readonly subjects: Record<string, unknown>[];
}

async function draftIn({ cwd }: CommandLine, name: string): Promise<Draft> {
  return JSON.parse(await readFile(join(cwd, name), "utf8")) as Draft;
}

t.test("S7: the bridge of GA, drafted, completed, and what the payment makes of the gap", async (t) => {
  const shell = new CommandLine(t.testdir());
  await shell.write("list.json", GA);
  await shell.write("accepted.json", ACCEPTED);
  const drafting = `bridge ${THREAD} --list list.json --sealed ${SEALED} --feedback accepted.json`;
  const { code, stdout, stderr } = await shell.run(
    `--lang zh ${drafting} --cause B1 --on 2026-10-29 --out bridge.json`,
  );
  t.equal(code, 0, stderr);
  t.match(stdout, /P-\S+\s+G2\s+37\s+B1/);
  t.match(stdout, `aidx push bridge.json --type bridge --thread ${THREAD}`);
  const draft = await draftIn(shell, "bridge.json");
  like(t, draft.header, { messageType: "BRIDGE", answers: GA.header.transferId, urgency: "1", listNumber: undefined });
  like(t, draft.subjects, [
    {
      needs: { items: [{ code: "N02", place: GA.subjects[0]?.address.residence.division }] },
      household: { size: 3, members: undefined },
      bridge: {
        gap: { level: "G2", from: "2026-11-03", to: "2026-12-10", days: 37, monthlyNeed: "2400.00" },
        cause: "B1",
        lastTemporaryAid: { known: "none" },
        wanted: { form: "1" },
      },
      income: undefined,
      property: undefined,
    },
  ]);
  const whole = { ...draft, header: { ...draft.header, ...APPROVED } };
  like(t, schemas.validate("bridge", "1", whole, new Date("2026-10-29T12:00:00+08:00")), { ok: true, warnings: [] });

  // 40 with 1,600 yuan, paid on 31 October.
  await shell.write("paid.json", answerOn("2026-10-31", "N02", { category: "25", amount: 1_600, frequency: "1" }));
  const gapOf = async (on: string, ...more: string[]) => {
    const files = ["accepted.json", "paid.json", ...more].map((file) => `--feedback ${file}`).join(" ");
    const { lines, stderr } = await shell.run(`--json gap list.json --sealed ${SEALED} --on ${on} ${files}`);
    t.equal(stderr, "");
    return lines;
  };
  const after = { days: 17, level: "G2", runs: [{ from: "2026-11-23", to: "2026-12-10", days: 17 }] };
  like(t, await gapOf("2026-11-01"), [{ households: [{ ...after, bridge: { reasons: ["G2"], sameCause: true } }] }]);
  const again = await shell.run(`${drafting} --feedback paid.json --on 2026-11-01 --out again.json`);
  t.equal(again.code, 0, again.stderr);
  like(t, (await draftIn(shell, "again.json")).subjects, [
    { bridge: { gap: { days: 17 }, lastTemporaryAid: { known: "given", date: "2026-10-31" } } },
  ]);

  // The allowance: decided on 12 November, paid on 10 December, or by a township on 1 December.
  const allowance = { category: "01", amount: 2_400, frequency: "2" };
  await shell.write("county.json", answerOn("2026-12-10", "N01", allowance, "2026-11-12"));
  await shell.write("township.json", answerOn("2026-12-01", "N01", allowance, "2026-11-12"));
  like(t, await gapOf("2026-12-11", "county.json"), [{ households: [after] }]);
  like(t, await gapOf("2026-12-11", "township.json"), [{ households: [{ days: 8, level: "G1" }] }]);
});

t.test("a bridge is drafted for nobody whose household has no gap, unless he is named", async (t) => {
  const shell = new CommandLine(t.testdir());
  const rich = GA.subjects.map((subject) => ({ ...subject, judicialAid: { ...subject.judicialAid, amount: 900_000 } }));
  await shell.write("list.json", { ...GA, subjects: rich });
  const line = `bridge ${THREAD} --list list.json --sealed ${SEALED} --on ${SEALED}`;
  t.match((await shell.run(`--lang en ${line} --out a.json`)).stderr, "suggested for nobody");
  t.equal((await shell.run(`${line} --person ${rich[0]?.personId ?? ""} --cause B3 --out b.json`)).code, 0);
  t.equal((await shell.run(`bridge no-thread --list list.json --out c.json`)).code, 2);
});

t.test("drafts of samples are whole documents once number and approval are there", async (t) => {
  const shell = new CommandLine(t.testdir());
  for (let seed = 0; seed < 3; seed++) {
    const list = sampleList({ seed, subjects: 6 });
    await shell.write("list.json", list);
    const persons = list.subjects.map(({ personId }) => `--person ${personId}`).join(" ");
    const out = `draft-${seed}.json`;
    // Number and approval are given to the command, or added in the draft.
    const given = seed > 0 ? " --number 示检救衔〔2025〕1号 --approver 周明理" : "";
    const { code, stderr } = await shell.run(
      `bridge ${THREAD} --list list.json ${persons} --on 2025-07-01 --cause B1 --out ${out}${given}`,
    );
    t.equal(code, 0, stderr);
    const draft = await draftIn(shell, out);
    const approval = { approver: "周明理", approvedAt: "2025-06-30T09:00:00+08:00" };
    const document = { ...draft, header: { ...APPROVED, approval, ...draft.header } };
    const found = schemas.validate("bridge", "1", document, new Date("2025-07-01T12:00:00+08:00"));
    if (seed > 0) like(t, draft.header, { listNumber: "示检救衔〔2025〕1号", approval: { approver: "周明理" } });
    t.same(found.ok ? [] : found.errors.map(({ pointer, code }) => `${pointer} ${code}`), [], `seed ${seed}`);
  }
});
