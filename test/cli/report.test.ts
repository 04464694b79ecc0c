/** The command line's report of a month: the same numbers as text, JSON, workbook and PDF, compared with the log. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { Report } from "../../src/domain/generated/answers.ts";
import { readWorkbook } from "../../src/cli/kept/workbook-file.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { formatVerifierKey } from "../../src/tlog/note.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { OUTCOMES, resultOf, startMonths } from "../support/gateway/months.ts";
import { outside } from "../support/referees/outside.ts";
import { until } from "../support/until.ts";

const skip = outside(
  t,
  spawnSync("pdftotext", ["-v"]).status === 0,
  "reading the text of the PDF back",
  "poppler-utils",
);
const { home, clock, goTo, list, feedback, gateway } = await startMonths(t);

const COUNTS = [
  [14, 6, 2],
  [7, 5, 6],
  [9, 3, 8],
  [9, 8, 6],
];
const october = await list(
  COUNTS.map((line) => line.reduce((a, b) => a + b, 0)),
  "2026-10-12T09:00",
);
for (const [row, line] of COUNTS.entries()) {
  const own = october.persons.filter((person) => person.row === row);
  const outcomes = line.flatMap((count, at) => Array.from({ length: count }, () => OUTCOMES[at] ?? "granted"));
  const results = outcomes.map((outcome, at) => resultOf(outcome, own[at]?.personId ?? "", "2026-10-19", row));
  await feedback(october, row, results, "2026-10-19T15:00");
}
goTo("2026-11-02T09:00");

const aidx = new CommandLine(t.testdir(), { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
aidx.now = () => clock.at;

/** All values of a report, as its tables have them. */
function valuesOf({ sections, figures, trend }: Report): string[] {
  const shown = (value: string | number | null) => (value === null ? "※" : String(value));
  const lines = sections.flatMap(({ rows, total }) => [...rows, total]);
  return [
    ...lines.flatMap(({ cells = [], total, rates = {} }) => [
      ...cells.map(shown),
      ...(total === undefined ? [] : [shown(total)]),
      ...Object.values(rates).map((rate) => rate ?? "—"),
    ]),
    ...Object.values(figures).map(shown),
    ...trend.flatMap(({ sent, decided, delivered, once }) => [sent, decided, delivered, once].map(shown)),
  ];
}

t.test("text, JSON, workbook and PDF have the same numbers, and the log has the entry", { skip }, async (t) => {
  const written = "--xlsx r.xlsx --pdf r.pdf --svg r.svg";
  const ran = await aidx.run(`report 2026-10 --party procuratorate --lang zh --json ${written}`);
  t.equal(`${ran.code} ${ran.stderr}`, "0 ");
  const [answer] = ran.lines as unknown as { report: Report }[];
  if (answer === undefined) throw new Error("an answer");
  const values = valuesOf(answer.report);
  t.ok(values.length > 100 && values.includes("※"), `${values.length} values`);

  const sheets = await readWorkbook(join(aidx.cwd, "r.xlsx"));
  const cells = sheets.flatMap(({ rows }) =>
    rows.flatMap((row) => [...row.cells.values()].map((cell) => ("text" in cell ? cell.text : ""))),
  );
  // A spreadsheet shows 3.10 as 3.1.
  const asNumber = (text: string) => (/^-?[\d.]+$/.test(text) ? String(Number(text)) : text);
  const missing = (all: readonly string[], from: readonly string[]) => {
    const left = new Map<string, number>();
    for (const one of from) left.set(one, (left.get(one) ?? 0) + 1);
    return all.filter((one) => {
      const count = left.get(one) ?? 0;
      left.set(one, count - 1);
      return count === 0;
    });
  };
  t.same(missing(values.map(asNumber), cells.map(asNumber)), [], "in the workbook");
  const pdf = spawnSync("pdftotext", ["-layout", "r.pdf", "-"], { cwd: aidx.cwd }).stdout.toString();
  t.same(missing(values, pdf.split(/\s+/)), [], "in the PDF");
  t.match(pdf, /司法救助与社会救助衔接工作通报/);
  const svg = readFileSync(join(aidx.cwd, "r.svg"), "utf8");
  for (const word of ["从移送到资金", "2026-10", ">83<", ">39<"]) t.ok(svg.includes(word), word);

  const text = await aidx.run("report 2026-10 --party civil-affairs --sender procuratorate --lang en");
  t.same(missing(values, text.stdout.split(/\s+/)), [], "in the text");
  t.equal((await aidx.run(`report 2026-10 --party procuratorate --xlsx r.xlsx`)).code, 1, "no file is overwritten");
});

interface Line {
  readonly department: string;
  readonly cells: readonly unknown[];
}

t.test("an auditor compares the report with the log; an internal one is for its procuratorate", async (t) => {
  await until("the entry is published", async () => (await gateway.store.logRows.pending(1)) === 0);
  const [key] = gateway.log.keys();
  const trusted = `--log-key ${key === undefined ? "" : formatVerifierKey(key, sha256)}`;
  const verified = await aidx.run(
    `report 2026-10 --party auditor --sender procuratorate --verify --lang en ${trusted}`,
  );
  t.equal(verified.code, 0, verified.stderr);
  t.match(verified.stdout, /as the log has it/);
  t.match(
    verified.stdout,
    /counted again by the gateway: \d+ facts, whose root the log has, give the report's numbers/,
  );
  const nothing = await aidx.run("report 2026-08 --party procuratorate --lang zh");
  t.match(nothing.stderr, /本期没有通报：此前尚未移送清单/);
  const unsigned = await aidx.run("report 2026-10 --party procuratorate --release I07/civil-affairs/granted --lang zh");
  t.match(unsigned.stderr, /须写明 --approver 和 --reason/);
  const json = (await aidx.run("report 2026-10 --party procuratorate --json")).stdout;
  const { report } = JSON.parse(json) as { report: { sections: { id: string; columns: string[]; rows: Line[] }[] } };
  const section = report.sections.find(({ id }) => id === "I07");
  const line = section?.rows.find(({ cells }) => cells.includes(null));
  const cell = `I07/${line?.department}/${section?.columns[line?.cells.indexOf(null) ?? 0]}`;
  const released = await aidx.run(
    `report 2026-10 --party procuratorate --lang zh --release ${cell} --approver 周明理 --reason 人大代表询问`,
  );
  t.match(released.stdout, new RegExp(`已公开 ${cell}：\\d+\n由此可推知：I07/`), released.stderr);
  t.match(
    (await aidx.run("report 2026-10 --party auditor --sender procuratorate --lang zh")).stdout,
    `经批准公开：${cell}`,
  );
  const refused = await aidx.run("report 2026-10 --party civil-affairs --sender procuratorate --internal");
  t.equal(refused.code, 1);
  t.match(refused.stderr, /insufficient-scope/);
  const early = await aidx.run("report 2026-11 --party procuratorate --lang zh");
  t.match(early.stderr, /通报期间尚未截止/);
});
