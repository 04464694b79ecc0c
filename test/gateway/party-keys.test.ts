/** A department that changes its keys is never locked out, whenever the gateway takes the new ones over. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";
import type { JwkSet } from "../../src/sdk/index.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);
const aidx = new CommandLine(home.config, { ...home.env, AIDX_PARTY: "civil-affairs", AIDX_GATEWAY: home.url });
const stored = async () =>
  (JSON.parse(await readFile(join(home.keys, "dev", "civil-affairs.jwks.json"), "utf8")) as JwkSet).keys.map(
    ({ use, staged, revoked }) =>
      `${String(use)}${staged === true ? " staged" : ""}${revoked === undefined ? "" : " revoked"}`,
  );
/** Sends a list, and takes it with a receipt at once; each command is a process of its own to the client. */
async function exchanged(): Promise<{ readonly code: number; readonly stderr: string }> {
  const sender = await senderOf(home);
  await sender.push(
    await sender.seal((await exampleList()) as never, { type: "aid-subject-list", to: ["civil-affairs"] }),
  );
  const pulled = await aidx.run(`pull --ack --json --out ${join(home.keys, "in")}`);
  like(t, pulled.lines.at(-1) ?? {}, { state: "accepted" });
  return pulled;
}

t.test("the old key signs until the directory shows the new one, and the new one from then on", async (t) => {
  t.equal((await exchanged()).code, 0);
  t.equal((await aidx.run("keys rotate")).code, 0);
  t.same(await stored(), ["sig staged", "enc staged", "sig", "enc"]);
  t.equal((await exchanged()).code, 0, "before the gateway knows of it");
  t.same(await stored(), ["sig staged", "enc staged", "sig", "enc"], "nothing has changed");
  await gateway.reload();
  const after = await exchanged();
  t.equal(after.code, 0, "the former key is retired, the new one signs");
  t.match(after.stderr, "the directory has the new keys");
  t.same(await stored(), ["sig", "enc", "sig revoked", "enc revoked"]);
  t.equal((await exchanged()).code, 0);
});

t.test("an assertion that is refused for another reason changes no key", async (t) => {
  t.equal((await aidx.run("keys rotate")).code, 0);
  const before = await stored();
  aidx.now = () => Date.now() - 3_600_000;
  const refused = await aidx.run(`pull --out ${join(home.keys, "in")}`);
  t.equal(refused.code, 1);
  t.match(refused.stderr, "clock");
  t.same(await stored(), before);
  aidx.now = Date.now;
  t.equal((await exchanged()).code, 0);
});
