/** Lists of packets, page by page: of auditors, and of the parties themselves. */
import type { Delivery, DeliveryPage } from "../domain/generated/answers.ts";
import { code, Cursors, type Form, formed, id, listOf, members, optional, party, text } from "./answer-shape.ts";
import type { GatewayClient } from "./gateway-client.ts";

/** Members of a packet in a list that a reader relies on. */
export const LISTED_PACKET = {
  type: code,
  sender: party,
  recipient: party,
  state: code,
  documentNumber: optional(text),
};
/** A `Delivery`. */
export const DELIVERY: Form = members({ packet: id, ...LISTED_PACKET });

/** Filters of packets that a party got or sent; an absent one matches any. Times are RFC 3339, `to` is excluded. */
export interface OwnPacketQuery {
  readonly state?: string | undefined;
  readonly type?: string | undefined;
  readonly thread?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly overdue?: boolean | undefined;
}

/** Those of packets that a party sent. */
export interface SentPacketQuery extends OwnPacketQuery {
  readonly recipient?: string | undefined;
}

/** Page of a list: `after` is the `next` of the page before. */
export interface PageOptions {
  /** Items, 1 to 500; 100 when absent. */
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Items of a page: the gateway's maximum. */
const PAGE = 500;

/**
 * A party's own packets of all states, newest first: those that it got, for a department what the inbox does not show, and those
 * that it sent.
 *
 * @example
 * ```ts
 * const own = new OwnPackets(new GatewayClient({ url, party: "civil-affairs", keys }));
 * for await (const packet of own.received({ state: "accepted" })) report(packet);
 * ```
 */
export class OwnPackets {
  readonly client: GatewayClient;

  constructor(client: GatewayClient) {
    this.client = client;
  }

  /** Lists all packets that this party got (`packet:receive`). */
  received(query: OwnPacketQuery = {}, { signal }: Pick<PageOptions, "signal"> = {}): AsyncGenerator<Delivery> {
    return listAll(this.client, "/v1/packets", { ...query }, DELIVERY, signal);
  }

  /** Asks for one page of the packets that this party got. */
  receivedPage(query: OwnPacketQuery, { limit, after, signal }: PageOptions = {}): Promise<DeliveryPage> {
    return listPage(this.client, "/v1/packets", { ...query, limit, after }, DELIVERY, signal);
  }

  /** Lists all packets that this party sent, one for each recipient (`message:send`). */
  sent(query: SentPacketQuery = {}, { signal }: Pick<PageOptions, "signal"> = {}): AsyncGenerator<Delivery> {
    return listAll(this.client, "/v1/messages", { role: "sender", ...query }, DELIVERY, signal);
  }

  /** Asks for one page of the packets that this party sent. */
  sentPage(query: SentPacketQuery, { limit, after, signal }: PageOptions = {}): Promise<DeliveryPage> {
    return listPage(this.client, "/v1/messages", { role: "sender", ...query, limit, after }, DELIVERY, signal);
  }
}

/** Lists all items of a list, newest first, page after page as they are taken. @param item form of each */
export async function* listAll<Item>(
  client: Pick<GatewayClient, "json">,
  path: string,
  query: Query,
  item: Form,
  signal?: AbortSignal,
): AsyncGenerator<Item> {
  const cursors = new Cursors();
  for (let after: string | undefined; ; ) {
    const { items, next } = await listPage<Item>(client, path, { ...query, limit: PAGE, after }, item, signal);
    yield* items;
    if (next === undefined) return;
    after = cursors.next(next);
  }
}

/** Asks for one page of a list. @param item form of each */
export async function listPage<Item>(
  client: Pick<GatewayClient, "json">,
  path: string,
  query: Query,
  item: Form,
  signal?: AbortSignal,
): Promise<{ items: Item[]; next?: string }> {
  const answer = await client.json({ method: "GET", path: path + queryOf(query), signal });
  return formed<{ items: Item[]; next?: string }>(answer, members({ items: listOf(item), next: optional(text) }));
}

/** Writes the parameters that are given; false is as good as none. */
export function queryOf(parameters: Query): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}
