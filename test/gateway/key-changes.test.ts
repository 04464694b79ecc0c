/** A party sends its new public keys itself; they hold once they are confirmed, on every gateway of the database. */
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { generateJwk, importPrivateJwk, publicJwk } from "../../src/crypto/jose/jwk.ts";
import type { Jwk } from "../../src/crypto/suite.ts";
import type { KeyChange } from "../../src/domain/generated/answers.ts";
import { GatewayClient, type JwkSet, type ProblemError } from "../../src/sdk/index.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { gatewayHome, type GatewayHome, start } from "../support/gateway/gateway.ts";
import { signCompact } from "../support/http/http-server.ts";
import { like } from "../support/like.ts";
import { until } from "../support/until.ts";

const PARTY = "civil-affairs";
const home = await gatewayHome(t);
const gateway = await start(t, home);
const aidx = await commandsOf(PARTY);
const keeper = await commandsOf("security-administrator");

/** The command line of a party, whose keys are in a file of its own, away from the directory's. */
async function commandsOf(party: string, at: GatewayHome = home): Promise<CommandLine> {
  const keys = at.env.AIDX_KEYS_DIR ?? "";
  const own = join(keys, "own", `${party}.json`);
  await mkdir(join(keys, "own"), { recursive: true });
  // Once: what it staged stays.
  if (!existsSync(own)) await copyFile(join(keys, "dev", `${party}.jwks.json`), own);
  const env = { ...at.env, AIDX_PARTY: party, AIDX_PARTY_KEYS: own, AIDX_GATEWAY: at.url, LANG: "en" };
  return new CommandLine(at.config, env);
}
async function privateKeys(party = PARTY, folder = "dev", name = `${party}.jwks.json`): Promise<readonly Jwk[]> {
  return (JSON.parse(await readFile(join(home.keys, folder, name), "utf8")) as { keys: Jwk[] }).keys;
}
/** Keys of the party as its command line keeps them. */
const ownKeys = () => privateKeys(PARTY, "own", `${PARTY}.json`);
async function entries(): Promise<Record<string, unknown>[]> {
  const { rows } = await gateway.store.pool.query<{ text: string }>(
    "select convert_from(bytes, 'UTF8') as text from recorded_entries where type = 'key' order by leaf_index nulls last, pending_id",
  );
  return rows.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
}

const byText = (one: string, other: string) => (one < other ? -1 : 1);

/** A statement as a party makes it, with changes. */
async function statement(
  former: Jwk,
  next: Jwk,
  change: {
    readonly claims?: object;
    readonly keys?: readonly unknown[];
    readonly inner?: object;
    readonly outer?: object;
    readonly proof?: Jwk;
    readonly party?: string;
  } = {},
): Promise<string> {
  const [old, fresh] = [importPrivateJwk(former), importPrivateJwk(change.proof ?? next)];
  const claims = {
    iss: change.party ?? PARTY,
    aud: "aid-gateway",
    iat: Math.floor(Date.now() / 1000),
    replaces: old.kid,
    keys: change.keys ?? [publicJwk(next)],
    ...change.claims,
  };
  const inner = await signCompact(claims, fresh, {
    alg: fresh.alg,
    typ: "aid-new-keys+jwt",
    kid: next.kid,
    ...change.inner,
  });
  return signCompact(inner, old, { alg: old.alg, typ: "aid-key-change+jwt", kid: old.kid, ...change.outer });
}

/** Sends a statement; the change, or the code of the refusal with those of its faults. */
async function send(jws: string, as = PARTY, party = PARTY): Promise<KeyChange | string> {
  const keys = as === PARTY ? await ownKeys() : await privateKeys(as);
  const client = new GatewayClient({ url: home.url, party: as, keys: { keys }, retry: { attempts: 1 } });
  const path = `/v1/directory/${party}/keys`;
  return client.json({ method: "POST", path, contentType: "application/jwt", body: jws }).then(
    (answer) => answer as KeyChange,
    (error: ProblemError) => [error.code, ...error.errors.map(({ code }) => code)].join(" "),
  );
}

