/** Scenario S12 (a month's report and what is corrected later) through a running gateway whose clock the test sets. */
import { createHash, randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { Report as AnsweredReport, ReportAnswer } from "../../../src/domain/generated/answers.ts";
import { entry } from "../../../src/exchange/entries.ts";
import { erasureEntries } from "../../../src/persons/erase.ts";
import { Department, ProblemError, Reports, Sender } from "../../../src/sdk/index.ts";
import { canonicalize } from "../../../src/wire/jcs.ts";
import { formatDigest } from "../../../src/wire/digest.ts";
import { like } from "../../support/like.ts";
import { rejection } from "../../support/refusal.ts";
import { OUTCOMES, resultOf, startMonths } from "../../support/gateway/months.ts";

const months = await startMonths(t);
const { goTo, client, list, feedback, gateway } = months;

const FIRST = [
  [14, 6, 2],
  [7, 5, 0],
  [6, 3, 0],
  [9, 8, 6],
];
const SECOND = [
  [14, 6, 2],
  [7, 5, 6],
  [9, 3, 8],
  [9, 8, 6],
];

/** Sends a list and has it answered: of each department so many persons with each outcome. */
async function month(counts: readonly (readonly number[])[], sent: string, answered: string, day: string) {
  const rows = counts.map((line) => line.reduce((a, b) => a + b, 0));
  const sentList = await list(rows, sent);
  for (const [row, line] of counts.entries()) {
    const own = sentList.persons.filter((person) => person.row === row);
    const outcomes = line.flatMap((count, at) => Array.from({ length: count }, () => OUTCOMES[at] ?? "granted"));
    const results = outcomes.map((outcome, at) => resultOf(outcome, own[at]?.personId ?? "", day, row));
    await feedback(sentList, row, results, answered);
  }
  return sentList;
}

async function ask(party: string, period: string, query = ""): Promise<ReportAnswer> {
  return (await (
    await client(party)
  ).json({
    method: "GET",
    path: `/v1/reports/${period}?sender=procuratorate${query}`,
  })) as ReportAnswer;
}

async function refused(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => "answered",
    (error: unknown) => (error instanceof ProblemError ? error.code : String(error)),
  );
}

const sectionOf = ({ sections }: AnsweredReport, id: string) => sections.find((one) => one.id === id);

await month(FIRST, "2026-09-07T09:00", "2026-09-14T09:00", "2026-09-14");
const october = await month(SECOND, "2026-10-12T09:00", "2026-10-20T09:00", "2026-10-20");

t.test("before its cut there is no report, and none of a month before the first list", async (t) => {
  goTo("2026-10-31T23:59");
  const early = await rejection(ProblemError, () => ask("procuratorate", "2026-10"));
  t.equal(early?.code, "report-not-final");
  t.equal(early?.retryAfterMs, 11 * 60_000, "until ten minutes after the cut: a client does not try again meanwhile");
  t.equal(await refused(ask("procuratorate", "2026-08")), "not-found");
  t.equal(await refused(ask("procuratorate", "2026-13")), "malformed-request");
});

t.test("the table of September cannot be protected: members see totals, and a department its own row", async (t) => {
  goTo("2026-11-02T09:00");
  const { report, own } = await ask("medical-insurance", "2026-09");
  const section = sectionOf(report, "I07");
  t.equal(section?.form, "rows");
  t.same(
    section?.rows.map(({ department, total }) => [department, total]),
    [
      ["civil-affairs", 22],
      ["education", 9],
      ["housing", 23],
      ["medical-insurance", 12],
    ],
  );
  t.notOk(section?.total.cells);
  like(t, own?.find(({ id }) => id === "I07")?.line, { cells: [7, 5, 0, 0, 0], total: 12 });
});

t.test("the table of October has eight hidden cells at most, and all else is a function of it", async (t) => {
  const { report, own, entry } = await ask("civil-affairs", "2026-10");
  const section = sectionOf(report, "I07");
  t.equal(section?.form, "table");
  const hidden = section?.rows.flatMap(({ cells }) => cells ?? []).filter((cell) => cell === null).length ?? 0;
  t.ok(hidden > 2 && hidden <= 8, `${hidden} hidden`);
  like(t, section?.total, { cells: [39, 22, 0, 22, 0], total: 83, rates: { I07: "73.5", I08: "63.9" } });
  like(t, own?.find(({ id }) => id === "I07")?.line, { cells: [14, 6, 0, 2, 0] });
  like(t, report.figures, { "I03.persons": 83, "year.sent": 149, "I10.median": 8 });
  const logged = JSON.parse(entry) as Record<string, unknown>;
  const digest = createHash("sha256").update(canonicalize(report)).digest();
  t.equal(logged.digest, formatDigest(digest), "who has the public report and the log confirms it");
  t.same((await ask("auditor", "2026-10")).report, report, "an auditor reads the same");
  t.equal((await ask("auditor", "2026-10")).own, undefined);
});

