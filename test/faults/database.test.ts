import pg from "pg";
import t from "tap";
import { ProblemError } from "../../src/sdk/index.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { testDatabase } from "../support/store/postgres.ts";
import { tcpProxy } from "../support/tcp-proxy.ts";

t.test("database: without it nothing is accepted; when it is back the gateway works again", async (t) => {
  const { url } = await testDatabase(t);
  const direct = new URL(url);
  const proxy = await tcpProxy(direct.hostname, Number(direct.port === "" ? 5432 : direct.port));
  t.teardown(() => proxy.close());
  const proxied = new URL(url);
  proxied.port = String(proxy.port);
  const home = await gatewayHome(t, { databaseUrl: proxied.href });
  await start(t, home);
  const sender = await senderOf(home);
  const document = (await exampleList()) as never;
  const before = await sender.seal(document, { type: "aid-subject-list", jti: "before" });
  await sender.push(before);
  const during = await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "during" });

  proxy.cut();
  const refused: unknown = await sender.push(during).catch((error: unknown) => error);
  t.ok(refused instanceof ProblemError && refused.code === "unavailable" && refused.status === 503);
  // `/readyz` keeps an answer for a moment: it may still be that of the start.
  for (let ready = 200; ready !== 503; ) {
    const answer = await fetch(`${home.url}/readyz`);
    ready = answer.status;
    await answer.body?.cancel();
  }
  const alive = await fetch(`${home.url}/healthz`);
  t.equal(alive.status, 200, "the process itself is alive");
  await alive.body?.cancel();

  proxy.mend();
  const accepted = await sender.push(during);
  t.notOk(accepted.repeat, "nothing of the refused message was kept");
  const again = await sender.push(before);
  t.ok(again.repeat, "what was accepted before is still there");
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  const { rows } = await db.query("select jti from messages order by accepted_at");
  await db.end();
  t.same(rows, [{ jti: "before" }, { jti: "during" }]);
});
