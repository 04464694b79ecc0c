/** Scenario S7 of the closed loop through a running gateway with a moved clock: bridge, payment, second bridge. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import t from "tap";
import { Sender } from "../../../src/sdk/index.ts";
import { GA } from "../../cli/casework/ga.ts";
import { like } from "../../support/like.ts";
import { clockOf, Scene, type SceneThread } from "../../support/scenario.ts";

const BRIDGE = JSON.parse(readFileSync("schemas/bridge/1.example.json", "utf8")) as {
  readonly header: object;
  readonly subjects: readonly object[];
};
const [FAMILY] = GA.subjects;
const PERSON = "P-2025-0001";

const scene = await Scene.start(t, "2026-09-24T10:00:00+08:00");
const { clock, cases } = scene;
const at = (time: string) => clock.moveTo(`2026-${time}:00+08:00`);

/** Aid gap of the family in a thread, as the list's sender sees it now. */
async function gapOf({ id }: SceneThread) {
  const { households = [] } = await cases.case(id);
  const [gap] = households;
  if (gap === undefined) throw new Error("the case has a household");
  return gap;
}

t.test(
  "S7: GA is bridged, the gap after the payment would be a second bridge, and what the allowance makes of it",
  async (t) => {
    const { household, income, judicialAid, existingAid, livelihood } = FAMILY ?? {};
    const members = household?.members?.map((one) => ("personId" in one ? { ...one, personId: PERSON } : one));
    const thread = await scene.send("N01", undefined, {
      household: { ...household, members },
      income,
      judicialAid,
      existingAid,
      livelihood,
    });
    await scene.sign("civil-affairs");
    at("10-09T10:00");
    await scene.answer("civil-affairs", thread, [{ needs: ["N01"], reply: "10", acceptedOn: "2026-10-09" }]);
    like(t, await gapOf(thread), {
      monthlyNeed: "2400.00",
      level: "G2",
      days: 37,
      runs: [{ from: "2026-11-03", to: "2026-12-10", days: 37 }],
      bridge: { reasons: ["G2"], sameCause: false },
    });

    at("10-29T10:00");
    const number = randomUUID();
    const header = {
      ...BRIDGE.header,
      transferId: number,
      answers: thread.transferId,
      issuedAt: "2026-10-29T09:59:00+08:00",
    };
    const sender = new Sender(await clock.clientOf(scene.home, "procuratorate"));
    const bridge = { ...BRIDGE, header };
    const sealed = await sender.seal(bridge as never, { type: "bridge", thread: thread.id });
    await sender.push(sealed);
    const item = async () => {
      const { subjects } = await cases.case(thread.id);
      const found = subjects.flatMap(({ items }) => items).find(({ need }) => need === "N02");
      if (found === undefined) throw new Error("the bridge opens an item");
      return found;
    };
    like(t, clockOf(await item(), "D19"), { start: "2026-10-29", due: "2026-11-01" });

    at("10-31T10:00");
    const aid = { need: "N02", category: "25", item: "临时救助", form: "1", amount: "1600.00", frequency: "1" };
    const paid = { needs: ["N02"], reply: "40", firstAid: true };
    await scene.answer("civil-affairs", { ...thread, transferId: number }, [
      { ...paid, aidGranted: [{ ...aid, for: "household", firstPaidOn: "2026-10-31" }] },
    ]);
    like(t, clockOf(await item(), "D19"), { state: "met", ended: "2026-10-31" });
    const after = { level: "G2", days: 17, runs: [{ from: "2026-11-23", to: "2026-12-10", days: 17 }] };
    like(t, await gapOf(thread), { ...after, bridge: { sameCause: true }, secondBridge: true });

    const allowance = { category: "01", item: "低保", form: "1", amount: "2400.00", frequency: "2", for: "household" };
    at("11-12T10:00");
    const granted = { needs: ["N01"], decidedOn: "2026-11-12", decisionNumber: "示民救〔2026〕9号" };
    await scene.answer("civil-affairs", thread, [
      { ...granted, reply: "30", aidGranted: [{ ...allowance, start: "2026-12-10" }] },
    ]);
    like(t, await gapOf(thread), after);
    at("12-01T10:00");
    await scene.answer("civil-affairs", thread, [
      { ...granted, reply: "40", aidGranted: [{ ...allowance, start: "2026-12-01", firstPaidOn: "2026-12-01" }] },
    ]);
    like(t, await gapOf(thread), { level: "G1", days: 8, runs: [{ from: "2026-11-23", to: "2026-12-01", days: 8 }] });
  },
);
