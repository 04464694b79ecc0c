import t from "tap";
import { StoreUnavailable } from "../../src/exchange/store-port.ts";
import { startServer } from "../support/http/http-server.ts";
import { like } from "../support/like.ts";

t.test("answers: a flood of refused calls is a line a minute for each caller, with the count", async (t) => {
  const server = await startServer({
    settings: { rates: { party: { perSecond: 0.001, burst: 2 }, address: null } },
  });
  const [one, other] = [await server.token("auditor"), await server.token("operator")];
  const lines = () => server.logs.filter(({ status }) => status === 429);
  for (let n = 0; n < 101; n++) await server.get("/v1/directory", one);
  for (let n = 0; n < 2; n++) await server.get("/v1/directory", other);
  like(t, lines(), [
    { party: "auditor", route: "/v1/directory", code: "rate-limited" },
    { party: "operator", route: "/v1/directory", code: "rate-limited" },
  ]);
  t.ok(lines().every(({ request, count }) => typeof request === "string" && count === undefined));
  server.clock.ms += 60_000;
  await server.get("/v1/directory", one);
  like(t, lines().slice(2), [{ party: "auditor", count: 99 }, { party: "auditor" }]);
  await server.close();
  t.equal(lines().length, 4, "the last call was the first of its minute");
});

t.test("answers: a probe that is told to wait is no alarm in the log, another 503 is", async (t) => {
  const server = await startServer();
  t.teardown(() => server.close());
  const token = await server.token("operator");
  server.store.fault = new StoreUnavailable("gone");
  t.equal((await server.get("/readyz")).status, 503);
  t.equal((await server.get("/v1/messages?state=failed", token)).status, 503);
  like(
    t,
    server.logs.filter(({ status }) => status === 503),
    [
      { route: "/readyz", level: 40 },
      { route: "/v1/messages", level: 50 },
    ],
  );
});
