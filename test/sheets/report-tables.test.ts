/** What a report looks like on paper: lost columns, numbers, the total, what the colours of a chart mean. */
import { spawnSync } from "node:child_process";
import t from "tap";
import type { Report } from "../../src/domain/generated/answers.ts";
import { reportPdf } from "../../src/cli/commands/report-pdf.ts";
import { sheetOf, tableText } from "../../src/cli/commands/report-output.ts";
import { reportCharts } from "../../src/sheets/report-charts.ts";
import { reportTables } from "../../src/sheets/report-tables.ts";
import { outside } from "../support/referees/outside.ts";
import type { Terminal } from "../../src/cli/terminal/terminal.ts";

const names = {
  party: (id: string) => (id === "procuratorate" ? "示例区人民检察院" : id),
  code: (code: string) => ({ zh: code, en: code }),
  say: ({ zh }: { readonly zh: string }) => zh,
};
const columns = ["overdue", "supervise", "meeting"];
const lost = { id: "I14", form: "rows", columns, rows: [{ department: "a", total: 17 }], total: { total: 17 } };
const nothing = { id: "I12", form: "nothing", columns: ["inTime", "late"], rows: [], total: {} };
const report = {
  sender: "procuratorate",
  period: "2026-10",
  from: "2026-10-01",
  to: "2026-10-31",
  cut: "2026-11-01T00:00:00+08:00",
  rules: "default@1",
  version: "public",
  figures: { "I03.persons": 32 },
  trend: [],
  sections: [lost, nothing],
} as unknown as Report;

t.test("a table that lost its columns has none; one of which nothing is published is its remark", (t) => {
  const [, , overdue, emergency] = reportTables(report, names);
  t.strictSame(
    overdue?.columns.map(({ zh }) => zh),
    ["单位", "合计"],
  );
  t.strictSame(overdue?.rows, [
    ["a", 17],
    ["合计", 17],
  ]);
  if (emergency === undefined) throw new Error("no table");
  t.equal(tableText({ say: names.say } as unknown as Terminal, emergency), "临时救助衔接\n人数过少，本期不予公布");
  t.strictSame(
    sheetOf(emergency, names).rows.map((row) => row.map((cell) => cell?.value)),
    [["人数过少，本期不予公布"]],
  );
  t.end();
});

t.test("the legend of a chart says what is drawn, and nothing else", (t) => {
  const texts = (one: Report) =>
    reportCharts(one, names).flatMap(({ shapes }) =>
      shapes.flatMap((shape) => (shape.kind === "text" ? shape.text : [])),
    );
  t.ok(texts(report).includes("合计"));
  t.notOk(texts(report).includes("督办"));
  const whole = { ...lost, form: "full", rows: [{ department: "a", cells: [1, null, 2], total: null }] };
  const shown = texts({ ...report, sections: [whole] } as unknown as Report);
  t.ok(["督办", "※ 不予显示"].every((word) => shown.includes(word)));
  t.notOk(shown.includes("合计"));
  t.end();
});

const skip = outside(
  t,
  spawnSync("pdftotext", ["-v"]).status === 0,
  "reading the text of the PDF back",
  "poppler-utils",
);

t.test("on paper it is the named procuratorate's, and a total does not begin a page", { skip }, async (t) => {
  for (let count = 30; count < 33; count += 1) {
    const rows = Array.from({ length: count }, (_, at) => ({ department: `d${at}`, total: 10 }));
    const long = { ...report, sections: [{ ...lost, rows }] } as unknown as Report;
    const answer = { report: long, entry: "{}" } as unknown as Parameters<typeof reportPdf>[0];
    const pdf = await reportPdf(answer, reportTables(long, names), [], names.party(long.sender));
    const text = spawnSync("pdftotext", ["-layout", "-", "-"], { input: pdf }).stdout.toString();
    t.match(text, /示例区人民检察院 · 2026-10/);
    t.match(text, /2026-10-31 24:00/);
    const page = text.split("\f").find((one) => /^\s*合计 +17/m.test(one)) ?? "";
    if (!/^\s*d\d+ +10/m.test(page)) t.fail(`the total of ${count} rows stands alone`);
  }
});
