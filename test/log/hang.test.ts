/** A lead that hangs or is cut off loses the lead, and notices it. */
import { SILENT } from "../support/loggers.ts";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import { SILENCE_MS } from "../../src/store/log/log-lock.ts";
import { logStore } from "../../src/store/log/log-store.ts";
import { type GatewayHome, exampleList, gatewayHome, init, senderOf, unique } from "../support/gateway/gateway.ts";
import { startChild, suspend } from "../support/child-process.ts";
import { tcpProxy } from "../support/tcp-proxy.ts";
import { testLog } from "../support/log/test-log.ts";
import { until } from "../support/until.ts";
import { logState, untilLogState, metricsOf } from "../support/gateway/metrics.ts";

// It waits twice until the server gives up a silent connection; plain `node` gives a file half a minute.
t.setTimeout(300_000);

const PROGRAM = fileURLToPath(new URL("../faults/crashing-gateway.ts", import.meta.url));
/** Time until another process may have the lead: until the server gives up, and what a loaded machine takes besides. */
const AT_MOST_MS = SILENCE_MS + 15_000;

const pendingOf = async ({ url }: GatewayHome) => /^aidx_log_pending (\d+)/m.exec(await metricsOf(url))?.[1];
const sizeOf = async ({ url }: GatewayHome) => Number(/^aidx_log_size (\d+)/m.exec(await metricsOf(url))?.[1]);

t.test("lead: a suspended gateway loses the lead, and does not write when it wakes", async (t) => {
  const home = await gatewayHome(t);
  await init(home);
  const place = await gatewayHome(t, {
    databaseUrl: home.env.DATABASE_URL ?? "",
    env: { AIDX_KEYS_DIR: home.keys, AIDX_CONFIG_DIR: home.config },
  });
  const launch = async ({ env }: GatewayHome) => {
    const child = startChild(t, [PROGRAM], env);
    await child.prints(/^ready /m);
    return child.process;
  };
  const first = await launch(home);
  await untilLogState("leading", home.url);
  const second = { ...place, keys: home.keys };
  await launch(place);
  const memory = path.join(place.env.AIDX_DATA_DIR ?? "", "log/remembered.json");
  await until("the second gateway was let in", () => existsSync(memory));
  await suspend(first);
  const from = performance.now();
  const sender = await senderOf(second);
  await sender.push(
    await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: unique("hang") }),
  );
  await untilLogState("leading", second.url);
  await until("the other one publishes what waits", async () => (await pendingOf(second)) === "0");
  const took = performance.now() - from;
  t.comment(`another one led and had published after ${Math.round(took / 100) / 10} s`);
  t.ok(took < AT_MOST_MS);
  const size = await sizeOf(second);
  first.kill("SIGCONT");
  await untilLogState("waiting", home.url);
  t.ok((await sizeOf(home)) >= size, "after waking it serves what the other one published");
  // The other one may publish more meanwhile: deliveries are entries too.
  await until("both see one size", async () => (await sizeOf(home)) === (await sizeOf(second)));
  t.equal(await logState(second.url), "leading");
});

t.test("lead: a process that is cut off from the database notices it, and another one gets the lead", async (t) => {
  const log = await testLog(t);
  const url = new URL(log.store.url);
  const proxy = await tcpProxy(url.hostname, Number(url.port === "" ? 5432 : url.port));
  t.teardown(() => proxy.close());
  url.hostname = "127.0.0.1";
  url.port = String(proxy.port);
  const far = logStore(url.href, SILENT);
  const lead = await far.lead();
  if (lead === undefined) throw new Error("lead");
  t.equal(await lead.hasPending(), false);
  proxy.freeze();
  const from = performance.now();
  await t.rejects(lead.hasPending(), { name: "StoreUnavailable" }, "the one that is cut off");
  await lead.release();
  t.ok(performance.now() - from < AT_MOST_MS);
  const next = await until("another one gets the lead", () => log.store.logStore.lead());
  t.ok(performance.now() - from < AT_MOST_MS, "the others");
  await next.release();
});
