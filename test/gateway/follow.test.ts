import { copyFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { openKeyring } from "../../src/crypto/keyring.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";
import { keepingLogger } from "../support/loggers.ts";
import { until } from "../support/until.ts";

t.test("a reload of one gateway is enough for all on its database, and what nobody put in force waits", async (t) => {
  const home = await gatewayHome(t);
  const more = await gatewayHome(t, { databaseUrl: home.env.DATABASE_URL ?? "" });
  const other = {
    ...home,
    url: more.url,
    env: { ...home.env, AIDX_PORT: String(more.port), AIDX_DATA_DIR: more.env.AIDX_DATA_DIR ?? "" },
  };
  const [first, second] = [await start(t, home), await start(t, other)];
  const versions = () => [first, second].map(({ flow }) => flow.directory().version);
  const [before] = versions();

  const keyring = await openKeyring({ dir: home.keys, mode: "development", now: Date.now });
  await keyring.rotate("enc");
  t.equal(await second.flow.lookAgain(), false, "a key that no gateway uses yet is not taken over");
  await first.reload();
  const sealing = await senderOf(home);
  const sealed = await sealing.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "rotated" });
  const { repeat } = await (await senderOf(other)).push(sealed);
  t.notOk(repeat, "a message for the new key is accepted by the gateway that was not told of it");

  const file = path.join(home.config, "directory.json");
  const directory = JSON.parse(await readFile(file, "utf8")) as { parties: { id: string; name?: unknown }[] };
  const parties = directory.parties.filter(({ id }) => id !== "housing");
  await writeFile(file, JSON.stringify({ ...directory, parties }));
  t.equal(await second.flow.lookAgain(), false);
  t.same(versions(), [before, before], "a directory that nobody reloaded does not hold");
  await first.reload();
  await until("the other gateway follows", () => versions()[0] === versions()[1]);
  t.not(versions()[1], before);
});

t.test("a gateway whose files cannot be read tells so once, and follows when they can", async (t) => {
  const home = await gatewayHome(t);
  const env = { AIDX_KEYS_DIR: home.keys };
  const other = await gatewayHome(t, { databaseUrl: home.env.DATABASE_URL ?? "", env });
  const { logger, events } = keepingLogger();
  const [first, second] = [await start(t, home), await start(t, other, { logger })];
  const [good, broken] = [home, other].map(({ config }) => path.join(config, "directory.json")) as [string, string];
  const told = () => events.filter(({ event }) => event === "files-differ");

  await writeFile(broken, "{");
  await home.changeParty("housing", { division: "990200" });
  await first.reload();
  await until("it is told", () => told().length > 0);
  like(t, told(), [{ error: { name: "ConfigError" } }]);
  t.equal(await second.flow.lookAgain(), false);
  await copyFile(good, broken);
  await until("the other gateway follows", () => first.flow.directory().version === second.flow.directory().version);
  t.equal(told().length, 1);
});
