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

t.test("deadlines: a reload registers new rules and seals by them", async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const file = path.join(home.config, "deadlines.json");
  const deadlines = JSON.parse(await readFile(file, "utf8")) as {
    version: string;
    rules: { id: string; period: Record<string, number> }[];
  };
  const rules = deadlines.rules.map((rule) => (rule.id === "D07" ? { ...rule, period: { workingDays: 40 } } : rule));
  await writeFile(file, JSON.stringify({ ...deadlines, version: "2099-1", rules }));
  const at = Date.parse("2026-03-02T09:00:00+08:00");
  const due = () => gateway.flow.policy().due("correction", {}, at, { division: "990101" }).feedback;
  t.equal(due(), "2026-03-09T23:59:59+08:00", "what nobody reloaded does not hold");
  await gateway.reload();
  t.equal(due(), "2026-04-28T23:59:59+08:00");
  const { rows } = await gateway.store.pool.query<{ bytes: Buffer }>(
    "select bytes from recorded_entries order by leaf_index nulls last, pending_id",
  );
  const entries = rows.map(({ bytes }) => JSON.parse(bytes.toString("utf8")) as Record<string, string>);
  t.same(
    entries.filter(({ type }) => type === "clock-rules").map(({ part, from = null, to }) => [part, from, to]),
    [
      ["calendar", null, "cn-mainland@2026-1"],
      ["deadlines", null, `default@${deadlines.version}`],
      ["deadlines", `default@${deadlines.version}`, "default@2099-1"],
    ],
  );
});
