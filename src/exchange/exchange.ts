import { setEndpoint, testEndpoint, viewEndpoints } from "./endpoints.ts";
import type { Flow } from "./flow.ts";
import { importFile } from "./disc.ts";
import { fetchPacket } from "./fetch.ts";
import { createInboxes } from "./inbox.ts";
import { createOutgoing } from "./outgoing.ts";
import type { Exchange } from "./service.ts";
import { receive } from "./receipt.ts";
import { createRefusals } from "./refusals.ts";
import { requeue, requeueAll } from "./requeue.ts";
import { reseal } from "./reseal.ts";
import { check, submit } from "./submit.ts";
import { createTakeOver } from "./take-over.ts";
import { viewMessage, viewMessageOfPacket, viewThread } from "./views.ts";

/** The operations of the flow, and its work in the background. */
export interface RunningExchange extends Exchange {
  /** Starts relay and workers. */
  start(): Promise<void>;
  /** Takes over open packets, after a change of the directory. */
  directoryChanged(): Promise<void>;
  /** Ends held polls, finishes the pushes in hand, gives leases back. */
  stop(): Promise<void>;
}

/** Puts the operations together; each has a file of its own. */
export function createExchange(flow: Flow): RunningExchange {
  const inboxes = createInboxes(flow);
  const takeOver = createTakeOver(flow);
  const outgoing = createOutgoing(flow, inboxes.wake);
  const refusals = createRefusals(flow);
  return {
    submit: (caller, envelope, mediaType) => submit(flow, outgoing, refusals, caller, envelope, mediaType),
    check: (caller, envelope, mediaType) => check(flow, caller, envelope, mediaType),
    message: (caller, id) => viewMessage(flow, caller, id),
    thread: (caller, id) => viewThread(flow, caller, id),
    messageOf: (caller, packet) => viewMessageOfPacket(flow, caller, packet),
    inbox: inboxes.read,
    packet: (caller, id, options) => fetchPacket(flow, caller, id, options),
    receipt: (caller, packet, jws) => receive(flow, refusals, caller, packet, jws),
    importFile: (caller, file, mediaType) => importFile(flow, outgoing, refusals, caller, file, mediaType),
    requeue: (caller, packet) => requeue(flow, caller, packet),
    requeueAll: (caller, filter, portion) => requeueAll(flow, caller, filter, portion),
    endpoints: () => viewEndpoints(flow),
    setEndpoint: (caller, party, to) => setEndpoint(flow, caller, party, to),
    testEndpoint: (caller, party) => testEndpoint(flow, caller, party),
    reseal: async (caller, packet) => {
      const view = await reseal(flow, caller, packet);
      inboxes.wake([view.recipient]);
      return view;
    },
    start: async () => {
      takeOver.start();
      refusals.start();
      await outgoing.start();
    },
    directoryChanged: takeOver.look,
    stop: async () => {
      inboxes.stop();
      await takeOver.stop();
      await outgoing.stop();
      await refusals.stop();
    },
  };
}
