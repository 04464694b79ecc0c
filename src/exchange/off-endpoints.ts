import { packetEntry } from "./entries.ts";
import type { Flow } from "./flow.ts";

/** Most packets whose window is closed at one look. */
const BATCH = 200;

/** The endpoints that are off (410), as this process knows them. */
export interface OffEndpoints {
  /** Tells whether a party's endpoint was off at the last look. */
  has(party: string): boolean;
  /**
   * Looks again, and closes the windows that ended meanwhile: a packet for an endpoint that is off is never attempted, so
   * no attempt would close its window.
   *
   * @throws StoreUnavailable
   */
  look(): Promise<void>;
}

/** Watches the endpoints that are off. */
export function watchOffEndpoints(flow: Flow): OffEndpoints {
  let off: ReadonlySet<string> = new Set();

  async function closeWindows(): Promise<void> {
    const { settings, store, observer, clock } = flow;
    const at = clock.now();
    for (const packet of await store.windowsOver(at, BATCH)) {
      const cause = "window-closed";
      const entry = packetEntry("failed", at, settings.gatewayId, packet, { code: cause, attempt: packet.attempts });
      const { done } = await store.settle({
        packet: packet.id,
        to: "failed",
        nextAt: null,
        at,
        cause,
        entries: [entry],
      });
      if (!done) continue;
      observer.changed("failed");
      observer.failed({ packet: packet.id, recipient: packet.recipient, code: cause });
    }
  }

  return {
    has: (party) => off.has(party),
    async look() {
      off = new Set(await flow.store.endpointsOff());
      flow.observer.endpointsOff(off.size);
      if (off.size > 0 && flow.clock.sound()) await closeWindows();
    },
  };
}
