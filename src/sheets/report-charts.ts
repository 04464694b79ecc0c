/** Charts of a report: month by month, from list to money, overdue by department. Drawn from what the report shows. */
import type { Drawing, Shape } from "../domain/drawing.ts";
import type { Report } from "../domain/generated/answers.ts";
import { wordOf } from "../domain/words/words.ts";
import { HIDDEN, type ReportNames } from "./report-tables.ts";

const WIDTH = 480;
const SIZE = 9;
const COLOURS = { sent: "#8fb4dc", delivered: "#2f6da8", step: "#2f6da8", hidden: "#dddddd" } as const;
const STAGES = ["#f2c14e", "#e07b39", "#b8322a"] as const;
const AXIS = "#777777";

/** Draws the charts of a report. */
export function reportCharts(report: Report, names: ReportNames): Drawing[] {
  return [months(report, names), funnel(report, names), overdue(report, names)].flatMap((chart) => chart ?? []);
}

type Value = string | number | null | undefined;

function text(x: number, y: number, content: string, anchor: "start" | "middle" | "end" = "start"): Shape {
  return { kind: "text", x: tidy(x), y: tidy(y), text: content, size: SIZE, anchor };
}

function box(x: number, y: number, width: number, height: number, fill: string): Shape {
  return { kind: "box", x: tidy(x), y: tidy(y), width: tidy(width), height: tidy(height), fill };
}

function tidy(length: number): number {
  return Math.round(length * 100) / 100;
}

function largest(values: readonly Value[]): number {
  return Math.max(1, ...values.map((value) => (typeof value === "number" ? value : 0)));
}

function label(value: Value): string {
  return typeof value === "number" ? String(value) : HIDDEN;
}

/** Pairs of columns by month: what was sent, what was delivered. */
function months({ trend }: Report, { say }: ReportNames): Drawing {
  const height = 150;
  const [top, bottom] = [34, height - 20];
  const most = largest(trend.flatMap(({ sent, delivered }) => [sent, delivered]));
  const slot = (WIDTH - 20) / Math.max(6, trend.length);
  const bar = Math.min(22, slot * 0.36);
  const shapes = trend.flatMap((point, at): Shape[] => {
    const left = 10 + slot * at + (slot - 2 * bar) / 2;
    const columns = (["sent", "delivered"] as const).flatMap((name, n): Shape[] => {
      const value = point[name];
      const tall = typeof value === "number" ? ((bottom - top) * value) / most : 6;
      const fill = typeof value === "number" ? COLOURS[name] : COLOURS.hidden;
      return [
        box(left + n * bar, bottom - tall, bar - 1, tall, fill),
        text(left + n * bar + bar / 2, bottom - tall - 3, label(value), "middle"),
      ];
    });
    return [...columns, text(left + bar, bottom + 12, point.period, "middle")];
  });
  const legend = (["sent", "delivered"] as const).flatMap((name, n): Shape[] => [
    box(10 + n * 90, 6, 9, 9, COLOURS[name]),
    text(23 + n * 90, 14, say(wordOf("reportTrend", name))),
  ]);
  const axis: Shape = {
    kind: "line",
    points: [
      [10, bottom],
      [WIDTH - 10, bottom],
    ],
    colour: AXIS,
  };
  return {
    width: WIDTH,
    height,
    title: say({ zh: "各期移送与落实", en: "Sent and delivered, month by month" }),
    shapes: [...legend, ...shapes, axis],
  };
}

/** Bars that get shorter: sent, decided, granted, delivered. */
function funnel(report: Report, { say }: ReportNames): Drawing {
  const section = (id: string) => report.sections.find((one) => one.id === id);
  const decisions = section("I07");
  const cell = (name: string): Value => decisions?.total.cells?.[decisions.columns.indexOf(name)];
  const granted = ["delivered", "granted", "waiting"].map(cell);
  const money = section("I11");
  const steps: readonly (readonly [name: string, value: Value])[] = [
    [say(wordOf("reportTrend", "sent")), section("I03")?.total.total],
    [say(wordOf("reportTrend", "decided")), decisions?.total.total],
    [
      say({ zh: "批准", en: "granted" }),
      granted.every((value) => typeof value === "number") ? granted.reduce((a, b) => a + b, 0) : null,
    ],
    [say(wordOf("reportTrend", "delivered")), cell("delivered")],
  ];
  const most = largest(steps.map(([, value]) => value));
  const [left, step] = [90, 22];
  const shapes = steps.flatMap(([name, value], at): Shape[] => {
    const wide = typeof value === "number" ? ((WIDTH - left - 60) * value) / most : 40;
    const y = 8 + at * step;
    return [
      text(left - 6, y + 11, name, "end"),
      box(left, y, Math.max(wide, 1), step - 8, typeof value === "number" ? COLOURS.step : COLOURS.hidden),
      text(left + Math.max(wide, 1) + 5, y + 11, label(value)),
    ];
  });
  const paid = money?.total.cells?.[money.columns.indexOf("once")] ?? HIDDEN;
  const y = 8 + steps.length * step + 11;
  return {
    width: WIDTH,
    height: y + 10,
    title: say({ zh: "从移送到资金", en: "From list to money" }),
    shapes: [...shapes, text(left - 6, y, say(wordOf("reportTrend", "once")), "end"), text(left, y, String(paid))],
  };
}

/** Bars of departments, divided by stage; undefined when the report does not list departments. */
function overdue(report: Report, { party, say }: ReportNames): Drawing | undefined {
  const section = report.sections.find(({ id }) => id === "I14");
  const rows = section?.rows.filter(({ total }) => total !== 0) ?? [];
  if (section === undefined || rows.length === 0) return undefined;
  const most = largest(rows.map(({ total }) => total));
  const [left, step, top] = [150, 20, 26];
  const scale = (WIDTH - left - 50) / most;
  const bars = rows.flatMap((row, at): Shape[] => {
    const y = top + at * step;
    let x = left;
    const parts = (row.cells ?? [row.total]).map((value, n): Shape => {
      const wide = typeof value === "number" ? value * scale : 20;
      const fill = typeof value !== "number" ? COLOURS.hidden : row.cells ? (STAGES[n] ?? AXIS) : COLOURS.step;
      x += wide;
      return box(x - wide, y, wide, step - 7, fill);
    });
    return [
      text(left - 6, y + 10, party(row.department ?? ""), "end"),
      ...parts,
      text(x + 5, y + 10, label(row.total)),
    ];
  });
  const divided = rows.some(({ cells }) => cells !== undefined);
  const whole = rows.some(({ cells, total }) => cells === undefined && typeof total === "number");
  const hidden = rows.some(({ cells, total }) => (cells ?? [total]).some((value) => typeof value !== "number"));
  const entries: [colour: string, name: string][] = [
    ...(divided
      ? section.columns.map((stage, n): [string, string] => [STAGES[n] ?? AXIS, say(wordOf("clockStage", stage))])
      : []),
    ...(whole ? [[COLOURS.step, say({ zh: "合计", en: "total" })] as [string, string]] : []),
    ...(hidden
      ? [[COLOURS.hidden, say({ zh: `${HIDDEN} 不予显示`, en: `${HIDDEN} hidden` })] as [string, string]]
      : []),
  ];
  const legend = entries.flatMap(([colour, name], n): Shape[] => [
    box(left + n * 80, 6, 9, 9, colour),
    text(left + 13 + n * 80, 14, name),
  ]);
  return {
    width: WIDTH,
    height: top + rows.length * step + 6,
    title: say({ zh: "各单位逾期事项", en: "Overdue by department" }),
    shapes: [...legend, ...bars],
  };
}
