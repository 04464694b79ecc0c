import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import t from "tap";
import { createLogger } from "../../src/telemetry/logger.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";

t.test("a packet whose delivery failed for good is one line of the log at error", async (t) => {
  const endpoint = createServer((request, response) => {
    request.resume();
    response.writeHead(410).end();
  });
  endpoint.listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  t.teardown(() => {
    endpoint.closeAllConnections();
    endpoint.close();
  });
  const { port } = endpoint.address() as AddressInfo;
  const home = await gatewayHome(t, { endpoints: { housing: `http://127.0.0.1:${port}/` } });
  const { promise: failed, resolve } = Promise.withResolvers<object>();
  const write = (line: string) => {
    const event = JSON.parse(line) as { event?: string };
    if (event.event === "packet-failed") resolve(event);
  };
  await start(t, home, { logger: createLogger("error", { write }) });
  const sender = await senderOf(home);
  const document = (await exampleList()) as never;
  const sealed = await sender.seal(document, { type: "aid-subject-list", jti: "gone", to: ["housing"] });
  const { answer } = await sender.push(sealed);
  like(t, await failed, {
    level: "error",
    packet: answer.packets[0]?.id,
    recipient: "housing",
    code: "http-410",
    zh: /运维/,
  });
});

t.test("an endpoint that says 404 for a while, as one that is being mended, loses no packet", async (t) => {
  const answers = [404, 302, 407, 204];
  const endpoint = createServer((request, response) => {
    request.resume();
    response.writeHead(answers.shift() ?? 204).end();
  });
  endpoint.listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  t.teardown(() => {
    endpoint.closeAllConnections();
    endpoint.close();
  });
  const { port } = endpoint.address() as AddressInfo;
  const home = await gatewayHome(t, {
    endpoints: { housing: `http://127.0.0.1:${port}/` },
    gateway: { delivery: { retry: { baseSeconds: 1, maxSeconds: 1 } } },
  });
  const gateway = await start(t, home);
  const sender = await senderOf(home);
  const document = (await exampleList()) as never;
  const sealed = await sender.seal(document, { type: "aid-subject-list", jti: "mended", to: ["housing"] });
  const { answer } = await sender.push(sealed);
  for await (const { packets } of sender.follow(answer.id)) if (packets[0]?.state !== "queued") break;
  const { packets } = await sender.message(answer.id);
  like(t, packets, [{ state: "delivered", attempts: 4 }]);
  t.equal((await gateway.store.packet(answer.packets[0]?.id ?? ""))?.state, "delivered");
});
