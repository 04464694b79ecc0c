import { createHash, generateKeyPairSync } from "node:crypto";
import t from "tap";
import { signPush } from "../../src/courier/signature.ts";
import type { PrivateKey } from "../../src/crypto/suite.ts";
import {
  HttpSignatureError,
  type HttpSignatureFault,
  PUSH_COMPONENTS,
  signatureBase,
  components,
} from "../../src/wire/http-signature.ts";
import { UntrustedError } from "../../src/sdk/problem-error.ts";
import { verifyPush } from "./verify-push.ts";

const NOW = 1_790_000_000;
const URL_ = "https://department.example/aid/push?unit=7";

function newKey(kid: string): PrivateKey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { kid, use: "sig", alg: "ES256", jwk: { kty: "EC" }, key: publicKey, privateKey };
}

const gateway = newKey("gateway");
const body = Buffer.from("sealed bytes");
const plain = {
  "content-type": "application/jose",
  "content-digest": `sha-256=:${createHash("sha256").update(body).digest("base64")}:`,
  "aid-packet": "01993a00-0000-7000-8000-000000000001",
  "aid-message": "01993a00-0000-7000-8000-000000000002",
  "aid-attempt": "1",
};

function signed(headers: Record<string, string> = plain, created = NOW) {
  return { ...headers, ...signPush(URL_, headers, gateway, created) };
}

const keyOf = (kid: string) => (kid === gateway.kid ? gateway : undefined);

t.test("a push verifies in the SDK, whatever the lengths of r and s", async (t) => {
  // With 1 in 128 r or s is shorter than 32 bytes.
  const pushes = Array.from({ length: 600 }, (_, i) => signed({ ...plain, "aid-attempt": String(i) }));
  const verified = pushes.map((headers) => verifyPush({ url: URL_, headers, body }, keyOf, NOW));
  t.same(
    (await Promise.allSettled(verified)).filter(({ status }) => status === "rejected"),
    [],
  );
});

t.test("covers what the protocol names, in that order, with created, keyid and alg", async (t) => {
  const names = PUSH_COMPONENTS.map((name) => `"${name}"`).join(" ");
  t.equal(signed()["signature-input"], `gw=(${names});created=${NOW};keyid="gateway";alg="ecdsa-p256-sha256"`);
});

t.test("every covered component is bound", async (t) => {
  const headers = signed();
  for (const name of Object.keys(plain)) {
    const other = { ...headers, [name]: `${headers[name as keyof typeof headers]}0` };
    await t.rejects(
      verifyPush({ url: URL_, headers: other, body }, keyOf, NOW),
      new HttpSignatureError("bad-signature"),
      name,
    );
    const without = { ...headers, [name]: undefined };
    await t.rejects(
      verifyPush({ url: URL_, headers: without, body }, keyOf, NOW),
      new HttpSignatureError("missing-component"),
      name,
    );
  }
  await t.rejects(
    verifyPush({ url: `${URL_}1`, headers, body }, keyOf, NOW),
    new HttpSignatureError("bad-signature"),
    "@target-uri",
  );
});

t.test("refuses", async (t) => {
  const good = signed();
  const input = good["signature-input"];
  const cases: [string, HttpSignatureFault, Record<string, string | undefined>, number?][] = [
    ["an old signature", "not-fresh", good, NOW + 301],
    ["a signature of the future", "not-fresh", good, NOW - 301],
    ["no created", "not-fresh", { ...good, "signature-input": input.replace(/;created=\d+/, "") }],
    ["an expired one", "not-fresh", { ...good, "signature-input": `${input};expires=${NOW}` }],
    [
      "another algorithm",
      "wrong-algorithm",
      { ...good, "signature-input": input.replace("ecdsa-p256-sha256", "hmac-sha256") },
    ],
    ["an unknown key", "unknown-key", { ...good, "signature-input": input.replace('"gateway"', '"other"') }],
    ["no key", "unknown-key", { ...good, "signature-input": input.replace(';keyid="gateway"', "") }],
    [
      "less than must be covered",
      "not-covered",
      { ...good, "signature-input": input.replace(' "content-digest"', "") },
    ],
    ["a covered component twice", "malformed-field", { ...good, "signature-input": input.replace("(", '("@method" ') }],
    [
      "a component parameter",
      "unsupported-component",
      { ...good, "signature-input": input.replace("(", '("host";bs ') },
    ],
    ["another label", "no-signature", { ...good, "signature-input": input.replace("gw=", "xx=") }],
    ["no signature", "no-signature", { ...good, signature: undefined }],
    ["no digest", "missing-component", { ...good, "content-digest": undefined }],
    ["an unreadable field", "malformed-field", { ...good, "signature-input": `${input},` }],
    ["a signature that is no byte sequence", "malformed-field", { ...good, signature: 'gw="x"' }],
    ["a signature of the wrong length", "bad-signature", { ...good, signature: "gw=:AQI=:" }],
  ];
  for (const [name, fault, headers, now = NOW] of cases) {
    await t.rejects(verifyPush({ url: URL_, headers, body }, keyOf, now), new HttpSignatureError(fault), name);
  }
  const digest = new UntrustedError("content-digest", "the bytes are not those of their Content-Digest");
  const other = Buffer.from("other");
  await t.rejects(verifyPush({ url: URL_, headers: good, body: other }, keyOf, NOW), digest, "another body");
  const enc = { ...gateway, use: "enc" as const, alg: "ECDH-ES" };
  await t.rejects(
    verifyPush({ url: URL_, headers: good, body }, () => enc, NOW),
    new HttpSignatureError("unknown-key"),
    "an enc key",
  );
  const sha512 = { ...plain, "content-digest": "sha-512=:AQI=:" };
  await t.rejects(
    verifyPush({ url: URL_, headers: signed(sha512), body }, keyOf, NOW),
    digest,
    "a digest of another algorithm",
  );
});

t.test("a field value cannot write lines of the base", async (t) => {
  const headers = { ...plain, "aid-attempt": '1\n"@method": GET' };
  t.throws(() => signPush(URL_, headers, gateway, NOW), new HttpSignatureError("malformed-field"));
});

t.test("the target URI is compared as it is requested", async (t) => {
  const headers = { ...plain, ...signPush("https://department.example/", plain, gateway, NOW) };
  for (const url of ["https://department.example", "https://Department.example:443/#part"]) {
    await verifyPush({ url, headers, body }, keyOf, NOW);
  }
  await t.rejects(
    verifyPush({ url: "https://department.example/x", headers, body }, keyOf, NOW),
    new HttpSignatureError("bad-signature"),
  );
});

t.test("several lines of a field are joined as RFC 9421 section 2.1 says", async (t) => {
  const base = signatureBase(
    { derived: {}, headers: { "x-a": ["  one ", "two\t"], "x-b": " " } },
    { items: components(["x-a", "x-b"]), params: new Map() },
  );
  t.equal(base, '"x-a": one, two\n"x-b": \n"@signature-params": ("x-a" "x-b")');
});
