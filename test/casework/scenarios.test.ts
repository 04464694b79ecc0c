/** Scenarios S4, S5 and S6 of the closed loop, end to end: an injected clock, a real gateway, the SDK. */
import t from "tap";
import { Department } from "../../src/sdk/index.ts";
import { like } from "../support/like.ts";
import { bothLead, clockOf, refusalCodes, Scene } from "../support/scenario.ts";

const scene = await Scene.start(t, "2026-10-12T09:00:00+08:00", bothLead);
const { clock, cases } = scene;
const granted = {
  aidGranted: [
    {
      category: "01",
      item: "低保",
      form: "1",
      amount: "460.00",
      frequency: "2",
      start: "2026-10-20",
      for: "household",
    },
  ],
};

t.test("S5: passed on, the need has two working days at the other department, and does not come back", async (t) => {
  const thread = await scene.send("N04", ["civil-affairs"]);
  const old = await scene.item(thread, "civil-affairs");
  like(t, clockOf(old, "D06"), { due: "2026-10-14" });
  like(t, clockOf(old, "D07"), { due: "2026-10-19" });
  t.equal(await refusalCodes(cases.reroute(thread.id, old.id, "medical-insurance")), "state-conflict");

  clock.moveTo("2026-10-15T10:00:00+08:00");
  const passedTo = { department: "medical-insurance", division: "990101", name: "示例县医疗保障局" };
  await scene.answer("civil-affairs", thread, [
    { needs: ["N04"], reply: "13", reason: "R99", passedTo, reasonText: "不属于本单位" },
  ]);
  like(t, await scene.item(thread, "civil-affairs"), { state: "passed" });
  const waiting = [];
  for await (const item of cases.worklist("reroute")) waiting.push(item.id);
  t.same(waiting, [old.id]);

  clock.moveTo("2026-10-16T10:00:00+08:00");
  t.equal(await refusalCodes(cases.reroute(thread.id, old.id, "civil-affairs")), "case-circle case-circle");
  t.equal(await refusalCodes(cases.reroute(thread.id, old.id, "housing")), "no-recipient");
  t.equal(await refusalCodes(cases.reroute(thread.id, thread.id, "medical-insurance")), "not-found");
  const answer = await cases.reroute(thread.id, old.id, "medical-insurance");
  t.same(answer.due, { receipt: "2026-10-20T23:59:59+08:00", feedback: "2026-10-20T23:59:59+08:00" });
  t.equal(await refusalCodes(cases.reroute(thread.id, old.id, "medical-insurance")), "state-conflict", "only once");
  const item = await scene.item(thread, "medical-insurance");
  like(t, clockOf(item, "D06"), { start: "2026-10-12", due: "2026-10-20" });
  like(t, clockOf(item, "D07"), { start: "2026-10-12", due: "2026-10-20" });
  t.same(item.chain, ["civil-affairs"]);
  t.equal((await scene.item(thread, "civil-affairs")).stage, undefined, "nothing more is due there");

  const department = new Department(await clock.clientOf(scene.home, "medical-insurance"));
  for await (const found of department.poll({ once: true })) {
    const packet = await department.fetch(found);
    t.equal(found.packet, answer.packet);
    const { subjects } = packet.body as unknown as {
      subjects: { personId: string; needs: { items: { code: string }[] } }[];
    };
    t.same(
      subjects.map(({ personId, needs }) => [personId, needs.items.map(({ code }) => code)]),
      [["P-2025-0001", ["N04"]]],
    );
    await department.acknowledge(packet, "accepted");
  }
  like(t, await scene.item(thread, "medical-insurance"), { state: "signed" });
  const back = { department: "civil-affairs", division: "990101", name: "示例县民政局" };
  const passingBack = scene.answer("medical-insurance", thread, [
    { needs: ["N04"], reply: "13", reason: "R99", passedTo: back, reasonText: "不属于本单位" },
  ]);
  t.equal(await refusalCodes(passingBack), "case-circle case-circle");

  const on = { department: "education", division: "990101", name: "示例县教育局" };
  await scene.answer("medical-insurance", thread, [
    { needs: ["N04"], reply: "13", reason: "R99", passedTo: on, reasonText: "不属于本单位" },
  ]);
  await cases.reroute(thread.id, item.id, "education");
  const third = await scene.item(thread, "education");
  t.same([third.chain, third.flags], [["civil-affairs", "medical-insurance"], ["disputed"]], "for the joint meeting");
  const disputed = [];
  for await (const one of cases.worklist("reroute")) disputed.push(one.id);
  t.same(disputed, [third.id]);
});

