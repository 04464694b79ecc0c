import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { parseNote } from "../../src/tlog/note.ts";
import { readRoots, verifyTimestamp } from "../../src/tlog/rfc3161/verify.ts";
import { gatewayHome, start } from "../support/gateway/gateway.ts";
import { published } from "../support/log/published-log.ts";
import { TimeAuthority, timeServer } from "../support/log/time-authority.ts";
import { until } from "../support/until.ts";

t.test("timestamps: a running gateway has its checkpoints stamped", async (t) => {
  const authority = await TimeAuthority.made();
  const answered = Promise.withResolvers<void>();
  const url = await timeServer(t, async (body, response) => {
    response.writeHead(200, { "content-type": "application/timestamp-reply" }).end(await authority.answer(body));
    answered.resolve();
  });
  const home = await gatewayHome(t, { gateway: { log: { timestamp: { url, everySeconds: 10, roots: "tsa.pem" } } } });
  await writeFile(join(home.config, "tsa.pem"), await authority.roots());
  const gateway = await start(t, home);
  await published(gateway.log, []);
  await answered.promise;
  const kept = await until("the time stamp is kept", () => gateway.store.timestampRows.covering(1));
  const roots = readRoots(await readFile(join(home.config, "tsa.pem"), "utf8"));
  t.ok(await verifyTimestamp({ token: kept.token, text: parseNote(kept.checkpoint).text, roots }));
});

t.test("timestamps: an unusable file of certificates keeps the gateway from starting", async (t) => {
  const timestamp = { url: "http://127.0.0.1:1/", everySeconds: 10, roots: "missing.pem" };
  const home = await gatewayHome(t, { gateway: { log: { timestamp } } });
  await t.rejects(start(t, home), { name: "ConfigError" });
});
