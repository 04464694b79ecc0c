import t from "tap";
import { openSharedCounters } from "../../src/gateway/shared-counters.ts";
import { keepingLogger } from "../support/loggers.ts";
import { outside } from "../support/referees/outside.ts";
import { REDIS_URL, redisAnswers } from "../support/store/redis.ts";
import { tcpProxy } from "../support/tcp-proxy.ts";
import { until } from "../support/until.ts";

const skip = outside(t, await redisAnswers(), "limits that processes share", "redis-server");

t.test(
  "limits: a connection that falls silent is given up, and counting together goes on over a new one",
  { skip },
  async (t) => {
    const { hostname, port } = new URL(REDIS_URL);
    const proxy = await tcpProxy(hostname, Number(port || 6379));
    t.teardown(() => proxy.close());
    const { logger, events } = keepingLogger();
    const config = { environment: { redisUrl: `redis://127.0.0.1:${proxy.port}` }, gateway: { id: "silent" } };
    const counters = openSharedCounters({ config, logger, lookup: undefined } as never);
    if (counters === undefined) throw new TypeError("counters");
    t.teardown(() => counters.close());
    const counted = async () => (await counters.shared.take("a", 1, 1)) !== undefined;
    await until("they count together", counted);
    events.length = 0;
    proxy.freeze();
    t.notOk(await counted());
    // Only new connections pass; the old one stays silent for good.
    proxy.mend();
    await until("they count together again", counted);
    t.same(
      events.map(({ msg }) => msg),
      ["Redis is away: each process counts limits for itself", "limits are counted by all processes again"],
      "outage and recovery are told once each",
    );
  },
);
