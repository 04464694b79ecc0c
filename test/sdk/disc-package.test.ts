/** Forged off-line packages: each is right but for one thing, so that each check is shown to be needed. */
import t from "tap";
import { generateJwk, importPrivateJwk, publicJwk } from "../../src/crypto/jose/jwk.ts";
import { createSuites } from "../../src/crypto/suites.ts";
import { PACKAGE_LIMITS, PACKAGE_PATHS } from "../../src/domain/disc.ts";
import { packArchive } from "../../src/evidence/archive.ts";
import { readPackage, UntrustedError } from "../../src/sdk/index.ts";
import { recordEntry } from "../../src/tlog/entry.ts";
import { formatTlogProof } from "../../src/tlog/tlog-proof.ts";
import { formatDigest } from "../../src/wire/digest.ts";
import { noteSigner, signCheckpoint } from "../support/log/memory-log.ts";
import { rejection } from "../support/refusal.ts";
import { sha256 } from "../support/sha256.ts";

const NOW = Date.parse("2026-11-23T08:00:00Z");
const PACKET = "01a207a2-3280-7371-a166-1a9b2131ed2e";
const OTHER = "01a207a2-3280-7371-a166-1a9b2131ed2f";
const ORIGIN = "gateway.example/log";
const jose = createSuites().get("jose");
const keyFor = (use: "sig" | "enc") => importPrivateJwk(generateJwk(use));
const [sig, enc, stranger] = [keyFor("sig"), keyFor("enc"), keyFor("sig")];
const [log, otherLog] = [noteSigner(ORIGIN), noteSigner(ORIGIN)];
const publicOf = ({ jwk }: typeof sig) => publicJwk(jwk);
const TRUST = {
  gateway: "gateway",
  issuer: "https://gateway.example",
  sig: [sig.kid],
  enc: [enc.kid],
  log: [log.vkey],
};
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

/** What differs from a good package. */
interface Forgery {
  readonly claims?: object;
  readonly entry?: object;
  readonly signer?: typeof sig;
  readonly logSigner?: typeof log;
  /** Leaf of the tree; absent: the entry. */
  readonly leaf?: Uint8Array;
  /** Files of the archive that differ from those that were signed. */
  readonly after?: Readonly<Record<string, string | undefined>>;
  readonly before?: Readonly<Record<string, string>>;
}

async function packageWith(forgery: Forgery = {}): Promise<Uint8Array> {
  const { claims, entry, signer = sig, logSigner = log, leaf, before = {}, after = {} } = forgery;
  const packet = bytes("a.b.c.d.e");
  const recorded = recordEntry({
    v: 1,
    type: "sealed",
    time: "2026-11-23T07:00:00.000Z",
    actor: "gateway",
    packet: PACKET,
    recipient: "civil-affairs",
    digest: formatDigest(sha256(packet)),
    ...entry,
  });
  const root = leaf ?? recorded.leafHash;
  const checkpoint = signCheckpoint({ origin: ORIGIN, size: 1, root, extensions: [] }, logSigner);
  const gateway = { jwks: { keys: [sig, enc, stranger].map(publicOf) }, successions: [], registrations: {} };
  const files = new Map<string, Uint8Array>([
    [PACKAGE_PATHS.readme, bytes("read me")],
    [PACKAGE_PATHS.packet, packet],
    [PACKAGE_PATHS.entry, recorded.bytes],
    [PACKAGE_PATHS.proof, bytes(formatTlogProof({ index: 0, proof: [], checkpoint }))],
    [PACKAGE_PATHS.gateway, bytes(JSON.stringify(gateway))],
  ]);
  for (const [path, text] of Object.entries(before)) files.set(path, bytes(text));
  const signed = {
    version: "1",
    iss: "gateway",
    aud: "civil-affairs",
    sub: PACKET,
    iat: NOW / 1000,
    exp: NOW / 1000 + 60 * 86_400,
    names: { "civil-affairs": { zh: "民政", en: "Civil affairs" } },
    files: Object.fromEntries([...files].map(([path, content]) => [path, formatDigest(sha256(content))])),
    ...claims,
  };
  files.set(PACKAGE_PATHS.manifest, bytes(await jose.sign(bytes(JSON.stringify(signed)), "aid-package+jwt", signer)));
  for (const [path, text] of Object.entries(after)) {
    if (text === undefined) files.delete(path);
    else files.set(path, bytes(text));
  }
  return packArchive(files);
}

