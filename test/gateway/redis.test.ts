import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";
import t from "tap";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { until } from "../support/until.ts";
import { REDIS_URL, redisAnswers } from "../support/store/redis.ts";
import { outside } from "../support/referees/outside.ts";

const skip = outside(t, await redisAnswers(), "retries through Redis", "redis-server");

t.test(
  "redis: with REDIS_URL a retry goes through Redis, which holds ids and no personal data",
  { skip },
  async (t) => {
    let calls = 0;
    const endpoint = createServer((request, response) => {
      request.resume();
      calls++;
      response.writeHead(calls === 1 ? 503 : 204).end();
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
      env: { REDIS_URL },
      gateway: { delivery: { relayIntervalMs: 50, retry: { baseSeconds: 1, maxSeconds: 1 } } },
    });
    const gateway = await start(t, home);
    const watcher = new Redis(REDIS_URL);
    const seen: string[] = [];
    const monitor = await watcher.monitor();
    monitor.on("monitor", (_time: string, args: string[]) => seen.push(args.join(" ")));
    t.teardown(() => {
      monitor.disconnect();
      watcher.disconnect();
    });
    const sender = await senderOf(home);
    const document = (await exampleList()) as never;
    const sealed = await sender.seal(document, { type: "aid-subject-list", jti: "redis", to: ["housing"] });
    const { answer } = await sender.push(sealed);
    const packet = answer.packets[0]?.id ?? "";
    await until("it is delivered", async () => (await gateway.store.packet(packet))?.state === "delivered");
    t.equal(calls, 2);
    const aboutPacket = seen.filter((command) => command.includes(packet));
    t.ok(aboutPacket.length > 0, "the retry was a job in Redis");
    t.notOk(
      seen.some((command) => command.includes("eyJ")),
      "no envelope ever enters Redis",
    );
  },
);
