import type { SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import t from "tap";
import { retentionEntries } from "../../src/persons/erase.ts";
import { flowFixture, JOSE } from "../support/exchange/flow.ts";

t.test("a packet destroyed before its first fetch answers 410, and no entry says that it was fetched", async (t) => {
  const f = await flowFixture(t);
  const { civil, procuratorate } = f.parties;
  const envelope = await f.list("gone", { body: { to: [civil.id] } });
  const { json } = await f.exchange.submit(procuratorate.caller, envelope, JOSE);
  const id = (JSON.parse(json) as SubmissionAnswer).packets[0]?.id ?? "";
  await f.store.pool.query("update packets set state = 'delivered', delivered_at = $1 where id = $2", [f.clock.at, id]);
  const rule = { state: "delivered", types: [], except: true, before: f.clock.at + 1 } as const;
  const entries = retentionEntries(f.clock.at, "gateway", "default@1");
  const { erased } = await f.store.erasureRows.eraseDue(rule, f.clock.at, 10, entries);
  t.equal(erased, 1);
  for (const peek of [false, true]) {
    await t.rejects(f.exchange.packet(civil.caller, id, { peek }), { code: "expired" });
  }
  t.notOk((await f.entries()).some(({ type }) => type === "fetched"));
  t.ok((await f.entries()).some(({ type }) => type === "erased"));
});
