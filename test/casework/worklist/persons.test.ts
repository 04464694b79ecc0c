/** Work lists of persons through a running gateway: the first page, pages, filters, who sees them, and what erasure leaves. */
import t from "tap";
import type { CasePersons } from "../../../src/domain/generated/answers.ts";
import type { PersonList } from "../../../src/domain/follow.ts";
import { erasureEntries } from "../../../src/persons/erase.ts";
import { casePersonRows } from "../../../src/store/cases/case-person-rows.ts";
import { like } from "../../support/like.ts";
import { refusalCodes, Scene, type SceneThread } from "../../support/scenario.ts";

const scene = await Scene.start(t, "2026-06-15T09:00:00+08:00");
const { clock, home, gateway } = scene;
const at = (day: string) => clock.moveTo(`${day}T15:00:00+08:00`);
const ask = async (list: PersonList, query = "", client = scene.cases.client) =>
  (await client.json({ method: "GET", path: `/v1/worklists/${list}${query}` })) as CasePersons;
const first = (await scene.cases.client.json({ method: "GET", path: "/v1/worklists/visits" })) as CasePersons;
const personOf = async ({ id }: SceneThread) => (await scene.cases.lookUp(id, ["P-2025-0001"]))[0];
const visit = (kind: string, date: string, more: object = {}) => ({
  kind,
  date,
  way: "1",
  by: "procuratorate",
  visitors: ["林知远"],
  outcome: "V1",
  ...(kind === "F0" ? { fundArrived: { yes: true } } : {}),
  ...more,
});
const kindsOf = async (thread: SceneThread, query = "") => {
  const subject = await personOf(thread);
  const { persons } = await ask("visits", query);
  return persons
    .filter((one) => one.subject === subject)
    .flatMap(({ visits }) => visits.map(({ kind, state }) => `${kind} ${state}`));
};

t.test("visits: from the day of the first reply on, until one is recorded, and ahead", async (t) => {
  t.same(first.persons, []);
  const thread = await scene.send("N01");
  t.same(await kindsOf(thread), [], "nobody has replied yet, and nobody had to");
  at("2026-06-23");
  t.same(await kindsOf(thread), ["F0 due"], "the first reply was due");
  const { persons } = await ask("visits");
  t.equal(persons.length, 2, "and the other one of the list");
  like(t, persons[0], { thread: thread.id, state: "open", todos: [], renewals: [] });
  const text = JSON.stringify(persons);
  for (const secret of ["P-2025-0001", "陈秀兰", "林知远"]) t.notOk(text.includes(secret), secret);
  await scene.record("visit", thread, [visit("F0", "2026-06-23")]);
  t.same(await kindsOf(thread), []);
  t.same(await kindsOf(thread, "?on=2026-07-20"), ["F1 due"]);
  at("2026-08-03");
  t.same(await kindsOf(thread), ["F1 missed"]);
});

t.test("lists come in pages, narrowed by need and department, and a wrong question is refused", async (t) => {
  const whole = (await ask("visits")).persons.map(({ subject }) => subject);
  const { persons, next = "" } = await ask("visits", "?limit=1");
  t.equal(persons.length, 1);
  t.match(next, /^\d+\./);
  const rest = await ask("visits", `?after=${next}`);
  t.same(
    [...persons, ...rest.persons].map(({ subject }) => subject),
    whole,
  );
  t.ok((await ask("visits", "?need=N01")).persons.length < whole.length);
  t.same((await ask("visits", "?need=N17")).persons, []);
  t.ok((await ask("visits", "?department=education")).persons.every(({ needs }) => needs.length > 0));
  t.same((await ask("visits", "?need=N01&department=education")).persons, []);
  for (const query of [
    "?after=nonsense",
    "?after=1.0199a000-0000-4000-8000-000000000001.00",
    "?on=2026-08-01",
    "?limit=0",
    "?need=N99",
  ]) {
    t.equal(await refusalCodes(ask("visits", query)), "malformed-request", query);
  }
});

