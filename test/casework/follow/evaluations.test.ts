/** Evaluations through a running gateway with a moved clock: scenario S10, closing, long-term aid, and what departments get. */
import t from "tap";
import { Department } from "../../../src/sdk/index.ts";
import { like } from "../../support/like.ts";
import { refusalCodes, Scene } from "../../support/scenario.ts";

const scene = await Scene.start(t, "2026-10-09T09:00:00+08:00");
const { clock, home } = scene;
const at = (day: string) => clock.moveTo(`${day}T15:00:00+08:00`);
const scores = (...values: readonly number[]) => values.map((score, index) => ({ type: `0${index + 1}`, score }));
const evaluation = (more: object = {}) => ({
  from: "2026-10-09",
  to: "2026-10-12",
  before: scores(8, 6),
  after: scores(7, 6),
  scoredBy: "1",
  items: [{ need: "N01", by: "civil-affairs", granted: true, delivered: true }],
  gradeComputed: "D",
  gradeConfirmed: "D",
  conclusion: "C2",
  ...more,
});
const good = { after: scores(1, 1), gradeComputed: "A", gradeConfirmed: "A" };
const paid = {
  needs: ["N01"],
  reply: "40",
  decisionNumber: "某民救字〔2026〕31号",
  aidGranted: [
    { category: "01", item: "低保", form: "2", frequency: "1", for: "household", firstPaidOn: "2026-10-10" },
  ],
};
const arrived = {
  kind: "F0",
  date: "2026-10-12",
  way: "1",
  by: "procuratorate",
  visitors: ["林知远"],
  outcome: "V1",
  fundArrived: { yes: true },
  satisfaction: [{ about: "civil-affairs", value: 4 }],
};

t.test("S10: grade D asks for a measure, keeps the case open, and is evaluated again", async (t) => {
  const thread = await scene.send("N01");
  at("2026-10-12");
  t.equal(
    await refusalCodes(scene.record("evaluation", thread, [evaluation({ ...good, conclusion: "C1" })])),
    "case-closed close-item-open close-arrival-unknown",
  );
  await scene.answer("civil-affairs", thread, [paid]);
  await scene.record("visit", thread, [arrived]);
  const answer = await scene.record("evaluation", thread, [evaluation()]);
  t.same(
    answer.packets.map(({ recipient }) => recipient),
    ["civil-affairs"],
    "the department that helped",
  );
  t.same(
    answer.warnings?.map(({ code }) => code),
    ["evaluation-measure", "evaluation-veto"],
    "and the computed grade is that of the facts",
  );
  like(t, answer.warnings?.at(-1), {
    pointer: "/body/evaluations/0/vetoes",
    message: "The facts of the case rule out a better grade than D: an aid gap of G2 or more",
    messageZh: "据办理事实只能评为 D 级：仍有救助真空（G2 以上）",
  });
  like(t, await scene.follow(thread), {
    vetoes: ["gap-open"],
    evaluation: { grade: "D", conclusion: "C2", on: "2026-10-12" },
    next: { due: "2027-01-10", provisional: true },
    measure: { rule: "D39", due: "2026-10-19" },
    todos: ["measure"],
    closing: ["close-measure-open"],
  });
  at("2026-10-22");
  like(t, await scene.follow(thread), { measure: { stage: "supervise" } });
  const closes = evaluation({ ...good, to: "2026-10-22", conclusion: "C1" });
  t.equal(await refusalCodes(scene.record("evaluation", thread, [closes])), "case-closed close-measure-open");
  const named = evaluation({ to: "2026-10-22", measure: { text: "联系家门口就业" } });
  await scene.record("evaluation", thread, [named]);
  like(t, await scene.follow(thread), { todos: [], closing: [], measure: { state: "met" } });

  at("2026-10-23");
  const { warnings } = await scene.record("evaluation", thread, [{ ...closes, to: "2026-10-23" }]);
  t.same(
    warnings?.map(({ code }) => code),
    ["evaluation-veto", "evaluation-grade", "evaluation-early"],
    "a person decides, and is told what the facts say",
  );
  const closed = await scene.follow(thread);
  like(t, closed, { state: "closed", closing: ["close-already"] });
  t.same(
    closed.duties.flatMap(({ kind, state }) => (kind === "H" ? [] : `${kind} ${state}`)),
    ["F0 done", "F1 cancelled", "F2 cancelled", "F3 cancelled"],
  );
  t.equal(
    await refusalCodes(scene.record("evaluation", thread, [evaluation({ ...good, to: "2026-10-23" })])),
    "case-closed close-already",
  );
  at("2026-10-26");
  await scene.record("evaluation", thread, [
    evaluation({ to: "2026-10-26", conclusion: "C4", measure: { text: "再次移送" } }),
  ]);
  like(t, await scene.follow(thread), { state: "following", todos: ["refer-again"] });
});

