import { generateKeyPairSync } from "node:crypto";
import t from "tap";
import {
  generateJwk,
  importPrivateJwk,
  importPrivateJwkSet,
  importPublicJwk,
  publicJwk,
} from "../../src/crypto/jose/jwk.ts";
import { KeyError, type KeyErrorCode } from "../../src/crypto/jose/key-error.ts";
import { thumbprint } from "../../src/crypto/jose/thumbprint.ts";
import { thrown } from "../support/refusal.ts";
import { part } from "../support/jws.ts";
import { like } from "../support/like.ts";

const KINDS = [
  ["sig", "ES256", "P-256"],
  ["sig", "EdDSA", "P-256"],
  ["sig", "Ed25519", "P-256"],
  ["sig", "PS256", "P-256"],
  ["enc", "ECDH-ES", "P-256"],
  ["enc", "ECDH-ES", "X25519"],
  ["enc", "ECDH-ES+A256KW", "P-256"],
  ["enc", "RSA-OAEP-256", "P-256"],
] as const;

const refusal = (work: () => unknown): KeyErrorCode | "accepted" => thrown(KeyError, work)?.code ?? "accepted";

const b64 = (hex: string): string => part(Buffer.from(hex, "hex"));

t.test("RFC 7638 section 3.1 and RFC 8037 appendix A.3: thumbprints", async (t) => {
  const n =
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs" +
    "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5ha" +
    "jrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
  t.equal(
    thumbprint({ kty: "RSA", n, e: "AQAB", alg: "RS256", kid: "2011-04-29" }),
    "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
  );
  const okp = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
  t.equal(thumbprint(okp), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  t.equal(importPublicJwk({ ...okp, use: "sig" }).kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  t.throws(() => thumbprint({ kty: "oct", k: "AA" }), TypeError);
});

t.test("a key that was made can be imported", async (t) => {
  for (const [use, alg, curve] of KINDS) {
    const jwk = generateJwk(use, alg, curve);
    const secret = importPrivateJwk(jwk);
    const open = importPublicJwk(publicJwk(jwk));
    like(t, open, { kid: thumbprint(jwk), use, alg }, `${alg} ${curve}`);
    t.equal(secret.kid, open.kid);
    t.ok(secret.key.equals(open.key));
    t.same(open.jwk, publicJwk(jwk));
    t.same(secret.jwk, jwk);
    t.notOk("d" in open.jwk);
  }
  t.equal(
    refusal(() => generateJwk("sig", "ECDH-ES")),
    "alg",
  );
  t.equal(
    refusal(() => generateJwk("enc", "PBES2-HS512+A256KW")),
    "alg",
  );
  t.equal(
    refusal(() => generateJwk("sig", "HS256")),
    "alg",
  );
});

t.test("a JWK without alg gets the default one, and unchecked members are not published", async (t) => {
  const { alg: _, ...bare } = publicJwk(generateJwk("enc"));
  const open = importPublicJwk({ ...bare, x5c: ["!"], note: "x", key_ops: [] });
  t.equal(open.alg, "ECDH-ES");
  t.same(Object.keys(open.jwk).sort(), ["crv", "kid", "kty", "use", "x", "y"]);
});

t.test("each fault of a public key has its code", async (t) => {
  const ec = publicJwk(generateJwk("sig"));
  const ecdh = publicJwk(generateJwk("enc"));
  const ed = publicJwk(generateJwk("sig", "Ed25519"));
  const rsa = publicJwk(generateJwk("sig", "PS256"));
  const { kid: _e, ...noKid } = ec;
  const { kid: _d, ...edNoKid } = ed;
  const { kid: _r, ...rsaNoKid } = rsa;
  const short = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "jwk" });
  const y = Buffer.from(String(ec["y"]), "base64url");
  y.writeUInt8(y.readUInt8(31) ^ 1, 31);
  const cases: [KeyErrorCode, unknown, string][] = [
    ["malformed", null, "null"],
    ["malformed", [], "array"],
    ["malformed", "EC", "string"],
    ["malformed", {}, "no kty"],
    ["malformed", { kty: 1 }, "kty of another type"],
    ["symmetric", { kty: "oct", k: "AAAA", use: "sig" }, "oct"],
    ["unsupported", { kty: "AKP", use: "sig" }, "unknown kty"],
    ["unsupported", { ...ec, crv: "P-384" }, "P-384"],
    ["unsupported", { ...ec, crv: "secp256k1" }, "secp256k1"],
    ["unsupported", { ...ed, crv: "Ed448" }, "Ed448"],
    ["unsupported", { ...ec, kty: "ec" }, "kty in another case"],
    ["not-public", { ...ec, d: "AA" }, "private member"],
    ["not-public", { ...ec, k: "AA" }, "secret of another type"],
    ["not-public", { ...rsa, oth: [] }, "further primes"],
    ["use", { ...noKid, use: undefined }, "no use"],
    ["use", { ...ec, use: "tls" }, "unknown use"],
    ["use", { ...ed, use: "enc" }, "Ed25519 to encrypt"],
    ["alg", { ...ec, use: "enc" }, "ES256 to encrypt"],
    ["alg", { ...ec, alg: "HS256" }, "HMAC on a public key"],
    ["alg", { ...ec, alg: "none" }, "none"],
    ["alg", { ...ec, alg: "ES384" }, "another curve's"],
    ["alg", { ...ec, alg: ["ES256"] }, "alg of another type"],
    ["alg", { ...ec, alg: "toString" }, "inherited name"],
    ["alg", { ...ecdh, alg: "RSA-OAEP-256" }, "another kind's"],
    ["alg", { ...rsa, alg: "RS256" }, "PKCS #1 v1.5"],
    ["key-ops", { ...ec, key_ops: ["encrypt"] }, "encrypt with sig"],
    ["key-ops", { ...ec, key_ops: ["verify", "verify"] }, "twice"],
    ["key-ops", { ...ec, key_ops: "verify" }, "not an array"],
    ["key-ops", { ...ec, key_ops: ["verify", "deriveBits"] }, "both uses"],
    ["key-ops", { ...ecdh, key_ops: ["verify"] }, "verify with enc"],
    ["malformed", { ...ec, x: undefined }, "no x"],
    ["malformed", { ...ec, y: undefined }, "no y"],
    ["malformed", { ...ec, x: `${String(ec["x"])}=` }, "padding"],
    ["malformed", { ...ec, x: String(ec["x"]).slice(0, -2) }, "short x"],
    ["malformed", { ...noKid, x: b64(`00${Buffer.from(String(ec["x"]), "base64url").toString("hex")}`) }, "long x"],
    [
      "malformed",
      { ...rsaNoKid, n: b64(`00${Buffer.from(String(rsa["n"]), "base64url").toString("hex")}`) },
      "leading zero in n",
    ],
    ["off-curve", { ...noKid, y: y.toString("base64url") }, "EC off its curve"],
    ["off-curve", { ...noKid, x: b64("00".repeat(32)), y: b64("00".repeat(32)) }, "EC at nothing"],
    ["off-curve", { ...noKid, x: b64("ff".repeat(32)) }, "EC coordinate over p"],
    ["off-curve", { ...edNoKid, x: b64(`02${"00".repeat(31)}`) }, "Ed25519 off its curve"],
    ["rsa-size", { ...short, use: "sig" }, "1024 bits"],
    ["rsa-size", { ...rsaNoKid, n: b64(`7f${"ff".repeat(255)}`) }, "2047 bits"],
    ["rsa-size", { ...rsaNoKid, n: b64(`01${"ff".repeat(1024)}`) }, "8193 bits"],
    ["rsa-exponent", { ...rsaNoKid, e: "AQ" }, "e = 1"],
    ["rsa-exponent", { ...rsaNoKid, e: "Aw" }, "e = 3"],
    ["rsa-exponent", { ...rsaNoKid, e: b64("010000") }, "even e"],
    ["rsa-exponent", { ...rsaNoKid, e: b64("0100000001") }, "e of 33 bits"],
    ["malformed", { ...rsaNoKid, e: b64("00010001") }, "leading zero in e"],
    ["malformed", { ...rsaNoKid, n: b64(`${"ff".repeat(255)}fe`) }, "even modulus"],
    ["kid", { ...ec, kid: "key-1" }, "kid of one's own"],
    ["kid", { ...ec, kid: ecdh.kid }, "another key's kid"],
  ];
  for (const [code, jwk, name] of cases) {
    t.equal(
      refusal(() => importPublicJwk(jwk)),
      code,
      name,
    );
  }
});

