import { mock } from "node:test";
import t from "tap";
import { watchPackets } from "../../src/gateway/packet-figures.ts";

t.test("packet figures: a count that takes long gets no second one beside it", async (t) => {
  mock.timers.enable({ apis: ["setInterval"] });
  t.teardown(() => mock.timers.reset());
  const counts: PromiseWithResolvers<object>[] = [];
  const store = {
    packetFigures: () => {
      const count = Promise.withResolvers<object>();
      counts.push(count);
      return count.promise;
    },
  };
  let read = (): unknown => undefined;
  const metrics = { watchPackets: (reading: () => { figures?: unknown }) => (read = () => reading().figures) };
  const watcher = watchPackets({ store, metrics, clock: { now: () => 1 } } as never);
  t.teardown(() => watcher.stop());
  mock.timers.tick(60_000);
  t.equal(counts.length, 1);
  counts[0]?.resolve({ queued: 7 });
  await new Promise(setImmediate);
  t.same(read(), { queued: 7 });
  mock.timers.tick(15_000);
  t.equal(counts.length, 2);
  counts[1]?.reject(new Error("away"));
  await new Promise(setImmediate);
  t.equal(read(), undefined, "no figures pass for those of now");
  mock.timers.tick(15_000);
  t.equal(counts.length, 3, "it goes on after a fault");
});
