/** Readings in every order of events: the log counts and names exactly what was answered. */
import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { MAX_ENTRY_BYTES } from "../../src/tlog/entry.ts";
import { createReadings } from "../../src/audit/readings.ts";
import type { AuditEntry } from "../../src/domain/audit-entry.ts";
import type { RecordedEntry } from "../../src/domain/recorded-entry.ts";
import { StoreUnavailable } from "../../src/exchange/store-port.ts";
import { holds } from "../support/holds.ts";

const START = Date.parse("2026-11-23T09:00:00Z");
const WINDOW_MS = 60_000;

type Event =
  | { readonly do: "note"; readonly party: string; readonly kind: string; readonly packet: string }
  | { readonly do: "sweep" | "flush" }
  | { readonly do: "wait"; readonly ms: number };

/** Long questions, so that an entry is full after three. */
const LONG = 17_000;
const note = fc.record({
  do: fc.constant("note" as const),
  party: fc.constantFrom("auditor", "court"),
  kind: fc.constantFrom("delivery", "events"),
  packet: fc.oneof(
    fc.constantFrom("a", "b"),
    fc.integer({ min: 0, max: 9 }).map((n) => String(n).repeat(LONG)),
  ),
});
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: note },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("sweep" as const, "flush" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(1_000, 30_000, WINDOW_MS) }),
  },
);
/** Results of the writes, in their order. `unheard` was committed, but its answer is lost. Later writes succeed. */
const fates = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom("done", "failed") },
    { weight: 1, arbitrary: fc.constant("unheard") },
  ),
  { maxLength: 12 },
);

const lineOf = (party: string, kind: unknown, question: unknown) => JSON.stringify([party, kind, question]);
const askedOf = ({ asked }: AuditEntry) => asked as readonly string[];

t.test("readings: every answered reading is counted once and named, in any order of events", async (t) => {
  await holds(
    t,
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(event, { minLength: 1, maxLength: 40 }),
      fates,
      async (s, events, fates) => {
        const clock = { ms: START };
        const log: RecordedEntry[] = [];
        const coming = fates.values();
        let unheard = false;
        const readings = createReadings(
          {
            async record(entries) {
              const fate = coming.next().value ?? "done";
              await s.schedule(Promise.resolve(), `write ${fate}`);
              if (fate !== "failed") log.push(...entries);
              unheard ||= fate === "unheard";
              if (fate !== "done") throw new StoreUnavailable("away");
            },
          },
          { now: () => clock.ms },
        );
        const answered = new Map<string, number>();
        const running = events.map(async (event) => {
          await s.schedule(Promise.resolve(), event.do);
          if (event.do === "wait") clock.ms += event.ms;
          else if (event.do === "note") {
            const { party, kind, packet } = event;
            const since = clock.ms - WINDOW_MS;
            await readings.note(party, { kind, asked: { packet } });
            // The entry of a first reading, which begins its window.
            const lately = log.some(
              ({ entry: { actor, kind: read, time, since: begun } }) =>
                actor === party && read === kind && begun === time && Date.parse(time) > since,
            );
            assert.ok(lately, "before the answer the log says that this party reads this");
            const line = lineOf(party, kind, `packet=${packet}`);
            answered.set(line, (answered.get(line) ?? 0) + 1);
          } else await readings[event.do]();
        });
        const ends = Promise.allSettled(running);
        await s.waitFor(ends);
        for (const end of await ends) {
          if (end.status === "rejected" && !(end.reason instanceof StoreUnavailable)) throw end.reason;
        }
        // The database is back.
        while (coming.next().done !== true);
        await s.waitFor(readings.flush());

        const entries = log.map(({ entry }) => entry);
        const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
        const counted = sum(entries.map(({ count }) => Number(count)));
        const named = entries.flatMap((entry) =>
          askedOf(entry).map((question) => lineOf(entry.actor, entry.kind, question)),
        );
        if (unheard) {
          // Written again, because its commit was not confirmed: twice is better than never.
          assert.ok(counted >= sum(answered.values()), "counted at least once");
          for (const line of answered.keys()) assert.ok(named.includes(line), "and named");
        } else {
          assert.equal(counted, sum(answered.values()), "counted once");
          assert.deepEqual(new Set(named), new Set(answered.keys()), "and named");
        }
        for (const { entry, bytes } of log) {
          assert.ok(bytes.length <= MAX_ENTRY_BYTES, "within an entry of the log");
          assert.ok(askedOf(entry).length <= Number(entry.count), "as many readings as questions, or more");
        }
      },
    ),
    { numRuns: 1_000 },
  );
});
