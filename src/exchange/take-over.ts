import { endpointsBack } from "./endpoint-switch.ts";
import type { Flow } from "./flow.ts";
import type { Party } from "./ports.ts";

/** Queued packets that are looked at in one statement. */
const PORTION = 500;

/**
 * Time between two looks, ms. A packet that was sealed under the directory before, by another process or at the moment of
 * a reload, is found by the next look.
 */
const EVERY_MS = 600_000;

/** Time until the next look when this one failed, ms. */
const AGAIN_MS = 5_000;

/** Makes open packets follow the way of delivery that the directory names. */
export interface TakeOver {
  /** Looks at once, and goes on. */
  start(): void;
  /** Looks once, after a change of the directory. Reports its own faults, and looks again soon after one. */
  look(): Promise<void>;
  /** Ends after the statement under way. */
  stop(): Promise<void>;
}

/**
 * Creates the take-over. A queued packet of a party that is pushed to now is pushed, with a new window; one of a party that
 * fetches now waits in its inbox, without a window. An endpoint that answered 410 at another address is on again.
 *
 * Of several gateways only those look whose directory is the one that was put in force last: others would give the packets the
 * other way again. They are told that their files differ (`src/gateway/follow.ts`).
 */
export function createTakeOver(flow: Flow): TakeOver {
  const stopping = new AbortController();
  let looking = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function lookOnce(): Promise<void> {
    const { store, settings, clock, directory } = flow;
    const [inForce] = await store.snapshotVersions(["directory"]);
    if (inForce !== "" && inForce !== directory().version) return;
    const parties = [...directory().parties()];
    const addresses = parties.flatMap(({ id, delivery: { mode, endpoint } }) =>
      mode === "push" && endpoint !== undefined ? [[id, endpoint] as const] : [],
    );
    await endpointsBack({ store, clock, settings }, { present: new Map(addresses) });
    const faults: unknown[] = [];
    // What fails for one party holds up no other.
    for (const party of parties) await queued(party).catch((error: unknown) => faults.push(error));
    if (faults.length > 0) throw faults[0];
  }

  async function queued({ id, delivery }: Party): Promise<void> {
    for (let after: string | undefined; !stopping.signal.aborted; ) {
      const at = flow.clock.now();
      const push = delivery.mode === "push" ? { at, until: at + flow.settings.deliveryWindow } : undefined;
      const { taken, next } = await flow.store.takeOver(id, push, after, PORTION);
      if (taken > 0) flow.observer.takenOver(id, delivery.mode, taken);
      if (next === undefined) return;
      after = next;
    }
  }

  /** One look at a time: a reload during a look is followed by another one. */
  function look(): Promise<void> {
    looking = looking
      .then(lookOnce)
      .then(() => EVERY_MS)
      .catch((error: unknown) => {
        flow.observer.fault("take-over", error);
        return AGAIN_MS;
      })
      .then((wait) => {
        clearTimeout(timer);
        if (!stopping.signal.aborted) timer = setTimeout(() => void look(), wait).unref();
      });
    return looking;
  }

  return {
    start: () => void look(),
    look,
    async stop() {
      stopping.abort();
      await looking;
      clearTimeout(timer);
    },
  };
}
