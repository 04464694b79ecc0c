import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import t, { type Test } from "tap";
import { exampleList, gatewayHome, senderOf } from "../support/gateway/gateway.ts";
import { AIDX, startChild } from "../support/child-process.ts";
import { like } from "../support/like.ts";

/** `aidx serve` as a process, ready or ended. */
async function serve(t: Test, env: NodeJS.ProcessEnv) {
  const child = startChild(t, [AIDX, "serve"], env);
  await child.prints(/^ready /m);
  return child;
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
  const env = { ...home.env, DATABASE_URL: undefined };

  const first = await serve(t, env);
  t.equal(first.out(), `ready ${home.url}\n`, "one line on standard output");
  for (const line of first.err().trim().split("\n")) {
    t.doesNotThrow(() => JSON.parse(line) as unknown, "JSON lines");
  }
  t.match(first.err(), "made the database", "the first start logs what it made");
  const sender = await senderOf(home);
  const document = (await exampleList()) as never;
  const sealed = await sender.seal(document, { type: "aid-subject-list", jti: "term", to: ["housing"] });
  const { answer } = await sender.push(sealed);
  await arrived.promise;
  first.process.kill("SIGTERM");
  release();
  t.same(await first.ended, [0, null], "a clean end");

  const second = await serve(t, env);
  t.notMatch(second.err(), "made the database");
  const view = await (await senderOf(home)).message(answer.id);
  like(t, view.packets, [{ state: "delivered", attempts: 1 }], "the push under way was finished and recorded");
  second.process.kill("SIGTERM");
  t.same(await second.ended, [0, null]);
});

t.test("start: a wrong configuration is named by file, place and rule, and nothing starts", async (t) => {
  const home = await gatewayHome(t, { gateway: { delivery: { windowHours: "many" } } });
  const wrong = await serve(t, home.env);
  const [code] = await wrong.ended;
  t.not(code, 0);
  t.match(wrong.err(), "gateway.json");
  t.match(wrong.err(), "/delivery/windowHours");
  t.notMatch(wrong.err(), /^\s+at /m, "no stack");
  t.equal(wrong.out(), "");
});
