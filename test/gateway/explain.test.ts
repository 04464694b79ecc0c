import t from "tap";
import { clientOf, gatewayHome, start } from "../support/gateway/gateway.ts";
import { commandLineOf, sendTo, testEndpoint } from "../support/gateway/operator.ts";
import { like } from "../support/like.ts";
import { until } from "../support/until.ts";

t.test("an operator finds packets that are stuck, and is told why, who must act and what to do", async (t) => {
  const endpoint = await testEndpoint(t, 422);
  const home = await gatewayHome(t, { endpoints: { housing: endpoint.url } });
  const { store } = await start(t, home);
  const failed = await sendTo(home, "housing", "failed");
  const waiting = await sendTo(home, "civil-affairs", "waiting");
  await until("it has failed", async () => (await store.packet(failed))?.state === "failed");
  const line = await commandLineOf(home);

  const found = await line.run("packets --state failed --recipient housing --json");
  t.equal(found.code, 0, found.stderr);
  like(t, found.lines, [
    { packet: failed, recipient: "housing", state: "failed", cause: "http-422", failedAt: String },
  ]);
  t.match((await line.run("packets")).stdout, /housing +failed +HTTP 422/, "what failed, unless told otherwise");
  like(t, (await line.run("packets --state queued --json")).lines, [{ packet: waiting }]);
  t.same((await line.run("packets --overdue --json")).lines, []);
  await store.pool.query(`update packets set due = '{"receipt":"2020-01-01T23:59:59+08:00"}' where id = $1`, [waiting]);
  like(t, (await line.run("packets --overdue --json")).lines, [{ packet: waiting, overdue: true }]);
  t.match((await line.run("--lang zh packets --overdue")).stdout, /civil-affairs +待送达/);
  t.equal((await line.run("packets --state accepted")).code, 2);

  const told = await line.run(`explain ${failed}`);
  t.equal(told.code, 0, told.stderr);
  t.match(told.stdout, /who {3}the recipient/);
  t.match(told.stdout, new RegExp(`next {2}.*aidx requeue ${failed}`));
  const message = (await store.packet(waiting))?.message;
  const zh = await line.run(`--lang zh explain ${message}`);
  t.match(zh.stdout, /由谁处理 {2}接收单位/);
  t.match(zh.stdout, /下一步 {2}催请 civil-affairs 取回并签收/);
  const json = await line.run(`explain ${waiting} --json`);
  like(t, json.lines, [
    { packet: waiting, actor: "recipient", why: { zh: String, en: String }, next: { zh: String, en: String } },
  ]);
  t.equal((await line.run("explain 01a207a2-3280-7371-a166-1a9b2131ed2e")).code, 1);

  const operator = await clientOf(home, "operator");
  for (const query of ["", "?recipient=housing", "?state=failed&packet=" + failed, "?overdue=true&thread=" + failed]) {
    await t.rejects(
      operator.json({ method: "GET", path: `/v1/messages${query}` }),
      { code: "malformed-request" },
      query,
    );
  }
});
