/** Reading of items for a page: what is read grows with the page, not with all items of the party. */
import t from "tap";
import type { ItemState } from "../../../src/domain/item.ts";
import { sentItem } from "../../support/casework.ts";
import { blockCounter } from "../../support/store/block-counter.ts";
import { testStore } from "../../support/store/store-samples.ts";

const MANY = 50_000;
const BATCH = 10_000;
const PAGE = 10;
const SENDER = "procuratorate-many";

const store = await testStore(t);
// Every third is for money to live on, all flags, pauses and letters are of a few; one department has a hundredth.
for (let from = 1; from <= MANY; from += BATCH) {
  await store.pool.query(
    `insert into case_items (id, thread, subject, need, department, sender, state, shown, changed_at, item)
   select id, thread, 's', need, department, $2, state, true, 0,
          $1::jsonb || jsonb_build_object('id', id, 'thread', thread, 'need', need, 'department', department, 'state', state)
            || case when g % 1000 = 0 then '{"flags":["conflict","reroute"],"dates":{"pauses":[{"code":"P1","from":"2026-03-01"}]},"letters":[{"message":"m","kind":"2","sentAt":0,"replyBy":"2026-03-01"}]}'::jsonb
                    else '{}'::jsonb end
   from (
     select g, (lpad(to_hex(1770000000000 + g * 1000), 12, '0') || '7' || substr(random, 1, 3) || '8' || substr(random, 4, 15))::uuid as id,
            md5(random)::uuid as thread, 'N' || lpad((1 + g % 9)::text, 2, '0') as need, 'department-' || g % 100 as department,
            (array['sent', 'accepted', 'delivered'])[1 + g % 3] as state
     from (select g, md5(gen_random_uuid()::text) as random from generate_series(${from}, ${from + BATCH - 1}) as g) as made
   ) as row order by md5(id::text)`,
    [JSON.stringify(sentItem({ sender: SENDER })), SENDER],
  );
}
await store.pool.query("vacuum analyze case_items");
const blocksOf = await blockCounter(t, store.url);

const FILTERS: readonly { readonly state?: ItemState; readonly need?: string; readonly department?: string }[] = [
  {},
  { state: "accepted" },
  { need: "N02" },
  { department: "department-7" },
  { state: "accepted", need: "N02" },
];

t.test("a page of a party's items reads little, whatever is asked for", async (t) => {
  for (const filter of FILTERS) {
    const ask = () => store.caseRows.itemsOf(SENDER, { ...filter, limit: PAGE });
    t.equal((await ask()).length, PAGE, JSON.stringify(filter));
    const blocks = await blocksOf(ask);
    t.ok(blocks < 2_000, `${JSON.stringify(filter)}: ${blocks} blocks`);
  }
});

t.test("a page of a party's marked items reads little, whatever is asked for", async (t) => {
  for (const mark of ["gap", "blocked", "conflict", "reroute", "letters"] as const) {
    for (const filter of FILTERS) {
      const name = `${mark} ${JSON.stringify(filter)}`;
      const blocks = await blocksOf(() => store.caseRows.marked(SENDER, { mark, ...filter, limit: PAGE }));
      t.ok(blocks < 2_000, `${name}: ${blocks} blocks`);
    }
    t.equal((await store.caseRows.marked(SENDER, { mark, limit: PAGE })).length, PAGE, mark);
  }
});

t.test("the filters find what looking at every item finds, page after page", async (t) => {
  for (const filter of FILTERS) {
    const where = Object.entries(filter).map(([column, value]) => `${column} = '${value}'`);
    const { rows } = await store.pool.query<{ id: string }>(
      `select id from case_items where ${["true", ...where].join(" and ")} order by id limit ${2 * PAGE}`,
    );
    const first = await store.caseRows.itemsOf(SENDER, { ...filter, limit: PAGE });
    const after = first.at(-1)?.item.id ?? "";
    const second = await store.caseRows.itemsOf(SENDER, { ...filter, after, limit: PAGE });
    t.same(
      [...first, ...second].map(({ item }) => item.id),
      rows.map(({ id }) => id),
      JSON.stringify(filter),
    );
  }
});
