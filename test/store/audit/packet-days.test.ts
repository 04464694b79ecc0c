import { randomBytes } from "node:crypto";
import fc from "fast-check";
import t from "tap";
import type { SummaryRow } from "../../../src/audit/queries.ts";
import type { MessageType } from "../../../src/domain/message.ts";
import { mayBecome, PACKET_STATES, type PacketState, UNRECEIPTED } from "../../../src/domain/packet.ts";
import { createUuid7 } from "../../../src/wire/uuid7.ts";
import {
  newId,
  requeueOne,
  sampleEntry,
  sampleMessage,
  samplePacket,
  sampleReceipt,
  testStore,
} from "../../support/store/store-samples.ts";

t.setTimeout(120_000);

const START = Date.parse("2026-10-30T02:00:00Z");
const HOUR = 3_600_000;
const OFFSET = 480;
const TYPES: readonly MessageType[] = ["aid-subject-list", "supplement"];
const PARTIES = ["p1", "p2"];
const RECIPIENTS = ["housing", "education", "veterans"];

const store = await testStore(t);
const rows = store.auditRows;

/** A packet as the table has it. */
interface Row {
  readonly recipient: string;
  readonly sender: string;
  readonly type: string;
  readonly state: PacketState;
  readonly reason: string | null;
  readonly sealed: number;
  readonly due: number;
  readonly delivered: number | null;
  readonly settled: number | null;
  readonly outcome: string | null;
}

async function packets(): Promise<Row[]> {
  const { rows: found } = await store.pool.query<Row>(`
    select recipient, sender, type, state, reason, sealed_at::float8 as sealed, due_ms(due)::float8 as due,
           delivered_at::float8 as delivered, settled_at::float8 as settled, outcome from packets`);
  return found;
}

/** Gives waiting entries their indexes, as the sequencer does: the first `count` of them. */
async function place(count: number): Promise<void> {
  await store.pool.query(
    `with moved as (
       delete from audit_pending where id in (select id from audit_pending order by id limit $1) returning *
     ), base as (select coalesce(max(leaf_index) + 1, 0) as size from audit_entries)
     insert into audit_entries (leaf_index, type, at, actor, message, packet, thread, recipient, leaf_hash, bytes)
     select size + row_number() over (order by id) - 1, type, at, actor, message, packet, thread, recipient, leaf_hash, bytes
     from moved, base`,
    [count],
  );
}

const dayOf = (at: number) => new Date(at + OFFSET * 60_000).toISOString().slice(0, 10);

interface Period {
  readonly from?: number;
  readonly to?: number;
}

const inPeriod =
  ({ from = 0, to = Number.MAX_SAFE_INTEGER }: Period) =>
  ({ sealed }: Row) =>
    sealed >= from && sealed < to;
const isLate =
  (now: number) =>
  ({ state, due }: Row) =>
    UNRECEIPTED.includes(state) && due < now;

function sameTimes(got: SummaryRow["delivery"], times: readonly number[], name: string): void {
  const exact = times.toSorted((one, other) => one - other);
  for (const [share, value] of [
    [0.5, got.p50],
    [0.95, got.p95],
    [0.99, got.p99],
  ] as const) {
    const wanted = exact[Math.ceil(share * exact.length) - 1];
    if (wanted === undefined ? value !== null : value === null || Math.abs(value - wanted) > 0.011 * wanted + 1) {
      throw new Error(`${name} p${share * 100}: ${value}, not ${wanted}`);
    }
  }
  const bars = got.histogram.reduce((sum, bar) => sum + bar.packets, 0);
  if (bars !== times.length) throw new Error(`${name}: ${bars} in the bars, not ${times.length}`);
}

function sameLine(line: SummaryRow, of: readonly Row[], now: number): void {
  const wanted = {
    packets: of.length,
    states: Object.fromEntries(PACKET_STATES.map((state) => [state, of.filter((row) => row.state === state).length])),
    overdue: of.filter(isLate(now)).length,
    reasons: Object.fromEntries(
      [
        ...Map.groupBy(
          of.filter(({ reason }) => reason !== null),
          ({ reason }) => String(reason),
        ),
      ]
        .map(([reason, found]) => [reason, found.length] as const)
        .toSorted(([one], [other]) => (one < other ? -1 : 1)),
    ),
  };
  const { packets: n, states, overdue, reasons } = line;
  const got = JSON.stringify({ packets: n, states, overdue, reasons });
  if (got !== JSON.stringify(wanted)) throw new Error(`${line.key}: ${got}, not ${JSON.stringify(wanted)}`);
  sameTimes(
    line.delivery,
    of.flatMap(({ delivered, sealed }) => (delivered === null ? [] : [delivered - sealed])),
    "delivery",
  );
  sameTimes(
    line.receipt,
    of.flatMap(({ settled, sealed, outcome }) => (outcome === null ? [] : [(settled ?? 0) - sealed])),
    "receipt",
  );
}

