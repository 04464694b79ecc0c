import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { distanceTo, useCalendar } from "./calendar.ts";

/** Working days before a deadline from which on it counts as near. */
const NEAR = 1;

/** A deadline with how many working days are left, in words. @param props.now ms */
export function DueTag({ due, now }: { readonly due: string; readonly now: number }) {
  return (
    <>
      {due.length === 10 ? <time dateTime={due}>{due}</time> : <ClockTime at={due} />} <Left due={due} now={now} />
    </>
  );
}

function Left({ due, now }: { readonly due: string; readonly now: number }) {
  const { say } = useSpeech();
  const calendar = useCalendar();
  if (calendar === undefined) return null;
  const { late, days } = distanceTo(calendar, due, now);
  if (late) return <StatusTag tone="bad">{say("due.late", { days })}</StatusTag>;
  return <StatusTag tone={days <= NEAR ? "warn" : "open"}>{say("due.left", { days })}</StatusTag>;
}
