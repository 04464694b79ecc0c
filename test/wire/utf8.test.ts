import fc from "fast-check";
import { holds } from "../support/holds.ts";
import t from "tap";
import { decodeUtf8, utf8In } from "../../src/wire/utf8.ts";

t.test("two different sequences of bytes are never one text", async (t) => {
  await holds(
    t,
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      const text = utf8In(bytes);
      return text === undefined || Buffer.from(text, "utf8").equals(bytes);
    }),
    { numRuns: 5_000 },
  );
  await holds(
    t,
    fc.property(fc.string({ unit: "binary" }), (text) => decodeUtf8(Buffer.from(text, "utf8")) === text),
  );
});

t.test("a byte order mark is a character, what is not UTF-8 is nothing", async (t) => {
  t.equal(decodeUtf8(Buffer.from("\ufeffa")), "\ufeffa");
  t.equal(utf8In(undefined), undefined);
  for (const bytes of ["ff", "c080", "eda080", "f4908080", "e4b8", "d6d0"]) {
    t.equal(utf8In(Buffer.from(bytes, "hex")), undefined, bytes);
    t.throws(() => decodeUtf8(Buffer.from(bytes, "hex")), TypeError);
  }
});
