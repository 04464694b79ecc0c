import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import t, { type Test } from "tap";
import { ConfigError } from "../../src/domain/config-fault.ts";
import { createPartyKeys } from "../../src/crypto/party-keys.ts";
import { generateJwk, publicJwk } from "../../src/crypto/jose/jwk.ts";
import type { Jwk } from "../../src/crypto/suite.ts";
import { holdDirectory } from "../../src/directory/current-directory.ts";
import { type DirectorySource, loadDirectory } from "../../src/directory/directory.ts";
import type { PartyDocument } from "../../src/directory/directory-document.ts";
import { rejection } from "../support/refusal.ts";
import { like } from "../support/like.ts";

const NOW = Date.parse("2026-11-23T08:00:00Z");

/** A party with a key file of its own. */
function entry(id: string, more: Partial<PartyDocument> = {}): PartyDocument {
  return {
    id,
    kind: "department",
    name: { zh: "示例单位", en: "Example" },
    division: "990101",
    suites: ["jose"],
    delivery: { mode: "pull" },
    keys: { file: `parties/${id}.jwks.json` },
    active: true,
    ...more,
  };
}

/** Makes a keys directory with these files: name → JSON or text. */
async function keysDir(t: Test, files: Readonly<Record<string, unknown>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "aidx-keys-"));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return dir;
}

const load = (dir: string, parties: readonly PartyDocument[], more: Partial<DirectorySource> = {}) =>
  loadDirectory({
    document: { parties },
    keysDir: dir,
    mode: "development",
    now: NOW,
    suites: new Set(["jose"]),
    confirmed: [],
    ...more,
  });

/** Faults of loading: source, pointer and rule. */
async function faultsOf(loading: Promise<unknown>): Promise<string[]> {
  const { faults = [] } = (await rejection(ConfigError, () => loading)) ?? {};
  return faults.map(({ source, pointer, en }) => `${source.split("/").slice(-2).join("/")}${pointer} ${en}`);
}

const pair = () => ({ sig: generateJwk("sig"), enc: generateJwk("enc") });
const open = (...keys: Jwk[]) => ({ keys: keys.map(publicJwk) });
const revoked = (jwk: Jwk): Jwk => ({ ...publicJwk(jwk), revoked: { revoked_at: 1_767_225_600 } });

t.test("directory: parties have the keys of their files and the scopes of their kind", async (t) => {
  const a = pair();
  const b = pair();
  const dir = await keysDir(t, { "parties/a.jwks.json": open(a.sig, a.enc) });
  const { directory, warnings } = await load(dir, [
    entry("a", { role: "housing", delivery: { mode: "push", endpoint: "https://a.example/" } }),
    entry("b", { kind: "procuratorate", keys: { jwks: open(b.sig, b.enc) } }),
    entry("c", { kind: "auditor", active: false }),
    entry("d", { kind: "operator" }),
    entry("f", { kind: "security-administrator", active: false }),
  ]);
  t.strictSame(
    [...directory.parties()].map(({ id }) => id),
    ["a", "b", "c", "d", "f"],
  );
  const party = directory.party("a");
  like(t, party, {
    role: "housing",
    suite: "jose",
    delivery: { mode: "push", endpoint: "https://a.example/" },
    active: true,
  });
  t.strictSame([...(party?.keys.keys() ?? [])], [a.sig.kid, a.enc.kid]);
  t.equal(party?.encryptionKey?.kid, a.enc.kid);
  t.equal(directory.party("b")?.encryptionKey?.kid, b.enc.kid);
  t.equal(directory.party("e"), undefined);
  t.strictSame(Object.fromEntries([...directory.parties()].map(({ id, scopes }) => [id, scopes])), {
    a: ["message:send", "packet:receive", "case:read", "report:read", "directory:read"],
    b: [
      "message:send",
      "packet:receive",
      "case:read",
      "report:read",
      "report:internal",
      "report:release",
      "directory:read",
    ],
    c: ["audit:read", "report:read", "directory:read"],
    d: ["directory:read", "ops:read", "ops:write"],
    f: ["directory:read", "directory:write", "ops:approve"],
  });
  t.strictSame(
    warnings.map(({ en }) => en),
    ["d has no public keys yet: it gets no token and no packet"],
    "a suspended party needs none",
  );
});

