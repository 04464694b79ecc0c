/** The log says which guidelines hold from a start on. */
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { gatewayHome, start } from "../support/gateway/gateway.ts";

t.test("guidelines that changed since the last start are entries, with the versions before and after", async (t) => {
  const home = await gatewayHome(t);
  const file = path.join(home.config, "guideline", "default.json");
  const shipped = JSON.parse(await readFile(file, "utf8")) as { version: string };
  const entriesOfStart = async () => {
    const gateway = await start(t, home);
    const { rows } = await gateway.store.pool.query<{ bytes: Buffer }>(
      "select bytes from recorded_entries where type = 'guideline' order by leaf_index nulls last, pending_id",
    );
    await gateway.stop();
    return rows
      .map(({ bytes }) => JSON.parse(bytes.toString("utf8")) as Record<string, string>)
      .map(({ part, from = null, to }) => [part, from, to]);
  };
  const first = ["guideline/default", null, `default@${shipped.version}`];
  t.same(await entriesOfStart(), [first]);
  t.same(await entriesOfStart(), [first], "the same guidelines again record nothing");
  await writeFile(file, JSON.stringify({ ...shipped, version: "2099-1" }));
  const second = ["guideline/default", `default@${shipped.version}`, "default@2099-1"];
  t.same(await entriesOfStart(), [first, second]);
  await rm(file);
  const gone = ["guideline/default", "default@2099-1", undefined];
  t.same(await entriesOfStart(), [first, second, gone], "a guideline that is gone has an entry too");
  t.same(await entriesOfStart(), [first, second, gone]);
});
