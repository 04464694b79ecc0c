import { SharedPlaces } from "./shared-places.ts";
import { attempt, pushEndpoint } from "./deliver.ts";
import type { Flow } from "./flow.ts";
import type { NewPacket } from "./packet.ts";
import type { DeliveryJob } from "./ports.ts";
import { createRelay, dueTime } from "./relay.ts";
import type { ClaimedPacket, NewMessage } from "./store-port.ts";

/**
 * Most packets, and most bytes, that wait in memory for their first push. A push from memory costs a fraction of
 * one through the queue, so only memory bounds their number; the courier bounds the pushes at once for each endpoint.
 */
const MOST_FRESH = 512;
const MOST_FRESH_BYTES = 64 * 1024 * 1024;

/**
 * The packets that this process pushes. A fresh packet is pushed from memory right after its commit. All others
 * (retries, packets that a stopped process left, packets that found no room) are found in the rows by the relay and go
 * through the queue. Both ways end in the same `attempt`, and on both no recipient gets more than its part of the places.
 */
export interface OutgoingPackets {
  /** Tells whether this process may claim a fresh packet. */
  mayClaim(packet: NewPacket): boolean;
  /** Pushes the leased packets of a message that was committed, and wakes held polls of its recipients. */
  committed(message: NewMessage): void;
  /** Starts relay and workers. */
  start(): Promise<void>;
  /** Takes nothing new, finishes the pushes in hand, gives the leases back. */
  stop(): Promise<void>;
}

/** Creates the outgoing side. `wake` is called with the recipients of each committed message. */
export function createOutgoing(flow: Flow, wake: (recipients: readonly string[]) => void): OutgoingPackets {
  const { settings, store, courier, observer } = flow;
  const inHand = new Set<Promise<void>>();
  const abort = new AbortController();
  const workers = new SharedPlaces(settings.concurrency);
  const fresh = new SharedPlaces(MOST_FRESH);
  let freshBytes = 0;
  /** Recipients whose last fresh packet was deferred. */
  const crowded = new Set<string>();
  let stopping = false;
  const relay = createRelay(flow, (party, endpoint) => Math.min(courier.room(endpoint), workers.room(party)), handle);

  function inBackground(work: Promise<void>): Promise<void> {
    // Nothing is lost: the lease runs out, and the relay finds the packet again.
    const ended = work.catch((error: unknown) => observer.fault("deliver", error)).finally(() => inHand.delete(ended));
    inHand.add(ended);
    return ended;
  }

  async function pushFresh(packet: ClaimedPacket): Promise<void> {
    const { recipient, bytes } = packet;
    const placed = fresh.take(recipient);
    freshBytes += bytes.length;
    try {
      if (await attempt(flow, packet, abort.signal)) crowded.add(recipient);
    } finally {
      if (placed) fresh.give(recipient);
      freshBytes -= bytes.length;
    }
  }

  /** Does a job. The packet may no longer be due; then the claim gives nothing. */
  function handle(job: DeliveryJob): Promise<void> {
    // Without a place for it, the relay hands it out again when there is one.
    if (stopping || roomFor(job.recipient) === 0 || !workers.take(job.recipient)) return Promise.resolve();
    return inBackground(claimAndPush(job.packet).finally(() => workers.give(job.recipient)));
  }

  async function claimAndPush(id: string): Promise<void> {
    const packet = await store.claim(id, settings.owner, dueTime(flow), settings.lease);
    if (packet !== undefined) await attempt(flow, packet, abort.signal);
  }

  function roomFor(party: string): number {
    const endpoint = pushEndpoint(flow.directory().party(party));
    return endpoint === undefined ? 0 : courier.room(endpoint);
  }

  return {
    mayClaim({ recipient, push }) {
      if (stopping || !push || relay.isOff(recipient)) return false;
      if (roomFor(recipient) > 0) crowded.delete(recipient);
      return !crowded.has(recipient) && freshBytes < MOST_FRESH_BYTES && fresh.room(recipient) > 0;
    },
    committed(message) {
      wake(message.packets.map(({ recipient }) => recipient));
      for (const packet of message.packets) {
        if (packet.leased) void inBackground(pushFresh(claimedAtCommit(message, packet)));
      }
    },
    async start() {
      await flow.queue.work(handle, settings.concurrency);
      relay.start();
    },
    async stop() {
      stopping = true;
      await relay.stop();
      // An answer may be on its way, so wait; a push that is broken off is made again with the same id.
      const grace = setTimeout(() => abort.abort(), settings.stopGrace);
      await flow.queue.close();
      await Promise.allSettled(inHand);
      clearTimeout(grace);
      await store.releaseLeases(settings.owner).catch((error: unknown) => observer.fault("release", error));
    },
  };
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
