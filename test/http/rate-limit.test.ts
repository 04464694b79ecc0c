import fc from "fast-check";
import t from "tap";
import { Refusal } from "../../src/domain/refusal.ts";
import { addressCaller, createRateLimiter } from "../../src/http/rate-limit.ts";
import { bearer, SETTINGS, startServer, tokenForm } from "../support/http/http-server.ts";
import { rejection } from "../support/refusal.ts";
import { holds } from "../support/holds.ts";
import { like } from "../support/like.ts";

function limiter(perSecond: number, burst: number) {
  const clock = { ms: 1_000_000 };
  const rates = createRateLimiter({ perSecond, burst }, { now: () => clock.ms });
  /** Seconds to wait, or 0 when the call passed. */
  const take = async (caller = "a"): Promise<number> => {
    const refused = await rejection(Refusal, () => rates.take(caller));
    if (refused !== undefined && refused.code !== "rate-limited") throw refused;
    return refused?.options.retryAfter ?? 0;
  };
  /** Waits of so many calls, one after the other. */
  const takes = async (count: number, caller?: (n: number) => string): Promise<number[]> => {
    const waits = [];
    for (let n = 0; n < count; n++) waits.push(await take(caller?.(n)));
    return waits;
  };
  return { clock, rates, take, takes };
}

t.test("a burst passes, then one call each interval", async (t) => {
  const { clock, take, takes } = limiter(10, 3);
  t.same(await takes(4), [0, 0, 0, 0.1]);
  clock.ms += 99;
  t.equal(Math.round((await take()) * 1000), 1, "refused calls cost nothing");
  clock.ms += 1;
  t.equal(await take(), 0);
  t.ok((await take()) > 0);
  clock.ms += 10_000;
  t.same(await takes(3), [0, 0, 0], "a long rest gives the burst back, not more");
  t.ok((await take()) > 0);
});

t.test("each caller has a bucket of its own", async (t) => {
  const { take } = limiter(1, 1);
  t.equal(await take("a"), 0);
  t.ok((await take("a")) > 0);
  t.equal(await take("b"), 0);
});

t.test("in any period at most the burst and the rate pass", async (t) => {
  await holds(
    t,
    fc.asyncProperty(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 100 }),
      async (perSecond, burst, pauses) => {
        const { clock, take } = limiter(perSecond, burst);
        const start = clock.ms;
        let passed = 0;
        for (const pause of pauses) {
          clock.ms += pause;
          const wait = await take();
          if (wait === 0) passed++;
          else {
            clock.ms += Math.ceil(wait * 1000);
            if ((await take()) !== 0) throw new Error("refused after waiting as told");
            passed++;
          }
        }
        return passed <= burst + ((clock.ms - start) / 1000) * perSecond + 1e-6;
      },
    ),
  );
});

t.test("after the clock is set back a caller waits for at most one call", async (t) => {
  for (const step of [1, 250, 3_600_000]) {
    const { clock, take, takes } = limiter(10, 3);
    await takes(5);
    clock.ms -= step;
    const wait = await take();
    t.ok(wait <= 0.1 + 1e-9, `${step} ms back: told to wait ${wait} s`);
    clock.ms += 100;
    t.equal(await take(), 0, "and who waits as told passes");
    t.ok((await take()) > 0, "but no second burst is given away");
  }
});

t.test("memory is bounded: idle callers are forgotten, then those that were seen first", async (t) => {
  const { take, takes } = limiter(0.001, 1);
  t.equal(await take("old"), 0);
  await takes(19_000, (n) => `caller-${n}`);
  t.ok((await take("old")) > 0, "still remembered");
  await takes(30_000, (n) => `more-${n}`);
  t.equal(await take("old"), 0, "the first seen is the first forgotten");

  const busy = limiter(1, 1);
  await busy.take("idle");
  busy.clock.ms += 500;
  await busy.takes(19_999, (n) => `caller-${n}`);
  busy.clock.ms += 999;
  await busy.take("one more");
  t.ok((await busy.take("caller-0")) > 0, "room was made of who was idle");
});

t.test("an IPv4 address is one caller, an IPv6 /64 is one caller", async (t) => {
  const same: Record<string, readonly string[]> = {
    "192.0.2.7": ["192.0.2.7", "::ffff:192.0.2.7", "::FFFF:192.0.2.7"],
    "2001:db8:1:2::/64": ["2001:db8:1:2::1", "2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:0db8:0001:0002:0:0:0:9"],
    "0:0:0:0::/64": ["::1", "::"],
    "fe80:0:0:0::/64": ["fe80::1%eth0", "fe80::2"],
    "2001:db8:0:0::/64": ["2001:db8::5:6:7:8"],
  };
  for (const [caller, addresses] of Object.entries(same)) {
    for (const address of addresses) t.equal(addressCaller(address), caller, address);
  }
});