t.test("keys rotate --send: confirmed by a security administrator, they sign by themselves", async (t) => {
  const [former] = await privateKeys();
  const sent = await aidx.run("keys rotate --send --json");
  t.equal(sent.code, 0, sent.stderr);
  const [, change] = sent.lines as unknown as KeyChange[];
  like(t, change, { party: PARTY, state: "pending", replaces: former?.kid });
  t.match(sent.stderr, "security administrator");
  t.equal((await aidx.run("keys rotate --send")).code, 0, "again is the same");
  t.equal((await aidx.run("pull --out in")).code, 0, "the old key signs");
  t.ok((await ownKeys()).some(({ staged }) => staged === true));

  const pending = await keeper.run("keys pending --json");
  like(t, pending.lines, [{ party: PARTY, kid: change?.kid, state: "pending" }]);
  for (const party of ["operator", "auditor", PARTY]) {
    t.equal((await (await commandsOf(party)).run(`keys confirm --kid ${change?.kid}`)).code, 1, `not by ${party}`);
  }
  t.equal((await keeper.run("keys confirm --kid abc")).code, 2, "the whole thumbprint");
  t.equal((await keeper.run(`keys confirm --kid -${"a".repeat(42)}`)).code, 1, "one that begins with a hyphen");
  const confirmed = await keeper.run(`keys confirm --kid ${change?.kid} --json`);
  like(t, confirmed.lines, [{ state: "confirmed", decidedBy: "security-administrator", inForce: true }]);
  t.equal((await keeper.run(`keys confirm --kid ${change?.kid}`)).code, 0, "again is the same");
  t.equal((await keeper.run(`keys refuse --kid ${change?.kid}`)).code, 1, "and it cannot be refused any more");
  t.same((await keeper.run("keys pending --json")).lines, []);

  const after = await aidx.run("pull --out in");
  t.equal(after.code, 0, after.stderr);
  t.match(after.stderr, "the directory has the new keys");
  t.same(
    (await ownKeys()).map(({ use, revoked }) => [use, revoked === undefined]),
    [
      ["sig", true],
      ["enc", true],
      ["sig", false],
      ["enc", false],
    ],
  );
  const of = (await entries())
    .filter(({ party }) => party === PARTY)
    .map(({ change: one, actor, use }) => [one, actor, use]);
  like(t, of.slice(2, 6), [
    ["key-sent", PARTY, "sig"],
    ["key-sent", PARTY, "enc"],
    ["key-confirmed", "security-administrator", "sig"],
    ["key-confirmed", "security-administrator", "enc"],
  ]);
  t.same(of.slice(6).map(String).sort(byText), [
    "key-added,aid-gateway,enc",
    "key-added,aid-gateway,sig",
    "key-retired,aid-gateway,enc",
    "key-retired,aid-gateway,sig",
  ]);
});

t.test(
  "confirmed keys hold on other gateways of the database and after a restart, until the file names them",
  async (t) => {
    const before = gateway.flow.directory().version;
    const more = await gatewayHome(t, { databaseUrl: home.env.DATABASE_URL ?? "", env: { AIDX_KEYS_DIR: home.keys } });
    const second = await start(t, more);
    t.equal(second.flow.directory().version, before, "a start takes them over");
    const education = await commandsOf("education");
    const [change] = (await education.run("keys rotate --send --json")).lines.slice(1) as unknown as KeyChange[];
    t.equal(
      (await (await commandsOf("security-administrator", more)).run(`keys confirm --kid ${change?.kid}`)).code,
      0,
    );
    t.ok(
      second.flow
        .directory()
        .party("education")
        ?.keys.has(change?.kid ?? ""),
    );
    await until(
      "the other gateway follows",
      () => gateway.flow.directory().version === second.flow.directory().version,
    );

    t.equal((await education.run("pull --out in")).code, 0);
    // Later the public set that `keys rotate` made comes into the directory's file, which speaks for the party from then on.
    const set = JSON.parse(await readFile(join(home.keys, "own", "education.public.json"), "utf8")) as JwkSet;
    const file = join(home.keys, "parties", "education.jwks.json");
    const present = gateway.flow.directory().version;
    await writeFile(file, JSON.stringify(set));
    await gateway.reload();
    t.equal(gateway.flow.directory().version, present, "the file says the same");
    const revoked = set.keys.map((jwk) => (jwk.kid === change?.kid ? { ...jwk, revoked: { revoked_at: 1 } } : jwk));
    await writeFile(file, JSON.stringify({ keys: revoked }));
    await gateway.reload();
    t.ok(
      gateway.flow
        .directory()
        .party("education")
        ?.retired?.has(change?.kid ?? ""),
      "revoked by the file",
    );
  },
);

