import t from "tap";
import { createReadiness } from "../../src/http/readiness.ts";
import { SenderConstraintUnavailable } from "../../src/http/auth/sender-constraint.ts";
import { StoreUnavailable } from "../../src/exchange/store-port.ts";
import { SETTINGS, startServer } from "../support/http/http-server.ts";

t.test("readiness names the probes that fail; calls meanwhile or shortly after share the outcome", async (t) => {
  const clock = { ms: 0 };
  let pings = 0;
  let broken = true;
  const probe = {
    name: "queue" as const,
    async ping() {
      pings++;
      if (broken) throw new Error("down");
    },
  };
  const readiness = createReadiness([{ name: "database", ping: async () => undefined }, probe], () => clock.ms);
  const failed = { failing: ["queue"], degraded: [] };
  t.same(await Promise.all([readiness.look(), readiness.look()]), [failed, failed]);
  broken = false;
  clock.ms += 499;
  t.same(await readiness.look(), failed);
  t.equal(pings, 1);
  clock.ms += 1;
  t.same(await readiness.look(), { failing: [], degraded: [] });
  t.equal(pings, 2);
});

t.test("a server does not start with a sender constraint that it does not have", async (t) => {
  for (const senderConstraint of ["dpop", "mtls"] as const) {
    await t.rejects(
      startServer({ settings: { auth: { ...SETTINGS.auth, senderConstraint } } }),
      new SenderConstraintUnavailable(senderConstraint),
    );
  }
});

t.test("an answer of /readyz is not kept because the clock was set back", async (t) => {
  const monotonic = { ms: 0 };
  const server = await startServer({ deps: { elapsed: () => monotonic.ms } });
  t.equal((await server.get("/readyz")).status, 200);
  server.clock.ms -= 3_600_000;
  monotonic.ms += 1_000;
  server.store.fault = new StoreUnavailable("the database is away");
  t.equal((await server.get("/readyz")).status, 503);
  server.store.fault = undefined;
  await server.close();
});
