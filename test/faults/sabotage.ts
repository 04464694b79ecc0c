import { setTimeout as pause } from "node:timers/promises";
import type { Flow } from "../../src/exchange/flow.ts";
import type { Store } from "../../src/exchange/store-port.ts";

/**
 * Gateways without one defence each, by name: controls of the faults run, which must notice every one of them.
 */
export const SABOTAGES: Readonly<Record<string, (flow: Flow) => Flow>> = {
  /** The 202 comes before the commit: a crash in between loses an answered message. */
  "answer-before-commit": (flow) => ({
    ...flow,
    store: over(flow.store, {
      async accept(message) {
        void pause(1_500)
          .then(() => flow.store.accept(message))
          .catch(() => undefined);
        return Promise.resolve(null);
      },
    }),
  }),
  /** A repeat is taken for a new message. */
  "no-idempotency": (flow) => ({
    ...flow,
    store: over(flow.store, {
      findEarlier: () => Promise.resolve(undefined),
      accept: (message) => flow.store.accept({ ...message, jti: `${message.jti}.${message.id.slice(-4)}` }),
    }),
  }),
  /** What a push brought back is forgotten now and then, although the packet counts as settled. */
  "forgotten-receipt": (flow) => ({
    ...flow,
    store: over(flow.store, {
      settle: ({ receipt, ...settlement }) =>
        flow.store.settle(
          receipt !== undefined && /[0-7]$/.test(settlement.packet)
            ? settlement
            : { ...settlement, ...(receipt && { receipt }) },
        ),
    }),
  }),
  /** Nobody looks for packets whose push was lost: only the hint in the queue remains. */
  "no-relay": (flow) => ({
    ...flow,
    store: over(flow.store, { duePackets: () => Promise.resolve({ due: [], more: false }) }),
  }),
  /** The inbox lists from where the newest is, whatever commits later. */
  "hasty-cursor": (flow) => ({
    ...flow,
    store: over(flow.store, {
      async inbox(recipient, after, limit) {
        const page = await flow.store.inbox(recipient, after, limit);
        return { items: page.items.slice(0, Math.ceil(page.items.length / 2)), next: page.next };
      },
    }),
  }),
};

function over(store: Store, methods: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, member) {
      const own: unknown = Reflect.get(methods, member);
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, member, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
