import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { gatewayHome, init, start } from "../support/gateway/gateway.ts";
import { sendTo } from "../support/gateway/operator.ts";

t.test("another id on a database that has one is refused at the start, and nothing is recorded", async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  await sendTo(home, "civil-affairs", "before");
  await gateway.stop();

  const file = path.join(home.config, "gateway.json");
  const config = JSON.parse(await readFile(file, "utf8")) as { id: string };
  const rename = (id: string) => writeFile(file, JSON.stringify({ ...config, id }));
  await rename("another-gateway");
  const message = `gateway.json /id: the database is that of the gateway ${config.id}: keep this id, or begin with an empty database · 数据库属于网关 ${config.id}：请保留该标识，或者使用空数据库`;
  await t.rejects(start(t, home), { name: "ConfigError", message });
  await init(home);
  await rename(config.id);
  const again = await start(t, home);
  const { rows } = await again.store.pool.query("select from snapshots where kind = 'gateway-keys'");
  t.equal(rows.length, 1, "the other id left nothing");
});
