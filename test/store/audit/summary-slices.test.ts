import { randomBytes } from "node:crypto";
import type pg from "pg";
import t from "tap";
import { createUuid7 } from "../../../src/wire/uuid7.ts";
import { countPackets } from "../../../src/store/audit/count-packets.ts";
import { Tallies } from "../../../src/store/audit/tallies.ts";
import { runOn } from "../../../src/store/database.ts";
import { NOW, sampleMessage, samplePacket, testStore } from "../../support/store/store-samples.ts";

const MINUTE = 60_000;
const PACKETS = 60;

t.test("a summary is the same in slices of any size, each packet counted once", async (t) => {
  const store = await testStore(t);
  for (let n = 0; n < PACKETS; n++) {
    // Two in each minute; ids run ahead of the time of sealing, as after a clock that was set back.
    const at = NOW + Math.floor(n / 2) * MINUTE;
    const id = createUuid7(() => at + (n % 3) * 1_600, randomBytes)();
    await store.accept(sampleMessage([], { acceptedAt: at, packets: [samplePacket(`department-${n % 7}`, { id })] }));
  }
  const client = (await store.pool.connect()) as unknown as pg.Client & { release(): void };
  t.teardown(() => client.release());
  const runner = runOn(client);
  const count = async (period: { readonly from: number; readonly to: number }, slice: number) => {
    const query = { by: "recipient", times: true, offset: 480 } as const;
    const tallies = new Tallies(query);
    await countPackets(runner, query, period, tallies, slice);
    return tallies.inOrder().map(([key, columns]) => [key, ...[...columns.values()].map((tally) => tally.row())]);
  };
  for (const period of [{}, { from: NOW + 3 * MINUTE }, { from: NOW + 3 * MINUTE, to: NOW + 20 * MINUTE }]) {
    const { from = NOW, to = NOW + PACKETS * MINUTE } = period as { from?: number; to?: number };
    const whole = await count({ from, to }, PACKETS + 1);
    t.equal(whole.length, 7);
    const expected = 2 * Math.min((to - from) / MINUTE, (NOW + (PACKETS / 2) * MINUTE - from) / MINUTE);
    t.equal(
      JSON.stringify(whole)
        .match(/"queued":(\d+)/g)
        ?.reduce((sum, n) => sum + Number(n.slice(9)), 0),
      expected,
    );
    for (const slice of [1, 2, 7, PACKETS - 1, PACKETS]) t.same(await count({ from, to }, slice), whole, `${slice}`);
  }
});
