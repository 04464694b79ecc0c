/** What a kept time stamp may contain: what every authority writes, and nothing that is not signed. */
import { hash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import t from "tap";
import { timestampRequest } from "../../../src/tlog/rfc3161/request.ts";
import { TimestampError } from "../../../src/tlog/rfc3161/timestamp-error.ts";
import { keptTimestamp, readRoots, verifyTimestamp } from "../../../src/tlog/rfc3161/verify.ts";
import { EC_KEY, TimeAuthority } from "../../support/log/time-authority.ts";
import { AT, changed, encode, lengthOf, type Node, treeOf } from "./token-tree.ts";
import { holds } from "../../support/holds.ts";

const TEXT = "gateway.example/log\n40\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
// Made first: its certificate must be valid when the others are stamped.
const curves = await TimeAuthority.made({ key: EC_KEY });
const authority = await TimeAuthority.made();
const answer = await authority.answer(timestampRequest(hash("sha256", TEXT, "buffer"), randomBytes(16)));
const token = keptTimestamp(answer);
const tree = treeOf(token);
const roots = readRoots(await authority.roots());

const verdict = (bytes: Uint8Array, others: readonly Uint8Array[] = roots) =>
  verifyTimestamp({ token: bytes, text: TEXT, roots: others }).then(
    (stamp) => JSON.stringify(stamp),
    (error: unknown) => (error instanceof TimestampError ? error.code : String(error)),
  );
const report = await verdict(token);
const at = (path: readonly number[], change: (node: Node) => readonly Node[]) => encode(changed(tree, path, change));
const leaf = (tag: number, ...bytes: readonly number[]): Node => ({ tag, bytes: Uint8Array.from(bytes) });
const group = (tag: number, ...parts: readonly Node[]): Node => ({ tag, parts });
const within = (node: Node, ...more: readonly Node[]): Node => ({
  tag: node.tag,
  parts: [...(node.parts ?? []), ...more],
});

t.test("a time stamp that is taken apart and put together is the same", async (t) => {
  t.same(encode(tree), Buffer.from(token));
  t.match(report, /^\{"genTime":"[^"]+","policy":"1\.2\.3\.4\.1","serial":"[0-9a-f]+"\}$/);
});

t.test("the unsigned PKIFreeText is dropped, the time stamp stays as it came", async (t) => {
  const text = group(0x30, { tag: 0x0c, bytes: Buffer.from("Operation Okay") });
  for (const [name, status] of Object.entries({
    "with a text": group(0x30, leaf(0x02, 0), text),
    "with modifications": group(0x30, leaf(0x02, 1), text),
    "with a reason": group(0x30, leaf(0x02, 0), leaf(0x03, 2, 4)),
  })) {
    const came = at(AT.statusInfo, () => [status]);
    t.equal(await verdict(came), "malformed", `${name}: not as it is kept`);
    t.same(keptTimestamp(came), token, name);
    t.ok(await authority.verifies(keptTimestamp(came), TEXT), "OpenSSL says so too");
  }
  for (const status of [2, 3, 4, 5, 6, 0x7f]) {
    const refused = encode(group(0x30, group(0x30, leaf(0x02, status), text, leaf(0x03, 2, 4))));
    t.throws(() => keptTimestamp(refused), { code: "not-granted" }, `status ${status}`);
    t.equal(await verdict(refused), "not-granted");
  }
  for (const none of [
    Buffer.of(),
    Buffer.from("<html>"),
    encode(group(0x30)),
    encode(group(0x30, group(0x30))),
    encode(group(0x30, group(0x30, leaf(0x02, 0)))),
  ]) {
    t.throws(() => keptTimestamp(none), { code: "malformed" });
  }
  t.throws(() => keptTimestamp(Buffer.alloc(70_000)), { code: "malformed" });
});

t.test("a time stamp with an unsigned part is refused", async (t) => {
  const extra = group(0x30, leaf(0x06, 0x2a, 3), group(0x31, leaf(0x0c, 65)));
  const foreign = treeOf((await other()).roots[0] ?? Buffer.of());
  const refused: Record<string, Buffer> = {
    "a text in the status": at(AT.statusInfo, (node) => [within(node, group(0x30, leaf(0x0c, 65)))]),
    "unsigned attributes": at(AT.signer, (node) => [within(node, group(0xa1, extra))]),
    "revocation lists": at(AT.signerInfos, (node) => [group(0xa1, extra), node]),
    "another digest besides": at(AT.digests, (node) => [within(node, group(0x30, leaf(0x06, 0x2a, 3)))]),
    "no digest": at(AT.digests, (node) => [group(node.tag)]),
    "two signers": at(AT.signerInfos, (node) => [within(node, ...(node.parts ?? []))]),
    "an attribute certificate": at(AT.certificates, (node) => [within(node, group(0xa1, extra))]),
    "another authority's certificate": at(AT.certificates, (node) => [within(node, foreign)]),
    "a certificate twice": at(AT.certificates, (node) => [within(node, ...(node.parts ?? []).slice(1))]),
    "the signer's certificate twice": at(AT.certificates, (node) => [within(node, ...(node.parts ?? []).slice(0, 1))]),
    "eleven certificates": at(AT.certificates, (node) => [within(node, ...Array.from({ length: 9 }, () => foreign))]),
    "something behind the token": encode(within(tree, leaf(0x05))),
    "something behind the content": at(AT.content, (node) => [within(node, leaf(0x05))]),
    "something behind an algorithm": at(AT.scheme, (node) => [within(node, leaf(0x05))]),
    "something behind it all": Buffer.concat([token, Buffer.of(0)]),
    "parameters that hold something": at([...AT.scheme, 1], () => [leaf(0x05, 0)]),
    "parameters of another kind": at([...AT.digests, 0, 1], () => [leaf(0x04)]),
  };
  for (const [name, bytes] of Object.entries(refused)) {
    t.notSame(bytes, token, name);
    t.match(await verdict(bytes), /^(malformed|untrusted)$/, name);
  }
});

t.test("another encoding of a part is refused", async (t) => {
  const body = token.subarray(4);
  const wide = Buffer.concat([Buffer.of(0x30, ...lengthOf(body.length, 3)), body]);
  t.equal(await verdict(wide), "malformed", "a length with a needless byte");
  t.equal(
    await verdict(Buffer.concat([Buffer.of(0x30, 0x80), body, Buffer.alloc(2)])),
    "malformed",
    "an indefinite length",
  );
  t.equal(
    await verdict(Buffer.concat([Buffer.of(0x3f, 0x10, ...lengthOf(body.length)), body])),
    "malformed",
    "a long tag",
  );
  t.equal(await verdict(at(AT.version, () => [leaf(0x02, 0, 3)])), "malformed", "a number with a zero before it");
  t.equal(
    await verdict(
      at(AT.contentType, (node) => [{ tag: 6, bytes: Buffer.concat([Buffer.of(0x80), node.bytes ?? Buffer.of()]) }]),
    ),
    "malformed",
    "an identifier with a zero before it",
  );
  const pieces = at(AT.info, (node) => [group(0x24, { tag: 0x04, bytes: node.bytes ?? Buffer.of() })]);
  t.equal(await verdict(pieces), "malformed", "a constructed OCTET STRING");
});

t.test("an allowed difference changes nothing in the result", async (t) => {
  const same: Record<string, Buffer> = {
    "certificates in another order": at(AT.certificates, (node) => [
      { ...node, parts: node.parts?.toReversed() ?? [] },
    ]),
    "without the trusted certificate, which the verifier has": at([...AT.certificates, 1], () => []),
    "a digest without parameters": at([...AT.digests, 0, 1], () => []),
    "the signer's digest without parameters": at([...AT.signerDigest, 1], () => []),
  };
  for (const [name, bytes] of Object.entries(same)) {
    t.notSame(bytes, token, name);
    t.equal(await verdict(bytes), report, name);
    t.ok(await authority.verifies(bytes, TEXT), "and OpenSSL says so too");
  }
  t.equal(
    await verdict(at([...AT.certificates, 0], () => [])),
    "wrong-certificate",
    "without the signer's certificate it is refused",
  );
});

t.test("any change of its bytes is refused", async (t) => {
  const mutations = fc.tuple(
    fc.constantFrom("overwrite", "insert", "delete", "truncate", "repeat"),
    fc.nat(token.length - 1),
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
  );
  await holds(
    t,
    fc.asyncProperty(mutations, async ([kind, start, bytes]) => {
      const [head, tail] = [token.subarray(0, start), token.subarray(start)];
      const changed = {
        overwrite: [head, bytes, tail.subarray(bytes.length)],
        insert: [head, bytes, tail],
        delete: [head, tail.subarray(bytes.length)],
        truncate: [head],
        repeat: [head, tail.subarray(0, bytes.length), tail],
      }[kind];
      const made = Buffer.concat(changed);
      return made.equals(token) || !(await verdict(made)).startsWith("{");
    }),
    { numRuns: 2000, seed: 31 },
  );
});

t.test("the other signature algorithms of authorities", async (t) => {
  const info = treeInfo();
  const text = async (from: TimeAuthority, ...more: readonly string[]) => {
    const made = keptTimestamp(await from.signedAnew(info, ...more));
    return verdict(made, readRoots(await from.roots()));
  };
  t.match(await text(curves), /^\{/, "ECDSA");
  const pss = ["-keyopt", "rsa_padding_mode:pss"];
  t.match(await text(authority, ...pss), /^\{/, "RSA-PSS");
  t.match(await text(authority, ...pss, "-keyopt", "rsa_pss_saltlen:32"), /^\{/, "of a salt as long as the digest");
  t.match(await text(authority, ...pss, "-keyopt", "rsa_pss_saltlen:20"), /^\{/, "of the default salt");
  t.equal(await text(authority, ...pss, "-keyopt", "rsa_mgf1_md:sha512"), "malformed", "two digests");
  t.match(await text(authority, "-md", "sha512"), /^\{/, "SHA-512");
  t.equal(await text(authority, "-md", "sha1"), "malformed", "SHA-1 is refused");
});

/** TSTInfo of the time stamp, DER. */
function treeInfo(): Uint8Array {
  const found = AT.info.reduce<Node>((node, n) => node.parts?.[n] ?? node, tree);
  return found.bytes ?? Buffer.of();
}

async function other() {
  const made = await TimeAuthority.made();
  return { roots: readRoots(await made.roots()) };
}

t.test("a chain with an intermediate certificate", async (t) => {
  const made = await TimeAuthority.made();
  // The root signs an intermediate certificate, which signed the authority's: made with the keys of the folder.
  await made.openssl(
    "req",
    "-x509",
    "-newkey",
    ...EC_KEY,
    "-nodes",
    "-keyout",
    "root.key",
    "-out",
    "root.pem",
    "-subj",
    "/CN=Test Root",
    "-days",
    "3650",
    "-config",
    "ca.cnf",
    "-extensions",
    "ca",
  );
  await made.openssl("req", "-new", "-key", "ca.key", "-subj", "/CN=Test CA", "-out", "ca.csr", "-config", "ca.cnf");
  await writeFile(
    join(made.folder, "ca.ext"),
    "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n",
  );
  await made.openssl(
    "x509",
    "-req",
    "-in",
    "ca.csr",
    "-CA",
    "root.pem",
    "-CAkey",
    "root.key",
    "-days",
    "3650",
    "-extfile",
    "ca.ext",
    "-out",
    "between.pem",
  );
  const [self] = readRoots(await made.roots());
  const read = async (file: string) => readRoots(await made.file(file))[0] ?? Buffer.of();
  const [root, between] = [await read("root.pem"), await read("between.pem")];
  const stamped = treeOf(
    keptTimestamp(await made.answer(timestampRequest(hash("sha256", TEXT, "buffer"), randomBytes(16)))),
  );
  const withChain = (...chain: readonly Uint8Array[]) =>
    encode(
      changed(stamped, AT.certificates, (node) => [
        group(node.tag, ...(node.parts ?? []).slice(0, 1), ...chain.map(treeOf)),
      ]),
    );
  t.match(
    await verdict(withChain(between), [root]),
    /^\{/,
    "with the intermediate certificate, the root known to the verifier",
  );
  t.match(await verdict(withChain(root, between), [root]), /^\{/, "with the root too, in any order");
  t.match(
    await verdict(withChain(between, root), [between]),
    /^\{/,
    "the intermediate certificate is trusted, and the one above it verifies",
  );
  t.equal(
    await verdict(withChain(between), [self ?? Buffer.of()]),
    "untrusted",
    "it leads to an authority that is not trusted",
  );
  t.match(
    await verdict(withChain(between), [self ?? Buffer.of(), root]),
    /^\{/,
    "it leads to one of two trusted authorities",
  );
  t.equal(await verdict(withChain(), [root]), "untrusted", "the intermediate certificate is missing");
  const broken = withChain(between, root);
  const last = broken.indexOf(root) + root.length - 1;
  broken[last] = (broken[last] ?? 0) ^ 1;
  t.equal(await verdict(broken, [between]), "untrusted", "a certificate above a trusted one must verify too");
});
