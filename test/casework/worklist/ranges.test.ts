/** A work list looks at every item that it would show: whatever has happened to it, and on whatever day it is asked for. */
import fc from "fast-check";
import t from "tap";
import { advance, judging } from "../../../src/casework/advance.ts";
import { createClocks } from "../../../src/casework/clock/clocks-in-force.ts";
import { itemClocks } from "../../../src/casework/item-clocks.ts";
import type { Item } from "../../../src/casework/ports.ts";
import { placeOf } from "../../../src/casework/worklist/place.ts";
import { rangesOf, type Threshold } from "../../../src/casework/worklist/ranges.ts";
import { DAY_MS, dateOf } from "../../../src/domain/day.ts";
import { type ItemState, NEEDS, type Reply, REPLIES } from "../../../src/domain/item.ts";
import type { ClockStage } from "../../../src/domain/words/clock-words.ts";
import { PAID, resultOf, SEALED, sentItem } from "../../support/casework.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { holds } from "../../support/holds.ts";

const { clocks, config } = await defaultPolicy();
const DIVISION = "330102";
const JUDGE = judging(() => true);
const STAGES: Readonly<Record<Threshold, readonly ClockStage[]>> = {
  "due-soon": ["due-soon"],
  overdue: ["overdue", "supervise", "meeting"],
  supervise: ["supervise", "meeting"],
};
const dayAfter = (days: number) => dateOf(Math.floor((SEALED + 8 * 3_600_000) / DAY_MS) + days);

/** Results of a way through the states, each some days after the one before. */
const way = fc.array(
  fc.record({
    reply: fc.constantFrom<Reply>(...REPLIES),
    days: fc.nat(25),
    named: fc.nat(6),
    code: fc.constantFrom("P1", "P3", "P4", undefined),
    lasts: fc.option(fc.nat(30), { nil: undefined }),
    extend: fc.constantFrom("X1", "X2", undefined),
  }),
  { maxLength: 5 },
);
const moved = fc
  .record({
    steps: way,
    need: fc.constantFrom(...NEEDS),
    urgency: fc.constantFrom("1", "2", "9"),
    chain: fc.boolean(),
    signed: fc.boolean(),
    // Clocks of a few days are about to end soon after the last event.
    ask: fc.oneof(fc.nat(6), fc.nat(40)),
  })
  .map(({ steps, need, urgency, chain, signed, ask }) => {
    const start = sentItem({
      need,
      urgency,
      ...(chain ? { chain: ["education"], originalStart: SEALED - 20 * DAY_MS } : {}),
    });
    let item: Item = start;
    let day = 0;
    for (const { reply, days, named, code, lasts, extend } of steps) {
      day += days;
      const on = dayAfter(Math.max(0, day - named));
      const result = resultOf(reply, day * 24 + 1, {
        ...PAID,
        reason: "R09",
        firstPaidOn: on,
        acceptedOn: on,
        ...(reply === "21" ? { notice: { from: on, to: dayAfter(day - named + 7) } } : {}),
        ...(Number(reply) >= 30 ? { decidedOn: on } : {}),
        ...(code === undefined
          ? {}
          : { pause: { code, from: on, ...(lasts === undefined ? {} : { to: dayAfter(day + lasts) }) } }),
        ...(extend === undefined ? {} : { extend }),
      });
      item = advance(item, result, JUDGE)?.item ?? item;
    }
    const at = SEALED + (day + ask) * DAY_MS + 2 * 3_600_000;
    return { read: { item, receiptAt: signed ? SEALED + 1 : null, dead: false }, at };
  });

/** Tells whether a list looks at an item. */
function looksAt(threshold: Threshold, item: Item, at: number, inUse = [clocks]): boolean {
  const state: ItemState = item.state === "signed" ? "sent" : item.state;
  const place = placeOf(item);
  return rangesOf(threshold, inUse, [DIVISION], at).some(
    (range) => range.state === state && range.need === item.need && range.low <= place && place <= range.high,
  );
}

t.test("every item that a list shows is among those that it looks at", async (t) => {
  const shown: Record<Threshold, number> = { "due-soon": 0, overdue: 0, supervise: 0 };
  let passedOver = 0;
  await holds(
    t,
    fc.property(moved, ({ read, at }) => {
      const { stage } = itemClocks(read, clocks, DIVISION, at);
      for (const [threshold, stages] of Object.entries(STAGES) as [Threshold, readonly ClockStage[]][]) {
        const looked = looksAt(threshold, read.item, at);
        if (stage !== undefined && stages.includes(stage)) {
          shown[threshold]++;
          if (!looked) throw new Error(`${threshold}: ${read.item.state} ${read.item.need} is ${stage}`);
        } else if (!looked) passedOver++;
      }
    }),
    { numRuns: 500 },
  );
  for (const [threshold, number] of Object.entries(shown)) t.ok(number > 1, `${threshold}: ${number} items`);
  t.ok(passedOver > 50, `${passedOver} items were passed over`);
});

t.test("items under longer periods of an earlier version are looked at too", async (t) => {
  const rules = config.deadlines.rules.map((rule) =>
    rule.id === "D07" || rule.id === "D06" ? { ...rule, period: { workingDays: 1 } } : rule,
  );
  const earlier = createClocks({ ...config.deadlines, version: "0", rules }, config.calendar);
  const item = sentItem();
  const at = SEALED + 3 * DAY_MS;
  t.equal(itemClocks({ item, receiptAt: null, dead: false }, earlier, DIVISION, at).stage, "overdue");
  t.equal(looksAt("overdue", item, at, [clocks, earlier]), true);
});

t.test("an item that was paused long is looked at when its clock ends at last", async (t) => {
  const dates = { acceptedOn: "2026-10-12", pauses: [{ code: "P1", from: "2026-10-20", to: "2026-11-17" }] };
  const item = sentItem({
    state: "accepted",
    reply: "10",
    repliedAt: SEALED,
    dates: { ...dates, checkingOn: "2026-10-13" },
  });
  const at = Date.parse("2026-12-18T12:00:00+08:00");
  t.equal(itemClocks({ item, receiptAt: null, dead: false }, clocks, DIVISION, at).stage, "due-soon");
  t.equal(looksAt("due-soon", item, at), true);
});

t.test("what is decided, or far from its day, is not looked at", async (t) => {
  const at = SEALED + DAY_MS / 2;
  t.equal(looksAt("overdue", sentItem(), at), false);
  t.equal(looksAt("due-soon", sentItem({ need: "N15", state: "delivered" }), at + 90 * DAY_MS), false);
  t.equal(looksAt("supervise", sentItem(), at + 3 * DAY_MS), false);
});