t.test("the internal version is for the procuratorate, and its reading is an entry", async (t) => {
  for (const party of ["civil-affairs", "auditor"]) {
    t.equal(await refused(ask(party, "2026-10", "&version=internal")), "insufficient-scope");
  }
  const { report } = await ask("procuratorate", "2026-10", "&version=internal");
  const section = sectionOf(report, "I07");
  like(t, section?.rows[0], { department: "civil-affairs", cells: [14, 6, 0, 2, 0], rates: { I08: "70.0" } });
  t.equal(sectionOf(report, "I11")?.total.cells?.[0], "3.12", "39 payments of 800 yuan");
  const { rows } = await gateway.store.pool.query<{ bytes: Buffer }>(
    "select bytes from recorded_entries where type = 'read' and actor = 'procuratorate'",
  );
  t.ok(rows.some(({ bytes }) => String(bytes).includes('"kind":"report"')));
});

t.test("answers are in time or late by the clocks of each item", async (t) => {
  const line = async (period: string, id: string) =>
    sectionOf((await ask("procuratorate", period, "&version=internal")).report, id)?.total;
  like(t, await line("2026-09", "I05"), { cells: [66, 0], rates: { I05: "100.0" } }, "five working days to the 14th");
  like(t, await line("2026-10", "I05"), { cells: [0, 83], rates: { I05: "0.0" } }, "due on the 19th");
  like(t, await line("2026-09", "I04"), { cells: [0, 66] }, "nobody signed before the first reply");
});

t.test("a payment of October that is reported in November changes November's report", async (t) => {
  const before = await ask("procuratorate", "2026-10", "&version=internal");
  // The first person of civil affairs whose aid was granted and not paid.
  const late = october.persons.filter(({ row }) => row === 0)[14]?.personId ?? "";
  await feedback(october, 0, [resultOf("delivered", late, "2026-10-30", 0)], "2026-10-30T10:00", "2026-11-05T09:00");
  goTo("2026-12-02T09:00");
  t.same(await ask("procuratorate", "2026-10", "&version=internal"), before);
  const { report } = await ask("procuratorate", "2026-11", "&version=internal");
  like(t, report.figures, { I22: 1, "I03.persons": 0, "year.sent": 149 });
  t.same(
    report.trend.map(({ period, delivered }) => [period, delivered]),
    [
      ["2026-09", 36],
      ["2026-10", 39],
      ["2026-11", 0],
    ],
  );
  like(t, (await ask("education", "2026-11")).report.figures, { I22: null });
  const { rows } = await gateway.store.pool.query("select 1 from recorded_entries where type = 'report'");
  t.equal(rows.length, 3, "one entry for each report, however often it is read");
});

t.test("leads are told with what came of them, and not when few persons stand behind", async (t) => {
  const example = JSON.parse(readFileSync("schemas/reverse-lead/1.example.json", "utf8")) as { header: object };
  goTo("2026-12-10T09:00");
  const lead = { ...example, header: { ...example.header, transferId: randomUUID(), documentNumber: undefined } };
  const civil = new Sender(await client("civil-affairs"));
  await civil.push(await civil.seal(JSON.parse(JSON.stringify(lead)) as never, { type: "reverse-lead" }));
  const department = new Department(await client("procuratorate"));
  for await (const item of department.poll({ once: true })) {
    if (item.type === "reverse-lead") await department.acknowledge(await department.fetch(item), "accepted");
  }
  goTo("2027-01-02T09:00");
  const { report } = await ask("procuratorate", "2026-12", "&version=internal");
  like(t, report.figures, { "I16.leads": 1, "I16.signed": 1, "I16.listed": 0 });
  like(t, (await ask("education", "2026-12")).report.figures, { "I16.leads": null, "I16.signed": null });
  like(t, (await ask("education", "2026-11")).report.figures, { "I16.leads": 0 });
});

t.test("a report is counted again from the facts whose root the log has, and a changed fact shows", async (t) => {
  const recount = async (party: string, period: string) =>
    new Reports(await client(party)).recount(period, { sender: "procuratorate" });
  for (const period of ["2026-09", "2026-10", "2026-11"]) {
    like(t, await recount("auditor", period), { root: "same", numbers: "same", differences: [] }, period);
  }
  const { pool } = gateway.store;
  const altered = `update case_facts set fact = jsonb_set(fact, '{need}', '"N09"')
    where ctid = (select ctid from case_facts where fact->>'department' = 'civil-affairs' and fact->>'event' = 'sent' and thread = $1
      order by revision, n limit 1)`;
  await pool.query(altered, [october.id]);
  t.equal((await recount("procuratorate", "2026-10")).root, "other");
  await pool.query(altered.replace("N09", "N01"), [october.id]);
  const spoiled = `update case_facts set secret = set_byte(secret, 20, 255 - get_byte(secret, 20))
    where thread = $1 and secret is not null`;
  await pool.query(spoiled, [october.id]);
  t.equal((await recount("procuratorate", "2026-10")).root, "other", "amounts that were changed");
  await pool.query(spoiled, [october.id]);
  t.equal((await recount("procuratorate", "2026-10")).root, "same");
});

