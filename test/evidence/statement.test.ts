import fc from "fast-check";
import t from "tap";
import { monthPeriod, StatementBuilder, StatementTooLong } from "../../src/evidence/statement/statement.ts";
import type { AuditEntry, EntryType } from "../../src/domain/audit-entry.ts";
import { holds } from "../support/holds.ts";
import { like } from "../support/like.ts";

const START = Date.parse("2026-11-10T00:00:00Z");
const NOVEMBER = monthPeriod("2026-11", 480) ?? { from: "", to: "" };

function entry(type: EntryType, at: number, actor: string, more: Partial<AuditEntry> = {}): AuditEntry {
  return { v: 1, type, time: new Date(at).toISOString(), actor, ...more };
}

/** A message for two recipients, the first of whom signs. */
function exchange(n: number, at: number, sender = "procuratorate"): AuditEntry[] {
  const message = `m${n}`;
  const packet = (recipient: string) => ({
    message,
    thread: message,
    packet: `${message}-${recipient}`,
    recipient,
    digest: `d-${recipient}`,
  });
  return [
    entry("accepted", at, sender, { message, thread: message, digest: `d${n}`, packets: 2 }),
    entry("sealed", at, "gateway", packet("housing")),
    entry("sealed", at, "gateway", packet("education")),
    entry("fetched", at + 1000, "housing", packet("housing")),
    entry("receipt", at + 2000, "housing", { ...packet("housing"), outcome: "accepted" }),
  ];
}

function statementOf(party: string, entries: readonly AuditEntry[], period = NOVEMBER) {
  const builder = new StatementBuilder({ party, ...period });
  for (const [index, one] of entries.entries()) builder.add(index, one);
  return builder.statement({ origin: "log", size: entries.length, root: "root" });
}

t.test("statement: months are the locality's", async (t) => {
  t.same(NOVEMBER, { from: "2026-10-31T16:00:00.000Z", to: "2026-11-30T16:00:00.000Z" });
  t.same(monthPeriod("2026-12", 0), { from: "2026-12-01T00:00:00.000Z", to: "2027-01-01T00:00:00.000Z" });
  for (const month of ["2026-13", "2026-00", "2026", "2026-1", "x", "0000-01", "1999-12", "3000-01"]) {
    t.equal(monthPeriod(month, 480), undefined);
  }
});

t.test("statement: packets of a recipient and of a sender, with what became of them", async (t) => {
  const entries = [...exchange(1, START), ...exchange(2, START + 5000, "second")];
  const housing = statementOf("housing", entries);
  like(t, housing, {
    totals: { packets: 2, accepted: 2, queued: 0 },
    packets: [
      { packet: "m1-housing", sender: "procuratorate", state: "accepted", entries: [1, 3, 4] },
      { packet: "m2-housing", sender: "second" },
    ],
  });
  const sender = statementOf("procuratorate", entries);
  t.same(
    sender.packets.map(({ packet, state }) => [packet, state]),
    [
      ["m1-housing", "accepted"],
      ["m1-education", "queued"],
    ],
  );
  t.same(statementOf("nobody", entries).packets, []);
});

t.test("statement: the period is of sealing times, and later entries count", async (t) => {
  const late = Date.parse("2026-11-30T15:59:59Z");
  const entries = [...exchange(1, late), ...exchange(2, late + 1000)];
  const { packets } = statementOf("housing", entries);
  like(t, packets, [{ packet: "m1-housing", state: "accepted", receivedAt: "2026-11-30T16:00:01.000Z" }]);
  t.equal(packets.length, 1);
});

t.test("statement: a replaced packet and its replacement name each other", async (t) => {
  const old = Date.parse("2026-10-01T00:00:00Z");
  const about = { message: "m1", thread: "m1", recipient: "housing" };
  const again = { ...about, packet: "m1-again", digest: "d-again" };
  const entries = [
    ...exchange(1, old).slice(0, 3),
    entry("receipt", START, "housing", {
      ...about,
      packet: "m1-housing",
      digest: "d-housing",
      outcome: "rejected",
      reason: "undecryptable",
    }),
    entry("resealed", START, "operator", { ...about, packet: "m1-housing", digest: "d-housing", by: "m1-again" }),
    entry("sealed", START, "gateway", { ...again, replaces: "m1-housing" }),
  ];
  like(t, statementOf("procuratorate", entries).packets, [
    { packet: "m1-again", replaces: "m1-housing", sender: "procuratorate" },
  ]);
  const october = monthPeriod("2026-10", 480) ?? NOVEMBER;
  like(t, statementOf("housing", entries, october).packets, [
    { packet: "m1-housing", state: "rejected", reason: "undecryptable", replacedBy: "m1-again" },
  ]);
});

t.test("statement: a missing or extra entry changes it", async (t) => {
  const entries = Array.from({ length: 6 }, (_, n) => exchange(n, START + n * 10_000)).flat();
  const whole = JSON.stringify(statementOf("housing", entries).packets.map(({ entries: _at, ...rest }) => rest));
  const concerns = entries.flatMap((one, at) => (one.recipient === "housing" && one.type !== "fetched" ? [at] : []));
  await holds(
    t,
    fc.property(fc.constantFrom(...concerns), (at) => {
      const changed = statementOf("housing", entries.toSpliced(at, 1));
      return JSON.stringify(changed.packets.map(({ entries: _at, ...rest }) => rest)) !== whole;
    }),
  );
  await holds(
    t,
    fc.property(fc.nat(entries.length), (at) => {
      const extra = entry("sealed", START + 1, "gateway", {
        message: "m0",
        packet: "extra",
        recipient: "housing",
        thread: "m0",
        digest: "d",
      });
      return statementOf("housing", entries.toSpliced(at, 0, extra)).totals.packets === 7;
    }),
  );
});

t.test("statement: an impossible story is marked", async (t) => {
  const entries = exchange(1, START);
  const second = { ...entries[4], outcome: "rejected" } as AuditEntry;
  like(t, statementOf("housing", [...entries, second]).packets, [{ state: "accepted", faults: [5] }]);
});

t.test("statement: its size is bounded", async (t) => {
  const builder = new StatementBuilder({ party: "housing", ...NOVEMBER }, 2);
  const all = Array.from({ length: 3 }, (_, n) => exchange(n, START)).flat();
  t.throws(() => all.forEach((one, index) => builder.add(index, one)), StatementTooLong);
});