t.test("RSA keys from 2048 to 8192 bits are imported", async (t) => {
  // Only the sizes matter: the moduli are not products of primes.
  for (const modulus of [`80${"00".repeat(254)}01`, `ff${"ff".repeat(1022)}ff`]) {
    t.equal(
      refusal(() => importPublicJwk({ kty: "RSA", n: b64(modulus), e: "AQAB", use: "enc" })),
      "accepted",
    );
  }
});

t.test("points of low order are refused in every encoding", async (t) => {
  const top = (hex: string): string => hex.slice(0, 62) + (Number.parseInt(hex.slice(62), 16) | 0x80).toString(16);
  const p = `ed${"ff".repeat(30)}7f`;
  const x25519 = [
    "00".repeat(32),
    `01${"00".repeat(31)}`,
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    `ec${"ff".repeat(30)}7f`,
  ];
  for (const point of x25519) {
    t.equal(
      refusal(() => importPublicJwk({ kty: "OKP", crv: "X25519", x: b64(point), use: "enc" })),
      "low-order",
      point,
    );
  }
  for (const point of [p, `ee${"ff".repeat(30)}7f`, ...x25519.map(top)]) {
    t.equal(
      refusal(() => importPublicJwk({ kty: "OKP", crv: "X25519", x: b64(point), use: "enc" })),
      "malformed",
      point,
    );
  }
  const ed25519 = [
    `01${"00".repeat(31)}`,
    `ec${"ff".repeat(30)}7f`,
    "00".repeat(32),
    `${"00".repeat(31)}80`,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  ];
  for (const point of ed25519) {
    t.equal(
      refusal(() => importPublicJwk({ kty: "OKP", crv: "Ed25519", x: b64(point), use: "sig" })),
      "low-order",
      point,
    );
  }
  for (const point of [p, `ee${"ff".repeat(30)}7f`, `ee${"ff".repeat(30)}ff`]) {
    t.equal(
      refusal(() => importPublicJwk({ kty: "OKP", crv: "Ed25519", x: b64(point), use: "sig" })),
      "malformed",
      point,
    );
  }
});

