import { randomUUID } from "node:crypto";
import t from "tap";
import type { RunningGateway } from "../../src/gateway/start.ts";
import { clientOf, exampleList, gatewayHome, senderOf, start, unique } from "../support/gateway/gateway.ts";
import { balancer } from "../support/http/balancer.ts";
import { until } from "../support/until.ts";

t.test("a rolling restart of two gateways behind a balancer breaks none of 1,000 requests", async (t) => {
  const rate = { perSecond: 0, burst: 1 };
  const http = { drainSeconds: 1, shutdownSeconds: 5 };
  const home = await gatewayHome(t, { gateway: { http, limits: { rate: { party: rate, address: rate } } } });
  const other = await gatewayHome(t, { databaseUrl: home.env.DATABASE_URL ?? "" });
  const ports = [home.port, other.port];
  const entry = await balancer(t, ports, 50);
  const AIDX_PUBLIC_URL = `http://127.0.0.1:${entry.port}`;
  const homes = [
    { ...home, env: { ...home.env, AIDX_PUBLIC_URL } },
    {
      ...home,
      env: {
        ...home.env,
        AIDX_PUBLIC_URL,
        AIDX_PORT: String(other.port),
        AIDX_DATA_DIR: other.env.AIDX_DATA_DIR ?? "",
      },
    },
  ] as const;
  const running: RunningGateway[] = [];
  for (const [index, one] of homes.entries()) running[index] = await start(t, one);
  await until("both take requests", () => entry.ready().length === 2);

  const party = { ...home, url: AIDX_PUBLIC_URL };
  const sender = await senderOf(party);
  const list = await exampleList();
  let pushed = 0;
  const client = await clientOf(party, "housing");
  let answered = 0;
  const restarted = new AbortController();
  const broken: unknown[] = [];
  const ask = async (): Promise<void> => {
    for (let turn = 0; !restarted.signal.aborted || answered < 1_000; turn++) {
      const push = async () => {
        const header = {
          ...(list.header as object),
          transferId: randomUUID(),
          listNumber: `某检移〔2026〕${++pushed}号`,
        };
        const sealed = await sender.seal({ ...list, header } as never, {
          type: "aid-subject-list",
          jti: unique("rolling"),
        });
        await sender.push(sealed);
      };
      await (turn % 20 === 0
        ? push()
        : client.json({ method: "GET", path: "/v1/inbox?limit=1", authenticated: true })
      ).catch((error: unknown) => broken.push(error));
      answered++;
    }
  };
  const asking = Array.from({ length: 6 }, ask);
  for (const [index, one] of homes.entries()) {
    const before = running[index];
    await before?.drain();
    t.notOk(entry.ready().includes(ports[index] ?? 0), "the balancer has noticed");
    await before?.stop();
    running[index] = await start(t, one);
    await until("the balancer sends it requests again", () => entry.ready().length === 2);
  }
  restarted.abort();
  await Promise.all(asking);
  t.ok(answered >= 1_000, `${answered} requests`);
  t.same(broken, []);
});