t.test("a calendar that changes later leaves the recount as it was", async (t) => {
  const { home } = months;
  const reports = new Reports(await client("auditor"));
  const recount = () => reports.recount("2026-11", { sender: "procuratorate" });
  const before = await recount();
  const path = join(home.config, "calendar.json");
  const calendar = JSON.parse(readFileSync(path, "utf8")) as {
    years: Record<string, { off: string[]; work: string[] }>;
  };
  const year = calendar.years["2026"];
  const off = [...(year?.off ?? []).filter((days) => days < "2026-09-08"), "2026-09-08/2026-11-30"];
  const work = (year?.work ?? []).filter((day) => day < "2026-09-08");
  writeFileSync(path, JSON.stringify({ ...calendar, version: "2026-2", years: { 2026: { ...year, off, work } } }));
  await gateway.reload();
  const { rows } = await gateway.store.pool.query<{ rules: string }>(
    "select convert_from(bytes, 'UTF8')::json->>'rules' as rules from recorded_entries where type = 'clock-rules' order by at",
  );
  const digest = (await ask("auditor", "2026-11")).report.rulesDigest;
  t.equal(rows[0]?.rules, digest, "the log says what was in force");
  t.not(rows.at(-1)?.rules, digest, "and what came after");
  t.same(await recount(), before);
  like(t, before, { root: "same", numbers: "same" });
});

t.test("a hidden value is made known by an approver, whose name the log does not have", async (t) => {
  const reports = new Reports(await client("procuratorate"));
  const { report } = await ask("procuratorate", "2026-10");
  const section = sectionOf(report, "I07");
  const [row] = section?.rows.filter(({ cells }) => cells?.includes(null)) ?? [];
  const column = section?.columns[row?.cells?.indexOf(null) ?? 0] ?? "";
  const cell = `I07/${row?.department}/${column}`;
  const release = { cell, approver: "周明理", reason: "人大代表询问" };
  const denied = await rejection(ProblemError, async () =>
    new Reports(await client("education")).release("2026-10", release),
  );
  t.equal(denied?.code, "insufficient-scope");
  const shown = await rejection(ProblemError, () => reports.release("2026-10", { ...release, cell: "I03.persons" }));
  t.equal(shown?.code, "state-conflict");
  const none = await rejection(ProblemError, () =>
    reports.release("2026-10", { ...release, cell: "I07/nobody/granted" }),
  );
  t.equal(none?.code, "not-found");
  const made = await reports.release("2026-10", release);
  t.type(made.value, "number");
  t.ok(made.exposed.length > 0 && !made.exposed.includes(cell), "the other hidden cell of its line can be computed");
  const again = await ask("education", "2026-10");
  t.same(again.report, report, "the report is as the log has it");
  t.same(again.released, [{ cell, value: made.value }]);
  const { rows } = await gateway.store.pool.query<{ text: string }>(
    "select convert_from(bytes, 'UTF8') as text from recorded_entries where type = 'report-released'",
  );
  t.equal(rows.length, 1);
  t.match(rows[0]?.text, `"cell":"${cell}"`);
  t.notMatch(rows[0]?.text, "周明理");
});

t.test("an erasure names the reports that counted the thread, and the recount says what is gone", async (t) => {
  const at = Date.now();
  const { reports } = await gateway.store.erasureRows.eraseThread(
    october.id,
    at,
    () => true,
    (packets) => entry("erasure-requested", at, "operator", { thread: october.id, packets }),
    erasureEntries(at, "operator", { reason: "request" }),
  );
  t.same(
    reports.map(({ period }) => period),
    ["2026-10", "2026-11", "2026-12"],
  );
  const recount = async (party: string, period: string) =>
    new Reports(await client(party)).recount(period, { sender: "procuratorate" });
  const own = await recount("procuratorate", "2026-10");
  like(t, own, { root: "facts-destroyed", numbers: "unknown" });
  t.ok(own.kept < own.counted && own.differences.includes("I07"));
  t.same((await recount("auditor", "2026-10")).differences, [], "not for others: it would tell what the person was in");
  like(t, await recount("auditor", "2026-09"), { root: "same", numbers: "same" });
});
