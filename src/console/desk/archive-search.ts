/** Filters of the history as they stand in its address. They name codes and days only, nothing of a packet. */
import { MESSAGE_TYPES } from "../../domain/message.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import type { OwnPacketQuery } from "../../sdk/delivery-list.ts";
import { DAY_MS } from "../../domain/day.ts";

/** Filters of the history; an absent one matches any. Days are `YYYY-MM-DD`, both included. */
export interface ArchiveSearch {
  readonly state?: string;
  readonly type?: string;
  readonly from?: string;
  readonly to?: string;
  readonly overdue?: true;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the filters of an address; what is none is left out. */
export function archiveSearch(given: Record<string, unknown>): ArchiveSearch {
  const oneOf = (name: string, values: readonly string[]) => {
    const value = given[name];
    return typeof value === "string" && values.includes(value) ? { [name]: value } : {};
  };
  const day = (name: string) => {
    const value = given[name];
    return typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? { [name]: value } : {};
  };
  const overdue = given["overdue"] === true || given["overdue"] === "true" ? { overdue: true as const } : {};
  return {
    ...oneOf("state", PACKET_STATES),
    ...oneOf("type", MESSAGE_TYPES),
    ...day("from"),
    ...day("to"),
    ...overdue,
  };
}

/** Makes the question of the filters: days are China's. */
export function archiveQuery({ from, to, ...others }: ArchiveSearch): OwnPacketQuery {
  return { ...others, ...periodOf({ from, to }) };
}

/** First and last day, both included. */
export interface Days {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Makes the period of a question from days: China's, both included. */
export function periodOf({ from, to }: Days): { readonly from?: string; readonly to?: string } {
  const start = (day: string, after = 0) =>
    `${new Date(Date.parse(day) + after * DAY_MS).toISOString().slice(0, 10)}T00:00:00+08:00`;
  return {
    ...(from === undefined ? {} : { from: start(from) }),
    ...(to === undefined ? {} : { to: start(to, 1) }),
  };
}
