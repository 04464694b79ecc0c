import t from "tap";
import { type ReplacementCode, replacementFaults } from "../../src/evidence/replacement.ts";
import type { AuditEntry, EntryType } from "../../src/domain/audit-entry.ts";
import { like } from "../support/like.ts";

function entry(type: EntryType, packet: string, more: Partial<AuditEntry> = {}): AuditEntry {
  const about = { message: "m", thread: "m", recipient: "housing", packet };
  return { v: 1, type, time: "2026-11-10T00:00:00.000Z", actor: "gateway", ...about, ...more };
}

const SEALED = entry("sealed", "first");
const REFUSED = entry("receipt", "first", { outcome: "rejected", reason: "undecryptable" });
const RESEALED = entry("resealed", "first", { by: "second" });
const AGAIN = entry("sealed", "second", { replaces: "first" });

function codesOf(...entries: readonly AuditEntry[]): ReplacementCode[] {
  return replacementFaults(entries.map((one, index) => ({ index, entry: one }))).map(({ code }) => code);
}

t.test("replacement: a packet may be sealed again more than once", async (t) => {
  t.same(codesOf(SEALED, REFUSED, RESEALED, AGAIN), []);
  const chain = [
    entry("receipt", "second", { outcome: "rejected", reason: "undecryptable" }),
    entry("resealed", "second", { by: "third" }),
    entry("sealed", "third", { replaces: "second" }),
  ];
  t.same(codesOf(SEALED, REFUSED, RESEALED, AGAIN, ...chain), []);
  t.same(codesOf(), []);
});

t.test("replacement: each requirement is checked", async (t) => {
  t.same(codesOf(REFUSED, RESEALED, AGAIN), ["replaced-unknown"]);
  t.same(codesOf(SEALED, RESEALED, AGAIN), ["replaced-unrefused"]);
  t.same(codesOf(SEALED, REFUSED, AGAIN), ["replacement-unannounced"]);
  t.same(codesOf(SEALED, REFUSED, RESEALED), ["replacement-missing"]);
  t.same(codesOf(SEALED, REFUSED, entry("resealed", "first")), ["replacement-missing"], "one that names no packet");
  for (const other of [{ message: "n" }, { thread: "n" }, { recipient: "education" }]) {
    t.same(codesOf(SEALED, REFUSED, RESEALED, { ...AGAIN, ...other }), ["replaced-differs"], JSON.stringify(other));
  }
  for (const word of [{ outcome: "accepted", reason: undefined }, { reason: "bad-content" }]) {
    t.same(codesOf(SEALED, { ...REFUSED, ...word }, RESEALED, AGAIN), ["replaced-unrefused"], JSON.stringify(word));
  }
});

t.test("replacement: the order of entries counts", async (t) => {
  t.same(codesOf(SEALED, RESEALED, AGAIN, REFUSED), ["replaced-unrefused"]);
  t.same(codesOf(SEALED, REFUSED, AGAIN, RESEALED), ["replacement-unannounced", "replacement-missing"]);
  const late = entry("receipt", "first", { outcome: "accepted" });
  t.same(codesOf(SEALED, late, REFUSED, RESEALED, AGAIN), ["replaced-unrefused"], "the first word stands");
});

t.test("replacement: a packet is replaced once", async (t) => {
  const third = entry("sealed", "third", { replaces: "first" });
  const announced = entry("resealed", "first", { by: "third" });
  const before = [SEALED, REFUSED, RESEALED, AGAIN];
  t.same(codesOf(...before, third), ["replacement-unannounced", "replaced-twice"]);
  t.same(codesOf(...before, announced, third), ["replaced-twice", "replacement-unannounced", "replaced-twice"]);
  t.same(codesOf(SEALED, REFUSED, RESEALED, RESEALED, AGAIN), ["replaced-twice"], "announced twice");
});

t.test("replacement: the faulty entry is named", async (t) => {
  like(t, replacementFaults([{ index: 7, entry: AGAIN }]), [
    { code: "replacement-unannounced", index: 7, entry: { packet: "second" } },
    { code: "replaced-unknown", index: 7 },
  ]);
});