t.test("directory: packets are sealed for the first encryption key that is not retired", async (t) => {
  const { sig, enc } = pair();
  const newer = generateJwk("enc");
  const encryptionKey = async (...keys: Jwk[]) => {
    const { directory } = await load("/nowhere", [entry("a", { keys: { jwks: { keys } } })]);
    const party = directory.party("a");
    return { kid: party?.encryptionKey?.kid, retired: [...(party?.retired ?? [])], keys: party?.keys.size };
  };
  const [s, e, n] = [sig, enc, newer].map(publicJwk) as [Jwk, Jwk, Jwk];
  t.strictSame(await encryptionKey(s, n, e), { kid: newer.kid, retired: [], keys: 3 });
  t.strictSame(await encryptionKey(s, revoked(newer), e), { kid: enc.kid, retired: [newer.kid], keys: 3 });
  t.strictSame(await encryptionKey(s, revoked(e)), { kid: undefined, retired: [enc.kid], keys: 2 });
});

t.test("directory: a key that may not be registered is refused with its place", async (t) => {
  const { sig, enc } = pair();
  const bad: readonly [unknown, string][] = [
    [sig, "not-public"],
    [{ ...publicJwk(sig), kid: undefined, x: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }, "off-curve"],
    [{ ...publicJwk(sig), use: undefined }, "use"],
    [{ ...publicJwk(sig), kid: enc.kid }, "kid"],
    [{ kty: "oct", k: "AAAA" }, "symmetric"],
    [null, "malformed"],
  ];
  for (const [jwk, code] of bad) {
    const dir = await keysDir(t, { "parties/a.jwks.json": { keys: [publicJwk(enc), jwk] } });
    t.strictSame(await faultsOf(load(dir, [entry("a")])), [`parties/a.jwks.json/keys/1 the key is refused: ${code}`]);
  }
});

t.test("directory: a key has one owner", async (t) => {
  const { sig, enc } = pair();
  const dir = await keysDir(t, { "parties/a.jwks.json": open(sig), "parties/b.jwks.json": open(enc, sig) });
  t.strictSame(await faultsOf(load(dir, [entry("a"), entry("b")])), [
    "parties/b.jwks.json/keys/1 is a key of a already",
  ]);
});

t.test("directory: malformed key files are refused", async (t) => {
  const dir = await keysDir(t, {
    "parties/a.jwks.json": "not json",
    "parties/b.jwks.json": { kty: "EC" },
    "parties/c.jwks.json/x": "",
  });
  await writeFile(join(dir, "parties/d.jwks.json"), Buffer.from('{"owner":"\xc3\xf1\xd5\xfe"}', "latin1"));
  t.strictSame(await faultsOf(load(dir, [entry("a"), entry("b"), entry("c"), entry("d")])), [
    "parties/a.jwks.json is not JSON",
    "parties/b.jwks.json/keys must be the array of a JWK set",
    "parties/c.jwks.json cannot be read (EISDIR)",
    "parties/d.jwks.json is not UTF-8 but perhaps GB18030 (GBK): save it as UTF-8",
  ]);
});

