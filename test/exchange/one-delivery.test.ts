import t, { type Test } from "tap";
import type { SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import type { Settlement, SettleOutcome } from "../../src/exchange/store-port.ts";
import { digestOf, flowFixture, JOSE } from "../support/exchange/flow.ts";
import { until } from "../support/until.ts";

/** Ways in which a packet arrives, by what they commit. */
type Way = "push" | "receipt" | "fetch";

const wayOf = ({ lease, fetched }: Settlement): Way =>
  lease !== undefined ? "push" : fetched === true ? "fetch" : "receipt";

/** A flow in which the first settlement of each way waits until it is released. */
async function racing(t: Test) {
  const waiting = new Map<Way, () => void>();
  const f = await flowFixture(t, (flow) => ({
    ...flow,
    store: new Proxy(flow.store, {
      get(store, member) {
        const value: unknown = Reflect.get(store, member, store);
        if (member !== "settle") return typeof value === "function" ? (value.bind(store) as unknown) : value;
        return async (settlement: Settlement): Promise<SettleOutcome> => {
          const way = wayOf(settlement);
          if (!waiting.has(way)) await new Promise<void>((resolve) => waiting.set(way, resolve));
          return store.settle(settlement);
        };
      },
    }),
  }));
  return { f, waiting };
}

const ORDERS: readonly (readonly Way[])[] = [
  ["push", "receipt", "fetch"],
  ["push", "fetch", "receipt"],
  ["receipt", "push", "fetch"],
  ["receipt", "fetch", "push"],
  ["fetch", "push", "receipt"],
  ["fetch", "receipt", "push"],
];

for (const order of ORDERS) {
  for (const answered of [false, true]) {
    const title = `${order.join(", ")}${answered ? ", the push with a receipt" : ""}`;
    t.test(`a packet that arrives in three ways at once is delivered once: ${title}`, async (t) => {
      const { f, waiting } = await racing(t);
      const { school, procuratorate } = f.parties;
      f.wire.answer = async (out) => ({
        kind: "delivered",
        status: 200,
        ...(answered ? { receipt: await f.receipt(school, digestOf(out)) } : {}),
      });
      const envelope = await f.list("race", { body: { to: ["education"] } });
      const { json } = await f.exchange.submit(procuratorate.caller, envelope, JOSE);
      const packet = (JSON.parse(json) as SubmissionAnswer).packets[0];
      if (packet === undefined) throw new Error("a packet");
      const attempted = until("the push has ended", async () =>
        (await f.entries()).some(({ type }) => type === "attempt"),
      );
      const ended: Record<Way, Promise<unknown>> = {
        push: attempted,
        receipt: f.exchange.receipt(school.caller, packet.id, await f.receipt(school, packet)),
        fetch: f.exchange.packet(school.caller, packet.id),
      };
      await until("each has read the packet as queued", () => waiting.size === 3);
      for (const way of order) {
        waiting.get(way)?.();
        await ended[way];
      }
      await until("the receipt stands", async () => (await f.store.packet(packet.id))?.state === "accepted");
      const types = (await f.entries()).map(({ type }) => type);
      t.equal(types.filter((type) => type === "receipt").length, 1);
      // A first fetch is an entry of its own, and the delivery when it comes first.
      const delivered = types.filter((type) => type === "delivered").length;
      t.equal(delivered, order[0] === "fetch" ? 0 : 1, types.join(" "));
    });
  }
}
