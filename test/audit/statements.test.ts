import t from "tap";
import { createStatements, type StatementDeps } from "../../src/audit/statements.ts";
import { MemoryLog } from "../support/log/memory-log.ts";
import { NoAuditRows } from "../support/http/no-audit-rows.ts";
import { like } from "../support/like.ts";

const NOW = Date.parse("2026-11-25T00:00:00Z");
const SCOPE = { party: "housing", from: "2026-10-31T16:00:00.000Z", to: "2026-11-30T16:00:00.000Z" };

/** Makes statements of an empty log. @param oldest time of the first entry that is not published, ms */
async function statements(oldest?: number, published = true) {
  const log = new MemoryLog();
  if (published) await log.publish();
  const rows = new NoAuditRows();
  rows.oldestBeyond = async () => oldest;
  const sign: StatementDeps["sign"] = async (claims) => JSON.stringify(claims);
  return createStatements({ rows, log, sign, clock: { now: () => NOW }, gateway: "aid-gateway" });
}

t.test("statements: party and time of making are in the claims", async (t) => {
  like(t, JSON.parse(await (await statements())(SCOPE)), {
    iss: "aid-gateway",
    sub: "housing",
    iat: NOW / 1000,
    statement: { ...SCOPE, totals: { packets: 0 } },
  });
});

t.test("statements: none is made while an old entry waits for the log", async (t) => {
  await t.resolves((await statements(NOW - 60_000))(SCOPE), "a minute is how long it may take");
  await t.rejects((await statements(NOW - 60_001))(SCOPE), { code: "unavailable", options: { retryAfter: 5 } });
  await t.rejects((await statements(undefined, false))(SCOPE), { code: "unavailable" });
});

t.test("statements: a period that has not begun is refused", async (t) => {
  const future = { ...SCOPE, from: new Date(NOW + 1).toISOString() };
  await t.rejects((await statements())(future), { code: "malformed-request" });
  await t.resolves((await statements())({ ...SCOPE, from: new Date(NOW).toISOString() }));
});
