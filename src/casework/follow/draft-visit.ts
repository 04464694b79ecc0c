/** What the record of a visit can say before anybody went. Pure. */
import type { SubjectFollow } from "../../domain/generated/answers.ts";

/** Visit that is owed. */
type Duty = SubjectFollow["duties"][number];

/** Draft of a visit. What was seen is for the visitor to say. */
export interface VisitDraft {
  readonly kind: string;
  readonly by: "procuratorate";
}

const OPEN: ReadonlySet<string> = new Set(["due", "attempted", "planned"]);

/** Visit that is owed next: one whose window is open before one that is still to come. */
export function nextDuty({ duties }: Pick<SubjectFollow, "duties">): Duty | undefined {
  return (
    duties.find(({ state }) => state === "due" || state === "attempted") ?? duties.find((one) => OPEN.has(one.state))
  );
}

/** Drafts the record of a visit that is owed. */
export function draftVisit({ kind }: Pick<Duty, "kind">): VisitDraft {
  // A visit at home that is owed has no kind of its own.
  return { kind: kind === "H" ? "A" : kind, by: "procuratorate" };
}
