import { hash } from "node:crypto";
import fc from "fast-check";
import t from "tap";
import { timestampRequest } from "../../../src/tlog/rfc3161/request.ts";
import { TimestampError } from "../../../src/tlog/rfc3161/timestamp-error.ts";
import { readRoots, verifyTimestamp } from "../../../src/tlog/rfc3161/verify.ts";
import { type AuthorityOptions, TimeAuthority } from "../../support/log/time-authority.ts";
import { like } from "../../support/like.ts";

const TEXT = "gateway.example/log\n40\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
const imprint = hash("sha256", TEXT, "buffer");
const NONCE = Buffer.from("f1e2d3c4b5a69788", "hex");
const code = (error: unknown) => (error instanceof TimestampError ? error.code : String(error));

async function stamped(options: AuthorityOptions = {}) {
  const authority = await TimeAuthority.made(options);
  const token = await authority.answer(timestampRequest(imprint, NONCE));
  return { authority, token, roots: readRoots(await authority.roots()) };
}

const { authority, token, roots } = await stamped();

t.test("a time stamp of OpenSSL's authority verifies, and OpenSSL verifies it too", async (t) => {
  const found = await verifyTimestamp({ token, text: TEXT, roots, nonce: NONCE, policy: "1.2.3.4.1" });
  t.ok(Math.abs(found.genTime.getTime() - Date.now()) < 120_000);
  like(t, found, { policy: "1.2.3.4.1", serial: /^[0-9a-f]+$/ });
  t.ok(await authority.verifies(token, TEXT));
  t.notOk(await authority.verifies(token, `${TEXT} `));
  t.ok(await verifyTimestamp({ token, text: TEXT, roots }), "without the nonce, as years later");
  const older = await stamped({ older: true });
  t.ok(await verifyTimestamp({ token: older.token, text: TEXT, roots: older.roots }), "the older attribute, SHA-1");
});

t.test("a time stamp that fails one check is refused by that check", async (t) => {
  const verdict = (change: Partial<Parameters<typeof verifyTimestamp>[0]>) =>
    verifyTimestamp({ token, text: TEXT, roots, nonce: NONCE, ...change }).then(() => "holds", code);
  t.equal(await verdict({ text: `${TEXT}x` }), "wrong-imprint");
  t.equal(await verdict({ nonce: Buffer.from("0102030405060708", "hex") }), "wrong-nonce");
  t.equal(await verdict({ policy: "1.2.3.4.2" }), "wrong-certificate");
  t.equal(await verdict({ roots: [] }), "untrusted");
  const other = await stamped();
  t.equal(await verdict({ roots: other.roots }), "untrusted", "an authority of the same name and another key");
});

t.test("a certificate with another usage is refused", async (t) => {
  const usages = ["serverAuth", "critical,serverAuth", "timeStamping", "critical,timeStamping,serverAuth"];
  const made = new Map<string, TimeAuthority>();
  for (const usage of usages) made.set(usage, await TimeAuthority.made({ usage }));
  const validity = { start: "20200101000000Z", end: "20210101000000Z" };
  const over = await TimeAuthority.made({ validity });
  const right = await TimeAuthority.made();
  // Stamped last: by then every certificate here is valid.
  const info = infoOf(await right.answer(timestampRequest(imprint, NONCE)));
  const verdict = async (authority: TimeAuthority) => {
    const token = await authority.signedAnew(info);
    const roots = readRoots(await authority.roots());
    return verifyTimestamp({ token, text: TEXT, roots }).then(() => "holds", code);
  };
  t.equal(await verdict(right), "holds", "below, only the certificate differs");
  for (const [usage, authority] of made) t.equal(await verdict(authority), "wrong-certificate", usage);
  t.equal(await verdict(over), "untrusted", "the certificate had expired");
});

/** Finds the TSTInfo in an answer: the octets behind its object identifier. */
function infoOf(answer: Buffer): Buffer {
  const oid = Buffer.from("060b2a864886f70d0109100104", "hex");
  const start = answer.indexOf(oid) + oid.length;
  // [0] EXPLICIT, OCTET STRING: each with a length of one or two bytes behind its tag.
  const at = answer.indexOf(0x04, start);
  const [form = 0] = answer.subarray(at + 1);
  const sizeBytes = form < 0x80 ? 0 : form & 0x7f;
  const length = sizeBytes === 0 ? form : answer.readUIntBE(at + 2, sizeBytes);
  return answer.subarray(at + 2 + sizeBytes, at + 2 + sizeBytes + length);
}

t.test("bytes that are not a time stamp are malformed", async (t) => {
  const verdict = (bytes: Uint8Array) => verifyTimestamp({ token: bytes, text: TEXT, roots }).then(() => "holds", code);
  t.equal(await verdict(Buffer.alloc(0)), "malformed");
  t.equal(await verdict(Buffer.alloc(70_000, 0x30)), "malformed");
  t.equal(await verdict(Buffer.alloc(20_000, 0x30)), "malformed");
  t.equal(await verdict(Buffer.concat([token, Buffer.of(0)])), "malformed");
  t.equal(await verdict(token.subarray(0, -1)), "malformed");
  t.equal(await verdict(Buffer.from("<html>502 Bad Gateway</html>")), "malformed");
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => (await verdict(bytes)) === "malformed"),
  );
  const refused = Buffer.from("30053003020102", "hex");
  t.equal(await verdict(refused), "not-granted");
  for (const pem of [
    "",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    "-----BEGIN PRIVATE KEY-----\n",
  ]) {
    t.throws(() => readRoots(pem), { code: "malformed" });
  }
});