t.test("a statement that is not whole, not in time or not this party's is refused, and leaves nothing", async (t) => {
  const [former] = (await ownKeys()) as [Jwk];
  const next = generateJwk("sig");
  const other = generateJwk("sig");
  const [foreign] = (await privateKeys("housing")) as [Jwk];
  const old = (await ownKeys()).find(({ use, revoked }) => use === "sig" && revoked !== undefined) as Jwk;
  const hours = (n: number) => ({ claims: { iat: Math.floor(Date.now() / 1000) - n * 3600 } });
  const cases: readonly (readonly [string, string | Promise<string>, string])[] = [
    ["no token", "x", "invalid-envelope"],
    ["too long", "x".repeat(16_400), "too-large"],
    ["no proof of the new key", statement(former, next, { proof: other }), "invalid-envelope"],
    [
      "not wrapped",
      signCompact({}, importPrivateJwk(next), { alg: "ES256", typ: "aid-new-keys+jwt", kid: next.kid }),
      "invalid-envelope",
    ],
    ["signed by another party", statement(foreign, next), "invalid-envelope"],
    ["signed by a retired key", statement(old, next), "invalid-envelope"],
    ["signed by itself", statement(next, next), "invalid-envelope"],
    ["another type", statement(former, next, { inner: { typ: "aid-receipt+jwt" } }), "invalid-envelope"],
    ["of another party", statement(former, next, { party: "housing" }), "invalid-claims key-change-issuer"],
    [
      "for another gateway",
      statement(former, next, { claims: { aud: "elsewhere" } }),
      "invalid-claims key-change-audience",
    ],
    ["old", statement(former, next, hours(1)), "invalid-claims key-change-time"],
    ["early", statement(former, next, hours(-1)), "invalid-claims key-change-time"],
    ["without a time", statement(former, next, { claims: { iat: "now" } }), "invalid-claims key-change-time"],
    [
      "replaces another",
      statement(former, next, { claims: { replaces: old.kid } }),
      "invalid-claims key-change-replaces",
    ],
    ["no key", statement(former, next, { keys: [] }), "invalid-claims key-change-keys"],
    [
      "two to sign",
      statement(former, next, { keys: [publicJwk(next), publicJwk(other)] }),
      "invalid-claims key-change-keys",
    ],
    [
      "a thousand",
      statement(former, next, { keys: Array.from({ length: 500 }, () => 1) }),
      "invalid-claims key-change-keys",
    ],
    ["a private key", statement(former, next, { keys: [next] }), "invalid-claims key-change-keys"],
    ["a known key", statement(former, old), "state-conflict"],
    ["its own key again", statement(former, former), "state-conflict"],
  ];
  const before = (await entries()).length;
  for (const [name, jws, refusal] of cases) t.equal(await send(await jws), refusal, name);
  t.equal(await send(await statement(former, next), "housing", PARTY), "not-found", "under another's token");
  t.equal(await send(await statement(former, next), PARTY, "housing"), "not-found", "for another party");
  t.equal((await entries()).length, before);
});