t.test("limits over HTTP", async (t) => {
  const server = await startServer({
    settings: { rates: { party: { perSecond: 1, burst: 3 }, address: { perSecond: 1, burst: 6 } } },
  });
  t.teardown(() => server.close());

  await t.test("a party above its rate gets 429 with Retry-After; another party passes", async (t) => {
    const [one, two] = [await server.token("procuratorate"), await server.token("auditor")];
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await server.get("/v1/directory", one)).status);
    t.same(statuses, [200, 200, 429]);
    const refused = await server.get("/v1/directory", one);
    t.equal(refused.headers.get("retry-after"), "1");
    like(t, await refused.json(), { code: "rate-limited" });
    t.equal((await server.get("/v1/directory", two)).status, 200);
    server.clock.ms += 1000;
    t.equal((await server.get("/v1/directory", one)).status, 200);
  });

  await t.test("a call without the scope counts too", async (t) => {
    server.clock.ms += 10_000;
    const token = await server.token("operator", "ops:read");
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await server.get("/v1/directory", token)).status);
    t.same(statuses, [403, 403, 429]);
  });

  await t.test("bad assertions count against the address; probes do not", async (t) => {
    server.clock.ms += 60_000;
    const statuses = [];
    for (let i = 0; i < 7; i++) {
      const response = await server.post("/oauth/token", tokenForm(`x${i}`));
      statuses.push(response.status);
      if (i === 6) like(t, await response.json(), { code: "rate-limited", error: "temporarily_unavailable" });
    }
    t.same(statuses, [401, 401, 401, 401, 401, 401, 429]);
    for (const path of ["/healthz", "/readyz", "/metrics"]) t.equal((await server.get(path)).status, 200);
    t.equal((await server.get("/nowhere")).status, 429, "trying out addresses counts as well");
    t.equal((await server.post("/oauth/token", "", {})).status, 429, "and a request that is no form");
  });

  await t.test("an address shared with a flood locks nobody out whose credentials are good", async (t) => {
    server.clock.ms += 60_000;
    const known = await server.token("auditor");
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await server.get("/v1/directory", `a.b${i}.AA`)).status);
    t.same(statuses, [401, 401, 401, 401, 401, 401, 429]);
    t.equal((await server.get("/.well-known/jwks.json")).status, 429, "what is open to all is for the address");
    t.equal((await server.get("/v1/directory", known)).status, 200);
    const fresh = await server.token("civil-affairs");
    t.equal((await server.get("/v1/directory", fresh)).status, 200, "a new assertion and a new token pass");
    t.equal((await server.get("/.well-known/jwks.json", known)).status, 200, "with a token, for the party");
    t.equal((await server.get("/.well-known/jwks.json", "a.b.AA")).status, 429, "a bad one proves nobody");
  });

  await t.test("a party that asks for tokens above its rate gets 429, from whatever address", async (t) => {
    server.clock.ms += 60_000;
    const statuses = [];
    for (let i = 0; i < 4; i++) {
      statuses.push((await server.post("/oauth/token", tokenForm(await server.assertion("operator")))).status);
    }
    t.same(statuses, [200, 200, 200, 429]);
  });
});

t.test("X-Forwarded-For is believed from a trusted proxy only", async (t) => {
  for (const [trustedProxies, second] of [
    [["127.0.0.1"], 404],
    [[], 429],
  ] as const) {
    const server = await startServer({
      settings: { trustedProxies, rates: { party: null, address: { perSecond: 0.001, burst: 1 } } },
    });
    const from = (address: string) => server.get("/nowhere", undefined, { "x-forwarded-for": address });
    t.equal((await from("192.0.2.1")).status, 404);
    t.equal((await from("192.0.2.2")).status, second);
    t.equal((await from("192.0.2.1")).status, 429);
    await server.close();
  }
});

t.test("a port that a proxy adds to an address makes no other caller", async (t) => {
  const server = await startServer({
    settings: {
      trustedProxies: ["127.0.0.0/8", "10.0.0.0/8"],
      rates: { party: null, address: { perSecond: 0.001, burst: 1 } },
    },
  });
  t.teardown(() => server.close());
  const from = async (address: string) =>
    (await server.get("/nowhere", undefined, { "x-forwarded-for": address })).status;
  t.equal(await from("192.0.2.1:5044"), 404);
  t.equal(await from("192.0.2.1:5045"), 429);
  t.equal(await from("192.0.2.1"), 429);
  t.equal(await from("192.0.2.1:1, 10.0.0.1:2"), 429, "a trusted proxy is known with a port too");
  t.equal(await from("[2001:db8::1]:443"), 404);
  t.equal(await from("[2001:db8::1]:444"), 429);
  t.equal(await from("2001:db8::2"), 429, "one host has the whole /64");
});

t.test("without a rate there is no limit", async (t) => {
  const server = await startServer({ settings: { rates: SETTINGS.rates } });
  t.teardown(() => server.close());
  const headers = bearer(await server.token("auditor"));
  for (let i = 0; i < 50; i++) t.equal((await fetch(`${server.origin}/v1/directory`, { headers })).status, 200);
});
