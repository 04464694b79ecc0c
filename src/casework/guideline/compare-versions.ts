import type { Outcome, Finding } from "./finding.ts";
import type { SubjectFindings } from "./check.ts";

/** Change of one rule for one subject between two versions of a guideline. A rule that a version does not have says `no`. */
export interface OutcomeChange {
  readonly rule: string;
  /** Place of the subject in its list. */
  readonly index: number;
  readonly before: Outcome;
  readonly after: Outcome;
}

/** Lists what another version of the guideline says differently of the same list, by rule. */
export function outcomeChanges(before: readonly SubjectFindings[], after: readonly SubjectFindings[]): OutcomeChange[] {
  const changes: OutcomeChange[] = [];
  for (const index of new Set([...before, ...after].map((subject) => subject.index))) {
    const old = byRule(before, index);
    const present = byRule(after, index);
    for (const rule of new Set([...old.keys(), ...present.keys()])) {
      const [was, is] = [old.get(rule)?.outcome ?? "no", present.get(rule)?.outcome ?? "no"];
      if (was !== is) changes.push({ rule, index, before: was, after: is });
    }
  }
  return changes.toSorted((a, b) => (a.rule === b.rule ? a.index - b.index : a.rule < b.rule ? -1 : 1));
}

function byRule(subjects: readonly SubjectFindings[], index: number): ReadonlyMap<string, Finding> {
  const found = subjects.find((subject) => subject.index === index)?.findings ?? [];
  return new Map(found.map((finding) => [finding.rule, finding]));
}
