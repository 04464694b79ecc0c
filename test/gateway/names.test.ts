import dns from "node:dns";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { join } from "node:path";
import { Redis } from "ioredis";
import t, { type Test } from "tap";
import { SIGNATURE_TYPES } from "../../src/tlog/note.ts";
import {
  exampleList,
  type GatewayHome,
  gatewayHome,
  type HomeOptions,
  senderOf,
  start,
} from "../support/gateway/gateway.ts";
import { noteSigner } from "../support/log/memory-log.ts";
import { TimeAuthority, timeServer } from "../support/log/time-authority.ts";
import { testDatabase } from "../support/store/postgres.ts";

const REDIS_URL = process.env.REDIS_URL ?? "redis://127.0.0.1:6379";

/** Makes the system's resolver silent, as for names whose DNS servers do not answer. */
const asked: string[] = [];
const { lookup } = dns;
dns.lookup = ((hostname: string, ...rest: [never, never]) => {
  if (isIP(hostname) !== 0) lookup(hostname, ...rest);
  else asked.push(hostname);
}) as typeof dns.lookup;

const named = (url: string) => url.replace("127.0.0.1", "localhost");

/** A server that answers every request; `asked` resolves with the first one. */
async function endpoint(t: Test) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
    resolve();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, asked: promise };
}

async function redisAnswers(): Promise<boolean> {
  const client = new Redis(REDIS_URL, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on("error", () => undefined);
  const answered = await client.connect().then(
    () => true,
    () => false,
  );
  client.disconnect();
  return answered;
}

/** A gateway that reaches its database by a host name and pushes to housing. */
async function homeOf(t: Test, housing: string, options: HomeOptions): Promise<GatewayHome> {
  const { url } = await testDatabase(t);
  return gatewayHome(t, { databaseUrl: named(url), endpoints: { housing }, ...options });
}

async function push(home: GatewayHome): Promise<void> {
  const sender = await senderOf(home);
  const document = (await exampleList()) as never;
  await sender.push(await sender.seal(document, { type: "aid-subject-list", jti: "names", to: ["housing"] }));
}

const redis = await redisAnswers();
if (!redis && process.env.CI === "true") t.fail(`no Redis at ${REDIS_URL}: in CI it must be there`);

t.test(
  "names: database, endpoints, witnesses and authorities are reached while the system's resolver is silent",
  async (t) => {
    const housing = await endpoint(t);
    const witness = await endpoint(t);
    const key = noteSigner("witness.example", SIGNATURE_TYPES.cosignature).vkey;
    const authority = await TimeAuthority.made();
    const stamped = Promise.withResolvers<void>();
    const tsa = await timeServer(t, async (body, response) => {
      response.writeHead(200, { "content-type": "application/timestamp-reply" }).end(await authority.answer(body));
      stamped.resolve();
    });
    const home = await homeOf(t, housing.url, {
      gateway: {
        log: {
          witnesses: [{ url: witness.url.replace(/\/$/, ""), key }],
          timestamp: { url: named(tsa), everySeconds: 10, roots: "tsa.pem" },
        },
      },
    });
    await writeFile(join(home.config, "tsa.pem"), await authority.roots());
    await start(t, home);
    await push(home);
    await Promise.all([housing.asked, stamped.promise, witness.asked]);
    t.same(asked, [], "nothing asked the system's resolver");
  },
);

t.test(
  "names: Redis is reached while the system's resolver is silent",
  { skip: !redis && `no Redis at ${REDIS_URL}` },
  async (t) => {
    const housing = await endpoint(t);
    const home = await homeOf(t, housing.url, { env: { REDIS_URL: named(REDIS_URL) } });
    await start(t, home);
    await push(home);
    await housing.asked;
    t.same(asked, []);
  },
);
