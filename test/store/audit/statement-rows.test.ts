import t from "tap";
import { recordEntry } from "../../../src/tlog/entry.ts";
import { testLog } from "../../support/log/test-log.ts";
import { NOW } from "../../support/store/store-samples.ts";

t.test("the first entry beyond a tree is found, placed or waiting", async (t) => {
  const log = await testLog(t);
  const rows = log.store.auditRows;
  const recorded = (minutes: number) =>
    recordEntry({ v: 1, type: "read", time: new Date(NOW + minutes * 60_000).toISOString(), actor: "auditor" });
  t.equal(await rows.oldestBeyond(0), undefined);
  await log.store.record([recorded(1), recorded(2)]);
  t.equal(await rows.oldestBeyond(0), NOW + 60_000, "it waits");
  await log.run();
  await log.store.record([recorded(3)]);
  t.equal(await rows.oldestBeyond(0), NOW + 60_000, "it has its place");
  t.equal(await rows.oldestBeyond(1), NOW + 120_000);
  t.equal(await rows.oldestBeyond(2), NOW + 180_000);
  await log.run();
  t.equal(await rows.oldestBeyond(3), undefined);
});