t.test("one change waits at a time; a refused one never comes back; so many a day", async (t) => {
  const [former] = (await privateKeys("housing")) as [Jwk];
  const one = (next: Jwk) => statement(former, next, { party: "housing" });
  const sendOne = async (next: Jwk) => send(await one(next), "housing", "housing");
  const [first, second] = [generateJwk("sig"), generateJwk("sig")];
  like(t, await Promise.all([sendOne(first), sendOne(first)]), [{ state: "pending" }, { state: "pending" }]);
  t.equal(
    await sendOne(second),
    "state-conflict",
    "who has the key stolen meets the owner's change, or the owner the thief's",
  );
  t.equal((await keeper.run(`keys refuse --kid ${first.kid}`)).code, 0);
  like(t, await sendOne(first), { state: "refused" });
  t.equal((await keeper.run(`keys confirm --kid ${first.kid}`)).code, 1);
  for (let n = 1; n < 10; n++) {
    const next = generateJwk("sig");
    like(t, await sendOne(next), { state: "pending" });
    t.equal((await keeper.run(`keys refuse --kid ${next.kid}`)).code, 0);
  }
  t.equal(await sendOne(second), "rate-limited");
});

t.test("a change is not confirmed for a suspended party, nor when its signing key was retired meanwhile", async (t) => {
  const [former] = (await privateKeys("disabled-federation")) as [Jwk];
  const next = generateJwk("sig");
  like(
    t,
    await send(
      await statement(former, next, { party: "disabled-federation" }),
      "disabled-federation",
      "disabled-federation",
    ),
    {
      state: "pending",
    },
  );
  await home.changeParty("disabled-federation", { active: false });
  await gateway.reload();
  t.equal((await keeper.run(`keys confirm --kid ${next.kid}`)).code, 1);
  t.equal(
    await send(
      await statement(former, next, { party: "disabled-federation" }),
      "disabled-federation",
      "disabled-federation",
    ),
    "invalid-client",
  );
  await home.changeParty("disabled-federation", { active: true });
  const file = join(home.keys, "parties", "disabled-federation.jwks.json");
  const set = await readFile(file, "utf8");
  const { keys } = JSON.parse(set) as JwkSet;
  await writeFile(file, JSON.stringify({ keys: keys.map((jwk) => ({ ...jwk, revoked: { revoked_at: 1 } })) }));
  await gateway.reload();
  t.equal((await keeper.run(`keys confirm --kid ${next.kid}`)).code, 1);
  await writeFile(file, set);
  await gateway.reload();
  t.equal((await keeper.run(`keys confirm --kid ${next.kid}`)).code, 0);
});

t.test("what is confirmed while the files are broken says so, and holds from the next reload", async (t) => {
  const [former] = (await privateKeys("medical-insurance")) as [Jwk];
  const next = generateJwk("sig");
  await send(await statement(former, next, { party: "medical-insurance" }), "medical-insurance", "medical-insurance");
  const file = join(home.config, "directory.json");
  const good = await readFile(file, "utf8");
  await writeFile(file, "{");
  const confirmed = await keeper.run(`keys confirm --kid ${next.kid} --json`);
  like(t, confirmed.lines, [{ state: "confirmed", inForce: false }]);
  t.match(confirmed.stderr, "SIGHUP");
  t.notOk(
    gateway.flow
      .directory()
      .party("medical-insurance")
      ?.keys.has(next.kid ?? ""),
  );
  await writeFile(file, good);
  like(t, (await keeper.run(`keys confirm --kid ${next.kid} --json`)).lines, [{ inForce: true }]);
  t.ok(
    gateway.flow
      .directory()
      .party("medical-insurance")
      ?.keys.has(next.kid ?? ""),
  );
});

t.test("a gateway may accept keys without confirmation", async (t) => {
  const other = await gatewayHome(t, { gateway: { auth: { keyChanges: "accept" } } });
  await start(t, other);
  const party = await commandsOf("housing", other);
  const sent = await party.run("keys rotate --send --json");
  t.equal(sent.code, 0, sent.stderr);
  like(t, sent.lines.slice(1), [{ state: "confirmed", decidedBy: "aid-gateway", inForce: true }]);
  t.match((await party.run("pull --out in")).stderr, "the directory has the new keys");
});
