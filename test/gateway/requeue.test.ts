import t from "tap";
import { clientOf, gatewayHome, start } from "../support/gateway/gateway.ts";
import { commandLineOf, sendTo, testEndpoint } from "../support/gateway/operator.ts";
import { like } from "../support/like.ts";
import { until } from "../support/until.ts";

t.test("an operator queues failed packets again from the command line, after a dry run", async (t) => {
  const endpoint = await testEndpoint(t, 422);
  const home = await gatewayHome(t, { endpoints: { housing: endpoint.url } });
  const { store } = await start(t, home);
  const packets: string[] = [];
  for (const jti of ["one", "two", "three"]) packets.push(await sendTo(home, "housing", jti));
  const states = async () => Promise.all(packets.map(async (id) => (await store.packet(id))?.state));
  await until("all have failed", async () => (await states()).every((state) => state === "failed"));
  const line = await commandLineOf(home);

  const dry = await line.run("requeue --recipient housing --cause http-422 --dry-run --json");
  t.equal(dry.code, 0, dry.stderr);
  like(
    t,
    dry.lines,
    packets.map((id) => ({ id, recipient: "housing", state: "failed", cause: "http-422" })),
  );
  t.match(dry.stderr, /3 packets would be queued again/);
  t.same(await states(), ["failed", "failed", "failed"]);

  endpoint.status = 204;
  const zh = await line.run("--lang zh requeue --recipient housing");
  t.equal(zh.code, 0, zh.stderr);
  t.match(zh.stderr, /已重新投递 3 个数据包/);
  await until("all are delivered", async () => (await states()).every((state) => state === "delivered"));
  const again = await line.run("requeue --recipient housing");
  t.match(again.stderr, /^0 packets/, "nothing has failed any more");

  for (const usage of ["requeue", `requeue ${packets[0]} --recipient housing`, `requeue ${packets[0]} --dry-run`]) {
    t.equal((await line.run(usage)).code, 2, usage);
  }
  const operator = await clientOf(home, "operator");
  for (const query of ["", "?limit=5", "?dryRun=true", "?from=2026-11-02&to=2026-11-01", "?cause=http-404"]) {
    const asked = operator.json({ method: "POST", path: `/v1/packets/requeue${query}` });
    await t.rejects(asked, { code: "malformed-request" }, query);
  }
  await t.rejects(operator.json({ method: "POST", path: "/v1/packets/requeue?recipient=nobody&dryRun=true" }), {
    code: "not-found",
  });
});