t.test(
  "S6: a late feedback is history that fills in days, and a grant is taken back only by a correction",
  async (t) => {
    clock.moveTo("2026-10-20T10:00:00+08:00");
    const thread = await scene.send("N01");
    const grant = await scene.answer(
      "civil-affairs",
      thread,
      [{ needs: ["N01"], reply: "30", decidedOn: "2026-10-20", ...granted }],
      "2026-10-20T10:00:00+08:00",
    );
    clock.moveTo("2026-10-21T10:00:00+08:00");
    await scene.answer(
      "civil-affairs",
      thread,
      [{ needs: ["N01"], reply: "20", acceptedOn: "2026-10-13" }],
      "2026-10-15T10:00:00+08:00",
    );
    const item = await scene.item(thread, "civil-affairs");
    like(t, item, { state: "granted", reply: "30", flags: ["late"] });
    like(t, clockOf(item, "D12"), { start: "2026-10-13", state: "met", ended: "2026-10-20" });
    like(t, clockOf(item, "D08"), { start: "2026-10-13", state: "met", ended: "2026-10-15" });
    like(t, clockOf(item, "D14"), { start: "2026-10-20", due: "2026-11-30", state: "running" });

    clock.moveTo("2026-10-22T10:00:00+08:00");
    const rightsNotice = { servedOn: "2026-10-22", way: "1", review: true, court: true };
    const refused = { needs: ["N01"], reply: "32", reason: "R05", decidedOn: "2026-10-22", rightsNotice };
    t.equal(await refusalCodes(scene.answer("civil-affairs", thread, [refused])), "case-transition case-transition");
    const { rightsNotice: _none, ...without } = { ...refused, corrects: grant };
    t.match(await refusalCodes(scene.answer("civil-affairs", thread, [without])), /^invalid-document/);
    await scene.answer("civil-affairs", thread, [{ ...refused, corrects: grant }]);
    const after = await scene.item(thread, "civil-affairs");
    like(t, after, { state: "refused", flags: ["corrected"] });
    t.notOk("grantedOn" in after.dates, "the grant is void");
    like(t, clockOf(after, "D13"), { start: "2026-10-22", state: "met" });
  },
);

t.test("S4: a pause adds its working days, and one without an end blocks the item", async (t) => {
  clock.moveTo("2026-10-23T10:00:00+08:00");
  const [answered, silent] = [await scene.send("N01"), await scene.send("N01")];
  // The page's dates count from an acceptance on 10-12, which a department may name later.
  for (const thread of [answered, silent]) {
    await scene.answer("civil-affairs", thread, [{ needs: ["N01"], reply: "10", acceptedOn: "2026-10-12" }]);
  }
  like(t, clockOf(await scene.item(answered, "civil-affairs"), "D12"), { due: "2026-11-23" });
  clock.moveTo("2026-10-24T10:00:00+08:00");
  const paused = {
    needs: ["N01"],
    reply: "11",
    reason: "R02",
    missingDocuments: ["2"],
    clock: { pause: "P1", from: "2026-10-20" },
  };
  for (const thread of [answered, silent]) await scene.answer("civil-affairs", thread, [paused]);
  clock.moveTo("2026-10-27T10:00:00+08:00");
  await scene.answer("civil-affairs", answered, [{ needs: ["N01"], reply: "10" }]);
  const resumed = await scene.item(answered, "civil-affairs");
  like(t, clockOf(resumed, "D12"), { due: "2026-11-30", paused: false });
  t.equal(
    await refusalCodes(
      scene.answer("civil-affairs", silent, [{ needs: ["N01"], reply: "30", decidedOn: "2026-10-27", ...granted }]),
    ),
    "case-transition case-transition",
    "not while documents are missing",
  );

  clock.moveTo("2026-11-18T10:00:00+08:00");
  const blocked = await scene.item(silent, "civil-affairs");
  like(t, blocked, { state: "supplement", blocked: true });
  like(t, clockOf(blocked, "D12"), { due: "2026-12-21", blocked: true });
  const listed = [];
  for await (const item of cases.worklist("blocked")) listed.push(item.id);
  t.same(listed, [blocked.id]);
});
