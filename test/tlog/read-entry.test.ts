import { holds } from "../support/holds.ts";
import fc from "fast-check";
import t from "tap";
import { isCanonicalEntry, readEntry, readPlainEntry } from "../../src/tlog/read-entry.ts";
import { recordEntry } from "../../src/tlog/entry.ts";
import type { AuditEntry } from "../../src/domain/audit-entry.ts";
import { mutated, seeded } from "../support/mutation.ts";

const BASE: AuditEntry = { v: 1, type: "accepted", time: "2026-03-02T08:00:00.000Z", actor: "procuratorate" };

t.test("both readers read an entry as it was written", async (t) => {
  for (const more of [
    {},
    { message: "m", packets: 3, late: true },
    { disclosed: ["a", "b"] },
    { note: "\\ud800 \u{1f3db}" },
  ]) {
    const { bytes, entry } = recordEntry({ ...BASE, ...more });
    t.same(readEntry(bytes), entry);
    t.same(readPlainEntry(bytes), entry);
  }
});

t.test("both readers refuse bytes that are not an entry", async (t) => {
  const texts = [
    "null",
    "[]",
    "1",
    '""',
    "{",
    '{"actor":"x","note":"\\ud800","time":"2026-11-23T08:00:00.000Z","type":"read","v":1}',
    '{"actor":"x","time":"2026-11-23T08:00:00.000Z","type":"read","v":2}',
    '{"actor":"x","time":"2026-11-23","type":"read","v":1}',
    '{"actor":"x","packet":1,"time":"2026-11-23T08:00:00.000Z","type":"read","v":1}',
    '{"actor":"x","by":{},"time":"2026-11-23T08:00:00.000Z","type":"read","v":1}',
    '{"actor":"x","by":null,"time":"2026-11-23T08:00:00.000Z","type":"read","v":1}',
    '{"time":"2026-11-23T08:00:00.000Z","actor":"x","type":"read","v":1}',
    '{"actor":"x","actor":"x","time":"2026-11-23T08:00:00.000Z","type":"read","v":1}',
  ];
  for (const text of texts) {
    t.equal(readEntry(Buffer.from(text)), undefined, text);
    t.notOk(isCanonicalEntry(Buffer.from(text)), text);
  }
});

t.test("the fast and the strict reader agree on any bytes", async (t) => {
  const texts = fc.dictionary(
    fc.string({ unit: "binary" }),
    fc.oneof(fc.string({ unit: "binary" }), fc.double(), fc.boolean()),
  );
  await holds(
    t,
    fc.property(texts, (more) => {
      const names = Object.keys({ ...BASE, ...more }).toSorted();
      const value = Object.fromEntries(names.map((name) => [name, { ...more, ...BASE }[name]]));
      const bytes = Buffer.from(JSON.stringify(value));
      return (readEntry(bytes) === undefined) === (readPlainEntry(bytes) === undefined);
    }),
  );
  const { bytes } = recordEntry({ ...BASE, message: "m", note: "\u{1f3db}" });
  const chance = seeded(17);
  for (let n = 0; n < 3_000; n++) {
    const changed = mutated(chance, bytes);
    if (!isSame(changed)) t.fail(Buffer.from(changed).toString());
  }
});

function isSame(bytes: Uint8Array): boolean {
  return JSON.stringify(readEntry(bytes)) === JSON.stringify(readPlainEntry(bytes));
}