/** Puts a byte before the directory of an archive, which any ZIP program skips. */
function withGap(archive: Uint8Array): Buffer {
  const end = archive.length - 22;
  const at = Buffer.from(archive).readUInt32LE(end + 16);
  const wider = Buffer.concat([archive.subarray(0, at), Buffer.from("x"), archive.subarray(at)]);
  wider.writeUInt32LE(at + 1, end + 1 + 16);
  return wider;
}

async function codeOf(archive: Uint8Array, at = NOW): Promise<string> {
  const reader = { party: "civil-affairs", trust: TRUST, now: () => at };
  return (await rejection(UntrustedError, () => readPackage(archive, reader)))?.code ?? "none";
}

t.test("a good package is read", async (t) => {
  const read = await readPackage(await packageWith(), { party: "civil-affairs", trust: TRUST, now: () => NOW });
  t.equal(read.id, PACKET);
  t.equal(read.index, 0);
  t.same(Buffer.from(read.packet).toString(), "a.b.c.d.e");
  t.equal(read.until, NOW + 60 * 86_400_000);
});

const FORGERIES: readonly (readonly [what: string, code: string, forgery: Forgery])[] = [
  ["a file that was changed", "altered", { after: { [PACKAGE_PATHS.readme]: "read me!" } }],
  ["another packet", "altered", { after: { [PACKAGE_PATHS.packet]: "f.b.c.d.e" } }],
  ["a packet that is not the entry's", "log", { before: { [PACKAGE_PATHS.packet]: "f.b.c.d.e" } }],
  ["a file too many", "form", { after: { "more.txt": "more" } }],
  ["a file too few", "form", { after: { [PACKAGE_PATHS.proof]: undefined } }],
  ["no JSON", "form", { before: { [PACKAGE_PATHS.gateway]: "{" } }],
  ["no keys", "form", { before: { [PACKAGE_PATHS.gateway]: "{}" } }],
  ["claims without a packet", "form", { claims: { sub: "x" } }],
  ["another version", "version", { claims: { version: "2" } }],
  ["another gateway", "other-gateway", { claims: { iss: "gateway-2" } }],
  ["another recipient", "other-recipient", { claims: { aud: "education" }, entry: { recipient: "education" } }],
  ["a key that is not pinned", "keys", { signer: stranger }],
  ["an entry of another type", "log", { entry: { type: "fetched" } }],
  ["an entry about another packet", "log", { entry: { packet: OTHER } }],
  ["an entry for another recipient", "log", { entry: { recipient: "education" } }],
  ["an entry of another actor", "log", { entry: { actor: "civil-affairs" } }],
  ["an entry that is not in the tree", "log", { leaf: sha256(bytes("another")) }],
  ["a checkpoint of another key", "log", { logSigner: otherLog }],
  ["no proof", "log", { before: { [PACKAGE_PATHS.proof]: "no proof" } }],
  ["a large file", "too-large", { before: { [PACKAGE_PATHS.readme]: "x".repeat(PACKAGE_LIMITS.other + 1) } }],
];

t.test("each forgery is refused for what is wrong with it", async (t) => {
  for (const [what, code, forgery] of FORGERIES) {
    t.equal(await codeOf(await packageWith(forgery)), `package-${code}`, what);
  }
});

t.test("a signature that does not hold, and what is no archive", async (t) => {
  const manifest = Buffer.from((await packageWith()).slice()).toString("latin1");
  const [header, payload, signature = ""] = /(ey[\w-]+)\.(ey[\w-]+)\.([\w-]+)/.exec(manifest)?.slice(1) ?? [];
  const forged = `${header}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
  t.equal(await codeOf(await packageWith({ after: { [PACKAGE_PATHS.manifest]: forged } })), "package-signature");
  const good = await packageWith();
  t.equal(await codeOf(good.subarray(0, -1)), "package-form");
  t.equal(await codeOf(Buffer.concat([Buffer.from("x"), good])), "package-form");
  t.equal(await codeOf(new Uint8Array()), "package-form");
  t.equal(await codeOf(withGap(good)), "package-form", "a byte between the files and their directory");
  t.equal(await codeOf(new Uint8Array(PACKAGE_LIMITS.package + 1)), "package-too-large");
});

t.test("it may be opened from five minutes before its making to its end", async (t) => {
  const good = await packageWith();
  t.equal(await codeOf(good, NOW - 300_000), "none");
  t.equal(await codeOf(good, NOW - 300_001), "package-clock");
  t.equal(await codeOf(good, NOW + 60 * 86_400_000), "none");
  t.equal(await codeOf(good, NOW + 60 * 86_400_000 + 1), "package-expired");
});
