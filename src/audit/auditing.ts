/** Answers to auditors' questions (protocol section 7). They show neither payloads nor persons. */
import type {
  AuditMatrix,
  AuditSummary,
  DeliveryDetail,
  DeliveryPage,
  EventPage,
} from "../domain/generated/answers.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { AuditRows, DeliveryFilter, EventFilter, EventPosition, MatrixQuery, SummaryKey } from "./queries.ts";
import { TILE_WIDTH } from "../tlog/tile.ts";
import { DAY_MS } from "../domain/day.ts";
import { Refusal } from "../domain/refusal.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Clock } from "../exchange/ports.ts";
import type { Store } from "../exchange/store-port.ts";
import type { Known } from "./question.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { viewDelivery, viewEvents, viewLine, viewMatrixLine } from "./views.ts";

/** Page of a list. */
export interface PageQuery {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Filter of packets, as auditors ask. */
export interface AskedDeliveries extends Omit<DeliveryFilter, "beyond"> {
  /** True: not every entry about it is in a checkpoint that a quorum of the witnesses has cosigned. */
  readonly unwitnessed?: boolean;
}

/** Questions that auditors may ask. Every method throws `Refusal` for a coded refusal. */
export interface Auditing extends Known {
  deliveries(filter: AskedDeliveries, page: PageQuery): Promise<DeliveryPage>;
  /** A packet with its whole timeline. @throws {Refusal} `not-found` */
  delivery(packet: string): Promise<DeliveryDetail>;
  events(filter: EventFilter, page: PageQuery): Promise<EventPage>;
  /** Counts and times of a period. Times in ms, `to` not included. */
  summary(query: { readonly by: SummaryKey; readonly from?: number; readonly to?: number }): Promise<AuditSummary>;
  /**
   * Counts of a period for each recipient, sender or type, and each day or month. Without `from` it begins so that it has the last
   * 31 days, or 12 months. @throws {Refusal} `malformed-request` for a longer period than `MOST_COLUMNS`
   */
  matrix(query: Omit<MatrixQuery, "now" | "offset">): Promise<AuditMatrix>;
}

/** Parts from which auditors' answers are made. */
export interface AuditingDeps {
  readonly rows: AuditRows;
  readonly log: Pick<LogReader, "heads" | "reaches" | "positions">;
  readonly store: Pick<Store, "receiptOf">;
  /** Reads the numbers of the documents (文号) of these messages, by message; none for those that are destroyed. */
  readonly numbers: (messages: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly clock: Clock;
  /** Minutes east of UTC: where the locality's days begin. */
  readonly utcOffset: number;
}

/** Makes the answers from rows, log and store. */
export function createAuditing({ rows, log, store, numbers, clock, utcOffset }: AuditingDeps): Auditing {
  const check = (text: string) => rows.cursorCheck(text);

  return {
    async deliveries(asked, { after, limit }) {
      const question = questionOf("deliveries", asked);
      const { unwitnessed, ...others } = asked;
      // While nothing is witnessed every packet matches.
      const beyond = unwitnessed === true ? (await log.heads()).witnessed?.size : undefined;
      const filter = beyond === undefined ? others : { ...others, beyond };
      const place = after === undefined ? undefined : readCursor(check, question, after);
      const now = clock.now();
      const found = await rows.deliveries(filter, place, limit + 1, now);
      const shown = found.slice(0, limit);
      const numberOf = await numbers([...new Set(shown.map(({ message }) => message))]);
      const items = shown.map((row) => viewDelivery(row, now, numberOf.get(row.message)));
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items, ...(last === undefined ? {} : { next: writeCursor(check, question, last.packet) }) };
    },

    async delivery(packet) {
      const row = await rows.delivery(packet);
      if (row === undefined) throw new Refusal("not-found", { step: "packet" });
      const entries = await rows.entriesOfPacket(packet);
      const receipt = await store.receiptOf(packet);
      const hashes = entries.map(({ leafHash }) => leafHash);
      const positions = await log.positions(receipt === undefined ? hashes : [...hashes, receipt.leafHash]);
      const received = positions[entries.length];
      return {
        ...viewDelivery(row, clock.now(), (await numbers([row.message])).get(row.message)),
        timeline: viewEvents(entries, positions),
        ...(receipt === undefined || received === undefined
          ? {}
          : {
              receipt: {
                outcome: receipt.outcome,
                ...(receipt.reason === null ? {} : { reason: receipt.reason }),
                issuedAt: rfc3339(receipt.issuedAt),
                receivedAt: rfc3339(receipt.receivedAt),
                jws: receipt.jws,
                log: received,
              },
            }),
      };
    },

    async events(filter, { after, limit }) {
      const question = questionOf("events", filter);
      const place = after === undefined ? undefined : positionOf(readCursor(check, question, after));
      const found = await rows.events(filter, place, limit + 1);
      const shown = found.slice(0, limit);
      const items = viewEvents(shown, await log.positions(shown.map(({ leafHash }) => leafHash)));
      const last = found.length > limit ? shown.at(-1) : undefined;
      return {
        items,
        ...(last === undefined ? {} : { next: writeCursor(check, question, `${last.at}.${last.index}`) }),
      };
    },

    knows: (what, id) => rows.knows(what, id),

    knowsBundle: (index, width) => log.reaches(index * TILE_WIDTH + width),

    async summary({ by, from, to }) {
      const [total, ...lines] = await rows.summary({
        by,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        now: clock.now(),
        offset: utcOffset,
      });
      if (total === undefined) throw new TypeError("a summary has a line of everything");
      return {
        by,
        ...(from === undefined ? {} : { from: rfc3339(from) }),
        ...(to === undefined ? {} : { to: rfc3339(to) }),
        total: viewLine(total),
        lines: lines.map(viewLine),
      };
    },

    async matrix({ rows: by, columns, from, to, ...filter }) {
      const now = clock.now();
      const begin = beginOf(
        { columns, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
        now,
        utcOffset,
      );
      const period = { from: begin, ...(to === undefined ? {} : { to }) };
      const lines = await rows.matrix({ rows: by, columns, ...filter, ...period, now, offset: utcOffset });
      return {
        rows: by,
        columns,
        from: rfc3339(begin),
        ...(to === undefined ? {} : { to: rfc3339(to) }),
        lines: lines.map(viewMatrixLine),
      };
    },
  };
}

/** Most columns of a matrix. */
const MOST_COLUMNS = { day: 93, month: 120 } as const;
/** Columns of a matrix whose question has no beginning. */
const USUAL_COLUMNS = { day: 31, month: 12 } as const;

/** Gives the time at which the period of a matrix begins, ms. @throws {Refusal} `malformed-request` when it is too long */
function beginOf(
  { columns, from, to }: Pick<MatrixQuery, "columns" | "from" | "to">,
  now: number,
  offset: number,
): number {
  const last = new Date((to === undefined ? now : to - 1) + offset * 60_000);
  const first = (count: number) =>
    (columns === "day"
      ? Math.floor(last.getTime() / DAY_MS) * DAY_MS - (count - 1) * DAY_MS
      : Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - count + 1)) -
    offset * 60_000;
  if (from === undefined) return Math.max(first(USUAL_COLUMNS[columns]), 0);
  if (from >= first(MOST_COLUMNS[columns])) return from;
  const most = MOST_COLUMNS[columns];
  const detail = {
    en: `More than ${most} columns: ask for a shorter period, or by month`,
    zh: `超过 ${most} 列：请缩短时段，或按月查询`,
  };
  throw new Refusal("malformed-request", { detail, step: "from" });
}

/** A filter as one text that does not depend on the order of its members. */
function questionOf(list: string, filter: object): string {
  return JSON.stringify([list, Object.entries(filter).toSorted(([one], [other]) => (one < other ? -1 : 1))]);
}

function positionOf(place: string): EventPosition {
  const [at, index] = place.split(".").map(Number);
  return { at: at ?? 0, index: index ?? 0 };
}
