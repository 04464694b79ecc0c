import { attempt } from "./deliver.ts";
import type { Flow } from "./flow.ts";
import { watchOffEndpoints } from "./off-endpoints.ts";
import type { NewPacket } from "./packet.ts";
import type { ClaimedPacket, DueTime, NewMessage } from "./store-port.ts";

/** Most due packets that the relay hands to the queue at once. */
const RELAY_BATCH = 500;

/**
 * Most packets, and most bytes, that wait in memory for their first push. A push from memory costs a fraction of
 * one through the queue, so only memory bounds their number; the courier bounds the pushes at once for each endpoint.
 */
const MOST_FRESH = 512;
const MOST_FRESH_BYTES = 64 * 1024 * 1024;

/**
 * The packets that this process pushes. A fresh packet is pushed from memory right after its commit. All others
 * (retries, packets that a stopped process left, packets that found no room) are found in the rows by the relay and go
 * through the queue. Both ways end in the same `attempt`.
 */
export interface OutgoingPackets {
  /** Tells whether this process may claim fresh packets. */
  hasRoom(): boolean;
  /** Pushes the packets of a message that was committed with a lease, and wakes held polls of its recipients. */
  committed(message: NewMessage): void;
  /** Starts relay and workers. */
  start(): Promise<void>;
  /** Takes nothing new, finishes the pushes in hand, gives the leases back. */
  stop(): Promise<void>;
}

/** Creates the outgoing side. `wake` is called with the recipients of each committed message. */
export function createOutgoing(flow: Flow, wake: (recipients: readonly string[]) => void): OutgoingPackets {
  const inHand = new Set<Promise<void>>();
  const abort = new AbortController();
  const fresh = { packets: 0, bytes: 0 };
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let relaying: Promise<void> | undefined;
  const off = watchOffEndpoints(flow);

  function take(packet: ClaimedPacket): Promise<void> {
    const work = attempt(flow, packet, abort.signal)
      // Nothing is lost: the lease runs out, and the relay finds the packet again.
      .catch((error: unknown) => flow.observer.fault("deliver", error))
      .finally(() => inHand.delete(work));
    inHand.add(work);
    return work;
  }

  function takeFresh(packet: ClaimedPacket): void {
    fresh.packets++;
    fresh.bytes += packet.bytes.length;
    void take(packet).finally(() => {
      fresh.packets--;
      fresh.bytes -= packet.bytes.length;
    });
  }

  /** Does a worker's job. The packet may no longer be due; then the claim gives nothing. */
  async function handle(packetId: string): Promise<void> {
    if (stopping) return;
    const time = dueTime(flow);
    const { owner, lease } = flow.settings;
    const packet = await flow.store.claim(packetId, owner, time, time.now + lease).catch((error: unknown) => {
      flow.observer.fault("claim", error);
      return undefined;
    });
    if (packet !== undefined) await take(packet);
  }

  /** Hands due rows to the queue. The rows are the truth, so a job that is handed twice or lost does no harm. */
  async function relay(): Promise<void> {
    try {
      await off.look();
      const due = await flow.store.duePackets(dueTime(flow), RELAY_BATCH);
      // Also when none is due: the queue watches whether what is due is taken.
      if (!stopping) await flow.queue.add(due);
    } catch (error) {
      flow.observer.fault("relay", error);
    }
  }

  function scheduleRelay(): void {
    if (stopping) return;
    timer = setTimeout(() => {
      relaying = relay().finally(scheduleRelay);
    }, flow.settings.relayEvery);
  }

  return {
    hasRoom: () => !stopping && fresh.packets < MOST_FRESH && fresh.bytes < MOST_FRESH_BYTES,
    committed(message) {
      wake(message.packets.map(({ recipient }) => recipient));
      if (message.lease === null) return;
      for (const packet of message.packets) {
        // The lease of a packet for an endpoint that is off runs out, and the relay leaves it until the endpoint is on.
        if (packet.push && !off.has(packet.recipient)) takeFresh(claimedAtCommit(message, packet));
      }
    },
    async start() {
      await flow.queue.work(handle, flow.settings.concurrency);
      relaying = relay().finally(scheduleRelay);
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await relaying;
      // An answer may be on its way, so wait; a push that is broken off is made again with the same id.
      const grace = setTimeout(() => abort.abort(), flow.settings.stopGrace);
      await flow.queue.close();
      await Promise.allSettled(inHand);
      clearTimeout(grace);
      await flow.store
        .releaseLeases(flow.settings.owner)
        .catch((error: unknown) => flow.observer.fault("release", error));
    },
  };
}

/** Computes the times by which a packet is due now. No lease is longer than a window, so one horizon serves both. */
export function dueTime({ clock, settings }: Pick<Flow, "clock" | "settings">): DueTime {
  const now = clock.now();
  return { now, horizon: now + Math.max(settings.deliveryWindow, settings.lease) };
}

/** Makes the claimed packet of one that was claimed in the transaction that accepted it. */
function claimedAtCommit(message: NewMessage, packet: NewPacket): ClaimedPacket {
  const { id, recipient, bytes, mediaType, digest } = packet;
  return {
    id,
    message: message.id,
    thread: message.thread,
    recipient,
    bytes,
    mediaType,
    digest,
    sealedAt: message.acceptedAt,
    attempt: 1,
    windowUntil: packet.windowUntil ?? message.acceptedAt,
  };
}
