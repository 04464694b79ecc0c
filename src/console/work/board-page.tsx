import { Link } from "@tanstack/react-router";
import type { ComponentType } from "react";
import type { CaseItem } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { atDesk } from "../desk/at-desk.tsx";
import type { Desk } from "../desk/desk.tsx";
import { usePartyNames } from "../desk/parties.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import "../parts/sending.css";
import { Letters } from "../sent/letters.tsx";
import { MOST, useItems } from "./work-lists.ts";

/** Stages from near to the joint meeting. */
const STAGES = ["due-soon", "overdue", "supervise", "meeting"] as const;

/** Board of deadlines: departments by how late their needs are. */
export const BoardPage: ComponentType = atDesk(function BoardPage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  useTitle("board.title");
  const nameOf = usePartyNames(desk);
  const [due, overdue] = [useItems(desk, "due", MOST), useItems(desk, "overdue", MOST)];
  const error = due.error ?? overdue.error;
  const items = [...(due.data?.items ?? []), ...(overdue.data?.items ?? [])];
  const rows = departmentsOf(items);
  const most = Math.max(1, ...rows.flatMap(({ counts }) => STAGES.map((stage) => counts.get(stage) ?? 0)));
  const more = due.data?.more === true || overdue.data?.more === true;
  return (
    <>
      <h1>{say("board.title")}</h1>
      <p>{say("board.what")}</p>
      {error !== null && (
        <FaultNotice
          error={error}
          retry={() => {
            void due.refetch();
            void overdue.refetch();
          }}
        />
      )}
      {(due.isPending || overdue.isPending) && error === null && <Loading />}
      {due.isSuccess && overdue.isSuccess && rows.length === 0 && <p role="status">{say("work.empty")}</p>}
      {more && <p>{say("board.more", { count: MOST })}</p>}
      {rows.length > 0 && (
        <div className="wide" role="region" aria-label={say("board.title")} tabIndex={0}>
          <table className="matrix">
            <caption className="seen-not">{say("board.title")}</caption>
            <thead>
              <tr>
                <th scope="col">{say("compose.unit")}</th>
                {STAGES.map((stage) => (
                  <th key={stage} scope="col">
                    {pick(wordOf("clockStage", stage))}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ department, counts }) => (
                <tr key={department}>
                  <th scope="row">{nameOf(department)}</th>
                  {STAGES.map((stage) => (
                    <td key={stage} className={heatOf(counts.get(stage) ?? 0, most)}>
                      {counts.get(stage) ?? 0}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Letters desk={desk} />
      <ul className="views">
        {(["due", "overdue", "supervise"] as const).map((list) => (
          <li key={list}>
            <Link to="/work/$list" params={{ list }}>
              {pick(wordOf("worklist", list))}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
});

/** Departments with how many of their needs are in each stage, the one with most late ones first. */
function departmentsOf(items: readonly CaseItem[]) {
  const found = new Map<string, Map<string, number>>();
  for (const { department, stage = "normal" } of items) {
    const counts = found.get(department) ?? new Map<string, number>();
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
    found.set(department, counts);
  }
  const late = (counts: ReadonlyMap<string, number>) =>
    STAGES.slice(1).reduce((sum, stage) => sum + (counts.get(stage) ?? 0), 0);
  return [...found]
    .map(([department, counts]) => ({ department, counts }))
    .toSorted((one, other) => late(other.counts) - late(one.counts));
}

/** Shade of a count: the number itself says as much. */
function heatOf(count: number, most: number): string {
  return count === 0 ? "heat heat-0" : `heat heat-${Math.ceil((count / most) * 3)}`;
}
