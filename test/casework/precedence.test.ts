import fc from "fast-check";
import t from "tap";
import { advance, judging } from "../../src/casework/advance.ts";
import { fold, withdraw } from "../../src/casework/fold.ts";
import type { Item } from "../../src/casework/ports.ts";
import type { Result } from "../../src/casework/result.ts";
import { isOpen, REPLIES, type Reply } from "../../src/domain/item.ts";
import { PAID, resultOf, SEALED, sentItem } from "../support/casework.ts";
import { holds } from "../support/holds.ts";
import { like } from "../support/like.ts";

const JUDGE = judging(() => true);

/** Applies results one after the other; those that are refused leave nothing behind. */
function arriving(results: readonly Result[], item: Item = sentItem()): { item: Item; taken: Result[] } {
  const taken: Result[] = [];
  for (const result of results) {
    const next = advance(item, result, JUDGE);
    if (next === undefined) continue;
    taken.push(result);
    ({ item } = next);
  }
  return { item, taken };
}

/** Results with rising times of issue, each of a document of its own. */
const way = fc
  .array(
    fc.record({
      reply: fc.constantFrom<Reply>(...REPLIES),
      acceptedOn: fc.option(fc.constantFrom("2026-10-09", "2026-10-12"), { nil: undefined }),
      reopens: fc.boolean(),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((steps) =>
    steps.map(({ reply, acceptedOn, reopens }, index) =>
      resultOf(reply, index + 1, {
        ...PAID,
        extend: "X1",
        reason: "R09",
        ...(reopens ? { reopens } : {}),
        ...(acceptedOn === undefined ? {} : { acceptedOn }),
      }),
    ),
  );

t.test("an older feedback that comes late is history, and only fills dates that are missing", async (t) => {
  const granted = arriving([resultOf("30", 20, { decidedOn: "2026-10-20" })]).item;
  const late = advance(granted, resultOf("20", 15, { acceptedOn: "2026-10-13", decidedOn: "2026-10-14" }), JUDGE);
  t.equal(late?.remark, "late");
  like(t, late?.item, { state: "granted", since: granted.since, by: granted.by, flags: ["late"] });
  t.equal(late?.item.dates.decidedOn, "2026-10-20", "a date that is known stays");
  const unknown = arriving([resultOf("11", 20)]).item;
  const filled = advance(unknown, resultOf("10", 15, { acceptedOn: "2026-10-13" }), JUDGE)?.item;
  t.equal(filled?.dates.acceptedOn, "2026-10-13");
});

t.test("an inferred day of acceptance gives way to the one that a late feedback names", async (t) => {
  const granted = arriving([resultOf("30", 20)]).item;
  t.equal(granted.dates.acceptedOn, "2026-09-29");
  const late = advance(granted, resultOf("20", 15, { acceptedOn: "2026-10-13" }), JUDGE)?.item;
  t.equal(late?.dates.acceptedOn, "2026-10-13");
  t.notOk(late?.flags.includes("inferred"));
});

t.test("of two answers of one time the first accepted one stands", async (t) => {
  const accepted = arriving([resultOf("10", 5)]).item;
  const other = advance(accepted, resultOf("32", 5, { message: "other" }), JUDGE);
  like(t, other, { remark: "conflict", item: { state: "accepted", flags: ["inferred", "conflict"] } });
  t.equal(advance(accepted, resultOf("10", 5, { message: "other" }), JUDGE)?.remark, undefined, "the same answer");
});

t.test("a correction voids what its document said of the item, then counts itself", async (t) => {
  const facts = [resultOf("20", 1), resultOf("30", 2, { decidedOn: "2026-10-20" })];
  const correction = resultOf("32", 3, { corrects: "m-2", reason: "R05" });
  const item = fold(sentItem(), [...facts, correction]);
  like(t, item, { state: "refused", reason: "R05", by: "m-3" });
  t.notHas(item.dates, { decidedOn: "2026-10-20" }, "the void document's dates are gone");
  t.ok(item.flags.includes("corrected"));
  t.equal(advance(arriving(facts).item, resultOf("32", 3), JUDGE), undefined, "without it a grant is not taken back");
});

t.test("after a withdrawal nothing changes the state, and a payment is still known", async (t) => {
  const gone = withdraw(sentItem({ state: "granted" }), {
    withdrawn: true,
    message: "w",
    issuedAt: SEALED + 1,
    reason: "W",
  });
  like(t, gone, { state: "ended", reason: "W", closed: true });
  const late = advance(gone, resultOf("40", 30, PAID), JUDGE);
  like(t, late, { remark: "late-answer", item: { state: "ended", dates: { firstPaidOn: "2026-10-02" } } });
  const refused = withdraw(sentItem({ state: "refused" }), { withdrawn: true, message: "w", issuedAt: 1, reason: "W" });
  like(t, refused, { state: "refused", closed: true }, "an outcome stays");
});

t.test("reopening begins anew", async (t) => {
  const refused = arriving([resultOf("20", 1), resultOf("32", 2, { decidedOn: "2026-10-20" })]).item;
  t.equal(advance(refused, resultOf("10", 3), JUDGE), undefined);
  const again = advance(refused, resultOf("10", 3, { reopens: true, acceptedOn: "2026-11-02" }), JUDGE)?.item;
  like(t, again, { state: "accepted", checked: false });
  t.same(again?.dates, { acceptedOn: "2026-11-02" });
});

t.test("folding the facts again gives the item that their arrival made", async (t) => {
  await holds(
    t,
    fc.property(way, fc.boolean(), (results, withdrawn) => {
      const { item, taken } = arriving(results);
      const withdrawal = { withdrawn: true, message: "w", issuedAt: SEALED + 1e9, reason: "W" } as const;
      t.same(
        fold(sentItem(), withdrawn ? [...taken, withdrawal] : taken),
        withdrawn ? withdraw(item, withdrawal) : item,
      );
    }),
  );
});

t.test("feedback in any order of arrival gives the same state", async (t) => {
  let orders = 0;
  await holds(
    t,
    fc.property(
      way.chain((results) => {
        const { taken } = arriving(results);
        return fc.tuple(fc.constant(taken), fc.shuffledSubarray(taken, { minLength: taken.length }));
      }),
      ([inOrder, shuffled]) => {
        const expected = arriving(inOrder);
        const given = arriving(shuffled);
        // The newest one decides. Where the newest one only confirms a state, that state must have arrived before it.
        const newest = inOrder.at(-1);
        if (newest === undefined || given.taken.length < inOrder.length) return;
        if (newest.reply === "50") return;
        orders++;
        t.equal(given.item.state, expected.item.state);
        t.equal(given.item.by, newest.message);
      },
    ),
  );
  t.ok(orders > 20, `${orders} orders were compared`);
});

t.test("a correction and what it corrects leave no trace of the void document in state and dates", async (t) => {
  await holds(
    t,
    fc.property(way, fc.nat(6), (results, at) => {
      const { taken } = arriving(results);
      const wrong = taken[at % Math.max(taken.length, 1)];
      if (wrong === undefined) return;
      const correction = resultOf("50", 100, { corrects: wrong.message });
      const rest = taken.filter((result) => result !== wrong);
      const { flags: _flags, ...with_ } = fold(sentItem(), [...taken, correction]);
      const { flags: _others, ...without } = fold(sentItem(), [...rest, { ...correction, corrects: "unknown" }]);
      t.same({ ...with_, repliedAt: 0 }, { ...without, repliedAt: 0 });
    }),
  );
});

t.test("every open state leads on, and no other does without correction, reopening or passing on", async (t) => {
  for (const reply of REPLIES) {
    const passed = advance(
      sentItem({ state: "passed" }),
      resultOf(reply, 1, PAID),
      judging(() => false),
    );
    t.equal(passed?.item.state, reply === "13" ? "passed" : undefined);
  }
  t.ok(isOpen("granted") && !isOpen("delivered"));
});
