/**
 * The floor: bare primitives of one referral on one core, CPU µs. Nothing that does the same work can
 * be cheaper than their sum; everything above it is format, transport, storage and our own doing. The
 * gateway's own suite and the library jose are printed against it.
 */
import { randomBytes } from "node:crypto";
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify } from "jose";
import { generateJwk, importPrivateJwk } from "../src/crypto/jose/jwk.ts";
import { createJoseSuite } from "../src/crypto/jose/suite.ts";
import { print } from "./figure.ts";
import {
  agreement,
  ephemeralAgreement,
  es256Sign,
  es256Verify,
  gcmDecrypt,
  gcmEncrypt,
  openBare,
  sealBare,
  sha256,
} from "./primitives.ts";
import { cpuMicroseconds, cpuMicrosecondsAsync } from "./stopwatch.ts";

const list = randomBytes(4096);
const signedText = randomBytes(Math.ceil((list.length * 4) / 3));
const receipt = randomBytes(400);
const sealed = gcmEncrypt(signedText);
const listSignature = es256Sign(list);
const receiptSignature = es256Sign(receipt);

const suite = createJoseSuite(1 << 20);
const signer = importPrivateJwk(generateJwk("sig"));
const recipient = importPrivateJwk(generateJwk("enc"));
const ring = new Map([[recipient.kid, recipient]]);
const payload = Buffer.from(JSON.stringify({ body: list.toString("base64").slice(0, 4080) }));
const word = await suite.sign(receipt, "aid-receipt+jwt", signer);
const envelope = await suite.seal(payload, "aid-packet+jwt", signer, recipient);
const µs = cpuMicroseconds({
  "es256-sign": () => es256Sign(receipt),
  "es256-verify": () => es256Verify(receipt, receiptSignature),
  "p256-ephemeral-ecdh": ephemeralAgreement,
  "p256-ecdh": agreement,
  "aes-256-gcm-4k": () => gcmEncrypt(list),
  "aes-256-gcm-4k-open": () => gcmDecrypt(sealed),
  "sha256-8k": () => sha256(Buffer.concat([list, list])),
  seal: () => sealBare(list, signedText),
  open: () => openBare(list, sealed, listSignature),
  suiteSeal: () => suite.seal(payload, "aid-packet+jwt", signer, recipient),
  suiteOpen: () => suite.open(envelope, "aid-packet+jwt", ring, () => signer),
  suiteSign: () => suite.sign(receipt, "aid-receipt+jwt", signer),
  suiteVerify: () => suite.verify(word, "aid-receipt+jwt", () => signer),
});
const { suiteSeal, suiteOpen, suiteSign, suiteVerify, ...floor } = µs;
for (const [name, value] of Object.entries(floor)) print({ name: `floor.${name}`, unit: "µs CPU", value });
const receiptFloor = µs["es256-sign"] + µs["es256-verify"];
print({ name: "floor.receipt", unit: "µs CPU", value: receiptFloor });
print({ name: "floor.packet", unit: "µs CPU", value: µs.seal + µs.open + receiptFloor });
print({ name: "suite.seal", unit: "µs CPU", value: suiteSeal, floor: µs.seal, targetRatio: 1.3 });
print({ name: "suite.open", unit: "µs CPU", value: suiteOpen, floor: µs.open, targetRatio: 1.3 });
print({ name: "suite.receipt", unit: "µs CPU", value: suiteSign + suiteVerify, floor: receiptFloor });

const library = {
  seal: async () => {
    const jws = await new CompactSign(payload)
      .setProtectedHeader({ alg: "ES256", kid: signer.kid })
      .sign(signer.privateKey);
    const header = { alg: "ECDH-ES", enc: "A256GCM", kid: recipient.kid };
    return new CompactEncrypt(Buffer.from(jws)).setProtectedHeader(header).encrypt(recipient.key);
  },
  open: async () => {
    const { plaintext } = await compactDecrypt(envelope, recipient.privateKey);
    return compactVerify(plaintext, signer.key);
  },
};
print({
  name: "library.seal",
  unit: "µs CPU",
  value: await cpuMicrosecondsAsync(library.seal),
  floor: µs.seal,
  width: 16,
});
print({
  name: "library.open",
  unit: "µs CPU",
  value: await cpuMicrosecondsAsync(library.open),
  floor: µs.open,
  width: 16,
});
