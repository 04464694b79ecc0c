import type { AuditSummary, Delivery, DeliveryDetail, LoggedEvent } from "../domain/generated/answers.ts";
import { ARCHIVE_LIMITS } from "../evidence/archive.ts";
import type { GatewayClient } from "./gateway-client.ts";
import { UntrustedError } from "./problem-error.ts";

/** Which packets (protocol section 7); absent: any. Times RFC 3339, `to` not included. What the gateway never had is a 404. */
export interface DeliveryQuery {
  readonly sender?: string | undefined;
  readonly recipient?: string | undefined;
  readonly state?: string | undefined;
  readonly type?: string | undefined;
  readonly thread?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly overdue?: boolean | undefined;
}

/** Which entries of the log; absent: any. `subject`: a message, packet or thread, or the party a packet is for. */
export interface EventQuery {
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What a summary asks. */
export interface SummaryOptions {
  readonly by?: "recipient" | "sender" | "type" | "day" | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

type Signal = { readonly signal?: AbortSignal | undefined };

/** How long evidence may take besides an ordinary answer's time, ms: less than a platform's own patience. */
const EVIDENCE_MS = 240_000;
/** Items of a page: the most that the gateway gives. */
const PAGE = 500;

/**
 * Who supervises: asks the gateway for deliveries, entries of its log and summaries, with scope `audit:read`.
 * Each question is itself recorded in the log.
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

  /** All packets that match, newest first, read page by page. */
  deliveries(query: DeliveryQuery = {}, { signal }: Signal = {}): AsyncGenerator<Delivery> {
    return this.#all<Delivery>("/v1/audit/deliveries", { ...query }, signal);
  }

  /** A packet with its whole timeline and the recipient's signed receipt. */
  async delivery(packet: string, { signal }: Signal = {}): Promise<DeliveryDetail> {
    const path = `/v1/audit/deliveries/${encodeURIComponent(packet)}`;
    return (await this.client.json({ method: "GET", path, signal })) as DeliveryDetail;
  }

  /** All entries of the log that match, newest first, read page by page. */
  events(query: EventQuery = {}, { signal }: Signal = {}): AsyncGenerator<LoggedEvent> {
    return this.#all<LoggedEvent>("/v1/audit/events", { ...query }, signal);
  }

  async summary(query: SummaryOptions = {}, { signal }: Signal = {}): Promise<AuditSummary> {
    const path = `/v1/audit/summary${queryOf({ ...query })}`;
    return (await this.client.json({ method: "GET", path, signal })) as AuditSummary;
  }

  /** The evidence of a thread, a ZIP of at most 256 MiB; `verifyEvidence` verifies it. The longest takes minutes. */
  async evidence(thread: string, { signal }: Signal = {}): Promise<Uint8Array> {
    const path = `/v1/audit/threads/${encodeURIComponent(thread)}/evidence`;
    const heavy = { mostBytes: ARCHIVE_LIMITS.bytes, held: EVIDENCE_MS, afterTimeout: false } as const;
    return (await this.client.call({ method: "GET", path, accept: "application/zip", signal, ...heavy })).body;
  }

  async *#all<Item>(
    path: string,
    query: Readonly<Record<string, string | boolean | undefined>>,
    signal?: AbortSignal,
  ): AsyncGenerator<Item> {
    for (let after: string | undefined; ; ) {
      const found = await this.client.json({
        method: "GET",
        path: path + queryOf({ ...query, limit: PAGE, after }),
        signal,
      });
      const { items, next } = found as { readonly items?: readonly Item[]; readonly next?: string };
      if (!Array.isArray(items)) throw new UntrustedError("answer", "what should be a page is none");
      yield* items;
      if (next === undefined) return;
      if (next === after) throw new UntrustedError("answer", "the list does not go on");
      after = next;
    }
  }
}

function queryOf(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}
