import { readFileSync } from "node:fs";
import t from "tap";
import type { CalendarYear, ComputedDeadlines, DeadlineRules, Rules } from "../../src/domain/generated/answers.ts";
import { bearer, startServer } from "../support/http/http-server.ts";

const server = await startServer();
t.teardown(() => server.close());
const token = await server.token("auditor", "directory:read");

async function compute(question: object): Promise<{ status: number; due: unknown }> {
  const headers = { "content-type": "application/json", ...bearer(token) };
  const answer = await server.post("/v1/deadlines/compute", JSON.stringify(question), headers);
  if (answer.status !== 200) return { status: answer.status, due: undefined };
  const { deadlines } = (await answer.json()) as ComputedDeadlines;
  return { status: 200, due: deadlines.map(({ rule, due, provisional }) => [rule.id, due, provisional]) };
}

t.test("the calculator gives a rule's dates, part by part, and marks what is provisional", async (t) => {
  t.strictSame(await compute({ rule: "D12", start: "2026-10-09" }), {
    status: 200,
    due: [["D12", "2026-11-19", false]],
  });
  t.strictSame((await compute({ rule: "D12", start: "2026-10-09", extension: "X2" })).due, [
    ["D12", "2026-12-10", false],
  ]);
  t.strictSame((await compute({ rule: "D12", start: "2026-10-09", circumstance: "township-decides" })).due, [
    ["D12", "2026-11-05", false],
  ]);
  t.strictSame((await compute({ rule: "D21", start: "2026-09-21" })).due, [
    ["D21a", "2026-10-19", false],
    ["D21b", "2026-11-09", false],
  ]);
  t.strictSame((await compute({ rule: "D06", start: "2026-09-30T16:00:00+08:00", urgency: "1" })).due, [
    ["D06", "2026-10-01T16:00:00+08:00", false],
  ]);
  t.strictSame((await compute({ rule: "D11", start: "2026-10-12", division: "330106" })).due, [
    ["D11", "2026-10-19", false],
  ]);
  t.strictSame((await compute({ rule: "D30", start: "2026-12-28" })).due, [["D30", "2027-01-04", true]]);
});

t.test("a question that cannot be answered is refused with its rule, never with a fault of the gateway", async (t) => {
  const status = async (question: object) => (await compute(question)).status;
  t.equal(await status({ rule: "D99", start: "2026-10-09" }), 404);
  t.equal(await status({ rule: "D15", start: "2024-12-31" }), 404, "not in force yet");
  t.equal(await status({ rule: "D12", start: "2026-02-30" }), 400);
  t.equal(await status({ rule: "D12", start: "2026-10-09", need: "N99" }), 404);
  t.equal(await status({ rule: "D30", start: "1800-01-01" }), 400);
  t.equal(await status({ rule: "D30", start: "2199-12-31" }), 400);
  t.equal(await status({ rule: "D32a", start: "2200-12-31" }), 400);
  t.equal(await status({ rule: "D12" }), 400);
  t.equal(await status({ rule: "D12", start: "2026-10-09", more: "x" }), 400);
  t.equal(await status({ rule: "D12", start: "2026-10-09", urgency: 1 }), 400);
});

t.test("the rules of a day and a place have their sources", async (t) => {
  const ask = async (query: string) =>
    (await (await server.get(`/v1/deadlines${query}`, token)).json()) as DeadlineRules;
  const all = await ask("");
  t.equal(all.on, "2026-11-23", "today in the locality");
  t.ok(all.rules.every(({ source }) => source.document !== ""));
  const d11 = ({ rules }: DeadlineRules) =>
    rules.filter(({ id }) => id === "D11").map(({ period }) => period.workingDays);
  t.strictSame(d11(all), [10, 5], "without a place all of them");
  t.strictSame(d11(await ask("?division=330106")), [5]);
  t.strictSame(d11(await ask("?division=110101")), [10]);
  t.notOk((await ask("?on=2024-12-31")).rules.some(({ id }) => id === "D15"));
  t.equal((await server.get("/v1/deadlines?on=2026-02-30", token)).status, 400);
  t.equal((await server.get("/v1/deadlines?division=33", token)).status, 400);
});

t.test("the rules in force are those of the files, and are not sent again while they are the same", async (t) => {
  const answer = await server.get("/v1/rules", token);
  const rules = (await answer.json()) as Rules;
  for (const [name, file] of Object.entries({
    sharingPolicy: "sharing-policy",
    routing: "routing",
    calendar: "calendar",
    retention: "retention",
  })) {
    const document: unknown = JSON.parse(readFileSync(`config/${file}.json`, "utf8"));
    t.strictSame(rules[name as keyof Rules], document, name);
  }
  const etag = answer.headers.get("etag") ?? "";
  t.equal((await server.get("/v1/rules", token, { "if-none-match": etag })).status, 304);
});

t.test("the calendar of a published year", async (t) => {
  const year = (await (await server.get("/v1/calendar/2026", token)).json()) as CalendarYear;
  t.strictSame([year.version, year.workingDays, year.off.length], ["cn-mainland@2026-1", 248, 7]);
  t.equal((await server.get("/v1/calendar/2027", token)).status, 404);
  t.equal((await server.get("/v1/calendar/9999", token)).status, 400);
});
