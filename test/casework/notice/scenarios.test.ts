/** Who is told of deadlines and when: scenarios S1 and S3, end to end with an injected clock, a real gateway and the SDK. */
import t from "tap";
import type { NoticeRows } from "../../../src/exchange/notices-port.ts";
import { like } from "../../support/like.ts";
import { clockOf, Scene } from "../../support/scenario.ts";

t.setTimeout(60_000);
// Hours end on the full hour, so it is sealed just before 16:00.
const scene = await Scene.start(t, "2026-09-30T15:58:00+08:00");
const { clock, gateway } = scene;
const at = (time: string) => clock.moveTo(`${time}+08:00`);
const told = async (time: string) => {
  at(time);
  return (await scene.notices("civil-affairs")).map((notice) => notice.told.toSorted());
};

/** Lets several processes look, all of which have read what was told before any of them commits. Gives how many told something. */
async function lookAtOnce(processes: number): Promise<number> {
  const rows: { -readonly [K in keyof NoticeRows]: NoticeRows[K] } = gateway.store.noticeRows;
  const { accept } = rows;
  const { promise, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  rows.accept = async (...notice) => {
    if (++arrived === processes) resolve();
    await promise;
    return accept(...notice);
  };
  const sent = await Promise.all(Array.from({ length: processes }, () => gateway.notices.look()));
  rows.accept = accept;
  return sent.reduce((sum, one) => sum + one, 0);
}

t.test(
  "S1: the notice of a deadline in hours comes on a holiday at the hour, and what is done is not told",
  async (t) => {
    const thread = await scene.send("N02", ["civil-affairs"], {}, "1");
    t.same(await told("2026-09-30T16:30:00"), [], "nothing is due yet");
    t.same(await told("2026-10-01T11:59:00"), [], "the day's letter found nothing");
    t.same(await told("2026-10-01T12:01:00"), [["D06 due-soon"]], "four hours before");
    t.same(await told("2026-10-01T16:00:00"), []);
    at("2026-10-01T16:01:00");
    t.equal(await lookAtOnce(4), 1, "one of them tells it");
    t.same(await told("2026-10-01T16:02:00"), [["D06 overdue"]], "a holiday; four processes looked at once");
    t.same(await told("2026-10-01T18:00:00"), [], "once");
    t.same(await told("2026-10-02T08:29:00"), []);
    t.same(await told("2026-10-02T08:31:00"), [["D19 due-soon"]], "three days do not wait for the holiday's end");
    at("2026-10-02T10:00:00");
    like(t, clockOf(await scene.item(thread, "civil-affairs"), "D06"), { due: "2026-10-01T16:00:00+08:00" });
    like(t, clockOf(await scene.item(thread, "civil-affairs"), "D19"), { due: "2026-10-03" }, "not after the holiday");
    await scene.answer(
      "civil-affairs",
      thread,
      [
        {
          needs: ["N02"],
          reply: "40",
          firstAid: true,
          aidGranted: [
            {
              category: "25",
              item: "临时救助",
              form: "1",
              amount: "800.00",
              frequency: "1",
              start: "2026-10-02",
              firstPaidOn: "2026-10-02",
              for: "household",
            },
          ],
        },
      ],
      "2026-10-02T10:00:00+08:00",
    );
    const item = await scene.item(thread, "civil-affairs");
    like(t, item, { state: "delivered", flags: ["inferred"], dates: { acceptedOn: "2026-10-02" } });
    like(t, clockOf(item, "D19"), { state: "met" });
    const { duties } = await scene.follow(thread);
    like(
      t,
      duties.find(({ kind }) => kind === "F0"),
      { due: "2026-10-09" },
    );
    t.same(await told("2026-10-04T09:00:00"), [], "delivered in time");
  },
);

t.test(
  "S3: near and over are told once, in one letter a department and day; what comes later is the procuratorate's",
  async (t) => {
    at("2026-10-12T09:00:00");
    await scene.send("N01", ["civil-affairs"]);
    const days: [string, string[][]][] = [
      ["2026-10-12", []],
      ["2026-10-13", [["D06 due-soon"]]],
      ["2026-10-14", []],
      ["2026-10-15", [["D06 overdue", "D07 due-soon"]]],
      ["2026-10-16", []],
      ["2026-10-19", []],
      ["2026-10-20", [["D07 overdue"]]],
      ["2026-10-22", []],
      ["2026-10-28", []],
      ["2026-11-02", []],
    ];
    for (const [day, expected] of days) {
      t.same(await told(`${day}T09:00:00`), expected, day);
      t.same(await told(`${day}T15:00:00`), [], `${day}: one letter a day`);
    }
  },
);

t.test(
  "a letter has what was missed while nobody looked, and a Saturday tells what stops for no holiday only",
  async (t) => {
    at("2026-11-03T09:00:00");
    await scene.send("N01", ["civil-affairs"]);
    await scene.send("N01", ["civil-affairs"]);
    t.same(await told("2026-11-07T09:00:00"), [], "a Saturday");
    const [notice, more] = await (at("2026-11-09T09:00:00"), scene.notices("civil-affairs"));
    t.equal(more, undefined);
    t.same(notice?.told.toSorted(), ["D06 overdue", "D06 overdue", "D07 due-soon", "D07 due-soon"]);
    like(t, notice?.packet, { from: "aid-gateway", gateway: "aid-gateway", recipient: "civil-affairs" });
    like(t, notice?.packet.body, { kind: "1", day: "2026-11-09", header: { messageType: "REMINDER" } });
    like(t, notice?.packet.body.items[0], {
      need: "N01",
      ruleId: "D06",
      due: "2026-11-05",
      overdueWd: 2,
      office: "社会救助科",
      phone: "12345",
    });
    t.equal(notice?.packet.due.feedback, undefined, "a notice asks for a receipt, and for no answer");
    t.equal(notice?.packet.body.header.documentNumber, undefined);
  },
);

t.test("several processes look at once, and each stage is told once", async (t) => {
  at("2026-11-09T10:00:00");
  await scene.send("N01", ["civil-affairs"]);
  at("2026-11-12T09:00:00");
  t.equal(await lookAtOnce(4), 1, "one letter of the day");
  t.same(await told("2026-11-12T09:01:00"), [["D06 overdue", "D07 due-soon", "D07 overdue", "D07 overdue"]]);
});
