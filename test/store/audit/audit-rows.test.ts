import { randomBytes } from "node:crypto";
import fc from "fast-check";
import t from "tap";
import type { DeliveryFilter, EventFilter, SummaryKey } from "../../../src/audit/queries.ts";
import type { Packet } from "../../../src/exchange/packet.ts";
import type { RejectReason } from "../../../src/domain/receipt.ts";
import { UNRECEIPTED } from "../../../src/domain/packet.ts";
import { recordEntry } from "../../../src/tlog/entry.ts";
import type { EntryType } from "../../../src/domain/audit-entry.ts";
import type { MessageType } from "../../../src/domain/message.ts";
import { PACKET_STATES, type PacketState } from "../../../src/domain/packet.ts";
import { createUuid7 } from "../../../src/wire/uuid7.ts";
import { testStore } from "../../support/store/store-samples.ts";
import { holds } from "../../support/holds.ts";

const START = Date.parse("2026-03-01T00:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Where the days of the locality begin. */
const OFFSET = 8 * HOUR;
const SENDERS = ["procuratorate", "second", "housing"];
const RECIPIENTS = ["housing", "education", "veterans", "procuratorate"];
const REASONS: readonly RejectReason[] = ["duplicate", "not-responsible"];
const TYPES: readonly MessageType[] = ["aid-subject-list", "feedback", "supplement"];
/** Gives the end of a day some days after a time, as due times are. */
const dueAfter = (at: number, days: number) => (Math.floor((at + OFFSET) / DAY) + days + 1) * DAY - OFFSET - 1000;
/** Time by which half of the receipts are due. */
const NOW = START + 60 * HOUR;
/** Times to ask at: nothing is due yet, a moment before, at and behind a due time, everything is due. */
const TIMES = [START, NOW, ...[-1, 0, 1].map((ms) => dueAfter(START, 2) + ms), START + 30 * DAY];

const store = await testStore(t);
const rows = store.auditRows;

/** Pseudo-random numbers, the same in every run. */
let seed = 7;
function chance(n: number): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  return Math.floor((seed / 2 ** 31) * n);
}
function pick<T>(from: readonly T[]): T {
  const [picked] = from.slice(chance(from.length));
  if (picked === undefined) throw new Error("nothing to choose from");
  return picked;
}

interface Made {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly sender: string;
  readonly recipient: string;
  readonly state: PacketState;
  readonly sealedAt: number;
  readonly due: number;
  readonly delivered: number | null;
  readonly settled: number | null;
  readonly reason: RejectReason | null;
}

const threads = Array.from({ length: 30 }, () => createUuid7(() => START, randomBytes)());

async function put(at: number): Promise<Made> {
  const state = pick(PACKET_STATES);
  const received = state === "accepted" || state === "rejected";
  const made: Made = {
    id: createUuid7(() => at + chance(3), randomBytes)(),
    thread: pick(threads),
    type: pick(TYPES),
    sender: pick(SENDERS),
    recipient: pick(RECIPIENTS),
    state,
    sealedAt: at,
    due: dueAfter(at, pick([0, 1, 1, 2, 2, 10])),
    delivered: state === "queued" || state === "failed" ? null : at + chance(100_000),
    settled: received || state === "withdrawn" ? at + 1_000 + chance(1_000_000) : null,
    reason: state === "rejected" ? pick(REASONS) : null,
  };
  await store.pool.query(
    `insert into packets (id, message, thread, type, version, sender, recipient, state, sealed_at, size, digest, media_type,
                          kid, disclosed, due, push, delivered_at, settled_at, outcome, reason)
     values ($1, gen_random_uuid(), $2, $3, '1', $4, $5, $6, $7, 100, '\\x00', 'application/jose', 'kid', '["identity"]',
             $8, false, $9, $10, $11, $12)`,
    [
      made.id,
      made.thread,
      made.type,
      made.sender,
      made.recipient,
      state,
      at,
      // With the offset of the locality.
      JSON.stringify({ receipt: `${new Date(made.due + OFFSET).toISOString().slice(0, 19)}+08:00` }),
      made.delivered,
      made.settled,
      received ? state : null,
      made.reason,
    ],
  );
  return made;
}

const all: Made[] = [];
for (let n = 0; n < 600; n++) all.push(await put(START + n * 600_000));
all.sort((one, other) => (one.id < other.id ? 1 : -1));

