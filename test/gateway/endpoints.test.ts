import t, { type Test } from "tap";
import type { Flow } from "../../src/exchange/flow.ts";
import { clientOf, departmentOf, type GatewayHome, gatewayHome, start } from "../support/gateway/gateway.ts";
import { commandLineOf, deliverTo, sendTo, testEndpoint } from "../support/gateway/operator.ts";
import { like } from "../support/like.ts";
import { until } from "../support/until.ts";

/** Retries at once, so that a test sees several of them. */
const QUICK = { delivery: { retry: { baseSeconds: 1, maxSeconds: 1 }, relayIntervalMs: 100 } };

async function inboxOf(home: GatewayHome, party: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { packet } of (await departmentOf(home, party)).poll({ once: true })) ids.push(packet);
  return ids;
}

/** Starts a gateway, and tells how many endpoints its relay knows to be off. */
async function startWatched(t: Test, home: GatewayHome) {
  const relay = { off: 0 };
  const endpointsOff = (count: number) => void (relay.off = count);
  const decorate = (flow: Flow): Flow => ({ ...flow, observer: { ...flow.observer, endpointsOff } });
  return { relay, gateway: await start(t, home, { decorate }) };
}

t.test("an operator sees which endpoints are on, failing or off, since when and why, and turns them on", async (t) => {
  const [failing, gone, good] = [await testEndpoint(t, 503), await testEndpoint(t, 410), await testEndpoint(t, 204)];
  const urls = { housing: failing.url, education: gone.url, "medical-insurance": good.url };
  const home = await gatewayHome(t, { endpoints: urls, gateway: QUICK });
  const { gateway, relay } = await startWatched(t, home);
  const { store } = gateway;
  const line = await commandLineOf(home);
  const list = async () => {
    const { code, lines, stderr } = await line.run("endpoints --json");
    t.equal(code, 0, stderr);
    return new Map(lines.map((item) => [item["party"], item]));
  };
  const quiet = await list();
  like(t, quiet.get("housing"), { state: "on", queued: 0, failed: 0, circuit: "closed" });
  like(t, quiet.get("civil-affairs"), { state: "pull", queued: 0, failed: 0 });
  t.notOk(quiet.has("operator"), "who receives nothing is not in it");

  const sent = await Promise.all(
    (["housing", "education", "medical-insurance", "civil-affairs"] as const).map((to) => sendTo(home, to, to)),
  );
  const [waiting, failed] = sent;
  await until("two pushes", async () => ((await store.packet(waiting ?? ""))?.attempts ?? 0) >= 2);
  await until("one has failed", async () => (await store.packet(failed ?? ""))?.state === "failed");
  await until("the log has it all", async () => (await list()).get("medical-insurance")?.["deliveredAt"]);
  const shown = await list();
  like(t, shown.get("housing"), { state: "failing", cause: "http-503", since: String, triedAt: String, queued: 1 });
  like(t, shown.get("education"), { state: "off", cause: "http-410", since: String, queued: 0, failed: 1 });
  like(t, shown.get("medical-insurance"), { state: "on", deliveredAt: String, queued: 0, failed: 0 });
  t.notOk(shown.get("medical-insurance")?.["cause"], "nothing is wrong with it");
  like(t, shown.get("civil-affairs"), { state: "pull", queued: 1, oldestQueued: String });
  const zh = await line.run("--lang zh endpoints housing education");
  t.match(zh.stdout, /housing +推送失败 .*对方应答 HTTP 503/);
  t.match(zh.stdout, /education +停用 .*对方应答 HTTP 410/);
  t.notMatch(zh.stdout, /civil-affairs/);

  gone.status = 204;
  const on = await line.run("endpoints --on education --json");
  like(t, on.lines, [{ party: "education", state: "on", failed: 1 }]);
  t.equal((await line.run("endpoints --on education")).code, 0, "twice is no fault");
  like(t, (await line.run("endpoints --off housing --json")).lines, [
    { party: "housing", state: "off", cause: "operator" },
  ]);
  const pushes = failing.pushed.length;
  await until("later pushes go out", async () => (await deliverTo(home, "education", gone)) > 0);
  t.equal(failing.pushed.length, pushes, "an endpoint that is off gets nothing");
  t.equal((await line.run("endpoints --on")).code, 2);
  t.equal((await line.run("endpoints --on civil-affairs")).code, 1, "it has none");

  // A pause holds pushes back until its end, and ends by itself.
  const end = new Date(Date.now() + 3000).toISOString();
  const held = good.pushed.length;
  like(t, (await line.run(`endpoints --pause maintenance --until ${end} medical-insurance --json`)).lines, [
    { party: "medical-insurance", state: "paused", cause: "maintenance", until: end },
  ]);
  await until("the relay knows", () => relay.off === 2);
  await sendTo(home, "medical-insurance", "while-paused");
  t.match((await line.run("ops")).stdout, /in time +An endpoint is paused/);
  const late = new Date(Date.now() + 8 * 86_400_000).toISOString();
  t.match((await line.run(`endpoints --pause fault --until ${late} housing`)).stdout, /at most 7 days ahead/);
  t.equal((await line.run("endpoints --pause fault housing")).code, 2, "a pause has an end");
  await until("it is on again by itself", async () => good.pushed.length > held);
  t.equal((await list()).get("medical-insurance")?.["state"], "on");
  t.ok(Date.now() >= Date.parse(end), "not earlier");

  // A test tells of an endpoint that is off, too, and changes nothing.
  gone.status = 204;
  like(t, (await line.run("endpoints --test education --json")).lines, [{ outcome: "taken", code: "http-204" }]);
  const tried = await line.run("--lang zh endpoints --test housing");
  t.equal(tried.code, 1);
  t.match(tried.stdout, /housing +有应答，但未接受 +对方应答 HTTP 503/);
  t.match(
    failing.tests[0]?.["signature-input"],
    /^gw=\("@method" "@target-uri" "content-digest" "content-type" "aid-test"\);/,
  );
  like(t, (await list()).get("housing"), { state: "off" });
  t.equal((await line.run("endpoints --test civil-affairs")).code, 1, "it has none");

  const overview = await line.run("ops --json");
  like(t, overview.lines[0], {
    packets: { failed: 1 },
    log: { state: "leading" },
    database: { own: false, version: String, bytes: Number },
    disk: { free: Number, size: Number },
    attention: [
      { code: "packets-failed", urgent: true, count: 1 },
      { code: "endpoint-off", urgent: true, party: "housing" },
    ],
  });
  t.match((await line.run("--lang zh ops")).stdout, /立即 +推送地址停用 +.*housing.*与接收单位确认地址后启用/);

  const { rows } = await store.pool.query<{ bytes: Buffer }>(
    "select bytes from recorded_entries where type = 'directory'",
  );
  const changes = rows.map(({ bytes }) => JSON.parse(bytes.toString()) as Record<string, unknown>);
  t.same(
    changes.flatMap(({ change, party, actor }) =>
      String(change).startsWith("endpoint-") ? [[change, party, actor]] : [],
    ),
    [
      ["endpoint-off", "education", "aid-gateway"],
      ["endpoint-on", "education", "operator"],
      ["endpoint-off", "housing", "operator"],
      ["endpoint-paused", "medical-insurance", "operator"],
      ["endpoint-on", "medical-insurance", "aid-gateway"],
      ["endpoint-tested", "education", "operator"],
      ["endpoint-tested", "housing", "operator"],
    ],
  );
  const stranger = await clientOf(home, "auditor");
  await t.rejects(stranger.json({ method: "GET", path: "/v1/endpoints" }), { code: "insufficient-scope" });
});

