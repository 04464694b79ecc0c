import { createPrivateKey, createPublicKey, hash, type JsonWebKey } from "node:crypto";
import { readFileSync } from "node:fs";
import t from "tap";
import { decrypt } from "../../src/crypto/jose/a256gcm.ts";
import { findKey } from "../../src/crypto/jose/ecdh-es.ts";
import { verifyEs256 } from "../../src/crypto/jose/es256.ts";
import { decryptJwe } from "../../src/crypto/jose/jwe.ts";
import { importPrivateJwk, importPublicJwk } from "../../src/crypto/jose/jwk.ts";
import { SIGNED, type SignedRules } from "../../src/wire/token.ts";
import { verifyJws } from "../../src/crypto/jose/jws.ts";
import { KeyError } from "../../src/crypto/jose/key-error.ts";
import { EnvelopeError, type Jwk, type PrivateKey, type PublicKey } from "../../src/crypto/suite.ts";
import { rejection } from "../support/refusal.ts";
import { like } from "../support/like.ts";

interface Test {
  readonly tcId: number;
  readonly comment: string;
  readonly result: "valid" | "acceptable" | "invalid";
}

function vectors<T>(name: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`../vectors/wycheproof/${name}.json`, import.meta.url), "utf8")) as T[];
}

/** Rules without `typ`, which the vectors do not have. */
const UNTYPED = { ...SIGNED, required: ["alg", "kid"] } as SignedRules;

/** Imports a key: the key, or the code with which it is refused. The vectors' `kid` is left out, for it is no thumbprint. */
function imported<K extends PublicKey>(jwk: Jwk, take: (jwk: unknown) => K): K | string {
  const { kid: _, ...rest } = jwk;
  try {
    return take(rest);
  } catch (error) {
    if (error instanceof KeyError) return error.code;
    throw error;
  }
}

/** Step at which an object is refused, or "accepted". Any other error is a fault of the suite. */
const outcome = async (work: () => unknown): Promise<string> =>
  (await rejection(EnvelopeError, work))?.step ?? "accepted";

t.test("JWS: 401 cases through registration and verification", async (t) => {
  interface Group {
    readonly comment: string;
    readonly public?: Jwk;
    readonly private: Jwk;
    readonly tests: readonly (Test & { readonly jws: string })[];
  }
  let run = 0;
  const accepted: number[] = [];
  const refusedKeys: Record<string, number> = {};
  for (const group of vectors<Group>("jws")) {
    const jwk = group.public ?? group.private;
    const key = imported(jwk, importPublicJwk);
    for (const test of group.tests) {
      run++;
      if (typeof key === "string") {
        refusedKeys[key] = (refusedKeys[key] ?? 0) + 1;
        continue;
      }
      // Known by the kid that the vectors give it.
      const named = { ...key, kid: String(jwk.kid) };
      const result = await outcome(() =>
        verifyJws(Buffer.from(test.jws), UNTYPED, (kid) => (kid === named.kid ? named : undefined)),
      );
      if (result === "accepted") accepted.push(test.tcId);
      if (test.result === "invalid") t.not(result, "accepted", `${group.comment} ${test.tcId} ${test.comment}`);
    }
  }
  t.equal(run, 401);
  // All valid cases of ES256 and PS256, except 346: PS384 with a key whose `alg` is PS256.
  t.same(accepted, [18, 272, 273, 274, 275, 287, 288, 378]);
  // Refused at registration, with all their cases: HMAC keys; RS256, PS384, PS512; P-521; keys without `use`.
  t.same(refusedKeys, { symmetric: 40, alg: 252, unsupported: 2, use: 17 });
});

t.test("JWE: 139 cases through registration and decryption", async (t) => {
  interface Group {
    readonly comment: string;
    readonly private: Jwk;
    readonly tests: readonly (Test & { readonly jwe: string; readonly pt?: string })[];
  }
  let run = 0;
  for (const group of vectors<Group>("jwe")) {
    const key = imported<PrivateKey>(group.private, importPrivateJwk);
    for (const test of group.tests) {
      run++;
      if (typeof key === "string") continue;
      const ring = new Map([[String(group.private.kid), { ...key, kid: String(group.private.kid) }]]);
      // No case has the `kid` and `cty` of the protocol, so each must be refused.
      t.not(await outcome(() => decryptJwe(Buffer.from(test.jwe), ring)), "accepted", `${group.comment} ${test.tcId}`);
    }
  }
  t.equal(run, 139);
});

t.test("JWE: the ECDH-ES, A256GCM case, and the point off the curve, past the header rules", async (t) => {
  interface Group {
    readonly private: Jwk;
    readonly tests: readonly (Test & { readonly jwe: string; readonly pt?: string })[];
  }
  const find = (tcId: number): { key: PrivateKey["privateKey"]; jwe: string; pt: string } => {
    for (const group of vectors<Group>("jwe")) {
      for (const test of group.tests) {
        if (test.tcId === tcId) {
          const key = createPrivateKey({ key: group.private, format: "jwk" });
          return { key, jwe: test.jwe, pt: test.pt ?? "" };
        }
      }
    }
    throw new Error(`no case ${tcId}`);
  };
  const nothing = Buffer.alloc(0);
  const epkOf = (jwe: string): JsonWebKey =>
    (JSON.parse(Buffer.from(jwe.split(".")[0] ?? "", "base64url").toString()) as { epk: JsonWebKey }).epk;
  const { key, jwe, pt } = find(78);
  const [aad = "", , iv = "", ciphertext = "", tag = ""] = jwe.split(".");
  const bytes = (segment: string): Buffer => Buffer.from(segment, "base64url");
  const sealed = { iv: bytes(iv), ciphertext: bytes(ciphertext), tag: bytes(tag) };
  t.equal(decrypt(findKey(key, epkOf(jwe), nothing, nothing), sealed, Buffer.from(aad)).toString("hex"), pt);
  const attack = find(51);
  t.throws(() => findKey(attack.key, epkOf(attack.jwe), nothing, nothing), /invalid|not on curve|point/i);
});

