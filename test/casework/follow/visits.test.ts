/** Visits through a running gateway with a moved clock: scenario S9, who may record what, what is kept of it. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import t from "tap";
import { Department } from "../../../src/sdk/index.ts";
import { exampleList } from "../../support/gateway/gateway.ts";
import { like } from "../../support/like.ts";
import { refusalCodes, Scene } from "../../support/scenario.ts";

const scene = await Scene.start(t, "2026-06-15T09:00:00+08:00");
const { clock, home } = scene;
const at = (day: string) => clock.moveTo(`${day}T15:00:00+08:00`);
const NOTE = "右腿康复中";
const visit = (kind: string, date: string, more: object = {}) => ({
  kind,
  date,
  way: "1",
  by: "procuratorate",
  visitors: ["林知远"],
  outcome: "V1",
  ...(kind === "A" || kind === "F0" ? {} : { scores: [{ type: "01", score: 4 }] }),
  ...more,
});
const tried = { outcome: "V2", scores: undefined };
const paid = {
  needs: ["N01"],
  reply: "40",
  decisionNumber: "某民救字〔2026〕31号",
  aidGranted: [
    {
      category: "01",
      item: "低保",
      form: "1",
      amount: "460.00",
      frequency: "2",
      start: "2026-06-01",
      firstPaidOn: "2026-06-19",
      for: "household",
    },
  ],
};
const states = async (thread: Awaited<ReturnType<Scene["send"]>>) =>
  (await scene.follow(thread)).duties.map(({ kind, state }) => `${kind} ${state}`);

t.test("S9: the visits of a person from the payment to the last day of a window", async (t) => {
  const thread = await scene.send("N01");
  at("2026-06-22");
  await scene.answer("civil-affairs", thread, [paid]);
  t.equal((await scene.follow(thread)).anchor, "2026-06-19");
  at("2026-06-24");
  const arrived = { fundArrived: { yes: true, on: "2026-06-19" } };
  const answer = await scene.record("visit", thread, [visit("F0", "2026-06-24", arrived)]);
  t.same(
    answer.packets.map(({ recipient }) => recipient),
    ["procuratorate"],
    "its own record is filed with itself",
  );
  at("2026-07-20");
  await scene.record("visit", thread, [visit("F1", "2026-07-20", { newNeeds: ["N14"] })]);
  like(t, await scene.follow(thread), { newNeeds: ["N14"], todos: ["send-needs"] });
  at("2026-09-17");
  const attempts = ["2026-09-10", "2026-09-14", "2026-09-17"].map((day) => visit("F2", day, tried));
  await scene.record("visit", thread, attempts);
  const [, , second, third] = (await scene.follow(thread)).duties;
  like(t, second, {
    due: "2026-09-17",
    from: "2026-09-03",
    to: "2026-10-08",
    state: "attempted",
    homeFrom: "2026-09-17",
  });
  like(t, third, { due: "2026-12-16", state: "planned" });

  at("2026-10-09");
  const home2 = { way: "2", visitors: ["林知远", "周明理"], satisfaction: [{ about: "civil-affairs", value: 4 }] };
  t.equal(
    await refusalCodes(scene.record("visit", thread, [visit("F2", "2026-10-09", home2)])),
    "visit-window visit-window",
    "a day late it is no F2",
  );
  t.same((await states(thread)).slice(0, 3), ["F0 done", "F1 done", "F2 missed"]);
  await scene.record("visit", thread, [visit("F2", "2026-10-08", { ...home2, note: NOTE })]);
  t.same(await states(thread), ["F0 done", "F1 done", "F2 done", "F3 planned"], "recorded a day later");
  like(t, await scene.follow(thread), { satisfaction: { answers: 1, sum: 4 }, closing: [], state: "following" });
});

t.test("a record is corrected by a later one, and a department's record taken back", async (t) => {
  at("2026-10-12");
  const thread = await scene.send("N01");
  at("2026-10-20");
  const { number } = await scene.record("visit", thread, [visit("F0", "2026-10-20", { fundArrived: { yes: true } })]);
  t.same((await states(thread))[0], "F0 done");
  await scene.record("visit", thread, [visit("A", "2026-10-20", { ...tried, corrects: number })]);
  t.same((await states(thread))[0], "F0 attempted");
  const codes = await refusalCodes(
    scene.record("visit", thread, [visit("A", "2026-10-20", { corrects: "0190a0b2-7c1e-7d4f-8a55-0c2d3e4f5a99" })]),
  );
  t.equal(codes, "invalid-document corrects-unknown");

  const byDepartment = visit("F0", "2026-10-20", { by: "department", fundArrived: { yes: true } });
  const { id, packets } = await scene.record("visit", thread, [byDepartment], "civil-affairs");
  t.same(
    packets.map(({ recipient }) => recipient),
    ["procuratorate"],
  );
  t.same((await states(thread))[0], "F0 done");
  await scene.withdraw(thread, { message: id, reason: "W02" }, "civil-affairs");
  t.same((await states(thread))[0], "F0 attempted");
});

t.test("whom a party may visit, and how", async (t) => {
  at("2026-10-21");
  const contact = { persons: [{ name: "陈秀兰", relation: "01", phone: "13900000001", safeToCall: false }] };
  const thread = await scene.send("N01", undefined, { contact });
  at("2026-10-29");
  const one = (more: object) => [visit("A", "2026-10-29", more)];
  const codes = async (entries: readonly Record<string, unknown>[], party?: string) =>
    refusalCodes(scene.record("visit", thread, entries, party));
  t.equal(await codes(one({})), "invalid-document visit-unsafe-call");
  t.equal(await codes(one({ askedFor: true })), "done");
  t.equal(await codes(one({ way: "2" })), "invalid-document visit-two-visitors");
  t.equal(await codes(one({ way: "3", personId: "P-9" })), "invalid-document not-in-list");
  t.equal(await codes(one({ way: "3" }), "education"), "case-unknown-subject case-unknown-subject");
  t.equal(await codes(one({ way: "3" }), "housing"), "invalid-claims unknown-thread", "no part in the thread");
  const minor = visit("F1", "2026-11-23", { personId: "P-2025-0002" });
  at("2026-11-23");
  t.equal(await codes([minor]), "invalid-document visit-fund-use");
  const isKept = { personId: "P-2025-0002", fundUse: { schooling: "800.00", keptBy: "2" }, restored: { school: "0" } };
  t.equal(await codes([visit("F1", "2026-11-23", isKept)]), "done");
  const shown = (await scene.cases.case(thread.id)).subjects.map(({ follow }) => follow?.outOfSchool);
  t.same(shown.filter(Boolean), [true], "a child out of school");

  const hidden = { cause: { harmCause: "05", protected: true, relationToVictim: "12" } };
  const sheltered = await scene.send("N01", undefined, hidden);
  at("2026-11-25");
  const social = [visit("A", "2026-11-25", { by: "social-work", byName: "示例社工站" })];
  t.equal(
    await refusalCodes(scene.record("visit", sheltered, social)),
    "invalid-document visit-officer-only visit-unsafe-call",
  );
});

t.test("social workers get the persons whom they call on, record visits, and owe no answer", async (t) => {
  at("2026-11-25");
  const thread = await scene.send("N01", ["civil-affairs", "social-work-station"]);
  const station = new Department(await clock.clientOf(home, "social-work-station"));
  const seen: unknown[] = [];
  for await (const item of station.poll({ once: true })) {
    const packet = await station.fetch(item);
    seen.push(packet.body);
    await station.acknowledge(packet, "accepted");
  }
  const { subjects } = seen.at(-1) as { subjects: Record<string, Record<string, unknown>>[] };
  const [subject] = subjects;
  t.same(
    Object.keys(subject ?? {}).toSorted(),
    "address contact demographics difficulty identity judicialAid personId".split(" "),
  );
  t.ok(subject?.contact?.persons, "whom to call");
  t.same(Object.keys(subject?.address ?? {}), ["residence"], "where to go");
  t.notOk(subject?.identity?.idNumber);
  const departments = (await scene.cases.case(thread.id)).subjects.flatMap(({ items }) =>
    items.map(({ department }) => department),
  );
  t.same([...new Set(departments)], ["civil-affairs"], "no item, so no deadline");
  const own = visit("A", "2026-11-25", { way: "2", visitors: ["甲", "乙"], by: "social-work", byName: "示例社工站" });
  const answer = await scene.record("visit", thread, [own], "social-work-station");
  t.same(
    answer.packets.map(({ recipient }) => recipient),
    ["procuratorate"],
  );

  const hidden = { cause: { harmCause: "05", protected: true, relationToVictim: "12" } };
  const sheltered = await scene.send("N01", ["civil-affairs", "social-work-station"], hidden);
  const asOfficer = { ...own, by: "procuratorate", byName: undefined };
  t.equal(
    await refusalCodes(scene.record("visit", sheltered, [asOfficer], "social-work-station")),
    "case-unknown-subject case-unknown-subject",
    "whoever it says went there",
  );

  const partly = await scene.send("N01");
  const list = (await exampleList()) as { header: object; subjects: object[] };
  const example = JSON.parse(readFileSync("schemas/supplement/1.example.json", "utf8")) as { header: object };
  const header = {
    ...example.header,
    listNumber: (list.header as { listNumber: string }).listNumber,
    transferId: randomUUID(),
    supplements: partly.transferId,
    legalBasis: "statutory-duty",
  };
  const second = list.subjects.slice(1);
  const procuratorate = await clock.senderOf(home);
  const about = { type: "supplement", thread: partly.id, to: ["social-work-station"] } as const;
  await procuratorate.push(await procuratorate.seal({ header, subjects: second } as never, about));
  t.equal(
    await refusalCodes(scene.record("visit", partly, [own], "social-work-station")),
    "case-unknown-subject case-unknown-subject",
    "a person of the thread whom it was not sent",
  );
  const sent = { ...own, personId: "P-2025-0002" };
  t.equal(await refusalCodes(scene.record("visit", partly, [sent], "social-work-station")), "done");
});

t.test("the database has codes and days of a visit, and nothing that was written down", async (t) => {
  const { rows } = await scene.gateway.store.pool.query<{ fact: Record<string, unknown>; row: string }>(
    "select fact, case_facts::text as row from case_facts where fact->>'event' = 'visit'",
  );
  t.ok(rows.length > 8);
  const allowed = new Set(
    "event message issuedAt acceptedAt subject by kind on way outcome written arrived newNeeds corrects".split(" "),
  );
  t.same(
    rows.flatMap(({ fact }) => Object.keys(fact).filter((name) => !allowed.has(name))),
    [],
  );
  const text = rows.map(({ row }) => row).join("\n");
  for (const secret of [NOTE, "林知远", "周明理", "陈秀兰", "P-2025-0001", "示例社工站", "satisfaction", "800.00"]) {
    t.notOk(text.includes(secret), secret);
  }
});

t.test("its own record comes to the procuratorate's inbox, and the list is withdrawn as before", async (t) => {
  at("2026-12-01");
  const thread = await scene.send("N01");
  await scene.record("visit", thread, [visit("A", "2026-12-01")]);
  const own = new Department(await clock.clientOf(home, "procuratorate"));
  const types = [];
  for await (const item of own.poll({ once: true })) {
    if (item.thread !== thread.id) continue;
    types.push(item.type);
    const packet = await own.fetch(item);
    like(t, packet.body, { visits: [{ personId: "P-2025-0001", kind: "A" }] });
    await own.acknowledge(packet, "accepted");
  }
  t.same(types, ["visit"]);
  const { packets } = await scene.withdraw(thread, { all: true, reason: "W05" });
  t.notOk(packets.some(({ recipient }) => recipient === "procuratorate"));
  t.same(await states(thread), ["F0 cancelled", "F1 cancelled", "F2 cancelled", "F3 cancelled"]);
});
