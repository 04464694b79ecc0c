/**
 * What sealing, opening and a receipt cost on one core, beside the bare primitives of the same run and
 * the library jose: JSON lines, medians in microseconds. `node bench/crypto.ts [turns]`
 *
 * The floor is what node:crypto takes for the same sizes and nothing else: to seal, a signature, an
 * ephemeral key pair, its public key as bytes, ECDH, SHA-256, AES-GCM; to open, the ephemeral key from
 * its bytes, ECDH, SHA-256, AES-GCM, the signature, and the digest of what was signed.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  hash,
  randomBytes,
  sign,
  verify,
} from "node:crypto";
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify } from "jose";
import { generateJwk, importPrivateJwk } from "../src/crypto/jose/jwk.ts";
import { createSuites } from "../src/crypto/suites.ts";
import { parseStrict } from "../src/wire/json.ts";

const turns = Number(process.argv[2] ?? 100);
/** Calls of one work in a turn: enough that its code and data are warm. */
const CALLS = 20;
const PAYLOAD = 4096;
const TYP = "aid-packet+jwt";
const suite = createSuites().get("jose");
const signer = importPrivateJwk(generateJwk("sig"));
const signerOf = () => signer;
const payload = Buffer.from(JSON.stringify({ list: listText(PAYLOAD - 12) }));

/** Synthetic text, half of it Chinese, of about that many bytes. */
function listText(bytes: number): string {
  return "救助对象信息 aid subject ".repeat(Math.ceil(bytes / 31)).slice(0, Math.floor(bytes * 0.65));
}

type Work = () => unknown;

/**
 * The median of single calls, µs: what the machine does beside lands in few of them. The works take turns,
 * so that all have the same weather; the first fifth of the turns warms the compiler up.
 */
async function measure(works: Record<string, Work>): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, work] of Object.entries(works)) {
      for (let i = 0; i < CALLS; i++) {
        const start = performance.now();
        const result = work();
        if (result instanceof Promise) await result;
        const milliseconds = performance.now() - start;
        if (turn >= turns / 5) (times[name] ??= []).push(milliseconds * 1000);
      }
    }
  }
  const median = (all: number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN;
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

for (const curve of ["P-256", "X25519"] as const) {
  const recipient = importPrivateJwk(generateJwk("enc", "ECDH-ES", curve));
  const ring = new Map([[recipient.kid, recipient]]);
  const envelope = await suite.seal(payload, TYP, signer, recipient);
  const receipt = await suite.sign(payload.subarray(0, 300), "aid-receipt+jwt", signer);

  // The floor: the same primitives on buffers of the same sizes, and nothing else.
  const jws = randomBytes(Math.ceil((payload.length * 4) / 3) + 240);
  const ciphertext = Buffer.alloc(jws.length);
  const ephemeral = () =>
    curve === "X25519" ? generateKeyPairSync("x25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const epk = ephemeral().publicKey.export({ format: "jwk" });
  const iv = randomBytes(12);
  const secret = createSecretKey(randomBytes(32));
  const cipher = createCipheriv("aes-256-gcm", secret, iv);
  ciphertext.set(cipher.update(jws));
  cipher.final();
  const tag = cipher.getAuthTag();
  const signature = sign("sha256", jws, signer.privateKey);
  const small = jws.subarray(0, 600);
  const smallSignature = sign("sha256", small, signer.privateKey);

  const floorSeal = () => {
    sign("sha256", jws, signer.privateKey);
    const { privateKey, publicKey } = ephemeral();
    publicKey.export({ format: "jwk" });
    const key = createSecretKey(hash("sha256", diffieHellman({ privateKey, publicKey: recipient.key }), "buffer"));
    const gcm = createCipheriv("aes-256-gcm", key, iv);
    gcm.update(jws);
    gcm.final();
    gcm.getAuthTag();
  };
  const floorOpen = () => {
    const publicKey = createPublicKey({ key: epk, format: "jwk" });
    const shared = diffieHellman({ privateKey: recipient.privateKey, publicKey });
    createSecretKey(hash("sha256", shared, "buffer"));
    const gcm = createDecipheriv("aes-256-gcm", secret, iv);
    gcm.setAuthTag(tag);
    gcm.update(ciphertext);
    gcm.final();
    if (!verify("sha256", jws, signer.key, signature)) throw new Error("floor");
    hash("sha256", jws, "buffer");
  };
  const floorReceipt = () => {
    if (!verify("sha256", small, signer.key, smallSignature)) throw new Error("floor");
    sign("sha256", small, signer.privateKey);
  };

  const header = { alg: "ECDH-ES", enc: "A256GCM", kid: recipient.kid, cty: "JWT" };
  const us = await measure({
    floorSeal,
    seal: () => suite.seal(payload, TYP, signer, recipient),
    joseSeal: async () => {
      const sign = new CompactSign(payload).setProtectedHeader({ alg: "ES256", typ: TYP, kid: signer.kid });
      const text = Buffer.from(await sign.sign(signer.privateKey));
      await new CompactEncrypt(text).setProtectedHeader(header).encrypt(recipient.key);
    },
    floorOpen,
    open: () => suite.open(envelope, TYP, ring, signerOf),
    joseOpen: async () => {
      const { plaintext } = await compactDecrypt(envelope, recipient.privateKey);
      await compactVerify(plaintext, signer.key);
    },
    floorReceipt,
    receipt: () => {
      void suite.verify(receipt, "aid-receipt+jwt", signerOf);
      return suite.sign(payload.subarray(0, 300), "aid-receipt+jwt", signer);
    },
  });
  for (const [name, floor, limit] of [
    ["seal", "floorSeal", 1.3],
    ["open", "floorOpen", 1.3],
    ["receipt", "floorReceipt", undefined],
  ] as const) {
    const library = us[`jose${name[0]?.toUpperCase()}${name.slice(1)}`];
    print({
      bench: "crypto",
      what: name,
      curve,
      bytes: payload.length,
      us: round(us[name] ?? Number.NaN),
      floorUs: round(us[floor] ?? Number.NaN),
      ratio: round((us[name] ?? Number.NaN) / (us[floor] ?? Number.NaN), 2),
      ...(limit === undefined ? {} : { toReach: limit }),
      ...(library === undefined ? {} : { joseUs: round(library) }),
    });
  }
}

const json = await measure({
  parse: () => JSON.parse(payload.toString()),
  strict: () => parseStrict(payload, { maxDepth: 64 }),
});
print({
  bench: "crypto",
  what: "strict JSON",
  bytes: payload.length,
  us: round(json["strict"] ?? Number.NaN),
  floorUs: round(json["parse"] ?? Number.NaN),
});

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