t.test("JWK sets: 26 cases at registration", async (t) => {
  interface Group {
    readonly public?: { readonly keys: readonly Jwk[] };
    readonly private: { readonly keys: readonly Jwk[] };
    readonly tests: readonly Test[];
  }
  const outcomes: Record<number, string> = {};
  for (const group of vectors<Group>("jwk")) {
    // RS256 is not in the table: it is left out, so that the subject of the case decides.
    const keys = (group.public ?? group.private).keys.map(({ kid: _, alg, ...jwk }) =>
      alg === "RS256" || alg === "RSA1_5" ? jwk : Object.assign(jwk, { alg }),
    );
    for (const { tcId } of group.tests) {
      try {
        outcomes[tcId] = keys.map((jwk) => importPublicJwk(jwk).use).join();
      } catch (error) {
        if (!(error instanceof KeyError)) throw error;
        outcomes[tcId] = error.code;
      }
    }
  }
  const symmetric = [1, 2, 3, 4, 10, 11, 12, 13, 14, 15, 16, 17, 18, 25, 26];
  t.match(outcomes, Object.fromEntries(symmetric.map((tcId) => [tcId, "symmetric"])));
  like(t, outcomes, {
    5: "sig",
    6: "enc", // a key to encrypt, which verifies no signature
    7: "rsa-weak",
    8: "rsa-size",
    9: "rsa-exponent",
    19: "alg",
    20: "alg",
    21: "alg",
    22: "off-curve",
    23: "unsupported",
    24: "alg",
  });
  t.equal(Object.keys(outcomes).length, 26);
});

t.test("ECDSA P-256 with SHA-256: 262 signatures", async (t) => {
  interface Group {
    readonly key: string;
    readonly tests: readonly (Test & { readonly msg: string; readonly sig: string })[];
  }
  let run = 0;
  const wrong: number[] = [];
  for (const { key, tests } of vectors<Group>("ecdsa-p256")) {
    const point = Buffer.from(key, "hex");
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
    const publicKey = importPublicJwk({ kty: "EC", crv: "P-256", x, y, use: "sig" }).key;
    for (const { tcId, msg, sig, result } of tests) {
      run++;
      const valid = verifyEs256(Buffer.from(msg, "hex"), Buffer.from(sig, "hex"), publicKey);
      if (valid !== (result === "valid")) wrong.push(tcId);
    }
  }
  t.equal(run, 262);
  t.same(wrong, []);
});

interface Agreement extends Test {
  readonly flags: readonly string[];
  readonly public: JsonWebKey;
  readonly private: JsonWebKey;
  readonly shared: string;
}

/** Content encryption key of a shared secret (RFC 7518 section 4.6.2), written out for A256GCM without party info. */
function contentKey(shared: string): string {
  const info = `00000007${Buffer.from("A256GCM").toString("hex")}000000000000000000000100`;
  return hash("sha256", Buffer.from(`00000001${shared}${info}`, "hex"), "hex");
}

function agreed(test: Agreement): string {
  try {
    const privateKey = createPrivateKey({ key: test.private, format: "jwk" });
    return findKey(privateKey, test.public, Buffer.alloc(0), Buffer.alloc(0)).export().toString("hex");
  } catch {
    return "refused";
  }
}

t.test("ECDH on P-256: 353 agreements", async (t) => {
  const tests = vectors<Agreement>("ecdh-p256");
  const wrong = tests.filter(
    (test) => agreed(test) !== (test.result === "valid" ? contentKey(test.shared) : "refused"),
  );
  t.equal(tests.length, 353);
  t.same(wrong, []);
});

t.test("X25519: 531 agreements, none on a zero secret", async (t) => {
  const tests = vectors<Agreement>("x25519");
  const wrong = tests.filter((test) => {
    const refuse = test.result === "invalid" || test.flags.includes("ZeroSharedSecret");
    return agreed(test) !== (refuse ? "refused" : contentKey(test.shared));
  });
  t.equal(tests.length, 531);
  t.same(wrong, []);
});

t.test("X25519: keys of low order or without canonical form are not registered", async (t) => {
  for (const test of vectors<Agreement>("x25519")) {
    if (test.public.kty !== "OKP" || test.public.crv !== "X25519" || test.public.x === undefined) continue;
    const code = imported({ ...(test.public as Jwk), use: "enc" }, importPublicJwk);
    // RFC 7748 would mask the first bit of the last byte; here a key has only one spelling.
    const masked = (Buffer.from(test.public.x, "base64url").at(-1) ?? 0) >= 0x80;
    const refuse = masked || test.flags.includes("NonCanonicalPublic") || test.flags.includes("LowOrderPublic");
    t.equal(code === "low-order" || code === "malformed", refuse, `${test.tcId}`);
  }
});

t.test("RFC 7515 appendix A.3: ES256", async (t) => {
  const key = createPublicKey({
    key: {
      kty: "EC",
      crv: "P-256",
      x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    },
    format: "jwk",
  });
  const input =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  t.ok(verifyEs256(Buffer.from(input), Buffer.from(signature, "base64url"), key));
});
