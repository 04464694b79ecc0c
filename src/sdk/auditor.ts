import type {
  AuditMatrix,
  AuditSummary,
  Delivery,
  DeliveryPage,
  DeliveryDetail,
  EventPage,
  LoggedEvent,
  Provision,
  RightsRegister,
} from "../domain/generated/answers.ts";
import { ARCHIVE_LIMITS } from "../evidence/archive.ts";
import type { GatewayClient } from "./gateway-client.ts";
import { code, formed, id, listOf, members, party, text } from "./answer-shape.ts";
import {
  DELIVERY,
  LISTED_PACKET,
  listAll,
  listPage,
  type OwnPacketQuery,
  type PageOptions,
  queryOf,
} from "./delivery-list.ts";

/**
 * Filters of packets (protocol section 9); an absent one matches any. Times are RFC 3339, `to` is excluded. A name that the
 * gateway never had is a 404.
 */
export interface DeliveryQuery extends OwnPacketQuery {
  readonly sender?: string | undefined;
  readonly recipient?: string | undefined;
  /** Why the recipient refused it. */
  readonly reason?: string | undefined;
  /** True: not every entry about it is in a checkpoint that a quorum of the witnesses has cosigned. */
  readonly unwitnessed?: boolean | undefined;
}

/** Filters of log entries; an absent one matches any. `subject` is a message, a packet, a thread, or the recipient of a packet. */
export interface EventQuery {
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Filters of the register of provisions; an absent one matches any. */
export type ProvisionQuery = Pick<DeliveryQuery, "sender" | "recipient" | "type" | "from" | "to">;

/** Period and grouping of a summary. */
export interface SummaryOptions {
  readonly by?: "recipient" | "sender" | "type" | "day" | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Rows, columns, period and filters of a matrix; an absent filter matches any. */
export interface MatrixOptions extends Pick<DeliveryQuery, "sender" | "recipient" | "type" | "from" | "to"> {
  readonly rows?: "recipient" | "sender" | "type" | undefined;
  readonly columns?: "day" | "month" | undefined;
}

type Signal = { readonly signal?: AbortSignal | undefined };

const PROVISION = members({
  packet: id,
  message: id,
  type: code,
  sender: party,
  recipient: party,
  groups: listOf(text),
});
const RIGHTS = members({
  items: listOf(members({ reference: text, operator: party, kind: code, outcome: code, due: text })),
});
const EVENT = members({ entry: members({ type: code, time: text, actor: text }), log: members({ stage: code }) });
const DETAIL = members({ ...LISTED_PACKET, timeline: listOf(EVENT) });
const MATRIX = members({ lines: listOf(members({ key: text, cells: listOf(members({ column: text })) })) });
const SUMMARY = members({ total: members({}), lines: listOf(members({})) });

/** Time for evidence beyond that of an ordinary answer, ms: less than the time-outs of platforms. */
const EVIDENCE_MS = 240_000;

/**
 * A party that supervises: asks the gateway for deliveries, log entries and summaries, with scope `audit:read`.
 * Each query is itself recorded in the log.
 *
 * @example
 * ```ts
 * const auditor = new Auditor(new GatewayClient({ url, party: "auditor", keys }));
 * for await (const delivery of auditor.deliveries({ recipient: "housing", overdue: true })) report(delivery);
 * ```
 */
export class Auditor {
  readonly client: GatewayClient;

  constructor(client: GatewayClient) {
    this.client = client;
  }

  /** Lists all matching packets, newest first, page by page. */
  deliveries(query: DeliveryQuery = {}, { signal }: Signal = {}): AsyncGenerator<Delivery> {
    return listAll<Delivery>(this.client, "/v1/audit/deliveries", { ...query }, DELIVERY, signal);
  }

  /** Asks for one page of the matching packets. */
  deliveriesPage(query: DeliveryQuery, { limit, after, signal }: PageOptions = {}): Promise<DeliveryPage> {
    return listPage(this.client, "/v1/audit/deliveries", { ...query, limit, after }, DELIVERY, signal);
  }

  /** Reads a packet with its whole timeline and the recipient's signed receipt. */
  async delivery(packet: string, { signal }: Signal = {}): Promise<DeliveryDetail> {
    const path = `/v1/audit/deliveries/${encodeURIComponent(packet)}`;
    return formed<DeliveryDetail>(await this.client.json({ method: "GET", path, signal }), DETAIL);
  }

  /** Lists all matching log entries, newest first, page by page. */
  events(query: EventQuery = {}, { signal }: Signal = {}): AsyncGenerator<LoggedEvent> {
    return listAll<LoggedEvent>(this.client, "/v1/audit/events", { ...query }, EVENT, signal);
  }

  /** Asks for one page of the matching log entries. */
  eventsPage(query: EventQuery, { limit, after, signal }: PageOptions = {}): Promise<EventPage> {
    return listPage(this.client, "/v1/audit/events", { ...query, limit, after }, EVENT, signal);
  }

  /** Lists the register of what was provided to whom (PIPL 55, 56), newest first, page by page. */
  provisions(query: ProvisionQuery = {}, { signal }: Signal = {}): AsyncGenerator<Provision> {
    return listAll<Provision>(this.client, "/v1/registers/provision", { ...query }, PROVISION, signal);
  }

  /** Reads the register of persons' requests about their data (PIPL 44 to 50), newest first. */
  async rights(query: Pick<ProvisionQuery, "from" | "to"> = {}, { signal }: Signal = {}): Promise<RightsRegister> {
    const path = `/v1/registers/rights${queryOf({ ...query })}`;
    return formed<RightsRegister>(await this.client.json({ method: "GET", path, signal }), RIGHTS);
  }

  /** Counts packets and times by recipient, sender, type or day. */
  async summary(query: SummaryOptions = {}, { signal }: Signal = {}): Promise<AuditSummary> {
    const path = `/v1/audit/summary${queryOf({ ...query })}`;
    return formed<AuditSummary>(await this.client.json({ method: "GET", path, signal }), SUMMARY);
  }

  /** Counts packets by recipient, sender or type, and by day or month. */
  async matrix(query: MatrixOptions = {}, { signal }: Signal = {}): Promise<AuditMatrix> {
    const path = `/v1/audit/matrix${queryOf({ ...query })}`;
    return formed<AuditMatrix>(await this.client.json({ method: "GET", path, signal }), MATRIX);
  }

  /** Downloads the evidence of a thread, a ZIP of at most 256 MiB, which `verifyEvidence` verifies. A long thread takes minutes. */
  async evidence(thread: string, { signal }: Signal = {}): Promise<Uint8Array> {
    const path = `/v1/audit/threads/${encodeURIComponent(thread)}/evidence`;
    const heavy = { mostBytes: ARCHIVE_LIMITS.bytes, held: EVIDENCE_MS, afterTimeout: false } as const;
    return (await this.client.call({ method: "GET", path, accept: "application/zip", signal, ...heavy })).body;
  }
}
