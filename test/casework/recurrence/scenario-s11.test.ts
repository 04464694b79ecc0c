/** Scenario S11 through a running gateway with a moved clock: who comes again after a case was closed, and what of it is kept. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { citizenCheckCharacter } from "../../../src/domain/codes/citizen-number.ts";
import { verifyEvidence } from "../../../src/evidence/verify/verify-evidence.ts";
import { trustOf } from "../../../src/evidence/verify/trust.ts";
import type { RetentionDocument } from "../../../src/persons/retention/retention-document.ts";
import { createSweeper } from "../../../src/persons/retention/sweeper.ts";
import { Auditor } from "../../../src/sdk/index.ts";
import { formatVerifierKey } from "../../../src/tlog/note.ts";
import { sha256 } from "../../../src/tlog/native-sha256.ts";
import { untilPublished } from "../../support/gateway/auditor.ts";
import { exampleList, type GatewayHome } from "../../support/gateway/gateway.ts";
import { like } from "../../support/like.ts";
import { Scene, type SceneThread } from "../../support/scenario.ts";

const DAY_MS = 86_400_000;
let retention: RetentionDocument;

/** Turns recurrence on, as the impact assessment says. */
async function recognising(home: GatewayHome): Promise<void> {
  const file = path.join(home.config, "retention.json");
  const document = JSON.parse(await readFile(file, "utf8")) as RetentionDocument;
  retention = { ...document, version: "s11", recurrence: { assessment: "影响评估 2025-3" } };
  await writeFile(file, JSON.stringify(retention));
}

const scene = await Scene.start(t, "2025-08-25T09:00:00+08:00", recognising);
const { clock, home, gateway } = scene;
const auditor = new Auditor(await clock.clientOf(home, "auditor"));
const at = (day: string) => clock.moveTo(`${day}T15:00:00+08:00`);

/** A person's identity card; synthetic numbers have the sequence 000. */
function person(birth: string) {
  const body = `320723${birth.replaceAll("-", "")}000`;
  const idNumber = `${body}${citizenCheckCharacter(body)}`;
  return {
    name: "陈秀兰",
    idType: "01",
    idNumber,
    verification: { status: "1" },
    sex: "2",
    birth: { date: birth, precision: "D" },
  };
}
const [FIRST, SECOND, THIRD, NEVER] = ["1988-06-14", "1979-03-05", "1991-11-20", "1985-01-09"].map(person);

const sent = (identity: object | undefined) => scene.send("N01", undefined, { identity });

/** Helps a person until the case is closed. */
async function close(thread: SceneThread, day: string): Promise<void> {
  at(day);
  const firstPaidOn = day;
  await scene.answer("civil-affairs", thread, [
    {
      needs: ["N01"],
      reply: "40",
      decisionNumber: "某民救字〔2026〕31号",
      aidGranted: [{ category: "01", item: "低保", form: "2", frequency: "1", for: "household", firstPaidOn }],
    },
  ]);
  const visit = { kind: "A", date: day, way: "1", by: "procuratorate", visitors: ["林知远"], outcome: "V1" };
  await scene.record("visit", thread, [
    { ...visit, fundArrived: { yes: true }, satisfaction: [{ about: "civil-affairs", value: 5 }] },
  ]);
  await scene.record("evaluation", thread, [evaluation(day, { conclusion: "C1" })]);
}

const evaluation = (to: string, more: object = {}) => ({
  from: to,
  to,
  before: [{ type: "01", score: 8 }],
  after: [{ type: "01", score: 1 }],
  scoredBy: "1",
  items: [{ need: "N01", by: "civil-affairs", granted: true, delivered: true }],
  gradeComputed: "A",
  gradeConfirmed: "A",
  conclusion: "C2",
  ...more,
});

const NOTICE = { servedOn: "2026-10-12", way: "1", review: true, court: true };

const links = async (thread: SceneThread) =>
  (await gateway.store.pool.query("select link from case_links where thread = $1", [thread.id])).rowCount;

