import t from "tap";
import { createReadiness } from "../../src/http/readiness.ts";
import { SenderConstraintUnavailable } from "../../src/http/auth/sender-constraint.ts";
import { SETTINGS, startServer } from "../support/http/http-server.ts";

t.test("readiness names the probes that fail; calls meanwhile or shortly after share the outcome", async (t) => {
  const clock = { ms: 0 };
  let pings = 0;
  let broken = true;
  const probe = {
    name: "queue",
    async ping() {
      pings++;
      if (broken) throw new Error("down");
    },
  };
  const readiness = createReadiness([{ name: "database", ping: async () => undefined }, probe], {
    now: () => clock.ms,
  });
  t.same(await Promise.all([readiness.failing(), readiness.failing()]), [["queue"], ["queue"]]);
  broken = false;
  clock.ms += 499;
  t.same(await readiness.failing(), ["queue"]);
  t.equal(pings, 1);
  clock.ms += 1;
  t.same(await readiness.failing(), []);
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
