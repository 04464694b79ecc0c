import t from "tap";
import { DerReader, TAG } from "../../../src/tlog/rfc3161/der.ts";

const reader = (hex: string) => new DerReader(Buffer.from(hex.replaceAll(" ", ""), "hex"));

t.test("a length in another form than DER's is refused", async (t) => {
  for (const [hex, length] of [
    ["04 00", 0],
    [`04 7f ${"00".repeat(127)}`, 127],
    [`04 81 80 ${"00".repeat(128)}`, 128],
    [`04 82 01 00 ${"00".repeat(256)}`, 256],
    [`04 83 01 00 00 ${"00".repeat(65_536)}`, 65_536],
  ] as const) {
    t.equal(reader(hex).content(TAG.octetString).length, length);
  }
  for (const hex of [
    `04 81 7f ${"00".repeat(127)}`,
    `04 82 00 80 ${"00".repeat(128)}`,
    `04 83 00 01 00 ${"00".repeat(256)}`,
    "04 84 00 00 00 01 00",
    "04 80 00 00",
    "04 ff",
    "04 81",
    "04 02 00",
    "04",
    "",
    "1f 04 00",
    "3f 81 00 00",
  ]) {
    t.throws(() => reader(hex).any(), TypeError, hex.slice(0, 20));
  }
});

t.test("a positive number in another form than DER's is refused", async (t) => {
  for (const [hex, value] of [
    ["02 01 01", "01"],
    ["02 01 7f", "7f"],
    ["02 02 00 80", "80"],
    ["02 02 01 00", "0100"],
  ] as const) {
    t.equal(Buffer.from(reader(hex).positive()).toString("hex"), value);
  }
  for (const hex of [
    "02 00",
    "02 01 00",
    "02 01 80",
    "02 01 ff",
    "02 02 00 01",
    "02 02 00 7f",
    "02 03 00 00 80",
    "03 01 01",
  ]) {
    t.throws(() => reader(hex).positive(), TypeError, hex);
  }
  t.equal(reader("02 01 05").small(), 5);
  for (const hex of ["02 00", "02 01 80", "02 02 00 05", "02 02 01 00"]) {
    t.throws(() => reader(hex).small(), TypeError, hex);
  }
});

t.test("an identifier in another form than DER's is refused", async (t) => {
  for (const [hex, oid] of [
    ["06 03 2a 03 04", "1.2.3.4"],
    ["06 09 2a 86 48 86 f7 0d 01 07 02", "1.2.840.113549.1.7.2"],
    ["06 03 55 1d 25", "2.5.29.37"],
    ["06 03 88 37 03", "2.999.3"],
    ["06 01 27", "0.39"],
  ] as const) {
    t.equal(reader(hex).oid(), oid);
  }
  for (const hex of ["06 00", "06 02 2a 80", "06 03 2a 80 01", "06 02 80 2a", "04 01 2a"]) {
    t.throws(() => reader(hex).oid(), TypeError, hex);
  }
});

t.test("values are read in their order, and trailing bytes are refused", async (t) => {
  const outer = reader("30 05 02 01 05 05 00 04 00").into(TAG.sequence);
  t.equal(outer.optional(TAG.octetString), undefined);
  t.equal(outer.small(), 5);
  t.throws(() => outer.end(), TypeError);
  t.equal(outer.optional(TAG.nullValue)?.content.length, 0);
  t.ok(outer.done);
  outer.end();
  t.throws(() => outer.any(), TypeError, "bytes behind a value are not part of it");
  t.throws(
    () => reader("30 02 04 05").into(TAG.sequence).any(),
    TypeError,
    "an inner value does not reach beyond the outer one",
  );
});
