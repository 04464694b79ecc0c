import { useQuery } from "@tanstack/react-query";
import { type Calendar, type CalendarYear as PublishedYear, createCalendar } from "../../domain/deadline.ts";
import { dayOf } from "../../domain/day.ts";
import type { CalendarYear } from "../../domain/generated/answers.ts";
import { platform } from "../../sdk/environment.ts";
import { ProblemError } from "../../sdk/problem-error.ts";
import { type Desk, useDeskDoor } from "./desk.tsx";

/**
 * Reads the working days of this year from the gateway; undefined until they are there. In the years beside it, whose calendar
 * may not be published, weekends count as days off.
 */
export function useCalendar(): Calendar | undefined {
  const { desk } = useDeskDoor();
  const { data } = useQuery({
    queryKey: ["calendar", desk?.party],
    enabled: desk !== undefined,
    queryFn: async ({ signal }) => {
      if (desk === undefined) return undefined;
      const year = new Date(platform.now()).getUTCFullYear();
      const published = await publishedYear(desk, year, signal);
      const years = published === undefined ? {} : { [year]: published };
      // China has one zone, and the gateway gives its days in it.
      return createCalendar({ id: "desk", version: "1", utcOffset: "+08:00", years });
    },
    staleTime: Infinity,
  });
  return data;
}

async function publishedYear(desk: Desk, year: number, signal: AbortSignal): Promise<PublishedYear | undefined> {
  try {
    const path = `/v1/calendar/${year}`;
    const { off, work } = (await desk.department.client.json({ method: "GET", path, signal })) as CalendarYear;
    return { off, work };
  } catch (error) {
    // Not published: its weekends are its days off.
    if (error instanceof ProblemError && error.code === "not-found") return undefined;
    throw error;
  }
}

/** How far away a deadline is. */
export interface Distance {
  readonly late: boolean;
  /** Working days until its day, or since it. */
  readonly days: number;
}

/**
 * Measures the working days to a deadline.
 * @param due a day, or an instant as RFC 3339
 * @param now ms
 */
export function distanceTo(calendar: Calendar, due: string, now: number): Distance {
  const today = calendar.dayAt(now);
  const day = due.length === 10 ? dayOf(due) : calendar.dayAt(Date.parse(due));
  const late = due.length === 10 ? day < today : Date.parse(due) < now;
  return { late, days: late ? calendar.workingDaysBetween(day, today) : calendar.workingDaysBetween(today, day) };
}
