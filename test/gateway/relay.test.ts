/** A party that pinned its gateway, with a relay in between that has none of the gateway's keys (or one that it stole). */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CompactSign, compactDecrypt, importJWK } from "jose";
import t from "tap";
import {
  Department,
  GatewayClient,
  type GatewayTrust,
  type Jwk,
  type JwkSet,
  type PacketView,
  Sender,
} from "../../src/sdk/index.ts";
import { clientOf, exampleList, gatewayHome, start } from "../support/gateway/gateway.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { like } from "../support/like.ts";
import { type Relay, startRelay } from "../support/gateway/relay.ts";
import { newKeySet, publicSet } from "../support/sdk/party-key-set.ts";
import { until } from "../support/until.ts";

const LIST = { type: "aid-subject-list", to: ["civil-affairs"] } as const;

const home = await gatewayHome(t);
const gateway = await start(t, home);
const relay = await startRelay(t, home.url);
const own = await newKeySet();
const cli = new CommandLine(home.config, { ...home.env, AIDX_PORT: String(home.port) });

/** What a party notes of the gateway as it is now. */
async function pinned(): Promise<GatewayTrust> {
  const { lines } = await cli.run(`trust pin --json --replace --gateway ${home.url}`);
  const { file: _file, fingerprint: _digits, ...trust } = lines[0] as unknown as GatewayTrust & Record<string, unknown>;
  return trust;
}

async function party(id: string, trust?: GatewayTrust): Promise<GatewayClient> {
  const keys = JSON.parse(await readFile(join(home.keys, "dev", `${id}.jwks.json`), "utf8")) as JwkSet;
  return new GatewayClient({ url: relay.url, party: id, keys, retry: { attempts: 1 }, ...(trust && { trust }) });
}

const push = async (trust?: GatewayTrust) => {
  const sender = new Sender(await party("procuratorate", trust));
  return sender.push(await sender.seal((await exampleList()) as never, LIST));
};
const json = (value: object) => ({ answer: Buffer.from(JSON.stringify(value)) });
const members = (bytes: Buffer) => JSON.parse(bytes.toString()) as Record<string, unknown>;
/** Puts the relay's keys in the place of the gateway's. */
const swapKeys: Relay["rewrite"] = async ({ path, answer }) => {
  if (path === "/.well-known/jwks.json") return json(publicSet(own));
  if (path === "/.well-known/aid-gateway") return json({ ...members(answer), issuer: relay.url });
  return undefined;
};

t.test("aidx trust pin again, when no key has changed, notes the same keys", async (t) => {
  const { lines: first } = await cli.run(`trust pin --json --replace --gateway ${home.url}`);
  const { lines: again } = await cli.run(`trust pin --json --gateway ${home.url}`);
  t.same(again, first);
  t.not((again[0] as unknown as GatewayTrust).log.length, 0);
});

t.test("the relay swaps the keys: who pinned them sends nothing, and who did not is read", async (t) => {
  const read: string[] = [];
  const enc = own.keys.find(({ use }) => use === "enc") as Jwk;
  relay.rewrite = async (passing) => {
    if (passing.method === "POST" && passing.path === "/v1/messages") {
      const opened = await compactDecrypt(passing.request, await importJWK(enc as object, "ECDH-ES")).catch(
        () => undefined,
      );
      if (opened !== undefined) read.push(new TextDecoder().decode(opened.plaintext));
    }
    return swapKeys(passing);
  };
  const trust = await pinned();
  await t.rejects(push(trust), { name: "UntrustedError", code: "untrusted-keys" });
  t.same(read, [], "the relay reads nothing");
  // The control: without a pin, which only loopback allows, the same relay reads the list (the token is the issuer's alone).
  const careless = new Sender(await party("procuratorate"));
  const sealed = await careless.seal((await exampleList()) as never, LIST);
  t.ok(await compactDecrypt(sealed.envelope, await importJWK(enc as object, "ECDH-ES")), "the relay's key opens it");
});

