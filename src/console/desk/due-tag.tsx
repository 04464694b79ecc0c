import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { StatusTag } from "../parts/status-tag.tsx";

/** Time before a deadline in which it counts as near, ms. */
const NEAR = 24 * 3_600_000;

/** A deadline, and how it stands in words. @param props.now ms */
export function DueTag({ due, now }: { readonly due: string; readonly now: number }) {
  const { say } = useSpeech();
  const left = Date.parse(due) - now;
  return (
    <>
      <ClockTime at={due} />{" "}
      {left < 0 ? (
        <StatusTag tone="bad">{say("packet.overdue")}</StatusTag>
      ) : left < NEAR ? (
        <StatusTag tone="warn">{say("packet.soon")}</StatusTag>
      ) : (
        <StatusTag tone="open">{say("packet.inTime")}</StatusTag>
      )}
    </>
  );
}