t.test("a department gets its own items, grade and conclusion, and nothing else", async (t) => {
  const civil = new Department(await clock.clientOf(home, "civil-affairs"));
  const bodies: unknown[] = [];
  for await (const item of civil.poll({ once: true })) {
    if (item.type !== "evaluation") continue;
    const packet = await civil.fetch(item);
    bodies.push(packet.body);
    t.same(packet.disclosed, ["header", "evaluations"]);
  }
  t.ok(bodies.length >= 3);
  t.same((bodies[0] as { readonly evaluations: unknown }).evaluations, [
    {
      personId: "P-2025-0001",
      from: "2026-10-09",
      to: "2026-10-12",
      gradeConfirmed: "D",
      conclusion: "C2",
      items: [{ need: "N01", by: "civil-affairs", granted: true, delivered: true }],
    },
  ]);
});

t.test("without a department that helped it is filed; what does not fit the case is refused", async (t) => {
  at("2026-10-27");
  const thread = await scene.send("N01");
  const own = evaluation({ to: "2026-10-27", items: undefined, conclusion: "C3", measure: { text: "社工陪伴" } });
  const { packets } = await scene.record("evaluation", thread, [own]);
  t.same(
    packets.map(({ recipient }) => recipient),
    ["procuratorate"],
  );
  like(t, await scene.follow(thread), { state: "long-term" });
  const wrong = { to: "2026-10-27", items: [{ need: "N05", by: "civil-affairs", granted: true, delivered: true }] };
  t.equal(
    await refusalCodes(scene.record("evaluation", thread, [evaluation(wrong)])),
    "case-unknown-item case-unknown-item",
  );
  const helper = evaluation({ ...good, to: "2026-10-27", scoredBy: "3" });
  const { warnings } = await scene.record("evaluation", thread, [helper]);
  t.same(
    warnings?.map(({ code }) => code),
    ["evaluation-scores", "evaluation-item", "evaluation-veto", "evaluation-grade"],
    "only the department that helped says so, and its own feedback says otherwise",
  );
  t.equal(await refusalCodes(scene.record("evaluation", thread, [own], "civil-affairs")), "not-permitted");
});

t.test("of an evaluation the database has grade and conclusion, and no words and no scores", async (t) => {
  const { rows } = await scene.gateway.store.pool.query<{ fact: Record<string, unknown>; row: string }>(
    "select fact, case_facts::text as row from case_facts where fact->>'event' = 'evaluation'",
  );
  t.ok(rows.length > 4);
  const allowed = new Set("event message issuedAt acceptedAt subject by grade conclusion measure corrects".split(" "));
  t.same(
    rows.flatMap(({ fact }) => Object.keys(fact).filter((name) => !allowed.has(name))),
    [],
  );
  const text = rows.map(({ row }) => row).join("\n");
  for (const secret of ["家门口", "社工陪伴", "before", "P-2025-0001"]) t.notOk(text.includes(secret), secret);
});