t.test("the relay signs packets, receipts and parties' keys of its own: nothing of it is believed", async (t) => {
  relay.rewrite = async () => undefined;
  const trust = await pinned();
  const { answer } = await push(trust);
  const [packet] = answer.packets;
  const department = new Department(await party("civil-affairs", trust));
  const id = packet?.id ?? "";
  const opened = await department.fetch({ packet: id });
  await department.acknowledge(opened, "accepted");

  const forger = own.keys.find(({ use }) => use === "sig") as Jwk;
  const sign = async (claims: object, typ: string) =>
    new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: "ES256", typ, kid: String(forger.kid) })
      .sign(await importJWK(forger as object, "ES256"));
  const receipt = await sign(
    { iss: "civil-affairs", aud: trust.gateway, sub: id, digest: opened.digest, outcome: "rejected", reason: "other" },
    "aid-receipt+jwt",
  );
  relay.rewrite = async (passing) => {
    if (passing.path.startsWith("/v1/directory/civil-affairs")) return json(publicSet(own));
    if (!passing.path.startsWith("/v1/messages/")) return swapKeys(passing);
    return json(
      JSON.parse(
        passing.answer
          .toString()
          .replace(/"jws":"[^"]+"/, `"jws":"${receipt}"`)
          .replaceAll('"outcome":"accepted"', '"outcome":"rejected"'),
      ) as object,
    );
  };
  const sender = new Sender(await party("procuratorate", trust));
  const [view] = (await sender.message(answer.id)).packets as [PacketView];
  t.equal(view.receipt?.jws, receipt, "the relay's receipt");
  await t.rejects(sender.verifyReceipt(view), { name: "UntrustedError", code: "receipt" });
});

t.test("a rotation is followed from former pins: the former key signed, and the log has it", async (t) => {
  relay.rewrite = async () => undefined;
  const before = await pinned();
  for (const purpose of ["log", "sig", "enc", "sig"]) {
    await cli.run(`keys rotate-gateway ${purpose}`);
    await gateway.reload();
  }
  await until("the new keys are published", async () => {
    return push(before).then(
      () => true,
      () => false,
    );
  });
  const { receipt, answer } = await push(before);
  t.equal(receipt.iss, before.gateway, "signed by the second successor");
  const department = new Department(await party("civil-affairs", before));
  like(t, await department.fetch({ packet: answer.packets[0]?.id ?? "" }), { message: answer.id });
  const careful = await cli.run(`trust pin --json --gateway ${home.url}`);
  t.equal(careful.code, 0, "aidx trust pin follows it too");
  const now = careful.lines[0] as unknown as GatewayTrust;
  t.equal(now.enc.length, 1);
  t.notOk(before.enc.includes(now.enc[0] ?? ""), "the replaced key is not encrypted for");
  t.equal(now.sig.length, 3);
});

t.test("a successor counts only with both: the former key's signature, and the log", async (t) => {
  const trust = await pinned();
  const stored = JSON.parse(await readFile(join(home.keys, "gateway", "sig.jwks.json"), "utf8")) as JwkSet;
  const [stolen] = stored.keys as [Jwk];
  const statement = async (signer: Jwk, jwk: Jwk) =>
    new CompactSign(
      Buffer.from(JSON.stringify({ use: jwk.use, replaces: trust.enc[0], jwk: publicSet({ keys: [jwk] }).keys[0] })),
    )
      .setProtectedHeader({ alg: "ES256", typ: "aid-key-succession+jwt", kid: String(signer.kid) })
      .sign(await importJWK(signer as object, "ES256"));
  const enc = own.keys.find(({ use }) => use === "enc") as Jwk;
  const sig = own.keys.find(({ use }) => use === "sig") as Jwk;
  const genuine = (await (await fetch(`${home.url}/.well-known/jwks.json`)).json()) as JwkSet;
  const withOwn = { keys: [...publicSet(own).keys, ...genuine.keys.filter(({ use }) => use === "sig")] };
  const tries = {
    "signed by the relay": [await statement(sig, enc)],
    "signed by the stolen key, not in the log": [await statement(stolen, enc)],
  };
  for (const [how, successions] of Object.entries(tries)) {
    relay.rewrite = async ({ path, answer }) => {
      if (path === "/.well-known/jwks.json") return json(withOwn);
      if (path === "/.well-known/aid-gateway") return json({ ...members(answer), successions });
      return undefined;
    };
    await t.rejects(
      push(trust),
      { name: how.startsWith("signed by the relay") ? "UntrustedError" : "UnreachableError" },
      how,
    );
  }
  // The registration of another key, and one whose proof is the relay's, are no registration of this one.
  const other = (await (await fetch(`${home.url}/v1/log/key?kid=${trust.sig[0]}`)).json()) as Record<string, string>;
  const forged = {
    entry: (other.entry ?? "").replace(trust.sig[0] ?? "", String(enc.kid)).replace('"use":"sig"', '"use":"enc"'),
    tlogProof: other.tlogProof,
  };
  for (const registration of [other, forged]) {
    relay.rewrite = async ({ path, answer }) => {
      if (path === "/.well-known/jwks.json") return json(withOwn);
      if (path === "/.well-known/aid-gateway") {
        return json({ ...members(answer), successions: tries["signed by the stolen key, not in the log"] });
      }
      return path.startsWith("/v1/log/key") ? { status: 200, ...json(registration) } : undefined;
    };
    await t.rejects(push(trust), { name: "UntrustedError", code: "untrusted-keys" });
  }
});