t.test("from pull to push: what is open is pushed; what was fetched and what is settled stays", async (t) => {
  const endpoint = await testEndpoint(t, 204);
  const home = await gatewayHome(t, { gateway: QUICK });
  const gateway = await start(t, home);
  const [first, fetched, settled] = [
    await sendTo(home, "housing", "first"),
    await sendTo(home, "housing", "fetched"),
    await sendTo(home, "housing", "settled"),
  ];
  const department = await departmentOf(home, "housing");
  await department.fetchBytes({ packet: fetched });
  await department.acknowledge(await department.fetch({ packet: settled }), "accepted");
  await home.changeParty("housing", { delivery: { mode: "push", endpoint: endpoint.url } });
  await gateway.reload();
  await until("the open packet is pushed", async () => (await gateway.store.packet(first))?.state === "delivered");
  t.same(endpoint.pushed, [first]);
  const other = await sendTo(home, "civil-affairs", "other");
  like(t, await gateway.store.packet(other), { state: "queued", push: false, nextAt: null }, "others are not touched");
});

t.test("from push to pull: what is open waits in the inbox and fails no more, off or failing", async (t) => {
  const [failing, gone] = [await testEndpoint(t, 503), await testEndpoint(t, 410)];
  const home = await gatewayHome(t, { endpoints: { housing: failing.url, education: gone.url }, gateway: QUICK });
  const { gateway, relay } = await startWatched(t, home);
  const row = async (id: string) => gateway.store.packet(id);
  const waiting = await sendTo(home, "housing", "waiting");
  await until("a push", async () => ((await row(waiting))?.attempts ?? 0) > 0);
  const failed = await sendTo(home, "education", "failed");
  await until(
    "it has failed, and the relay knows",
    async () => (await row(failed))?.state === "failed" && relay.off === 1,
  );
  const off = await sendTo(home, "education", "off");
  like(t, await row(off), { state: "queued", push: true });

  for (const party of ["housing", "education"]) await home.changeParty(party, { delivery: { mode: "pull" } });
  await gateway.reload();
  const open = [waiting, off];
  await until("they are taken over", async () =>
    (await Promise.all(open.map(row))).every((one) => one?.push === false),
  );
  for (const id of open) like(t, await row(id), { state: "queued", nextAt: null, windowUntil: null, cause: null });
  t.same(await gateway.store.endpointsOff(), [], "who fetches has no endpoint that is off");
  for (const [party, packets] of [
    ["housing", [waiting]],
    ["education", [failed, off]],
  ] as const) {
    await until("all are listed", async () => (await inboxOf(home, party)).length === packets.length);
    const department = await departmentOf(home, party);
    for (const packet of packets) {
      await department.acknowledge(await department.fetch({ packet }), "accepted");
      like(t, await row(packet), { state: "accepted" });
    }
  }
});

t.test(
  "an endpoint that answered 410 is on again when the directory names another address, also at a start",
  async (t) => {
    const [old, moved] = [await testEndpoint(t, 410), await testEndpoint(t, 204)];
    const home = await gatewayHome(t, { endpoints: { housing: old.url }, gateway: QUICK });
    const { gateway, relay } = await startWatched(t, home);
    const gone = await sendTo(home, "housing", "gone");
    await until("it has failed", async () => (await gateway.store.packet(gone))?.state === "failed" && relay.off === 1);
    const waits = await sendTo(home, "housing", "waits");
    await gateway.reload();
    t.same(await gateway.store.endpointsOff(), [{ party: "housing", until: null }], "the same address stays off");
    await gateway.stop();
    await home.changeParty("housing", { delivery: { mode: "push", endpoint: moved.url } });
    const again = await start(t, home);
    await until("what waited is pushed", () => moved.pushed.includes(waits));
    t.same(await again.store.endpointsOff(), []);
  },
);
