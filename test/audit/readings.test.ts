import t from "tap";
import { recordEntry } from "../../src/tlog/entry.ts";
import { ASKED_BYTES, createReadings } from "../../src/audit/readings.ts";
import type { RecordedEntry } from "../../src/domain/recorded-entry.ts";
import { StoreUnavailable } from "../../src/exchange/store-port.ts";
import { like } from "../support/like.ts";

const START = Date.parse("2026-11-23T09:00:00Z");

function fixture() {
  const clock = { ms: START };
  const entries: RecordedEntry["entry"][] = [];
  const store = { away: false, asked: 0 };
  const readings = createReadings(
    {
      async record(recorded) {
        store.asked++;
        await Promise.resolve();
        if (store.away) throw new StoreUnavailable("away");
        entries.push(...recorded.map(({ entry }) => entry));
      },
    },
    { now: () => clock.ms },
  );
  return { clock, entries, store, readings };
}

const asked = { state: "failed", recipient: "housing" };

t.test("readings: the first is recorded before its answer, the following ones together", async (t) => {
  const { clock, entries, readings } = fixture();
  await readings.note("auditor", { kind: "deliveries", asked });
  like(t, entries, [
    { type: "read", actor: "auditor", kind: "deliveries", count: 1, asked: ["recipient=housing&state=failed"] },
  ]);
  for (let n = 0; n < 1000; n++) await readings.note("auditor", { kind: "deliveries", asked: { type: `t${n % 3}` } });
  await readings.sweep();
  t.equal(entries.length, 1, "the window is still open");
  clock.ms += 60_000;
  await readings.sweep();
  like(t, entries[1], {
    count: 1000,
    since: new Date(START).toISOString(),
    asked: ["type=t0", "type=t1", "type=t2"],
  });
  await readings.sweep();
  await readings.flush();
  t.equal(entries.length, 2, "nothing is recorded twice");
});

t.test("readings: each caller and kind has its own window", async (t) => {
  const { entries, readings } = fixture();
  await readings.note("auditor", { kind: "deliveries", asked });
  await readings.note("auditor", { kind: "events", asked: {} });
  await readings.note("other", { kind: "deliveries", asked });
  t.equal(entries.length, 3);
});

t.test("readings: many at once share one entry, and none is answered before its commit", async (t) => {
  const { entries, readings } = fixture();
  await Promise.all(Array.from({ length: 50 }, () => readings.note("auditor", { kind: "events", asked })));
  t.equal(entries.length, 1);
  await readings.flush();
  like(t, entries[1], { count: 49 });
});

t.test("readings: a reading that cannot be recorded is not answered", async (t) => {
  const { clock, entries, store, readings } = fixture();
  store.away = true;
  await t.rejects(readings.note("auditor", { kind: "events", asked }), StoreUnavailable);
  const both = await Promise.allSettled([
    readings.note("auditor", { kind: "events", asked }),
    readings.note("auditor", { kind: "events", asked }),
  ]);
  t.same(
    both.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  t.equal(store.asked, 2, "who waited does not ask again");
  store.away = false;
  await readings.note("auditor", { kind: "events", asked });
  await readings.note("auditor", { kind: "events", asked });
  like(t, entries, [{ count: 1 }]);
  // Away when the window ends: the count is kept.
  store.away = true;
  clock.ms += 60_000;
  await t.rejects(readings.sweep(), StoreUnavailable);
  await t.rejects(readings.note("auditor", { kind: "events", asked }), StoreUnavailable);
  store.away = false;
  await readings.sweep();
  like(t, entries, [{ count: 1 }, { count: 1 }]);
});

t.test("readings: a flood of different questions fills few entries, and each is named", async (t) => {
  const { entries, readings } = fixture();
  // The longest question of the endpoints: two parties, an id, a period, codes.
  const [sender, recipient] = ["s".repeat(64), "r".repeat(64)];
  const longest = (n: number) => ({
    from: new Date(START + n).toISOString(),
    overdue: "true",
    recipient,
    sender,
    state: "withdrawn",
    thread: "01980000-0000-7000-8000-000000000000",
    to: new Date(START + 9_999).toISOString(),
    type: "aid-subject-list",
  });
  const asked = new Set<string>();
  for (let n = 0; n < 3_000; n++) {
    await readings.note("a".repeat(64), { kind: "deliveries", asked: longest(n) });
    asked.add(
      Object.entries(longest(n))
        .map(([name, value]) => `${name}=${value}`)
        .join("&"),
    );
  }
  await readings.flush();
  t.equal(
    entries.reduce((sum, { count }) => sum + Number(count), 0),
    3_000,
  );
  t.same(new Set(entries.flatMap((entry) => entry.asked as readonly string[])), asked, "all named");
  t.ok(entries.length <= 2 * Math.ceil(3_000 / 190), `${entries.length} entries`);
  const sizes = entries.map((entry) => recordEntry(entry).bytes.length);
  t.ok(Math.max(...sizes) > ASKED_BYTES - 400, "full when it is written");
});

t.test("readings: a clock that goes back ends the window", async (t) => {
  const { clock, entries, readings } = fixture();
  await readings.note("auditor", { kind: "events", asked });
  await readings.note("auditor", { kind: "events", asked });
  clock.ms -= 3_600_000;
  await readings.sweep();
  like(t, entries, [{ count: 1 }, { count: 1 }], "not after an hour");
});
