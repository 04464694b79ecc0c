import { type StateToSeeTo, STATES_TO_SEE_TO } from "../../domain/operator-answers.ts";
import { given, oneOf, party } from "./audit-query.ts";
import { malformed, uuid7Of, wholeNumber } from "./query.ts";

type Parameters = ReadonlyMap<string, string>;

/** Names of the query parameters of the list of messages. */
export const MESSAGES_PARAMETERS = ["thread", "packet", "state", "recipient", "after", "limit"] as const;
const PAGE_ITEMS = 100;
const MAX_ITEMS = 500;

/** What an operator asks the list for: a thread, the message of a packet, or packets that it has to see to, by pages. */
export interface OperatorsAsking {
  readonly question:
    | { readonly thread: string }
    | { readonly packet: string }
    | { readonly state: StateToSeeTo; readonly recipient?: string };
  readonly page: { readonly after: string | undefined; readonly limit: number };
}

/** The thread that a party asks for: whose messages it sent or received. @throws Refusal `malformed-request` */
export function partysThread(parameters: Parameters): string {
  if (MESSAGES_PARAMETERS.some((name) => name !== "thread" && parameters.has(name))) {
    throw malformed(
      "Only thread may be given; packet, state, recipient, after and limit are for ops:read",
      "仅可给出 thread；packet、state、recipient、after、limit 仅供具有 ops:read 权限者使用",
    );
  }
  return uuid7Of(parameters.get("thread"), "thread");
}

/** @throws Refusal `malformed-request` */
export function operatorsAsking(parameters: Parameters): OperatorsAsking {
  const [thread, packet] = [parameters.get("thread"), parameters.get("packet")];
  const state = oneOf<StateToSeeTo>(parameters, "state", STATES_TO_SEE_TO);
  if ([thread, packet, state].filter((one) => one !== undefined).length !== 1) {
    throw malformed("One of thread, packet and state must be given", "须给出 thread、packet、state 之一");
  }
  const limit = wholeNumber(parameters.get("limit"), "limit", 1, MAX_ITEMS, PAGE_ITEMS);
  const page = { after: parameters.get("after"), limit };
  if (state !== undefined) return { question: { state, ...given("recipient", party(parameters, "recipient")) }, page };
  if (["recipient", "after", "limit"].some((name) => parameters.has(name))) {
    throw malformed("recipient, after and limit go with state", "recipient、after、limit 须与 state 并用");
  }
  const question = packet === undefined ? { thread: uuid7Of(thread, "thread") } : { packet: uuid7Of(packet, "packet") };
  return { question, page };
}