/** Corrects the identity of a list's first person. */
async function correct({ id, transferId }: SceneThread, change: object): Promise<void> {
  const list = (await exampleList()) as { header: object; subjects: object[] };
  const [person, ...others] = list.subjects;
  const issuedAt = `${new Date(clock.now() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
  const supersedes = { transferId, digestAlgorithm: "SHA-256", digest: "0".repeat(64), reason: "证件号码录入有误" };
  const header = { ...list.header, messageType: "CORRECT", issuedAt, supersedes };
  const needs = { ...(person as { needs: object }).needs, items: [{ code: "N01", urgency: "3" }] };
  const sender = await clock.senderOf(home);
  const body = { ...list, header, subjects: [{ ...person, needs, ...change }, ...others] };
  await sender.push(await sender.seal(body as never, { type: "correction", thread: id }));
}

/** Sweeps as the gateway does every ten minutes. */
async function sweep(day: string, document = retention): Promise<void> {
  const now = Date.parse(`${day}T15:00:00+08:00`);
  const sweeper = createSweeper({
    rows: gateway.store.erasureRows,
    document,
    clock: { now: () => now, sound: () => true } as never,
    gateway: "aid-gateway",
    every: DAY_MS,
    swept: () => undefined,
    fault: (error) => {
      throw error;
    },
  });
  await sweeper.sweep();
}

/** Signs for every packet of a thread, and has the operator destroy it. */
async function erase({ id: thread }: SceneThread): Promise<void> {
  const { rows } = await gateway.store.pool.query<{ id: string; recipient: string }>(
    "select id, recipient from packets where thread = $1 and state = 'queued'",
    [thread],
  );
  for (const { id, recipient } of rows) {
    const department = await clock.departmentOf(home, recipient);
    await department.acknowledge(await department.fetch({ packet: id }), "accepted");
  }
  const operator = await clock.clientOf(home, "operator");
  await operator.json({
    method: "POST",
    path: "/v1/erasures",
    contentType: "application/json",
    body: JSON.stringify({ thread, basis: "pipl-47", reference: "2026-17" }),
  });
}

/** Names the steps in which the evidence of a thread does not verify. */
async function failedSteps({ id }: SceneThread): Promise<string[]> {
  await untilPublished(gateway);
  const [key] = gateway.log.keys();
  const trust = trustOf({ log: key === undefined ? [] : [formatVerifierKey(key, sha256)] }, sha256);
  const { steps } = await verifyEvidence(await auditor.evidence(id), { trust, sha256 });
  return steps.flatMap((step) => (step.status === "failed" ? step.id : []));
}

const entries = async (type: string, thread: SceneThread) => {
  await untilPublished(gateway);
  const found: Record<string, unknown>[] = [];
  for await (const { entry } of auditor.events({ subject: thread.id })) {
    if (entry.type === type) found.push(entry);
  }
  return found;
};

const second = await sent(SECOND);
await close(second, "2025-09-30");
at("2026-01-12");
const first = await sent(FIRST);
const third = await sent(THIRD);
await sent(NEVER);
await close(third, "2026-03-30");
await close(first, "2026-03-31");

t.test("S11: closed within twelve months: a relapse; the other cases are none", async (t) => {
  const unlike = await failedSteps(third);
  t.same(unlike, ["times"], "the log signs by the real time");
  await erase(third);
  t.same(await failedSteps(third), unlike, "every proof still verifies");
  t.equal(await links(third), 0, "erasure takes the link key along");
  like(t, (await entries("case-erased", third)).at(-1), { links: 2, basis: "pipl-47" });

  at("2026-10-12");
  const again = {
    first: await sent(FIRST),
    second: await sent(SECOND),
    third: await sent(THIRD),
    open: await sent(NEVER),
  };
  t.same((await scene.follow(again.first)).relapse, { thread: first.id, closedOn: "2026-03-31" });
  t.equal((await scene.follow(again.second)).relapse, undefined, "longer ago");
  t.equal((await scene.follow(again.third)).relapse, undefined, "erased");
  t.equal((await scene.follow(again.open)).relapse, undefined, "its earlier case is open");
  like(t, await entries("case-facts", again.first), [{ links: 2 }]);
});

t.test("what the database keeps joins no two cases in the clear", async (t) => {
  const { rows } = await gateway.store.pool.query<{ fact: object; row: string }>(
    "select fact, f::text as row from case_facts f where fact->>'event' = 'relapse'",
  );
  t.equal(rows.length, 1);
  t.same(Object.keys(rows[0]?.fact ?? {}).toSorted(), ["event", "issuedAt", "message", "subject"]);
  t.notOk(rows[0]?.row.includes(first.id));
  const found = await gateway.store.pool.query<{ persons: number; keys: number }>(
    "select count(*)::int as persons, count(distinct link)::int as keys from case_links where year = 2026",
  );
  // Seven lists about four persons, each with the same child; the erased list is gone.
  t.same(found.rows, [{ persons: 12, keys: 5 }]);
  const numbers = [FIRST, SECOND, THIRD, NEVER].map((one) => one?.idNumber ?? "none");
  const dump = await gateway.store.pool.query<{ row: string }>("select l::text as row from case_links l");
  for (const number of numbers) t.notOk(dump.rows.some(({ row }) => row.includes(number)));
});

t.test("a relapse is for the procuratorate only, and rules out a better grade than D", async (t) => {
  const again = await sent(FIRST);
  await scene.answer("civil-affairs", again, [{ needs: ["N01"], reply: "12", reason: "R05", rightsNotice: NOTICE }]);
  const { warnings } = await scene.record("evaluation", again, [evaluation("2026-10-12", { items: undefined })]);
  t.same(
    warnings?.map(({ code, message }) => `${code}: ${message}`),
    [
      "evaluation-veto: The facts of the case rule out a better grade than D: an aid gap of G2 or more; in need again",
      "evaluation-grade: The facts of the case give another grade (D, not solved): please check",
    ],
  );
  const civil = await clock.clientOf(home, "civil-affairs");
  const seen = await civil.json({ method: "GET", path: `/v1/cases/${again.id}` });
  t.notOk(JSON.stringify(seen).includes("relapse"));
});

t.test("a corrected number is judged anew", async (t) => {
  const wrong = await sent(FIRST);
  t.equal((await scene.follow(wrong)).relapse?.thread, first.id);
  await correct(wrong, { identity: NEVER });
  t.equal((await scene.follow(wrong)).relapse, undefined);
  await correct(wrong, { identity: FIRST });
  t.equal((await scene.follow(wrong)).relapse?.thread, first.id);
});

t.test("link keys go when their time is over, and all of them when recurrence is turned off", async (t) => {
  await sweep("2027-03-31");
  t.equal(await links(first), 2);
  await sweep("2027-04-01");
  t.equal(await links(first), 1, "that of the child, for whom something is open");
  like(t, await entries("case-erased", first), [{ facts: 0, links: 1, reason: "retention", rule: "default@s11" }]);
  await sweep("2027-04-01", { ...retention, recurrence: "off" });
  t.equal(await links(first), 0);
  t.not((await gateway.store.caseRows.factsOf(first.id)).length, 0, "facts stay: the case is open");
});

t.test("visits and evaluations keep the facts of a case, though they change no item", async (t) => {
  const thread = await sent(SECOND);
  await scene.withdraw(thread, { reason: "W01", personIds: ["P-2025-0002"] });
  await close(thread, "2026-10-13");
  at("2027-04-01");
  await scene.record("evaluation", thread, [
    evaluation("2027-04-01", {
      conclusion: "C4",
      gradeConfirmed: "D",
      gradeReason: "再次因病致困",
      measure: { text: "再次移送" },
    }),
  ]);
  await sweep("2028-03-01");
  t.not((await gateway.store.caseRows.factsOf(thread.id)).length, 0);
  t.equal(await links(thread), 1);
  await sweep("2028-04-02");
  t.equal((await gateway.store.caseRows.factsOf(thread.id)).length, 0);
  t.equal(await links(thread), 0);
});
