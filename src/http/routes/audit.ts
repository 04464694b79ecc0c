import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { PageQuery } from "../../audit/auditing.ts";
import type { StreamForm } from "../../audit/question.ts";
import type { AuditPage } from "../../domain/audit-answers.ts";
import { preferredType } from "../request/accept.ts";
import {
  DELIVERY_PARAMETERS,
  deliveryFilter,
  EVENT_PARAMETERS,
  eventFilter,
  eventQuestion,
  SUMMARY_PARAMETERS,
  summaryQuery,
} from "../request/audit-query.ts";
import { DELIVERY_COLUMNS, EVENT_COLUMNS, SUMMARY_COLUMNS } from "../../audit/tables.ts";
import { type Column, CSV_TYPE, csvHead, csvRow } from "../../audit/csv.ts";
import { type Endpoint, sendJson } from "../endpoint.ts";
import { preferredLanguage } from "../request/language.ts";
import { malformed, pathParameter, uuid7Of, wholeNumber } from "../request/query.ts";
import type { Services } from "../services.ts";

const PAGE_ITEMS = 100;
/** Most items of a page. */
export const AUDIT_MAX_ITEMS = 500;
/** Items that a stream reads at a time. */
const STREAM_ITEMS = 1000;
const NDJSON_TYPE = "application/x-ndjson; charset=utf-8";
const FORMS: Readonly<Record<string, StreamForm>> = { "text/csv": "csv", "application/x-ndjson": "ndjson" };

/** Auditors' questions (protocol section 7), for `audit:read`; each is recorded. */
export function auditEndpoints({ auditing, stopping }: Pick<Services, "auditing" | "stopping">): Endpoint[] {
  const scopes = ["audit:read"] as const;

  /** A list as a page of JSON, or all of it as CSV or NDJSON: as much as the caller reads, a page in memory. */
  async function list<Item>(
    request: FastifyRequest,
    reply: FastifyReply,
    columns: readonly Column<Item>[],
    read: (page: PageQuery) => Promise<AuditPage<Item>>,
  ): Promise<FastifyReply> {
    const { form, after, limit } = pageOf(request);
    reply.header("vary", "accept, accept-language");
    if (form === undefined) return sendJson(reply, await read({ after, limit }));
    const csv = form === "csv";
    const line = csv ? (item: Item) => csvRow(columns, item) : (item: Item) => `${JSON.stringify(item)}\n`;
    const head = csv ? csvHead(columns, preferredLanguage(request.headers["accept-language"])) : "";
    // The first page before the status: a bad cursor, or a database that is away, is still a problem document.
    const first = await read({ after, limit: Math.min(limit, STREAM_ITEMS) });
    reply.type(csv ? CSV_TYPE : NDJSON_TYPE);
    // Nobody reads the content of an answer to HEAD: making it would be work at full speed.
    if (request.method === "HEAD") return reply.send(Readable.from([]));
    return reply.send(Readable.from(lines(first, head, line, read, limit)));
  }

  /**
   * What fails from here on breaks the chunked answer off, so that nobody takes a part for the whole.
   * A page is read only when the caller has taken the one before.
   */
  async function* lines<Item>(
    first: AuditPage<Item>,
    head: string,
    line: (item: Item) => string,
    read: (page: PageQuery) => Promise<AuditPage<Item>>,
    limit: number,
  ): AsyncGenerator<string> {
    let page = first;
    let left = limit - page.items.length;
    yield head + page.items.map(line).join("");
    while (page.next !== undefined && left > 0) {
      if (stopping.aborted) throw new Error("the server stops");
      page = await read({ after: page.next, limit: Math.min(left, STREAM_ITEMS) });
      left -= page.items.length;
      yield page.items.map(line).join("");
    }
  }

  return [
    {
      method: "GET",
      url: "/v1/audit/deliveries",
      scopes,
      query: DELIVERY_PARAMETERS,
      audited: (request) => ({
        kind: "deliveries",
        question: { ...deliveryFilter(request.parameters), ...taken(request) },
      }),
      handle: (request, reply) => {
        const filter = deliveryFilter(request.parameters);
        return list(request, reply, DELIVERY_COLUMNS, (page) => auditing.deliveries(filter, page));
      },
    },
    {
      method: "GET",
      url: "/v1/audit/deliveries/:packet",
      scopes,
      audited: (request) => ({
        kind: "delivery",
        question: { packet: uuid7Of(pathParameter(request, "packet"), "packet") },
      }),
      handle: async (request, reply) =>
        sendJson(reply, await auditing.delivery(uuid7Of(pathParameter(request, "packet"), "packet"))),
    },
    {
      method: "GET",
      url: "/v1/audit/events",
      scopes,
      query: EVENT_PARAMETERS,
      audited: (request) => ({
        kind: "events",
        question: { ...eventQuestion(request.parameters), ...taken(request) },
      }),
      handle: (request, reply) => {
        const filter = eventFilter(request.parameters);
        return list(request, reply, EVENT_COLUMNS, (page) => auditing.events(filter, page));
      },
    },
    {
      method: "GET",
      url: "/v1/audit/summary",
      scopes,
      query: SUMMARY_PARAMETERS,
      audited: ({ parameters }) => ({ kind: "summary", question: summaryQuery(parameters) }),
      handle: async (request, reply) => {
        const summary = await auditing.summary(summaryQuery(request.parameters));
        reply.header("vary", "accept, accept-language");
        if (preferredType(request.headers.accept, ["application/json", "text/csv"]) === "application/json") {
          return sendJson(reply, summary);
        }
        const language = preferredLanguage(request.headers["accept-language"]);
        const rows = [summary.total, ...summary.lines].map((line) => csvRow(SUMMARY_COLUMNS, line));
        return reply.type(CSV_TYPE).send(csvHead(SUMMARY_COLUMNS, language) + rows.join(""));
      },
    },
  ];
}

/**
 * The form of the stream that is asked for, none for a page of JSON; after what, and how much.
 * @throws Refusal `malformed-request`
 */
function pageOf({ headers, parameters, raw }: FastifyRequest) {
  const form = FORMS[preferredType(headers.accept, ["application/json", "text/csv", "application/x-ndjson"])];
  // Only chunks (RFC 9112 section 7.1) tell an answer that broke off from a whole one.
  if (form !== undefined && raw.httpVersionMajor === 1 && raw.httpVersionMinor === 0) {
    throw malformed("A stream needs HTTP/1.1; ask for pages of JSON", "流式应答须使用 HTTP/1.1；或请按页获取 JSON");
  }
  const [most, otherwise] =
    form === undefined ? [AUDIT_MAX_ITEMS, PAGE_ITEMS] : [999_999_999, Number.POSITIVE_INFINITY];
  const limit = wholeNumber(parameters.get("limit"), "limit", 1, most, otherwise);
  return { form, after: parameters.get("after"), limit };
}

/**
 * For the record: who takes everything away is told from who looks at a page. HEAD takes nothing.
 * @throws Refusal `malformed-request`: what is refused is not recorded
 */
function taken(request: FastifyRequest): { readonly as?: StreamForm } {
  const { form } = pageOf(request);
  return form === undefined || request.method === "HEAD" ? {} : { as: form };
}