function expected(filter: DeliveryFilter, now = NOW): Made[] {
  const { sender, recipient, state, type, thread, from, to, overdue, reason } = filter;
  return all.filter(
    (made) =>
      (sender === undefined || made.sender === sender) &&
      (recipient === undefined || made.recipient === recipient) &&
      (state === undefined || made.state === state) &&
      (type === undefined || made.type === type) &&
      (thread === undefined || made.thread === thread) &&
      (reason === undefined || made.reason === reason) &&
      (from === undefined || made.sealedAt >= from) &&
      (to === undefined || made.sealedAt < to) &&
      (overdue !== true || (UNRECEIPTED.includes(made.state) && made.due < now)),
  );
}

const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const time = fc.option(
  fc.integer({ min: -5, max: 605 }).map((n) => START + n * 600_000),
  { nil: undefined },
);
const filters = fc
  .record({
    sender: maybe([...SENDERS, "nobody"]),
    recipient: maybe([...RECIPIENTS, "nobody"]),
    state: maybe(PACKET_STATES),
    type: maybe<MessageType>([...TYPES, "visit"]),
    thread: fc.option(fc.constantFrom(...threads), { nil: undefined, freq: 5 }),
    from: time,
    to: time,
    overdue: maybe([true]),
    reason: fc.option(fc.constantFrom(...REASONS), { nil: undefined, freq: 4 }),
  })
  .map((filter) => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)));

/** Limits, among them exactly the numbers of rows that statements read. */
const limits = fc.oneof(fc.constantFrom(1, 2, 51, 101), fc.integer({ min: 3, max: 120 }));

t.test("every combination of filters finds its packets, newest first, page by page", async (t) => {
  await holds(
    t,
    fc.asyncProperty(filters, limits, fc.constantFrom(...TIMES), async (filter: DeliveryFilter, limit, now) => {
      const wanted = expected(filter, now).map(({ id }) => id);
      const found: Packet[] = [];
      for (let after: string | undefined; ; ) {
        const page = await rows.deliveries(filter, after, limit, now);
        found.push(...page);
        after = page.at(-1)?.id;
        if (page.length < limit) break;
      }
      return JSON.stringify(found.map(({ id }) => id)) === JSON.stringify(wanted);
    }),
    { numRuns: 800, seed: 11 },
  );
});

t.test("a page goes on where the last one ended, also when packets are added or settled meanwhile", async (t) => {
  const filter = { recipient: "housing" };
  const first = await rows.deliveries(filter, undefined, 20, NOW);
  const before = expected(filter).map(({ id }) => id);
  const late = { ...(await put(START + 700 * 600_000)) };
  await store.pool.query("update packets set recipient = 'housing' where id = $1", [late.id]);
  await store.pool.query("update packets set state = 'accepted' where id = $1", [before[25]]);
  const second = await rows.deliveries(filter, first.at(-1)?.id, 20, NOW);
  t.same(
    [...first, ...second].map(({ id }) => id),
    before.slice(0, 40),
  );
  await store.pool.query("delete from packets where id = $1", [late.id]);
  await store.pool.query("update packets set state = $2 where id = $1", [
    before[25],
    all.find(({ id }) => id === before[25])?.state,
  ]);
});

t.test("the summary counts all packets", async (t) => {
  for (const by of ["recipient", "sender", "type", "day"] as const satisfies readonly SummaryKey[]) {
    const from = START + 100 * 600_000;
    const [total, ...lines] = await rows.summary({ by, from, now: NOW, offset: 480 });
    const wanted = expected({ from });
    const keyOf = (made: Made) =>
      by === "day" ? new Date(made.sealedAt + 8 * HOUR).toISOString().slice(0, 10) : made[by];
    t.equal(total?.packets, wanted.length);
    t.equal(total?.overdue, expected({ from, overdue: true }).length);
    t.same(
      lines.map(({ key, packets }) => [key, packets]),
      [...new Set(wanted.map(keyOf))].toSorted().map((key) => [key, wanted.filter((one) => keyOf(one) === key).length]),
    );
    for (const line of lines) {
      const here = wanted.filter((made) => keyOf(made) === line.key);
      for (const state of PACKET_STATES) {
        t.equal(line.states[state], here.filter((made) => made.state === state).length, `${line.key} ${state}`);
      }
      const times = here
        .flatMap(({ state, settled, sealedAt }) =>
          settled !== null && (state === "accepted" || state === "rejected") ? [settled - sealedAt] : [],
        )
        .toSorted((one, other) => one - other);
      for (const [share, got] of [
        [0.5, line.receipt.p50],
        [0.95, line.receipt.p95],
      ] as const) {
        const exact = times[Math.ceil(share * times.length) - 1];
        if (exact === undefined) t.equal(got, null);
        else t.ok(got !== null && Math.abs(got - exact) <= 0.011 * exact + 1, `${line.key} ${share}: ${got} ${exact}`);
      }
    }
  }
});

