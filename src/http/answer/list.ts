import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";

import type { PageQuery } from "../../audit/auditing.ts";
import { type Column, CSV_TYPE, csvHead, csvRow } from "../../audit/csv.ts";
import type { StreamForm } from "../../audit/question.ts";
import { JSON_TYPE } from "../endpoint.ts";
import { type Answer, TEXT } from "../openapi/answer.ts";
import { preferredType } from "../request/accept.ts";
import { preferredLanguage } from "../request/language.ts";
import { malformed } from "../request/malformed.ts";
import { text, wholeNumber } from "../request/parameter-kinds.ts";
import { refTo, type SchemaName } from "../schemas/schemas.ts";

/** Items of a page when its caller does not say how many. */
const PAGE_ITEMS = 100;
/** Most items of a page. */
const MAX_ITEMS = 500;
/** Items that a stream reads at a time. */
const STREAM_ITEMS = 1000;
const NDJSON_TYPE = "application/x-ndjson; charset=utf-8";
const FORMS: Readonly<Record<string, StreamForm>> = { "text/csv": "csv", "application/x-ndjson": "ndjson" };

/** Query parameters of a list that is answered as pages of JSON or as a stream. */
export const LIST = {
  after: text("The `next` of the page before, with the same filters.", "上一页的 next，其余条件须相同。"),
  limit: wholeNumber(
    { min: 1 },
    `Items: of a page at most ${MAX_ITEMS}, absent: ${PAGE_ITEMS}; of CSV and NDJSON any number, absent: all.`,
    `条数：单页至多 ${MAX_ITEMS}，缺省为 ${PAGE_ITEMS}；CSV 与 NDJSON 不限，缺省为全部。`,
  ),
};

/** Values of those parameters. */
type Asked = { readonly after?: string; readonly limit?: number };

/** Leaves the filter of what is asked: everything but the page. */
export function filterOf<Filter extends Asked>({ after: _after, limit: _limit, ...filter }: Filter) {
  return filter;
}

/** Describes the answer of such a list. @param page schema of a page */
export function listAnswer(page: SchemaName): Answer {
  return {
    about: [
      "A page. As CSV (RFC 4180; Chinese headings and a byte order mark with Accept-Language: zh) or NDJSON a stream of everything that matches; one that breaks off is not whole.",
      "一页。CSV（RFC 4180；Accept-Language: zh 时为中文表头并带 BOM）或 NDJSON 为全部匹配项的流；中断者不完整。",
    ],
    content: { "application/json": refTo(page), "text/csv": TEXT, "application/x-ndjson": TEXT },
  };
}

/** Page of a list. */
interface Page<Item> {
  readonly items: readonly Item[];
  /** Cursor of the next page; absent: this is the last. */
  readonly next?: string;
}

/** List and how it is read. */
export interface List<Item> {
  readonly columns: readonly Column<Item>[];
  /** Reads a page. @throws Refusal */
  readonly read: (page: PageQuery) => Promise<Page<Item>>;
  /** Ends a stream. */
  readonly stopping: AbortSignal;
}

/**
 * Answers with a page of JSON, or with the whole list as CSV or NDJSON. Of a stream one page is in memory; the next is read
 * when the caller has taken it.
 * @throws Refusal `malformed-request`, and what `read` throws
 */
export async function sendList<Item>(
  request: FastifyRequest,
  reply: FastifyReply,
  asked: Asked,
  list: List<Item>,
): Promise<FastifyReply> {
  const { columns, read } = list;
  const { form, after, limit } = pageOf(request, asked);
  reply.header("vary", "accept, accept-language");
  if (form === undefined) return reply.type(JSON_TYPE).send(JSON.stringify(await read({ after, limit })));
  const csv = form === "csv";
  const language = preferredLanguage(request.headers["accept-language"]);
  const line = csv ? (item: Item) => csvRow(columns, item, language) : (item: Item) => `${JSON.stringify(item)}\n`;
  const head = csv ? csvHead(columns, language) : "";
  // The first page is read before the status is sent: until then a fault is answered with a problem document.
  const first = await read({ after, limit: Math.min(limit, STREAM_ITEMS) });
  reply.type(csv ? CSV_TYPE : NDJSON_TYPE);
  // The content of an answer to HEAD is thrown away: making it would be work at full speed.
  if (request.method === "HEAD") return reply.send(Readable.from([]));
  return reply.send(Readable.from(lines(first, head, line, limit, list)));
}

/** Reads the lines of a stream. A fault breaks the chunked answer off, so that a part cannot be taken for the whole. */
async function* lines<Item>(
  first: Page<Item>,
  head: string,
  line: (item: Item) => string,
  limit: number,
  { read, stopping }: List<Item>,
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

/**
 * Form of the stream for the record of a reading, so that an export is told from a look at a page. HEAD exports nothing.
 * @throws Refusal `malformed-request`: what is refused is not recorded
 */
export function exportForm(request: FastifyRequest, asked: Asked): { readonly as?: StreamForm } {
  const { form } = pageOf(request, asked);
  return form === undefined || request.method === "HEAD" ? {} : { as: form };
}

/**
 * Reads which page is asked for, and the form of the stream: undefined for a page of JSON.
 * @throws Refusal `malformed-request`
 */
function pageOf({ headers, raw }: FastifyRequest, { after, limit }: Asked) {
  const form = FORMS[preferredType(headers.accept, ["application/json", "text/csv", "application/x-ndjson"])];
  if (form === undefined) {
    if (limit !== undefined && limit > MAX_ITEMS) {
      throw malformed(`limit must be at most ${MAX_ITEMS}`, `limit 不得大于 ${MAX_ITEMS}`);
    }
    return { form, after, limit: limit ?? PAGE_ITEMS };
  }
  // Only chunks (RFC 9112 section 7.1) tell an answer that broke off from a whole one.
  if (raw.httpVersionMajor === 1 && raw.httpVersionMinor === 0) {
    throw malformed("A stream needs HTTP/1.1; ask for pages of JSON", "流式应答须使用 HTTP/1.1；或请按页获取 JSON");
  }
  return { form, after, limit: limit ?? Number.POSITIVE_INFINITY };
}
