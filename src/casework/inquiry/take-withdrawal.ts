import type { Arrival, Taken } from "../arrival.ts";
import type { InquiryChange } from "./inquiry-port.ts";

/** Takes back an inquiry at those who are told, unless persons are named: then the rest of it is still to be answered. */
export function withdrawInquiry({ thread, shares, body, withdrawn }: Arrival): Taken {
  if (body.personIds !== undefined || !withdrawn.includes(thread)) return { warnings: [] };
  const parties = shares.map(({ recipient }) => recipient);
  return settled({ thread, parties, state: "withdrawn", refusals: [] });
}

/** Takes back an answer: the inquiry waits for another one. */
export function withdrawAnswer({ thread, sender }: Arrival): Taken {
  return settled({ thread, parties: [sender], state: "asked", refusals: [] });
}

/** Changes nothing in a thread that has no inquiry. */
function settled(one: InquiryChange["settled"][number]): Taken {
  return { inquiry: { asked: [], subjects: [], settled: [one] }, warnings: [] };
}
