/** Forms of the answers to the commands of operators and security administrators, checked as every answer is where it comes in (`sdk/answer-shape.ts`). */
import { code, count, type Form, id, listOf, members, optional, party, text } from "../../sdk/answer-shape.ts";

const time: Form = (value) => text(value) && !Number.isNaN(Date.parse(value as string));
const maybeTime = optional(time);
const due = members({ receipt: time, feedback: maybeTime });
const times = { deliveredAt: maybeTime, failedAt: maybeTime, nextAttempt: maybeTime };
const progress = {
  recipient: party,
  state: code,
  sealedAt: time,
  due,
  attempts: count,
  cause: optional(text),
  ...times,
};
const receipt = optional(members({ outcome: code, receivedAt: time, reason: optional(code) }));

/** An `OperatorPacket`. */
export const PACKET = members({ id, ...progress, receipt });
/** A `RequeueAnswer`. */
export const REQUEUED = members({ items: listOf(PACKET), count: optional(count), next: optional(id) });
/** An `OperatorPage`. */
export const PAGE_OF_PACKETS = members({
  items: listOf(members({ packet: id, message: id, type: code, sender: party, reason: optional(code), ...progress })),
  next: optional(text),
});
/** An `OperatorMessage`. */
export const MESSAGE = members({
  id,
  packets: listOf(PACKET),
  timeline: listOf(
    members({
      type: code,
      time,
      packet: optional(id),
      attempt: optional(count),
      code: optional(text),
      via: optional(text),
    }),
  ),
});
/** The messages of a packet's thread that an operator sees. */
export const MESSAGES = members({ messages: listOf(MESSAGE) });
/** An `OperatorEndpoint`. */
export const ENDPOINT = members({
  party,
  state: code,
  queued: count,
  failed: count,
  pushes: optional(count),
  taken: optional(count),
  until: maybeTime,
  cause: optional(text),
  circuit: optional(code),
  since: maybeTime,
  triedAt: maybeTime,
  deliveredAt: maybeTime,
  oldestQueued: maybeTime,
});
/** An `EndpointTest`. */
export const ENDPOINT_TEST = members({ party, outcome: code, code: text, milliseconds: count });
/** An `OpsOverview`. */
export const OVERVIEW = members({
  at: time,
  software: text,
  attention: listOf(
    members({ code, count: optional(count), party: optional(party), since: maybeTime, until: maybeTime }),
  ),
  packets: members({ queued: count, delivered: count, failed: count, overdue: count, oldestQueued: maybeTime }),
  log: members({
    state: code,
    size: count,
    pending: count,
    witnessed: count,
    witnesses: count,
    quorum: count,
    reason: optional(text),
    publishedAt: maybeTime,
  }),
  database: members({ version: text, bytes: count }),
  disk: members({ free: count, size: count }),
  timestamps: optional(members({ last: maybeTime })),
});
/** `OperatorEndpoints`. */
export const ENDPOINTS = members({ items: listOf(ENDPOINT) });
/** An `ErasureAnswer`. */
export const ERASURE = members({ thread: id, erasedAt: time, packets: listOf(id) });
/** A `LookupApprovalAnswer`. */
export const APPROVAL = members({ operator: party, reference: text, approvedBy: party, approvedAt: time });
/** A `PersonThreadsAnswer`. */
export const THREADS = members({
  threads: listOf(members({ thread: id, type: code, sender: party, acceptedAt: time, messages: count, open: count })),
});
