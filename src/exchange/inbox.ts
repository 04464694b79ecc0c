import type { InboxItem } from "../domain/generated/answers.ts";
import { formatDigest } from "../wire/digest.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Flow } from "./flow.ts";
import type { Caller, Exchange } from "./service.ts";
import type { Packet } from "./packet.ts";
import type { InboxPage } from "./store-port.ts";

/**
 * Wait before an inbox is read again when a wake found nothing, ms. A packet is listed only when no older
 * transaction that writes packets is open, so one that committed just now may need a moment more.
 */
const SETTLING = 20;

/** Inboxes with held polls (protocol section 5, `wait`). */
export interface Inboxes {
  read: Exchange["inbox"];
  /** Wakes the held polls of these parties: packets for them have committed in this process. */
  wake(recipients: readonly string[]): void;
  /** Ends all held polls; they answer with what there is. */
  stop(): void;
}

/** A poll that waits, or reads its inbox before it waits: what commits during the reading must wake it too. */
interface Poll {
  readonly party: string;
  /** Woken since its last reading began. */
  rung: boolean;
  /** Ends its wait; nothing while it reads. */
  end: () => void;
}

/**
 * Creates the inboxes. A commit in this process wakes a held poll at once. A commit in another process wakes it when
 * the head of its inbox has moved, which one query tells for all that wait.
 */
export function createInboxes(flow: Flow): Inboxes {
  const polls = new Set<Poll>();
  const heads = new Map<string, string>();
  let watching: NodeJS.Timeout | undefined;
  let stopped = false;

  function wake(recipients: readonly string[]): void {
    for (const poll of polls) {
      if (!recipients.includes(poll.party)) continue;
      poll.rung = true;
      poll.end();
    }
  }

  async function watch(): Promise<void> {
    try {
      const parties = [...new Set([...polls].map(({ party }) => party))];
      const now = await flow.store.inboxHeads(parties);
      wake(parties.filter((party) => now.get(party) !== undefined && now.get(party) !== heads.get(party)));
      for (const party of parties) heads.set(party, now.get(party) ?? "");
    } catch (error) {
      flow.observer.fault("inbox", error);
    }
  }

  function scheduleWatch(): void {
    watching ??= setTimeout(() => {
      void watch().finally(() => {
        watching = undefined;
        if (polls.size > 0 && !stopped) scheduleWatch();
      });
    }, flow.settings.inboxEvery);
  }

  /** Waits until the poll is woken, `ms` are over, or the caller has gone. */
  function hold(poll: Poll, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        poll.end = () => undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener("abort", end);
      poll.end = end;
      if (poll.rung || signal.aborted || stopped) end();
      else scheduleWatch();
    });
  }

  async function read(
    caller: Caller,
    query: { readonly after?: string; readonly limit: number; readonly waitMs: number },
    signal: AbortSignal,
  ): ReturnType<Exchange["inbox"]> {
    const until = flow.clock.now() + query.waitMs;
    const poll: Poll = { party: caller.party, rung: false, end: () => undefined };
    if (query.waitMs > 0) polls.add(poll);
    try {
      for (;;) {
        const settling = poll.rung;
        poll.rung = false;
        const page = await flow.store.inbox(caller.party, query.after, query.limit);
        const left = until - flow.clock.now();
        if (page.items.length > 0 || left <= 0 || signal.aborted || stopped) return viewPage(page);
        await hold(poll, settling ? Math.min(SETTLING, left) : left, signal);
      }
    } finally {
      polls.delete(poll);
    }
  }

  return {
    read,
    wake,
    stop() {
      stopped = true;
      clearTimeout(watching);
      for (const poll of polls) poll.end();
    },
  };
}

function viewPage(page: InboxPage): { items: InboxItem[]; next: string } {
  return { items: page.items.map(viewItem), next: page.next };
}

function viewItem(packet: Packet): InboxItem {
  return {
    packet: packet.id,
    message: packet.message,
    thread: packet.thread,
    type: packet.type,
    from: packet.sender,
    sealedAt: rfc3339(packet.sealedAt),
    size: packet.size,
    digest: formatDigest(packet.digest),
    due: packet.due.receipt,
  };
}
