import type { InboxPage } from "../domain/generated/answers.ts";
import { code, digest, formed, id, listOf, members, party, text } from "./answer-shape.ts";
import type { GatewayClient } from "./gateway-client.ts";

const PAGE = members({
  items: listOf(members({ packet: id, message: id, thread: id, type: code, from: party, digest })),
  next: text,
});

/** Which page of the inbox is asked for. */
export interface InboxQuery {
  /** Most items, 1 to 500; 100 when absent. */
  readonly limit?: number;
  /** Seconds for which the gateway may hold the call while there is nothing. */
  readonly wait?: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal;
}

/** Asks for one page of the packets without a receipt, oldest first. */
export async function inboxPage(
  client: Pick<GatewayClient, "json">,
  { limit = 100, wait = 0, after, signal }: InboxQuery,
): Promise<InboxPage> {
  const query = new URLSearchParams({ limit: String(limit), wait: String(wait) });
  if (after !== undefined) query.set("after", after);
  const call = { method: "GET", path: `/v1/inbox?${query.toString()}`, held: wait * 1000, signal } as const;
  return formed<InboxPage>(await client.json(call), PAGE);
}
