import type { ServerResponse } from "node:http";
import t from "tap";
import { CALM, courierFor, httpEndpoint, pushTo } from "./endpoint-double.ts";
import { like } from "../support/like.ts";

t.test("one slow endpoint does not delay the pushes to others", async (t) => {
  const held: ServerResponse[] = [];
  const { courier } = courierFor(t, { settings: { slotsPerEndpoint: 2, slotWaitMs: 20 } });
  const { promise: full, resolve } = Promise.withResolvers<void>();
  const slow = await httpEndpoint(t, (_request, response) => {
    held.push(response);
    if (held.length === 2) {
      resolve();
    }
  });
  const quick = await httpEndpoint(t, (_request, response) => void response.writeHead(202).end());
  const pushes = [courier.push(pushTo(slow.url), CALM), courier.push(pushTo(slow.url), CALM)];
  t.equal(courier.room(quick.url), 2);
  await full;
  t.equal(courier.room(slow.url), 0);
  t.same(await courier.push(pushTo(slow.url), CALM), { kind: "deferred", code: "endpoint-busy", retryAfterMs: 1_000 });
  like(t, await courier.push(pushTo(quick.url), CALM), { kind: "delivered" });
  for (const response of held) {
    response.writeHead(202).end();
  }
  like(t, await Promise.all(pushes), [{ kind: "delivered" }, { kind: "delivered" }]);
  t.equal(slow.requests.length, 2);
});

t.test("a burst to a quick endpoint goes through its slots without being deferred", async (t) => {
  let open = 0;
  let most = 0;
  const { courier } = courierFor(t, { settings: { slotsPerEndpoint: 4, slotWaitMs: 10_000 } });
  const endpoint = await httpEndpoint(t, (_request, response) => {
    open += 1;
    most = Math.max(most, open);
    setImmediate(() => {
      open -= 1;
      response.writeHead(202).end();
    });
  });
  const results = await Promise.all(Array.from({ length: 100 }, (_, i) => courier.push(pushTo(endpoint.url, i), CALM)));
  t.ok(results.every((result) => result.kind === "delivered"));
  t.ok(most <= 4, `${most} at once`);
});

t.test("an endpoint that the directory or the settings got wrong is tried as rarely as one that fails", async (t) => {
  let now = 1_000_000;
  const { courier } = courierFor(t, { now: () => now, settings: { requireHttps: true } });
  const plain = "http://127.0.0.1:9/push";
  const codes: string[] = [];
  for (let n = 0; n < 10; n++, now++) {
    const result = await courier.push(pushTo(plain), CALM);
    codes.push("code" in result ? result.code : result.kind);
  }
  t.same(codes, [...Array<string>(5).fill("endpoint-not-https"), ...Array<string>(5).fill("circuit-open")]);
  t.equal(courier.room(plain), 0);
  now += 60_000;
  t.equal(courier.room(plain), 1, "one push at a time tries it again");
});
