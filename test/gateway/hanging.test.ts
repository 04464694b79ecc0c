import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import t, { type Test } from "tap";
import { clientOf, type GatewayHome, gatewayHome, type HomeOptions } from "../support/gateway/gateway.ts";
import { testDatabase } from "../support/store/postgres.ts";
import { tcpProxy } from "../support/tcp-proxy.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** `aidx serve`, ready, whose standard error is a pipe that nobody reads. */
async function serve(t: Test, options: HomeOptions) {
  const home: GatewayHome = await gatewayHome(t, {
    // As fast as it goes: answers that were too many share a line of the log.
    gateway: { http: { drainSeconds: 0, shutdownSeconds: 1 }, limits: { rate: { party: { perSecond: 0 } } } },
    ...options,
  });
  const child = spawn(process.execPath, [path.join(ROOT, "src/cli/aidx.mjs"), "serve"], {
    cwd: ROOT,
    env: { ...process.env, ...home.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.teardown(() => child.kill("SIGKILL"));
  const exited = once(child, "exit") as Promise<[number | null, string | null]>;
  t.match(String(await once(child.stdout, "data")), "ready");
  return { child, exited, home };
}

t.test("a gateway whose log nobody reads goes on, counts the lines, and ends in order", async (t) => {
  const { child, exited, home } = await serve(t, { env: { AIDX_LOG_LEVEL: "trace" } });
  const { url } = home;
  // A party: calls of strangers are soon too many, and such answers share a line of the log.
  const client = await clientOf(home, "housing");
  const lost = async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return Number(/^aidx_logger_lines_lost_total (\d+)$/m.exec(metrics)?.[1]);
  };
  for (let n = 0; n < 4_000 && (await lost()) === 0; n++) {
    await Promise.all(Array.from({ length: 16 }, () => client.call({ method: "GET", path: "/v1/inbox" })));
  }
  t.ok((await lost()) > 0);
  t.equal((await fetch(`${url}/readyz`)).status, 200);
  child.kill("SIGTERM");
  t.same(await exited, [0, null]);
});

t.test("a gateway whose database hangs ends in its time after SIGTERM", async (t) => {
  const { url } = await testDatabase(t);
  const database = new URL(url);
  const proxy = await tcpProxy(database.hostname, Number(database.port || 5432));
  t.teardown(() => proxy.close());
  database.port = String(proxy.port);
  const { child, exited } = await serve(t, { databaseUrl: database.href });
  proxy.freeze();
  const began = performance.now();
  child.kill("SIGTERM");
  await exited;
  t.ok(performance.now() - began < 8_000, "two times a second, five seconds for the database, and some");
});
