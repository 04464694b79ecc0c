import t, { type Test } from "tap";
import { createJoseSuite } from "../../src/crypto/jose/suite.ts";
import { EnvelopeError, type PrivateKey } from "../../src/crypto/suite.ts";
import { makeJoseKeys, onlySigner, ringOf } from "./jose-keys.ts";
import { rejection } from "../support/refusal.ts";

const suite = createJoseSuite(1 << 20);
const keys = makeJoseKeys();
const TYP = "aid-message+jwt";
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Outcome of opening: "opened", or the message of the one error that is allowed. */
const outcome = async (open: () => unknown): Promise<string> =>
  (await rejection(EnvelopeError, open))?.message ?? "opened";

/** Replacements for a byte: some with a bit flipped, some other characters of the alphabet, which keep base64url valid. */
function others(byte: number): number[] {
  const at = ALPHABET.indexOf(String.fromCharCode(byte));
  const neighbours = at === -1 ? [] : [1, 32].map((step) => ALPHABET.charCodeAt((at + step) % 64));
  return [...new Set([...[0, 5, 7].map((bit) => byte ^ (1 << bit)), ...neighbours])];
}

async function tamperEverywhere(
  t: Test,
  bytes: Buffer,
  open: (bytes: Buffer) => unknown,
  { changes = others, every = 1 }: { changes?: (byte: number) => number[]; every?: number } = {},
): Promise<void> {
  const messages = new Set<string>();
  let tried = 0;
  for (let at = 0; at < bytes.length; at += every) {
    for (const byte of changes(bytes.readUInt8(at))) {
      const changed = Buffer.from(bytes);
      changed[at] = byte;
      messages.add(await outcome(() => open(changed)));
      tried++;
    }
    messages.add(await outcome(() => open(bytes.subarray(0, at))));
    messages.add(await outcome(() => open(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]))));
    messages.add(
      await outcome(() => open(Buffer.concat([bytes.subarray(0, at), Buffer.from("A"), bytes.subarray(at)]))),
    );
  }
  t.ok(tried >= bytes.length / every);
  t.equal(await outcome(() => open(bytes)), "opened");
  for (const tail of ["\n", ".", "A", "=", "\0"]) {
    messages.add(await outcome(() => open(Buffer.concat([bytes, Buffer.from(tail)]))));
  }
  // All are refused with the same message.
  t.same([...messages], ["the envelope cannot be opened or verified"]);
}

for (const curve of ["ECDH-ES", "ECDH-ES X25519"] as const) {
  t.test(`ES256 + ${curve}: every change of an envelope is refused`, async (t) => {
    const [sig, enc] = [keys.sig.ES256, keys.enc[curve]];
    const envelope = await suite.seal(Buffer.from("{}"), TYP, sig, enc);
    await tamperEverywhere(t, envelope, (bytes) => suite.open(bytes, TYP, ringOf(enc), onlySigner(sig)));
  });
}

t.test("the library's algorithms: every change of an envelope is refused", async (t) => {
  const oneBit = (byte: number): number[] => [byte ^ 1];
  const pairs: [PrivateKey, PrivateKey][] = [
    [keys.sig.Ed25519, keys.enc["ECDH-ES+A256KW"]],
    [keys.sig.ES256, keys.enc["ECDH-ES+A256KW X25519"]],
    [keys.sig.PS256, keys.enc["RSA-OAEP-256"]],
  ];
  for (const [sig, enc] of pairs) {
    const envelope = await suite.seal(Buffer.from("{}"), TYP, sig, enc);
    const open = (bytes: Buffer): unknown => suite.open(bytes, TYP, ringOf(enc), onlySigner(sig));
    await tamperEverywhere(t, envelope, open, { changes: oneBit, every: 7 });
  }
});

t.test("every change of a receipt is refused", async (t) => {
  for (const sig of Object.values(keys.sig)) {
    const signed = Buffer.from(await suite.sign(Buffer.from("{}"), TYP, sig));
    await tamperEverywhere(t, signed, (bytes) => suite.verify(bytes.toString("latin1"), TYP, onlySigner(sig)), {
      every: sig.alg === "ES256" ? 1 : 5,
    });
  }
});
