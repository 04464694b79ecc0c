/** Scenarios S2 and S3 of the closed loop, end to end: an injected clock, a real gateway, the SDK. */
import t from "tap";
import { like } from "../support/like.ts";
import { clockOf, Scene } from "../support/scenario.ts";

t.setTimeout(60_000);
// One gateway whose time only goes on: S3 begins on the day of the last step of S2's first part.
const scene = await Scene.start(t, "2026-09-28T09:00:00+08:00");
const application = await scene.send("N01");

t.test("S2: from list to check, to the day", async (t) => {
  const thread = application;
  const item = () => scene.item(thread, "civil-affairs");
  like(t, clockOf(await item(), "D06"), { due: "2026-09-30" });
  like(t, clockOf(await item(), "D07"), { due: "2026-10-10" }, "a worked Saturday");
  scene.clock.moveTo("2026-09-29T09:00:00+08:00");
  await scene.sign("civil-affairs");
  like(t, clockOf(await item(), "D06"), { state: "met" });
  scene.clock.moveTo("2026-10-09T09:00:00+08:00");
  await scene.answer("civil-affairs", thread, [{ needs: ["N01"], reply: "10" }]);
  const accepted = await item();
  like(t, clockOf(accepted, "D07"), { state: "met" });
  like(t, clockOf(accepted, "D08"), { due: "2026-10-13" });
  like(t, clockOf(accepted, "D12"), { start: "2026-10-09", due: "2026-11-19" });
  // Who decides is no fact of the case: the gateway is asked under that circumstance.
  const question = { rule: "D12", start: "2026-10-09", circumstance: "township-decides" };
  const { client } = scene.cases;
  const call = { method: "POST", path: "/v1/deadlines/compute", contentType: "application/json" } as const;
  const computed = await client.json({ ...call, body: JSON.stringify(question) });
  like(t, computed, { deadlines: [{ due: "2026-11-05" }] }, "where the township decides");
  scene.clock.moveTo("2026-10-12T09:00:00+08:00");
  const longer = { needs: ["N01"], reply: "20", clock: { extend: "X2" } };
  await scene.answer("civil-affairs", thread, [longer]);
  like(t, clockOf(await item(), "D12"), { due: "2026-12-10" });
});

t.test("S3: nothing happens, stage by stage, and a late receipt keeps its worst stage", async (t) => {
  const thread = await scene.send("N01");
  const stages = [
    ["2026-10-12", "normal", "normal"],
    ["2026-10-13", "due-soon", "normal"],
    ["2026-10-15", "overdue", "due-soon"],
    ["2026-10-19", "supervise", "due-soon"],
    ["2026-10-20", "supervise", "overdue"],
    ["2026-10-22", "supervise", "supervise"],
    ["2026-10-28", "meeting", "supervise"],
    ["2026-11-02", "meeting", "meeting"],
  ] as const;
  for (const [day, receipt, reply] of stages) {
    scene.clock.moveTo(`${day}T12:00:00+08:00`);
    const item = await scene.item(thread, "civil-affairs");
    t.same([clockOf(item, "D06").stage, clockOf(item, "D07").stage, item.stage], [receipt, reply, receipt], day);
  }
  await scene.sign("civil-affairs");
  const signed = await scene.item(thread, "civil-affairs");
  like(t, clockOf(signed, "D06"), { state: "late", worst: "meeting" }, "history");
  t.notOk("stage" in clockOf(signed, "D06"), "the receipt ends D06 only");
  like(t, clockOf(signed, "D07"), { state: "running", stage: "meeting" });
});

t.test("S2: from decision to notice and report, to the day", async (t) => {
  const thread = application;
  scene.clock.moveTo("2026-11-23T09:00:00+08:00");
  const rightsNotice = { servedOn: "2026-11-23", way: "1", review: true, court: true };
  await scene.answer("civil-affairs", thread, [
    { needs: ["N01"], reply: "32", reason: "R05", decidedOn: "2026-11-19", rightsNotice },
  ]);
  const refused = await scene.item(thread, "civil-affairs");
  like(t, clockOf(refused, "D13"), { start: "2026-11-19", due: "2026-11-24", state: "met" });
  like(t, clockOf(refused, "D30"), { due: "2026-11-26", state: "met" });
});
