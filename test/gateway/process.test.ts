import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import { exampleList, type GatewayHome, gatewayHome, senderOf } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** `aidx serve` as a process. */
async function serve(home: GatewayHome, env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [path.join(ROOT, "src/cli/aidx.mjs"), "serve"], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.err += chunk.toString()));
  const exited = once(child, "exit") as Promise<[number | null, string | null]>;
  await Promise.race([once(child.stdout, "data"), exited]);
  return { child, exited, output, url: home.url };
}

t.test("SIGTERM: pushes under way are finished, its PostgreSQL stops, and the next start loses nothing", async (t) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const arrived = Promise.withResolvers<void>();
  const endpoint = createServer((request, response) => {
    request.resume();
    arrived.resolve();
    void released.then(() => response.writeHead(204).end());
  });
  endpoint.listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  t.teardown(() => {
    endpoint.closeAllConnections();
    endpoint.close();
  });
  const { port } = endpoint.address() as AddressInfo;
  const home = await gatewayHome(t, { endpoints: { housing: `http://127.0.0.1:${port}/` }, databaseUrl: "" });
  const { DATABASE_URL: _none, ...env } = { ...process.env, ...home.env };

  const first = await serve(home, env);
  t.equal(first.output.out, `ready ${home.url}\n`, "one line on standard output");
  for (const line of first.output.err.trim().split("\n")) {
    t.doesNotThrow(() => JSON.parse(line) as unknown, "JSON lines");
  }
  t.match(first.output.err, "made the database", "the first start logs what it made");
  const sender = await senderOf(home);
  const document = (await exampleList()) as never;
  const sealed = await sender.seal(document, { type: "aid-subject-list", jti: "term", to: ["housing"] });
  const { answer } = await sender.push(sealed);
  await arrived.promise;
  first.child.kill("SIGTERM");
  release();
  t.same(await first.exited, [0, null], "a clean end");

  const second = await serve(home, env);
  t.notMatch(second.output.err, "made the database");
  const view = await (await senderOf(home)).message(answer.id);
  like(t, view.packets, [{ state: "delivered", attempts: 1 }], "the push under way was finished and recorded");
  second.child.kill("SIGTERM");
  t.same(await second.exited, [0, null]);
});

t.test("start: a wrong configuration is named by file, place and rule, and nothing starts", async (t) => {
  const home = await gatewayHome(t, { gateway: { delivery: { windowHours: "many" } } });
  const wrong = await serve(home, { ...process.env, ...home.env });
  const [code] = await wrong.exited;
  t.not(code, 0);
  t.match(wrong.output.err, "gateway.json");
  t.match(wrong.output.err, "/delivery/windowHours");
  t.notMatch(wrong.output.err, /^\s+at /m, "no stack");
  t.equal(wrong.output.out, "");
});
