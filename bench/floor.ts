/**
 * The floor: bare primitives of one referral on one core, CPU µs. Nothing that does the same work can
 * be cheaper than their sum; everything above it is format, transport, storage and our own doing.
 */
import { randomBytes } from "node:crypto";
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
import { cpuMicroseconds } from "./stopwatch.ts";

const list = randomBytes(4096);
const signedText = randomBytes(Math.ceil((list.length * 4) / 3));
const receipt = randomBytes(400);
const sealed = gcmEncrypt(signedText);
const listSignature = es256Sign(list);
const receiptSignature = es256Sign(receipt);

const primitives = {
  "es256-sign": () => es256Sign(receipt),
  "es256-verify": () => es256Verify(receipt, receiptSignature),
  "p256-ephemeral-ecdh": ephemeralAgreement,
  "p256-ecdh": agreement,
  "aes-256-gcm-4k": () => gcmEncrypt(list),
  "aes-256-gcm-4k-open": () => gcmDecrypt(sealed),
  "sha256-8k": () => sha256(Buffer.concat([list, list])),
};
for (const [name, work] of Object.entries(primitives)) {
  print({ name: `floor.${name}`, unit: "µs CPU", value: cpuMicroseconds(work) });
}

const seal = cpuMicroseconds(() => sealBare(list, signedText));
const open = cpuMicroseconds(() => openBare(list, sealed, listSignature));
const sign = cpuMicroseconds(() => es256Sign(receipt));
const verify = cpuMicroseconds(() => es256Verify(receipt, receiptSignature));
print({ name: "floor.seal", unit: "µs CPU", value: seal });
print({ name: "floor.open", unit: "µs CPU", value: open });
print({ name: "floor.receipt", unit: "µs CPU", value: sign + verify });
print({ name: "floor.packet", unit: "µs CPU", value: seal + open + sign + verify });
