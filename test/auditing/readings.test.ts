import t from "tap";
import { createReadings } from "../../src/auditing/readings.ts";
import type { RecordedEntry } from "../../src/domain/audit-entry.ts";
import { StoreUnavailable } from "../../src/exchange/ports.ts";

const START = Date.parse("2026-11-23T09:00:00Z");

function fixture() {
  const clock = { ms: START };
  const entries: RecordedEntry["entry"][] = [];
  const store = { away: false };
  const readings = createReadings(
    {
      async record(recorded) {
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

t.test("the first reading is recorded before it is answered, those that follow together", async (t) => {
  const { clock, entries, readings } = fixture();
  await readings.note("auditor", { kind: "deliveries", asked });
  t.match(entries, [
    { type: "read", actor: "auditor", kind: "deliveries", count: 1, asked: ["recipient=housing&state=failed"] },
  ]);
  for (let n = 0; n < 1000; n++) await readings.note("auditor", { kind: "deliveries", asked: { type: `t${n % 3}` } });
  await readings.sweep();
  t.equal(entries.length, 1, "the window is still open");
  clock.ms += 60_000;
  await readings.sweep();
  t.match(entries[1], {
    count: 1000,
    since: new Date(START).toISOString(),
    asked: ["type=t0", "type=t1", "type=t2"],
  });
  await readings.sweep();
  await readings.flush();
  t.equal(entries.length, 2, "nothing is recorded twice");
});

t.test("callers and kinds have windows of their own", async (t) => {
  const { entries, readings } = fixture();
  await readings.note("auditor", { kind: "deliveries", asked });
  await readings.note("auditor", { kind: "events", asked: {} });
  await readings.note("other", { kind: "deliveries", asked });
  t.equal(entries.length, 3);
});

t.test("many at once are one entry, and none is answered before it is committed", async (t) => {
  const { entries, readings } = fixture();
  await Promise.all(Array.from({ length: 50 }, () => readings.note("auditor", { kind: "events", asked })));
  t.equal(entries.length, 1);
  await readings.flush();
  t.match(entries[1], { count: 49 });
});

t.test("what cannot be recorded is not answered", async (t) => {
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
  store.away = false;
  await readings.note("auditor", { kind: "events", asked });
  await readings.note("auditor", { kind: "events", asked });
  t.match(entries, [{ count: 1 }]);
  // Away when the window ends: the count is kept.
  store.away = true;
  clock.ms += 60_000;
  await t.rejects(readings.sweep(), StoreUnavailable);
  await t.rejects(readings.note("auditor", { kind: "events", asked }), StoreUnavailable);
  store.away = false;
  await readings.sweep();
  t.match(entries, [{ count: 1 }, { count: 1 }]);
});

t.test("a flood of different questions is counted, not named one by one", async (t) => {
  const { entries, readings } = fixture();
  for (let n = 0; n < 500; n++) await readings.note("auditor", { kind: "delivery", asked: { packet: `p${n}` } });
  await readings.flush();
  const grouped = entries[1];
  t.equal(grouped?.count, 499);
  t.match(grouped?.asked, { length: 50 });
  t.equal(grouped?.unnamed, 1, "at least one more than is named");
});