t.test("directory: production refuses development keys in any file", async (t) => {
  const dev = pair();
  const real = pair();
  const files = { "dev/a.jwks.json": { keys: [dev.sig, dev.enc] }, "parties/a.jwks.json": open(real.sig, dev.enc) };
  const dir = await keysDir(t, files);
  t.strictSame(await faultsOf(load(dir, [entry("a")])), [], "development does");
  const wanted = "was made for development and must not be used in production";
  t.strictSame(await faultsOf(load(dir, [entry("a")], { mode: "production" })), [
    `parties/a.jwks.json/keys/1 ${wanted}`,
  ]);
  const inline = entry("x", { keys: { jwks: open(dev.sig) } });
  t.strictSame(await faultsOf(load(dir, [inline], { mode: "production" })), [`directory.json (x)/keys/0 ${wanted}`]);
  const made = await keysDir(t, {});
  await createPartyKeys(made, ["a"]);
  const copy = JSON.parse(await readFile(join(made, "parties", "a.jwks.json"), "utf8")) as { keys: Jwk[] };
  const elsewhere = await keysDir(t, { "parties/a.jwks.json": open(...copy.keys) });
  t.strictSame(
    await faultsOf(load(elsewhere, [entry("a")], { mode: "production" })),
    [0, 1].map((n) => `parties/a.jwks.json/keys/${n} ${wanted}`),
    "a copy where there are no private development keys",
  );
  const without = await keysDir(t, { "parties/a.jwks.json": open(real.sig, real.enc) });
  t.strictSame(await faultsOf(load(without, [entry("a")], { mode: "production" })), []);
});

t.test("directory: an unreadable development key set stops production, without quoting it", async (t) => {
  const dir = await keysDir(t, { "dev/a.jwks.json": '{"keys":[{"kty":"EC","d":"secret"' });
  const faults = await faultsOf(load(dir, [], { mode: "production" }));
  t.strictSame(faults, ["dev/a.jwks.json is no set of development keys; remove it"]);
});

t.test("directory: a party without a suite of this gateway is refused", async (t) => {
  t.strictSame(await faultsOf(load("/nowhere", [entry("a", { suites: ["gm", "cms"] })])), [
    "directory.json/parties/0/suites names no suite of this gateway",
  ]);
  const { directory } = await load("/nowhere", [entry("a", { suites: ["gm", "jose"] })]);
  t.equal(directory.party("a")?.suite, "jose");
});

t.test("directory: the version depends on content, not on order of members or files", async (t) => {
  const { sig, enc } = pair();
  const version = async (party: PartyDocument) => (await load("/nowhere", [party])).directory.version;
  const keys = { jwks: open(sig, enc) };
  const first = await version(entry("a", { keys }));
  const reordered = Object.fromEntries(Object.entries(entry("a", { keys })).reverse()) as unknown as PartyDocument;
  t.equal(await version(reordered), first);
  const dir = await keysDir(t, { "parties/a.jwks.json": open(sig, enc) });
  t.equal((await load(dir, [entry("a")])).directory.version, first, "the same keys from a file");
  for (const other of [
    entry("b", { keys }),
    entry("a", { keys, active: false }),
    entry("a", { keys: { jwks: open(sig) } }),
  ]) {
    t.not(await version(other), first);
  }
  t.match(first, /^[0-9a-f]{64}$/);
});

t.test("directory: it is replaced at once, and a held snapshot stays whole", async (t) => {
  const { sig, enc } = pair();
  const build = async (...parties: PartyDocument[]) => (await load("/nowhere", parties)).directory;
  const first = await build(entry("a", { keys: { jwks: open(sig) } }), entry("b"));
  const second = await build(entry("a", { keys: { jwks: open(sig, enc) }, active: false }), entry("c"));
  const held = holdDirectory(first);
  const seen = held.current();
  const changes = held.replace(second);
  t.equal(held.current(), second);
  t.ok(seen.party("b") !== undefined && seen.party("a")?.active === true);
  t.strictSame(changes, [
    { type: "directory", change: "party-changed", party: "a", members: ["active"] },
    { type: "key", change: "key-added", party: "a", kid: enc.kid, use: "enc" },
    { type: "directory", change: "party-added", party: "c" },
    { type: "directory", change: "party-removed", party: "b" },
  ]);
  t.strictSame(held.replace(second), [], "the same snapshot again changes nothing");
});