t.test("only the sender of the list has its persons", async (t) => {
  const department = await clock.clientOf(home, "civil-affairs");
  for (const list of ["visits", "evaluation", "renewal", "relapse", "todo"] as const) {
    t.same((await ask(list, "?on=2027-12-31", department)).persons, [], list);
  }
  t.ok((await ask("visits")).persons.length > 0);
});

t.test("a death leaves a decision about the household, until the case is closed", async (t) => {
  const thread = await scene.send("N01");
  const subject = await personOf(thread);
  const todos = async () => (await ask("todo")).persons.filter((one) => one.subject === subject);
  await scene.answer("civil-affairs", thread, [{ needs: ["N01"], reply: "50", reason: "R10" }]);
  like(t, await todos(), [{ todos: ["household-list"], diedOn: "2026-08-03", visits: [] }]);
  at("2026-08-20");
  t.same(await kindsOf(thread), [], "nobody visits");
  const closing = {
    from: "2026-06-15",
    to: "2026-08-20",
    before: [{ type: "01", score: 0 }],
    after: [{ type: "01", score: 0 }],
    scoredBy: "1",
    gradeComputed: "N",
    gradeConfirmed: "N",
    conclusion: "C1",
  };
  await scene.record("evaluation", thread, [{ ...closing }]);
  t.same(await todos(), []);
});

t.test("new needs and grade D wait for a decision; erasure takes the persons along", async (t) => {
  at("2026-10-12");
  const thread = await scene.send("N01");
  const subject = await personOf(thread);
  const has = async (list: PersonList, query = "") =>
    (await ask(list, query)).persons.some((one) => one.subject === subject);
  at("2026-10-21");
  await scene.record("visit", thread, [visit("F0", "2026-10-21", { newNeeds: ["N14"] })]);
  t.ok(await has("todo"));
  t.notOk(await has("evaluation"));
  const scores = { before: [{ type: "01", score: 8 }], after: [{ type: "01", score: 8 }] };
  const unsolved = {
    from: "2026-10-12",
    to: "2026-10-21",
    ...scores,
    scoredBy: "1",
    gradeComputed: "D",
    gradeConfirmed: "D",
    conclusion: "C2",
  };
  await scene.record("evaluation", thread, [unsolved]);
  t.ok(await has("evaluation"), "the measure is missing");
  t.notOk(await has("renewal"));
  const count = async () =>
    (await gateway.store.pool.query("select from case_persons where thread = $1", [thread.id])).rowCount;
  t.equal(await count(), 2);
  const entries = erasureEntries(clock.now(), "operator", {});
  const told = () => entries.case({ thread: thread.id, facts: -1, links: 0 });
  await gateway.store.erasureRows.eraseThread(thread.id, 0, () => true, told, entries);
  t.equal(await count(), 0);
  t.notOk(await has("todo"));
});

t.test("persons from before the table, or of a gateway that does not know it, are looked at", async (t) => {
  const { pool } = gateway.store;
  const thread = await scene.send("N01");
  at("2026-11-03");
  t.same(await kindsOf(thread), ["F0 due"]);
  const runner = {
    run: async <Row>({ text }: { readonly text: string }, values: readonly unknown[]) =>
      (await pool.query(text, [...values])).rows as Row[],
  };
  const placesOf = async (id: string) => {
    const query = { list: "visits", until: 30_000, limit: 500 } as const;
    const places = await casePersonRows(runner).places("procuratorate", query);
    return places.flatMap((place) => (place.thread === id ? place.day : []));
  };
  await pool.query("delete from case_persons where thread = $1", [thread.id]);
  t.same(await placesOf(thread.id), [0, 0]);
  t.same(await kindsOf(thread), ["F0 due"]);

  const other = "0199a000-0000-7000-8000-00000000abcd";
  const columns = "subject, need, department, sender, state, shown, changed_at, item, day";
  await pool.query(
    `insert into case_items (id, thread, ${columns}) select gen_random_uuid(), $2, ${columns} from case_items where thread = $1`,
    [thread.id, other],
  );
  const { rows } = await pool.query("select todo_day from case_persons where thread = $1", [other]);
  t.same(rows, [{ todo_day: 0 }, { todo_day: 0 }]);
});
