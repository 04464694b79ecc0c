import fc from "fast-check";
import t from "tap";
import {
  decodeBase64,
  decodeBase64url,
  encodeBase64,
  encodeBase64url,
  encodedLength,
  readBase64url,
  writeBase64url,
} from "../../src/wire/base64.ts";
import { nodeBase64 } from "../../src/wire/base64-node.ts";
import { plainBase64 } from "../../src/wire/base64-plain.ts";
import { holds } from "../support/holds.ts";

const same = (bytes: Uint8Array | undefined, other: Uint8Array) =>
  bytes !== undefined && Buffer.from(other).equals(bytes);

t.test("bytes are written as Node writes them, and read back", async (t) => {
  await holds(
    t,
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      (bytes) =>
        encodeBase64url(bytes) === Buffer.from(bytes).toString("base64url") &&
        encodeBase64(bytes) === Buffer.from(bytes).toString("base64") &&
        same(decodeBase64url(encodeBase64url(bytes)), bytes) &&
        same(decodeBase64(encodeBase64(bytes)), bytes),
    ),
  );
});

t.test("base64url: every other way to write the same bytes is refused", async (t) => {
  t.same(decodeBase64url(""), new Uint8Array());
  t.same(decodeBase64url("-_8"), Uint8Array.of(0xfb, 0xff));
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
    "-_8\ud800",
  ]) {
    t.equal(decodeBase64url(text), undefined, JSON.stringify(text));
  }
});

t.test("base64: every other way to write the same bytes is refused", async (t) => {
  t.same(decodeBase64(""), new Uint8Array());
  t.same(decodeBase64("+/8="), Uint8Array.of(0xfb, 0xff));
  for (const text of [
    "+/8",
    "+/9=",
    "-_8=",
    "+/8==",
    "+/8=\n",
    " +/8=",
    "A===",
    "====",
    "==",
    "AA=A",
    "AAA=AAA=",
    "+/8－",
  ]) {
    t.equal(decodeBase64(text), undefined, JSON.stringify(text));
  }
});

t.test("a text is read only when its bytes are written as that text", async (t) => {
  const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/".split("");
  const text = fc
    .array(fc.constantFrom(...characters, "=", "=", " ", "\n", "é"), { maxLength: 9 })
    .map((c) => c.join(""));
  const canonical = (encoding: "base64" | "base64url", s: string) => Buffer.from(s, encoding).toString(encoding) === s;
  await holds(
    t,
    fc.property(
      text,
      (s) =>
        (decodeBase64url(s) !== undefined) === canonical("base64url", s) &&
        (decodeBase64(s) !== undefined) === canonical("base64", s),
    ),
    { numRuns: 10_000 },
  );
});

t.test("base64url as bytes is the same as base64url as text", async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(5), (bytes, at) => {
      const target = Buffer.alloc(at + encodedLength(bytes.length) + 1, "!");
      const end = writeBase64url(bytes, target, at);
      const written = target.subarray(at, end);
      return (
        end === at + encodedLength(bytes.length) &&
        target[end] === 0x21 &&
        written.toString("latin1") === encodeBase64url(bytes) &&
        same(readBase64url(written), bytes)
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
      return read === undefined ? expected === undefined : same(expected, read);
    }),
    { numRuns: 20_000 },
  );
  t.equal(readBase64url(Buffer.from("é")), undefined);
});

t.test("browsers' codec and Node's give the same, also for texts of several slices", async (t) => {
  if (nodeBase64 === undefined) throw new TypeError("Node has a Buffer");
  const [node, plain] = [nodeBase64, plainBase64];
  const sized = fc.oneof(
    fc.nat(70),
    fc.integer({ min: 49_140, max: 49_160 }),
    fc.integer({ min: 98_300, max: 98_310 }),
  );
  const bytes = fc
    .tuple(sized, fc.nat(255))
    .map(([n, first]) => Uint8Array.from({ length: n }, (_, i) => first + i * 7));
  await holds(
    t,
    fc.property(bytes, fc.nat(), fc.nat(255), (bytes, at, byte) => {
      const text = new Uint8Array(encodedLength(bytes.length));
      plain.write(bytes, text, 0);
      const written = new Uint8Array(text.length);
      const changed = Uint8Array.from(text);
      if (changed.length > 0) changed[at % changed.length] = byte;
      const read = plain.read(changed);
      const readByNode = node.read(changed);
      return (
        node.write(bytes, written, 0) === text.length &&
        same(written, text) &&
        (read === undefined ? readByNode === undefined : same(readByNode, read)) &&
        (["base64", "base64url"] as const).every(
          (form) =>
            plain.encode(bytes, form) === node.encode(bytes, form) &&
            same(plain.decode(node.encode(bytes, form), form), bytes) &&
            same(node.decode(plain.encode(bytes, form), form), bytes),
        )
      );
    }),
  );
  const text = fc.string({ unit: fc.constantFrom(..."AQgw-_+/= \n\0é\ud83d".split("")), maxLength: 9 });
  await holds(
    t,
    fc.property(text, fc.constantFrom("base64" as const, "base64url" as const), (text, form) => {
      const read = plain.decode(text, form);
      return read === undefined ? node.decode(text, form) === undefined : same(node.decode(text, form), read);
    }),
    { numRuns: 20_000 },
  );
});
