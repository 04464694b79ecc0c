/** The verifier on platforms that lack something: what cannot be checked there is not checked, and never failed. */
import { registerHooks } from "node:module";
import t from "tap";
import { generateJwk, importPrivateJwk } from "../../src/crypto/jose/jwk.ts";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { parseNote } from "../../src/tlog/note.ts";
import { timestampRequest } from "../../src/tlog/rfc3161/request.ts";
import { verifyProof } from "../../src/evidence/verify/verify-proof.ts";
import { verifyLog } from "../../src/evidence/verify/verify-log.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { verifyEd25519, verifyJwsSignature } from "../../src/wire/signatures.ts";
import { verifyEvidence } from "../../src/sdk/index.ts";
import { readTrust } from "../../src/evidence/verify/trust.ts";
import { createSuites } from "../../src/crypto/suites.ts";
import { EvidenceThread } from "../support/evidence/evidence-thread.ts";
import { TimeAuthority } from "../support/log/time-authority.ts";
import { like } from "../support/like.ts";
import { sha256 } from "../support/sha256.ts";

const whole = globalThis.crypto;

/** Runs work on a platform with another Web Crypto; everything of Node's own stays. */
async function on<T>(subtle: object | undefined, work: () => Promise<T>): Promise<T> {
  const value = { getRandomValues: whole.getRandomValues.bind(whole), subtle };
  Object.defineProperty(globalThis, "crypto", { value, configurable: true });
  try {
    return await work();
  } finally {
    Object.defineProperty(globalThis, "crypto", { value: whole, configurable: true });
  }
}

/** Web Crypto that does not know an algorithm. */
function without(...names: readonly string[]): object {
  const nameOf = (algorithm: string | { name: string }) => (typeof algorithm === "string" ? algorithm : algorithm.name);
  const refusing =
    (method: "importKey" | "digest", place: number) =>
    async (...given: unknown[]): Promise<unknown> => {
      const unknown = names.includes(nameOf(given[place] as string));
      if (unknown) throw new DOMException("Unrecognized name.", "NotSupportedError");
      return (whole.subtle[method] as (...all: unknown[]) => Promise<unknown>).apply(whole.subtle, given);
    };
  const verify = (...given: Parameters<SubtleCrypto["verify"]>) => whole.subtle.verify(...given);
  return { importKey: refusing("importKey", 2), digest: refusing("digest", 0), verify };
}

const PLATFORMS: Readonly<Record<string, object | undefined>> = {
  "no Web Crypto, as on a page over plain http": undefined,
  "no Ed25519, as Chromium before 137": without("Ed25519"),
  "no ECDSA": without("ECDSA"),
  "no RSA-PSS": without("RSA-PSS"),
  "no RSA at all": without("RSA-PSS", "RSASSA-PKCS1-v1_5"),
  "no digests": without("SHA-1", "SHA-256", "SHA-384", "SHA-512"),
};

const thread = new EvidenceThread(Date.now());
for (const [party, alg] of [
  ["housing", "PS256"],
  ["education", "Ed25519"],
  ["civil-affairs", "ES256"],
] as const) {
  thread.keys.set(party, importPrivateJwk(generateJwk("sig", alg)));
}
thread.register();
await thread.tell();
await thread.log.publish();
const authority = await TimeAuthority.made();
const timestamp = (checkpoint: string) =>
  authority.answer(timestampRequest(sha256(Buffer.from(parseNote(checkpoint).text)), Buffer.alloc(8, 1)));
const { bytes } = await makeEvidence({ ...thread.source(), timestamp }, sha256, thread.thread);
const keys = { log: [thread.log.signer.vkey], witnesses: thread.witnesses.map(({ vkey }) => vkey) };
const trusted = { ...keys, authorities: await authority.roots() };
const statusesOf = ({ steps }: { readonly steps: readonly { readonly id: string; readonly status: string }[] }) =>
  new Map(steps.map(({ id, status }) => [id, status]));

// First of all: a library that was loaded once stays.
t.test(
  "a platform without Ed25519 where the library cannot be loaded: nothing is checked, and nothing failed",
  async (t) => {
    const hooks = registerHooks({
      resolve(specifier, context, next) {
        if (specifier.startsWith("@noble/curves")) throw new TypeError("Failed to resolve module specifier");
        return next(specifier, context);
      },
    });
    t.teardown(() => hooks.deregister());
    const { ok, steps } = await on(without("Ed25519"), () => verifyEvidence(bytes, trusted));
    t.notOk(ok);
    t.ok(
      steps.every(({ status }) => status !== "failed"),
      JSON.stringify(steps.filter(({ status }) => status === "failed")),
    );
  },
);