/** Compares every count with one over all packets. */
async function compare(now: number, period: Period): Promise<void> {
  const all = (await packets()).filter(inPeriod(period));
  for (const by of ["recipient", "sender", "type", "day"] as const) {
    const [total, ...lines] = await rows.summary({ by, now, offset: OFFSET, ...period });
    if (total === undefined) throw new Error("no total");
    sameLine(total, all, now);
    const groups = Map.groupBy(all, (row) => (by === "day" ? dayOf(row.sealed) : row[by]));
    const keys = [...groups.keys()].toSorted((one, other) => (one < other ? -1 : 1));
    const got = lines.map(({ key }) => String(key));
    if (String(got) !== String(keys)) throw new Error(`${by}: lines ${String(got)}`);
    for (const line of lines) sameLine(line, groups.get(line.key ?? "") ?? [], now);
  }
  for (const columns of ["day", "month"] as const) {
    for (const filter of [
      {},
      { sender: "p1" },
      { type: "supplement" as const, sender: "p2" },
      { recipient: "housing" },
    ]) {
      const got = await rows.matrix({ rows: "recipient", columns, now, offset: OFFSET, ...period, ...filter });
      const of = all.filter((row) => Object.entries(filter).every(([name, value]) => row[name as "sender"] === value));
      const wanted = [...Map.groupBy(of, ({ recipient }) => recipient)]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, line]) => ({
          key,
          cells: [...Map.groupBy(line, ({ sealed }) => dayOf(sealed).slice(0, columns === "day" ? 10 : 7))]
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([column, cell]) => ({ column, packets: cell.length, overdue: cell.filter(isLate(now)).length })),
        }));
      if (JSON.stringify(got) !== JSON.stringify(wanted)) {
        throw new Error(`matrix by ${columns}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
      }
    }
  }
}

/** Packets of this run, with their states. */
const known: {
  readonly id: string;
  readonly message: string;
  readonly thread: string;
  state: PacketState;
  undecryptable?: true;
}[] = [];
let now = START;

const acts: Readonly<Record<string, (n: number) => Promise<void>>> = {
  async accept(n) {
    const id = createUuid7(() => now, randomBytes)();
    const due = { receipt: new Date(now + (n % 4) * 24 * HOUR).toISOString() };
    const recipient = RECIPIENTS[n % RECIPIENTS.length] ?? "housing";
    const packet = samplePacket(recipient, { id, due });
    const message = sampleMessage([], {
      packets: [packet],
      acceptedAt: now,
      sender: PARTIES[n % PARTIES.length] ?? "p1",
      type: TYPES[n % 3 === 0 ? 1 : 0] ?? "supplement",
    });
    await store.accept(message);
    known.push({ id, message: message.id, thread: message.thread, state: "queued" });
  },
  async settle(n) {
    const packet = known[n % Math.max(known.length, 1)];
    const to = (["delivered", "accepted", "rejected", "failed"] as const)[n % 4] ?? "delivered";
    if (packet === undefined || !mayBecome(packet.state, to)) return;
    const receipted = to === "accepted" || to === "rejected";
    const reason = to === "rejected" ? (n % 3 === 0 ? "undecryptable" : "not-responsible") : null;
    const entries = [sampleEntry(receipted ? "receipt" : to, { packet: packet.id })];
    const receipt = receipted ? { receipt: sampleReceipt(packet.id, { outcome: to, reason, jti: newId() }) } : {};
    await store.settle({ packet: packet.id, to, at: now, entries, ...receipt });
    packet.state = to;
    if (reason === "undecryptable") packet.undecryptable = true;
  },
  async requeue(n) {
    const failed = known.filter(({ state }) => state === "failed");
    const packet = failed[n % Math.max(failed.length, 1)];
    if (packet === undefined) return;
    await requeueOne(store, packet.id, now, now + HOUR);
    packet.state = "queued";
  },
  async withdraw(n) {
    const packet = known[n % Math.max(known.length, 1)];
    if (packet === undefined) return;
    const message = sampleMessage([], { acceptedAt: now, packets: [], type: "withdrawal", thread: packet.thread });
    await store.acceptWithdrawal(message, [packet.id], ({ id }) => sampleEntry("withdrawn", { packet: id }));
    if (mayBecome(packet.state, "withdrawn")) packet.state = "withdrawn";
  },
  async reseal(n) {
    const refused = known.filter(({ undecryptable }) => undecryptable);
    const packet = refused[n % Math.max(refused.length, 1)];
    const row = packet === undefined ? undefined : await store.packet(packet.id);
    if (packet === undefined || row === undefined) return;
    const id = createUuid7(() => now, randomBytes)();
    const again = samplePacket(row.recipient, { id, replaces: packet.id });
    const entries = [sampleEntry("resealed", { packet: packet.id }), sampleEntry("sealed", { packet: id })];
    if (await store.addReplacement(packet.message, again, now, entries)) known.push({ ...packet, id, state: "queued" });
  },
  async erase(n) {
    const packet = known[n % Math.max(known.length, 1)];
    if (packet === undefined) return;
    await store.erasureRows.eraseThread(
      packet.thread,
      now,
      () => true,
      () => sampleEntry("erasure-requested"),
      {
        packet: ({ id }: { readonly id: string }) => sampleEntry("erased", { packet: id }),
        envelope: () => sampleEntry("envelope-erased"),
        case: () => sampleEntry("case-erased"),
      },
    );
  },
  async place(n) {
    await place(1 + (n % 40));
  },
  async fold(n) {
    // Two gateways at once: one counts.
    await Promise.all([rows.foldDays(OFFSET, 1 + (n % 20)), rows.foldDays(OFFSET, 1 + (n % 7))]);
  },
  async wait(n) {
    now += (n % 60) * HOUR;
  },
};

const act = fc.tuple(
  fc.constantFrom(...Object.keys(acts), "accept", "settle", "settle", "settle", "place", "fold"),
  fc.nat(100_000),
);

t.test("the roll-up counts what the packets are, after any changes, at any point of the log", async (t) => {
  const edge = fc.option(fc.integer({ min: -30, max: 2_000 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 60 }), edge, edge, async (steps, from, to) => {
      for (const [name, n] of steps) await acts[name]?.(n);
      const at = (hours: number | undefined) => (hours === undefined ? undefined : START + hours * 2 * HOUR + 1);
      const ends = { from: at(from), to: at(to) };
      const period = Object.fromEntries(Object.entries(ends).filter(([, end]) => end !== undefined)) as Period;
      if ((period.from ?? 0) >= (period.to ?? Number.MAX_SAFE_INTEGER)) return;
      await compare(now, period);
    }),
    { numRuns: 15 },
  );
  // Everything counted, nothing read one by one.
  await place(100_000);
  while (await rows.foldDays(OFFSET));
  await compare(now, {});
  const { rows: counted } = await store.pool.query<{ n: number }>("select count(*)::int as n from packet_days");
  t.ok((counted[0]?.n ?? 0) > 20);
  const { rows: open } = await store.pool.query<{ n: number }>("select count(*)::int as n from packet_days_open");
  t.equal(
    open[0]?.n,
    (await packets()).filter(({ state }) => UNRECEIPTED.includes(state)).length,
    "what waits is kept",
  );
});

t.test("whole days come from the roll-up, and other packets do not change them", async (t) => {
  const [before] = await rows.summary({ by: "day", now, offset: OFFSET });
  await store.pool.query(
    'begin; update packet_days set counts = \'{"states":{"queued":7}}\' where grouping = 2; commit',
  );
  const [forged] = await rows.summary({ by: "day", now, offset: OFFSET });
  t.not(forged?.packets, before?.packets);
});

t.test("a locality with another clock has its days counted anew", async (t) => {
  await rows.summary({ by: "day", now, offset: 0 });
  while (await rows.foldDays(0));
  const [total, ...lines] = await rows.summary({ by: "day", now, offset: 0 });
  const all = await packets();
  t.equal(total?.packets, all.length);
  t.same(
    lines.map(({ key, packets: n }) => [key, n]),
    [...Map.groupBy(all, ({ sealed }) => new Date(sealed).toISOString().slice(0, 10))]
      .map(([day, found]) => [day, found.length])
      .toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
  );
});
