import t from "tap";
import { type Admission, CircuitBreaker } from "../../src/courier/circuit-breaker.ts";
import { CALM, courierFor, httpEndpoint, pushTo } from "./endpoint-double.ts";
import { like } from "../support/like.ts";

const SETTINGS = { failures: 3, openMs: 1_000, maxOpenMs: 3_000 };

function fail(breaker: CircuitBreaker, now: number): Admission {
  const admission = breaker.admit(now);
  if (admission.admitted) {
    breaker.failed(now, now, admission.probe);
  }
  return admission;
}

t.test("the circuit opens after failures in a row, for a growing time, and lets one probe through", async (t) => {
  const breaker = new CircuitBreaker(SETTINGS);
  t.same(
    [1, 2, 3].map((now) => fail(breaker, now).admitted),
    [true, true, true],
  );
  t.same(breaker.admit(3), { admitted: false, code: "circuit-open", waitMs: 1_000 });
  t.same([breaker.room(1_002), breaker.room(1_003)], [0, 1]);
  t.same(breaker.admit(1_002), { admitted: false, code: "circuit-open", waitMs: 1 });

  t.same(breaker.admit(1_003), { admitted: true, probe: true });
  like(t, breaker.admit(1_003), { admitted: false, code: "circuit-open" }, "one probe at a time");
  t.equal(breaker.room(1_003), 0);
  breaker.failed(1_003, 1_100, true);
  t.same(breaker.admit(1_100), { admitted: false, code: "circuit-open", waitMs: 2_000 }, "twice as long");

  like(t, fail(breaker, 3_100), { admitted: true, probe: true });
  like(t, breaker.admit(3_100), { waitMs: 3_000 }, "not longer than the longest");
  like(t, fail(breaker, 6_100), { admitted: true, probe: true });
  like(t, breaker.admit(6_100), { waitMs: 3_000 });

  t.same(breaker.admit(9_100), { admitted: true, probe: true });
  breaker.alive();
  t.same(breaker.admit(9_100), { admitted: true, probe: false }, "closed again");
  t.equal(breaker.room(9_100), Number.POSITIVE_INFINITY);
  t.same(
    [1, 2].map((i) => fail(breaker, 9_100 + i).admitted),
    [true, true],
    "and counts from nothing",
  );
  t.same(breaker.admit(9_103), { admitted: true, probe: false });
});

t.test("a success resets the count of failures", async (t) => {
  const breaker = new CircuitBreaker(SETTINGS);
  for (let now = 0; now < 20; now += 3) {
    fail(breaker, now);
    fail(breaker, now + 1);
    t.ok(breaker.admit(now + 2).admitted);
    breaker.alive();
  }
});

t.test("pushes that were under way together and fail together count as one failure", async (t) => {
  const breaker = new CircuitBreaker(SETTINGS);
  for (let volley = 0; volley < 2; volley++) {
    const startedAt = volley * 1_000;
    for (let i = 0; i < 50; i++) {
      breaker.failed(startedAt, startedAt + 10 + i, false);
    }
  }
  t.same(breaker.admit(1_060), { admitted: true, probe: false }, "a hundred events, two failures");
  breaker.failed(2_000, 2_010, false);
  t.notOk(breaker.admit(2_010).admitted);
});

t.test("after a probe without a result the next push is the probe", async (t) => {
  const breaker = new CircuitBreaker({ ...SETTINGS, failures: 1 });
  fail(breaker, 0);
  like(t, breaker.admit(1_000), { admitted: true, probe: true });
  breaker.undecided(true);
  like(t, breaker.admit(1_000), { admitted: true, probe: true });
});

t.test("a pause that the endpoint asked for is kept, up to the bound", async (t) => {
  const breaker = new CircuitBreaker(SETTINGS);
  breaker.pause(0, 2_000);
  breaker.pause(0, 500);
  t.same(breaker.admit(500), { admitted: false, code: "endpoint-paused", waitMs: 1_500 });
  t.same(breaker.admit(2_000), { admitted: true, probe: false });
  breaker.pause(2_000, 1e12);
  like(t, breaker.admit(2_000), { waitMs: 3_000 });
});

t.test("an endpoint that is down is not pushed to, another one is", async (t) => {
  let now = 1_790_000_000_000;
  let up = false;
  const { courier, events } = courierFor(t, { now: () => now, settings: { breaker: SETTINGS } });
  const broken = await httpEndpoint(t, (_request, response) => void response.writeHead(up ? 202 : 503).end());
  const working = await httpEndpoint(t, (_request, response) => void response.writeHead(202).end());
  for (let i = 0; i < 3; i++) {
    now += 1;
    like(t, await courier.push(pushTo(broken.url), CALM), { kind: "retry", code: "http-503" });
  }
  t.same(await courier.push(pushTo(broken.url), CALM), { kind: "deferred", code: "circuit-open", retryAfterMs: 1_000 });
  t.equal(broken.requests.length, 3, "nothing went out");
  like(t, await courier.push(pushTo(working.url), CALM), { kind: "delivered" });

  now += 1_000;
  up = true;
  const both = await Promise.all([courier.push(pushTo(broken.url), CALM), courier.push(pushTo(broken.url), CALM)]);
  like(t, both, [{ kind: "delivered" }, { kind: "deferred", code: "circuit-open" }], "one probe");
  like(t, await courier.push(pushTo(broken.url), CALM), { kind: "delivered" }, "closed again");
  t.equal(events.filter((event) => event.probe).length, 1);
});

t.test("an answer of 422 shows that the endpoint works", async (t) => {
  const { courier } = courierFor(t, { settings: { breaker: { ...SETTINGS, failures: 1 } } });
  const endpoint = await httpEndpoint(t, (_request, response) => void response.writeHead(422).end());
  for (let i = 0; i < 5; i++) {
    like(t, await courier.push(pushTo(endpoint.url), CALM), { kind: "failed", code: "http-422" });
  }
});

t.test("429 pauses all pushes to the endpoint and opens no circuit", async (t) => {
  let now = 1_790_000_000_000;
  const { courier } = courierFor(t, { now: () => now, settings: { breaker: { ...SETTINGS, failures: 1 } } });
  const endpoint = await httpEndpoint(
    t,
    (_request, response) => void response.writeHead(429, { "Retry-After": "2" }).end(),
  );
  like(t, await courier.push(pushTo(endpoint.url), CALM), { kind: "retry", retryAfterMs: 2_000 });
  now += 500;
  t.same(await courier.push(pushTo(endpoint.url), CALM), {
    kind: "deferred",
    code: "endpoint-paused",
    retryAfterMs: 1_500,
  });
  now += 1_500;
  like(t, await courier.push(pushTo(endpoint.url), CALM), { kind: "retry", retryAfterMs: 2_000 });
  t.equal(endpoint.requests.length, 2);
});

t.test("its state for an operator: closed, open after failures, half-open when the next push tries", async (t) => {
  const breaker = new CircuitBreaker({ failures: 2, openMs: 1_000, maxOpenMs: 8_000 });
  t.equal(breaker.state(0), "closed");
  breaker.failed(0, 1, false);
  t.equal(breaker.state(1), "closed", "one failure is none yet");
  breaker.failed(1, 2, false);
  t.equal(breaker.state(2), "open");
  t.equal(breaker.state(1_001), "open");
  t.equal(breaker.state(1_002), "half-open");
  breaker.failed(1_002, 1_010, true);
  t.equal(breaker.state(3_009), "open", "twice as long after a failed probe");
  t.equal(breaker.state(3_010), "half-open");
  breaker.alive();
  t.equal(breaker.state(3_011), "closed");
});
