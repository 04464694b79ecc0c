/** Reading of failed packets by a filter: what is read grows with what is found, not with all that failed. */
import t from "tap";
import type { FailedFilter } from "../../../src/exchange/operator-port.ts";
import { blockCounter } from "../../support/store/block-counter.ts";
import { NOW, testStore } from "../../support/store/store-samples.ts";

const THREAD = "01a207a2-3280-7371-a166-1a9b2131ed2e";
/** Failed packets of one department that is dead for long. */
const DEAD = 5_000;

const store = await testStore(t);
for (const [count, recipient, thread] of [
  [DEAD, "dead", "gen_random_uuid()"],
  [6, "rare", `'${THREAD}'`],
] as const) {
  await store.pool.query(`
    insert into packets (id, message, thread, type, version, sender, recipient, state, sealed_at, failed_at, size, digest,
                         media_type, kid, disclosed, due, push, cause, window_until)
    select ('01a207a2-3280-7' || substr(random, 1, 3) || '-8' || substr(random, 4, 3) || '-' || substr(random, 7, 12))::uuid,
           gen_random_uuid(), ${thread}, 'aid-subject-list', '1', 'procuratorate', '${recipient}', 'failed', ${NOW}, ${NOW} + g,
           100, '\\x00', 'application/jose', 'kid', '["identity"]', '{"receipt":"2026-03-09T23:59:59+08:00"}', true,
           'window-closed', ${NOW}
    from (select g, md5(g || '${recipient}') as random from generate_series(1, ${count}) as g) as made`);
}
await store.pool.query("vacuum analyze packets");

const blocksOf = await blockCounter(t, store.url);

t.test("requeue: a filter that finds few reads little, however many packets have failed", async (t) => {
  const filters: readonly (readonly [FailedFilter, number])[] = [
    [{ thread: THREAD }, 6],
    [{ thread: THREAD, recipient: "rare", cause: "window-closed" }, 6],
    [{ recipient: "rare" }, 6],
    [{ recipient: "rare", from: NOW + 3, to: NOW + 5 }, 2],
    [{ recipient: "nobody" }, 0],
  ];
  for (const [filter, count] of filters) {
    const name = JSON.stringify(filter);
    t.equal((await store.failedPackets(filter, undefined, 10)).length, count, name);
    t.equal(await store.countFailed(filter), count, name);
    const blocks = await blocksOf(() => store.failedPackets(filter, undefined, 10));
    t.ok(blocks < 100, `${name}: ${blocks} blocks`);
    // Counting a recipient's is bounded by what is found, and a table as small as this is read whole for it.
    if (filter.thread === undefined) continue;
    const counted = await blocksOf(() => store.countFailed(filter));
    t.ok(counted < 100, `${name}: ${counted} blocks to count`);
  }
  t.equal((await store.failedPackets({}, undefined, 10)).length, 10, "without a filter");
  t.equal(await store.countFailed({}), DEAD + 6);
  const [first, second] = await store.failedPackets({ recipient: "dead" }, undefined, 2);
  t.same(await store.failedPackets({ recipient: "dead" }, first?.id, 1), [second], "the next page");
});
