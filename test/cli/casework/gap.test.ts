import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { CommandLine } from "../../support/cli/command-line.ts";
import { like } from "../../support/like.ts";
import { answerOn, GA, SEALED as DAY } from "./ga.ts";

const [sample] = GA.subjects;

/** The department's answer: temporary aid of 1,600 yuan, paid on 31 October. */
const BRIDGED = answerOn("2026-10-31", "N02", { category: "25", amount: 1_600, frequency: "1" });

const LINE = `gap list.json --sealed ${DAY} --on ${DAY} --accepted 2026-10-09 --decided 2026-11-19`;

t.test("S7: the gap before the bridge, and after its payment", async (t) => {
  const shell = new CommandLine(t.testdir());
  await shell.write("list.json", GA);
  const { stdout, code, stderr } = await shell.run(`--lang zh ${LINE}`);
  t.equal(code, 0, stderr);
  t.match(stdout, "每月生活缺口 2400.00 元（3 人，低保标准 800.00 元）");
  t.match(stdout, "救助真空 37 日，G2（16 至 60 日）");
  t.match(
    stdout,
    /2026-08-20\s+2026-11-03\s+司法救助金 6000\.00\n2026-11-03\s+2026-12-10\s+真空 37 日\n2026-12-10\s+按月救助（预计）/,
  );
  t.match(stdout, "建议衔接临时救助（G2）");
  t.notMatch(stdout, "参考金额", "the locality has set no cap");
  await shell.write("feedback.json", BRIDGED);
  const after = LINE.replace(`--on ${DAY}`, "--on 2026-11-01");
  const { lines } = await shell.run(`--json ${after} --feedback feedback.json`);
  like(t, lines, [
    {
      sealed: DAY,
      households: [
        {
          persons: [sample?.personId],
          monthlyNeed: "2400.00",
          level: "G2",
          days: 17,
          runs: [{ from: "2026-11-23", to: "2026-12-10", days: 17 }],
          bridge: { reasons: ["G2"], sameCause: true },
        },
      ],
    },
  ]);
  t.match((await shell.run(`--lang en ${after} --feedback feedback.json`)).stdout, "say what is new");
});

t.test("with the cap of the locality the suggestion has an amount", async (t) => {
  const shell = new CommandLine(t.testdir());
  await shell.write("list.json", GA);
  await mkdir(join(shell.cwd, "config", "guideline"), { recursive: true });
  const shipped = JSON.parse(await readFile("config/guideline/default.json", "utf8")) as {
    parameters: Record<string, object>;
  };
  const parameters = {
    ...shipped.parameters,
    fastLaneCap: { ...shipped.parameters["fastLaneCap"], value: { basis: "person", months: 1 } },
  };
  await writeFile(join(shell.cwd, "config", "guideline", "a.json"), JSON.stringify({ ...shipped, parameters }));
  const { stdout } = await shell.run(`--lang en ${LINE} --config config`);
  t.match(stdout, "temporary aid is suggested (G2), of about 2400.00 yuan");
});

t.test("without a day of the decision the rules about deadlines give it: GA comes out alike", async (t) => {
  const shell = new CommandLine(t.testdir());
  await shell.write("list.json", GA);
  const { lines } = await shell.run(`--json gap list.json --sealed ${DAY} --on ${DAY}`);
  like(t, lines, [
    {
      households: [
        {
          days: 37,
          missing: [],
          expected: [{ need: "N01", acceptedOn: "2026-10-09", decidedOn: "2026-11-19", paidOn: "2026-12-10" }],
        },
      ],
    },
  ]);
  t.equal((await shell.run("gap list.json --on 2026-02-30")).code, 2);
});

t.test("a need that was refused has no monthly aid in sight", async (t) => {
  const shell = new CommandLine(t.testdir());
  await shell.write("list.json", GA);
  const [result] = BRIDGED.results;
  const refused = { personId: result?.personId, needs: ["N01"], reply: "32", reason: "R01" };
  await shell.write("refused.json", {
    ...BRIDGED,
    results: [
      {
        ...refused,
        decidedOn: "2026-10-30",
        decisionNumber: "示民救〔2026〕9号",
        rightsNotice: { servedOn: "2026-10-30", way: "1", review: true, court: true },
      },
    ],
  });
  const { stdout, stderr } = await shell.run(
    `--lang zh ${LINE.replace(`--on ${DAY}`, "--on 2026-11-01")} --feedback refused.json`,
  );
  t.match(stdout, "2026-11-03 起没有可预见的救助", stderr);
  t.match(stdout, "G3");
});