t.test("every filter finds its entries, newest first, page by page", async (t) => {
  const entries: { index: number; type: EntryType; actor: string; recipient: string; thread: string; at: number }[] =
    [];
  for (let index = 0; index < 400; index++) {
    const made = {
      index,
      type: pick<EntryType>(["sealed", "receipt", "read"]),
      actor: pick(["aid-gateway", "housing"]),
      recipient: pick(RECIPIENTS),
      thread: pick(threads),
      // Some entries get their index long after they were written.
      at: START + index * 1000 - (chance(10) === 0 ? 50_000 : 0),
    };
    const { type, actor, recipient, thread, at } = made;
    const recorded = recordEntry({ v: 1, type, time: new Date(at).toISOString(), actor, recipient, thread, n: index });
    await store.pool.query(
      `insert into audit_entries (leaf_index, type, at, actor, thread, recipient, leaf_hash, bytes)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [index, type, at, actor, thread, recipient, recorded.leafHash, recorded.bytes],
    );
    entries.push(made);
  }
  entries.sort((one, other) => other.at - one.at || other.index - one.index);
  const filters = fc
    .record({
      type: maybe<EntryType>(["sealed", "receipt", "read", "key"]),
      actor: maybe(["aid-gateway", "housing", "nobody"]),
      recipient: maybe(RECIPIENTS),
      subject: fc.option(fc.constantFrom(...threads), { nil: undefined, freq: 3 }),
      from: fc.option(
        fc.integer({ min: 0, max: 400 }).map((n) => START + n * 1000),
        { nil: undefined },
      ),
      to: fc.option(
        fc.integer({ min: 0, max: 400 }).map((n) => START + n * 1000),
        { nil: undefined },
      ),
    })
    .map((filter) => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)));
  await holds(
    t,
    fc.asyncProperty(filters, fc.integer({ min: 1, max: 120 }), async (filter: EventFilter, limit) => {
      const { type, actor, recipient, subject, from, to } = filter;
      const wanted = entries.filter(
        (one) =>
          (type === undefined || one.type === type) &&
          (actor === undefined || one.actor === actor) &&
          (recipient === undefined || one.recipient === recipient) &&
          (subject === undefined || one.thread === subject) &&
          (from === undefined || one.at >= from) &&
          (to === undefined || one.at < to),
      );
      const found: number[] = [];
      for (let after: { at: number; index: number } | undefined; ; ) {
        const page = await rows.events(filter, after, limit);
        found.push(...page.map(({ index }) => index));
        const last = page.at(-1);
        if (page.length < limit || last === undefined) break;
        after = { at: last.at, index: last.index };
      }
      return JSON.stringify(found) === JSON.stringify(wanted.map(({ index }) => index));
    }),
    { numRuns: 300, seed: 12 },
  );
});

t.test("packets of the log's tail: an entry about them has a late index, or none yet", async (t) => {
  const about = async (table: string, columns: string, values: readonly unknown[], packet: string) => {
    const { leafHash, bytes } = recordEntry({ v: 1, type: "sealed", time: "2026-03-01T00:00:00Z", actor: "g", packet });
    await store.pool.query(
      `insert into ${table} (type, at, actor, packet, leaf_hash, bytes${columns})
       values ('sealed', 0, 'g', $1, $2, $3${values.map((_, n) => `, $${n + 4}`).join("")})`,
      [packet, leafHash, bytes, ...values],
    );
  };
  const some = all.filter((_, n) => n % 3 === 0);
  for (const [n, { id }] of some.entries()) {
    if (n % 10 === 0) await about("audit_pending", "", [], id);
    else await about("audit_entries", ", leaf_index", [10_000 + n], id);
  }
  const late = new Set(some.filter((_, n) => n % 10 === 0 || n >= 100).map(({ id }) => id));
  for (const filter of [
    {},
    { recipient: "housing", state: "delivered" },
    { overdue: true },
    { reason: "duplicate" },
  ] satisfies DeliveryFilter[]) {
    const page = await rows.deliveries({ ...filter, beyond: 10_100 }, undefined, 500, NOW);
    const wanted = expected(filter).filter(({ id }) => late.has(id));
    t.ok(wanted.length > 0);
    t.same(
      page.map(({ id }) => id),
      wanted.map(({ id }) => id),
    );
  }
});
