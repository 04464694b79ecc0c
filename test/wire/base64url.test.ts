import fc from "fast-check";
import t from "tap";
import {
  decodeBase64url,
  encodeBase64url,
  encodedLength,
  readBase64url,
  writeBase64url,
} from "../../src/wire/base64url.ts";

t.test("bytes survive", async () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      (bytes) => decodeBase64url(encodeBase64url(bytes))?.equals(bytes) === true,
    ),
  );
});

t.test("refuses every other way to write the same bytes", async (t) => {
  t.same(decodeBase64url(""), Buffer.alloc(0));
  t.same(decodeBase64url("-_8"), Buffer.from("fbff", "hex"));
  for (const text of [
    "-_8=",
    "+/8",
    "-_9",
    "-_",
    "-",
    "-_8 ",
    " -_8",
    "-\n_8",
    "-_8\0",
    "-_8.",
    "-_8%",
    "AA==",
    "AB",
    "A",
    "\u{1F600}",
    "－_8",
  ]) {
    t.equal(decodeBase64url(text), undefined, JSON.stringify(text));
  }
});

t.test("takes a text exactly when no other text gives the same bytes", async () => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  // The rule by RFC 4648: only the alphabet, no length of 4n+1, unused bits of the last character zero.
  const canonical = (text: string): boolean => {
    for (const c of text) if (!alphabet.includes(c)) return false;
    const last = alphabet.indexOf(text.charAt(text.length - 1));
    return [true, false, (last & 15) === 0, (last & 3) === 0][text.length % 4] ?? false;
  };
  const text = fc
    .array(fc.constantFrom(...alphabet.split(""), "=", "+", "/", " ", "\n", "é"), { maxLength: 9 })
    .map((c) => c.join(""));
  fc.assert(
    fc.property(text, (s) => (decodeBase64url(s) !== undefined) === canonical(s)),
    { numRuns: 5000 },
  );
});

t.test("written and read as bytes it is the same as text", async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(5), (bytes, at) => {
      const target = Buffer.alloc(at + encodedLength(bytes.length) + 1, "!");
      const end = writeBase64url(bytes, target, at);
      const written = target.subarray(at, end);
      return (
        end === at + encodedLength(bytes.length) &&
        target[end] === 0x21 &&
        written.toString("latin1") === encodeBase64url(bytes) &&
        readBase64url(written)?.equals(bytes) === true
      );
    }),
  );
  // Texts of all lengths with one byte, any byte, anywhere: refused and taken as the text is.
  const near = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(encodeBase64url(bytes)));
  fc.assert(
    fc.property(near, fc.nat(20), fc.nat(255), fc.boolean(), (text, at, byte, cut) => {
      const changed = Buffer.from(cut ? text.subarray(0, -1) : text);
      if (at < changed.length) changed[at] = byte;
      const read = readBase64url(changed);
      const expected = decodeBase64url(changed.toString("latin1"));
      return read === undefined ? expected === undefined : expected?.equals(read) === true;
    }),
    { numRuns: 20_000 },
  );
  t.equal(readBase64url(Buffer.from("é")), undefined);
});
