import { pushEndpoint } from "./deliver.ts";
import { endpointsBack } from "./endpoint-switch.ts";
import type { Flow } from "./flow.ts";
import type { DeliveryJob, Party } from "./ports.ts";
import type { DueShare, DueTime } from "./store-port.ts";
import { closeWindows } from "./windows.ts";

/** Most due packets that are handed out at once. */
const MOST_HANDED = 500;

/** Time from one look to the next while a recipient has more than its share, ms. */
const CATCH_UP_MS = 250;

/**
 * Finds due packets in the rows, and hands them to the workers through the queue, or to its own process while the queue
 * cannot be reached. It is fair by recipient: in each turn every recipient who can be pushed to now has the same share, and
 * of the others no packet is read. So a recipient's backlog, of any size, delays nobody else's packets, and a failing
 * endpoint costs the database one packet whenever it is tried again.
 */
export interface Relay {
  /** Tells whether a party's endpoint was off at the last look. */
  isOff(party: string): boolean;
  start(): void;
  /** Ends after the turn under way. */
  stop(): Promise<void>;
}

/**
 * Creates the relay.
 *
 * @param room number of packets that this process could push to an endpoint of a party at once
 * @param handle does a job in this process
 */
export function createRelay(
  flow: Flow,
  room: (party: string, endpoint: string) => number,
  handle: (job: DeliveryJob) => Promise<void>,
): Relay {
  const { settings, store, queue, observer } = flow;
  const catchUp = Math.min(CATCH_UP_MS, settings.relayEvery);
  const most = Math.max(1, Math.round((settings.catchUpPerSecond * catchUp) / 1000));
  let off: ReadonlySet<string> = new Set();
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let turning: Promise<void> = Promise.resolve();

  function shareOf(party: Party): DueShare[] {
    const endpoint = pushEndpoint(party);
    if (endpoint === undefined) return [];
    return [{ party: party.id, share: off.has(party.id) ? 0 : Math.min(most, room(party.id, endpoint)) }];
  }

  /** Looks once. Returns whether some recipient may have more. */
  async function look(): Promise<boolean> {
    const time = dueTime(flow);
    const all = await store.endpointsOff();
    const over = new Set(all.filter(({ until }) => until !== null && until <= time.now));
    if (over.size > 0) await endpointsBack(flow, { now: time.now });
    off = new Set(all.filter((one) => !over.has(one)).map(({ party }) => party));
    observer.endpointsOff(off.size);
    const moreOver = await closeWindows(flow, time);
    const shares = [...flow.directory().parties()].flatMap(shareOf);
    const open = shares.filter(({ share }) => share > 0);
    const { due, more } = await store.duePackets(time, open, MOST_HANDED);
    observer.relayed(due.length, shares.length - open.length);
    if (stopping) return false;
    // Also when none is due: the queue watches whether what is due is taken.
    await queue.add(due).catch((error: unknown) => {
      // The rows are the truth: a job that another process gets too finds nothing to claim.
      observer.fault("queue", error);
      for (const job of due) void handle(job);
    });
    return more || moreOver;
  }

  async function turn(): Promise<void> {
    const more = await look().catch((error: unknown) => {
      observer.fault("relay", error);
      return false;
    });
    if (!stopping) timer = setTimeout(begin, more ? catchUp : settings.relayEvery);
  }

  function begin(): void {
    turning = turn();
  }

  return {
    isOff: (party) => off.has(party),
    start: begin,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await turning;
    },
  };
}

/** Computes the times by which a packet is due now. No lease is longer than a window, so one horizon serves both. */
export function dueTime({ clock, settings }: Pick<Flow, "clock" | "settings">): DueTime {
  const now = clock.now();
  return { now, horizon: now + Math.max(settings.deliveryWindow, settings.lease) };
}
