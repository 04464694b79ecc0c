/** A command that runs for weeks takes over keys that change meanwhile: the party's own, and the gateway's. */
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { openKeyring } from "../../src/crypto/keyring.ts";
import type { KeyChange } from "../../src/domain/generated/answers.ts";
import type { JwkSet } from "../../src/sdk/index.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";
import { until } from "../support/until.ts";

const PARTY = "civil-affairs";
const home = await gatewayHome(t);
const gateway = await start(t, home);
const own = join(home.keys, "own", `${PARTY}.json`);
await mkdir(join(home.keys, "own"));
await copyFile(join(home.keys, "dev", `${PARTY}.jwks.json`), own);
const env = { ...home.env, AIDX_GATEWAY: home.url, LANG: "en" };
const aidx = new CommandLine(home.config, { ...env, AIDX_PARTY: PARTY, AIDX_PARTY_KEYS: own });
const keeper = new CommandLine(home.config, { ...env, AIDX_PARTY: "security-administrator" });
// Pauses pass at once, so that nothing waits for the pause between two look-ups of the gateway's keys.
let passed = 0;
aidx.now = () => Date.now() + passed;
aidx.sleep = async (ms) => {
  passed += ms;
};

/** Pushes a list to the party. @returns what awaits the outcome of its packet */
async function pushed(jti: string): Promise<() => Promise<string>> {
  const sender = await senderOf(home);
  const sealed = await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti, to: [PARTY] });
  const { answer } = await sender.push(sealed);
  return () =>
    until(`a receipt for ${jti}`, async () => {
      const [packet] = (await sender.message(answer.id)).packets;
      return packet?.state === "accepted" ? packet.state : undefined;
    });
}

t.test("pull --follow takes over changed keys, the party's own and the gateway's", async (t) => {
  t.equal((await aidx.run("trust pin")).code, 0);
  const stop = new AbortController();
  const following = aidx.run("pull --json --follow --ack --out in", stop.signal);
  t.equal(await (await pushed("before"))(), "accepted");

  const rotated = await aidx.run("keys rotate --send --json");
  t.equal(rotated.code, 0, rotated.stderr);
  const [, change] = rotated.lines as unknown as KeyChange[];
  t.equal(await (await pushed("staged"))(), "accepted", "the former key signs");
  t.equal((await keeper.run(`keys confirm --kid ${change?.kid}`)).code, 0);
  t.equal(await (await pushed("own-keys"))(), "accepted");
  const { keys } = JSON.parse(await readFile(own, "utf8")) as JwkSet;
  t.equal(keys.find((jwk) => jwk.use === "sig" && jwk.revoked === undefined)?.kid, change?.kid);
  t.notOk(
    keys.some(({ staged }) => staged === true),
    "kept as settled",
  );

  const keyring = await openKeyring({ dir: home.keys, mode: "development", now: Date.now });
  await keyring.rotate("enc");
  await keyring.rotate("sig");
  await gateway.reload();
  t.equal(await (await pushed("gateway-keys"))(), "accepted");

  stop.abort(new DOMException("interrupted", "AbortError"));
  const { code, lines, stderr } = await following;
  t.equal(code, 0, stderr);
  // The gateway's new keys may not be in the published log yet: the packet is asked for again.
  const had = lines.filter(({ error }) => error === undefined);
  like(
    t,
    had,
    Array.from({ length: 4 }, () => ({ state: "accepted" })),
  );
  like(
    t,
    lines.filter((line) => !had.includes(line)),
    lines.slice(had.length).map(() => ({ error: { ending: "unreachable" } })),
  );
});