t.test("every Ed25519 key that OpenSSL makes is imported", async (t) => {
  let taken = 0;
  for (let i = 0; i < 50; i++) {
    const jwk = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
    if (refusal(() => importPublicJwk({ ...jwk, use: "sig" })) === "accepted") taken++;
  }
  t.equal(taken, 50);
});

t.test("a private key must belong to its public key", async (t) => {
  for (const [use, alg, curve] of KINDS) {
    const one = generateJwk(use, alg, curve);
    const other = generateJwk(use, alg, curve);
    if (alg === "PS256" || alg === "RSA-OAEP-256") {
      t.equal(
        refusal(() => importPrivateJwk({ ...one, n: other["n"], kid: other.kid })),
        "mismatch",
        alg,
      );
    } else {
      t.equal(
        refusal(() => importPrivateJwk({ ...one, d: other["d"] })),
        "mismatch",
        `${alg} ${curve}`,
      );
    }
    t.equal(
      refusal(() => importPrivateJwk(publicJwk(one))),
      "not-private",
    );
  }
  const ec = generateJwk("sig");
  t.equal(
    refusal(() => importPrivateJwk({ ...ec, d: b64("00".repeat(32)) })),
    "mismatch",
    "d = 0",
  );
  t.equal(
    refusal(() => importPrivateJwk({ ...ec, d: "AA" })),
    "malformed",
    "short d",
  );
  t.equal(
    refusal(() => importPrivateJwk({ ...ec, d: `${String(ec["d"])} ` })),
    "malformed",
    "white space",
  );
  t.equal(
    refusal(() => importPrivateJwk({ kty: "oct", k: "AAAA", d: "AA", use: "sig" })),
    "symmetric",
  );
  const { q: _, ...partial } = generateJwk("sig", "PS256");
  t.equal(
    refusal(() => importPrivateJwk(partial)),
    "malformed",
    "RSA without q",
  );
});

t.test("a set with one faulty key is refused whole", async (t) => {
  const sig = generateJwk("sig");
  const enc = generateJwk("enc");
  t.same([...importPrivateJwkSet({ keys: [sig, enc] }).keys()], [sig.kid, enc.kid]);
  t.equal(
    refusal(() => importPrivateJwkSet({ keys: [sig, { ...enc, use: "tls" }] })),
    "use",
  );
  t.equal(
    refusal(() => importPrivateJwkSet({ keys: [sig, enc, sig] })),
    "duplicate-kid",
  );
  const { kid: _, alg: _a, ...both } = sig;
  t.equal(
    refusal(() =>
      importPrivateJwkSet({
        keys: [
          { ...both, use: "sig" },
          { ...both, use: "enc" },
        ],
      }),
    ),
    "duplicate-kid",
    "one key for both uses",
  );
  for (const set of [null, [], {}, { keys: {} }, "keys"]) {
    t.equal(
      refusal(() => importPrivateJwkSet(set)),
      "malformed",
    );
  }
  t.equal(
    refusal(() => importPrivateJwkSet({ keys: [publicJwk(sig)] })),
    "not-private",
  );
});
