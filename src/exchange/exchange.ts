import type { Flow } from "./flow.ts";
import { fetchPacket } from "./fetch.ts";
import { createInboxes } from "./inbox.ts";
import { createOutgoing } from "./outgoing.ts";
import type { Exchange } from "./service.ts";
import { receive } from "./receipt.ts";
import { requeue } from "./requeue.ts";
import { reseal } from "./reseal.ts";
import { check, submit } from "./submit.ts";
import { viewMessage, viewPacketsMessage, viewThread } from "./views.ts";

/** The flow, with what runs in its background. */
export interface RunningExchange extends Exchange {
  /** Starts relay and workers. */
  start(): Promise<void>;
  /** Ends held polls, then what is in hand, and gives leases back. */
  stop(): Promise<void>;
}

/** Puts the steps together: one file a step, all over the same `Flow`. */
export function createExchange(flow: Flow): RunningExchange {
  const inboxes = createInboxes(flow);
  const outgoing = createOutgoing(flow, inboxes.wake);
  return {
    submit: (caller, envelope, mediaType) => submit(flow, outgoing, caller, envelope, mediaType),
    check: (caller, envelope, mediaType) => check(flow, caller, envelope, mediaType),
    message: (caller, id) => viewMessage(flow, caller, id),
    thread: (caller, id) => viewThread(flow, caller, id),
    messageOf: (caller, packet) => viewPacketsMessage(flow, caller, packet),
    inbox: inboxes.read,
    packet: (caller, id, options) => fetchPacket(flow, caller, id, options),
    receipt: (caller, packet, jws) => receive(flow, caller, packet, jws),
    requeue: (caller, packet) => requeue(flow, caller, packet),
    reseal: async (caller, packet) => {
      const view = await reseal(flow, caller, packet);
      inboxes.wake([view.recipient]);
      return view;
    },
    start: outgoing.start,
    stop: async () => {
      inboxes.stop();
      await outgoing.stop();
    },
  };
}