t.test("an address of another machine is used over TLS and with a pin only", async (t) => {
  const keys = await newKeySet();
  const at = (url: string, more: object = {}) => new GatewayClient({ url, party: "procuratorate", keys, ...more });
  const trust = { ...(await pinned()), issuer: "https://gateway.example" };
  for (const url of ["http://gateway.example", "http://10.0.0.1:8080", "http://localhost.example", "http://[::2]"]) {
    await t.rejects(at(url, { trust }).identity(), { code: "plain-http" }, url);
  }
  await t.rejects(at("https://gateway.example").identity(), { code: "unpinned" });
  await t.rejects(at("http://10.0.0.1", { plainHttp: true }).gatewayKeys.encryption(), { code: "unpinned" });
  t.ok(await at("https://gateway.example", { trust }).identity());
  t.ok(await at("http://10.0.0.1", { trust, plainHttp: true }).identity());
  const refused = await new CommandLine(home.config, { ...home.env, AIDX_PARTY: "procuratorate" }).run(
    "status 019ab0c1-7c1e-7d4f-8a55-0c2d3e4f5a6b --gateway http://10.0.0.1:8080",
  );
  t.equal(refused.code, 5);
  t.match(refused.stderr, /plain-http/);
  t.equal(
    (await cli.run("trust pin --replace --gateway http://10.0.0.1:8080")).code,
    5,
    "no pin over plain http either",
  );
});

t.test(
  "trust pin: the digits of the operator decide, and what was noted is not overwritten by what does not follow",
  async (t) => {
    relay.rewrite = swapKeys;
    const at = `--gateway-trust ${join(home.keys, "party.trust.json")}`;
    const shown = await cli.run(`trust pin --json --gateway ${home.url} ${at}`);
    const digits = String(shown.lines[0]?.["fingerprint"]);
    t.match(digits, /^(\d{5} ){7}\d{5}$/);
    const tight = digits.replaceAll(" ", "");
    t.equal((await cli.run(`trust pin --replace --gateway ${relay.url} --fingerprint ${tight} ${at}`)).code, 5);
    t.equal((await cli.run(`trust pin --gateway ${relay.url} ${at}`)).code, 5, "the relay's keys do not follow");
    relay.rewrite = async () => undefined;
    t.equal(
      (await cli.run(`trust pin --replace --gateway ${relay.url} ${at}`)).code,
      5,
      "the issuer is another address",
    );
    const right = await cli.run(
      `trust pin --replace --gateway ${relay.url} --issuer ${home.url} --fingerprint ${tight} ${at}`,
    );
    t.equal(right.code, 0);
    t.equal((await cli.run(`trust show --json ${at}`)).lines[0]?.["fingerprint"], digits);
    const client = await clientOf(home, "procuratorate");
    t.equal((await client.identity()).issuer, home.url);
  },
);