t.test("with all of Web Crypto the evidence verifies", async (t) => {
  const { ok, steps } = await verifyEvidence(bytes, trusted);
  t.ok(ok, JSON.stringify(steps.filter(({ status }) => status !== "passed")));
});

for (const [name, subtle] of Object.entries(PLATFORMS)) {
  t.test(`${name}: genuine evidence has no step that failed, and none passes unchecked`, async (t) => {
    const here = await on(subtle, () => verifyEvidence(bytes, trusted));
    const full = statusesOf(await verifyEvidence(bytes, trusted));
    for (const { id, status, required, reasons } of here.steps) {
      t.ok(status === full.get(id) || status === "not-checked", `${id} is ${status}`);
      if (status === "not-checked" && full.get(id) === "passed") {
        t.ok(required && !here.ok, `${id} is required, so the whole is not called good`);
        like(t, reasons, [{ en: /cannot check/, zh: /无法核验/ }]);
      }
    }
    const changed = Buffer.from(bytes);
    changed.write('"outcome":"rejected"', changed.indexOf('"outcome":"accepted"'));
    t.notOk((await on(subtle, () => verifyEvidence(changed, trusted))).ok, "a changed copy is not good anywhere");
  });
}

t.test(
  "without Ed25519 everything is checked all the same; without Web Crypto all but RSA and time stamps",
  async (t) => {
    const old = await on(without("Ed25519"), () => verifyEvidence(bytes, trusted));
    t.same(old, await verifyEvidence(bytes, trusted));
    const plain = await on(undefined, () => verifyEvidence(bytes, trusted));
    const missing = [...statusesOf(plain)].filter(([, status]) => status === "not-checked").map(([id]) => id);
    t.same(
      missing.filter((id) => !["pinned-keys", "complete", "chain", "cose", "summary"].includes(id)),
      ["receipts", "timestamp"],
    );
  },
);

t.test("proofs of entries and whole logs: not checked, where it cannot be", async (t) => {
  const broken = { importKey: () => Promise.reject(new DOMException("no", "NotSupportedError")) };
  const trust = readTrust(JSON.stringify(keys), sha256);
  for (const subtle of [undefined, broken]) {
    const log = await on(subtle, () =>
      verifyLog(async (path) => thread.log.mirror().get(path), { trust, hasher: NATIVE_HASHER }),
    );
    t.ok(log.ok, "Ed25519 is checked by the library");
    const entry = await on(subtle, () => verifyProof("no proof", Buffer.from("{}"), { trust, hasher: NATIVE_HASHER }));
    t.notOk(entry.ok);
  }
});

t.test("the library agrees with the platform, for good and for changed signatures", async (t) => {
  for (const alg of ["Ed25519", "ES256"] as const) {
    const key = importPrivateJwk(generateJwk("sig", alg));
    const jws = await createSuites().get("jose").sign(Buffer.from("{}"), "test+jwt", key);
    const [head = "", payload = "", signature = ""] = jws.split(".");
    const signed = Buffer.from(`${head}.${payload}`);
    const good = Buffer.from(signature, "base64url");
    const tries: Buffer[] = [good, Buffer.alloc(64), Buffer.alloc(64, 0xff), good.subarray(1)];
    for (let at = 0; at < 64; at += 7) tries.push(Buffer.from(good).fill((good[at] ?? 0) ^ 1, at, at + 1));
    for (const [n, bytes] of tries.entries()) {
      const native = await verifyJwsSignature(alg, key.jwk, signed, bytes);
      const library = await on(undefined, () => verifyJwsSignature(alg, key.jwk, signed, bytes));
      t.equal(library, native, `${alg} ${n}`);
      t.equal(native, n === 0);
    }
    const other = importPrivateJwk(generateJwk("sig", alg)).jwk;
    t.notOk(await on(undefined, () => verifyJwsSignature(alg, other, signed, good)));
    t.notOk(await on(undefined, () => verifyJwsSignature(alg, { ...other, x: "AA", y: "AA" }, signed, good)));
  }
  t.notOk(await on(undefined, () => verifyEd25519(new Uint8Array(32).fill(255), new Uint8Array(), new Uint8Array(64))));
});
