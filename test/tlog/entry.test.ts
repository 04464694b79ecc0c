import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import t from "tap";
import { MAX_ENTRY_BYTES, recordEntry } from "../../src/tlog/entry.ts";
import type { AuditEntry } from "../../src/domain/audit-entry.ts";
import { holds } from "../support/holds.ts";

const BASE: AuditEntry = { v: 1, type: "accepted", time: "2026-03-02T08:00:00.000Z", actor: "procuratorate" };

t.test("an entry has one canonical JSON text, in whatever order its members were set", async (t) => {
  const { bytes, entry } = recordEntry({ ...BASE, packets: 3, code: "x", absent: undefined, disclosed: ["b", "a"] });
  t.equal(
    bytes.toString(),
    '{"actor":"procuratorate","code":"x","disclosed":["b","a"],"packets":3,"time":"2026-03-02T08:00:00.000Z","type":"accepted","v":1}',
  );
  t.equal(entry.code, "x");
});

t.test("the leaf hash is RFC 6962's: SHA-256 of 0x00 and the bytes", async (t) => {
  // Computed with: printf '\000{"actor":…}' | sha256sum
  const { leafHash } = recordEntry(BASE);
  t.equal(leafHash.toString("hex"), "f90672a7a257f1176a1bf9eb887888dbf7932f6033f518997c3752df6b7a3815");
});

t.test("any entry is read back from its bytes and hash", async (t) => {
  const extra = fc.dictionary(
    fc.string({ unit: "grapheme" }).filter((name) => !(name in BASE) && name !== "__proto__"),
    fc.oneof(fc.string({ unit: "grapheme" }), fc.integer(), fc.boolean(), fc.array(fc.string({ unit: "grapheme" }))),
  );
  await holds(
    t,
    fc.property(extra, (more) => {
      const { bytes, leafHash } = recordEntry({ ...BASE, ...more });
      const expected = createHash("sha256")
        .update(Buffer.from([0]))
        .update(bytes)
        .digest();
      return leafHash.equals(expected) && isDeepStrictEqual(JSON.parse(bytes.toString()), { ...BASE, ...more });
    }),
  );
});

t.test("an entry too long for an entry bundle is refused", async (t) => {
  const room = MAX_ENTRY_BYTES - recordEntry({ ...BASE, code: "" }).bytes.length;
  t.equal(recordEntry({ ...BASE, code: "a".repeat(room) }).bytes.length, 65_535);
  t.throws(() => recordEntry({ ...BASE, code: "a".repeat(room + 1) }), RangeError);
});

t.test("what RFC 8785 cannot express is refused", async (t) => {
  t.throws(() => recordEntry({ ...BASE, code: "\ud800" }), /surrogate/);
  t.throws(() => recordEntry({ ...BASE, packets: Number.POSITIVE_INFINITY }), /Infinity/);
});
