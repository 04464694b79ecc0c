/** Plans of help as the facts of a thread tell them: the version in force of each person, and its measures. Pure. */
import type { MeasureKind, MeasureStatus } from "../../domain/measure.ts";
import type { Fact, StoredFact } from "../ports.ts";

/** Measure of a plan, as its fact has it: codes and days, no wording. */
export interface Measure {
  /** UUID, the same in every version of the plan. */
  readonly id: string;
  readonly subject: string;
  readonly need: string;
  readonly kind: MeasureKind;
  /** Id of the department, or `procuratorate` or `social-work`. */
  readonly owner: string;
  /** Local dates. */
  readonly due: string;
  readonly neededBy?: string;
  /** Status that the document gave it. */
  readonly status: MeasureStatus;
  /** Message of the plan. */
  readonly message: string;
}

/** Version of a person's plan that is in force. */
export interface Plan {
  readonly message: string;
  /** `issuedAt` of the document, ms. */
  readonly issuedAt: number;
  readonly measures: readonly Measure[];
}

/** Makes the fact of a measure. */
export function measureFact(measure: Measure, issuedAt: number): Fact {
  const { id, ...rest } = measure;
  return { event: "measure", measure: id, issuedAt, ...rest };
}

/** Reads the plan in force of each person, by subject. One that was withdrawn counts no more: the version before it does. */
export function plansIn(stored: readonly Pick<StoredFact, "fact">[]): ReadonlyMap<string, Plan> {
  const facts = stored.map(({ fact }) => fact);
  const withdrawn = new Set(facts.flatMap(({ event, corrects }) => (event === "plan-withdrawn" ? [corrects] : [])));
  const plans = new Map<string, { readonly message: string; readonly issuedAt: number; measures: Measure[] }>();
  for (const fact of facts) {
    const { event, subject, message, issuedAt } = fact;
    if (withdrawn.has(message)) continue;
    if (event === "plan") plans.set(subject, { message, issuedAt, measures: [] });
    if (event === "measure") plans.get(subject)?.measures.push(readMeasure(fact));
  }
  return plans;
}

/** Messages that brought a plan, in their order; also those that were superseded or withdrawn. */
export function planMessages(stored: readonly Pick<StoredFact, "fact">[]): ReadonlySet<string> {
  return new Set(stored.flatMap(({ fact: { event, message } }) => (event === "plan" ? [message] : [])));
}

/** Finds the measures that visits saw carried out, by their ids. */
export function carriedOut(stored: readonly Pick<StoredFact, "fact">[]): ReadonlySet<string> {
  const corrected = new Set(stored.flatMap(({ fact: { event, corrects } }) => (event === "visit" ? [corrects] : [])));
  return new Set(
    stored.flatMap(({ fact: { event, message, measuresDone } }) =>
      event === "visit" && !corrected.has(message) && Array.isArray(measuresDone) ? measuresDone.map(String) : [],
    ),
  );
}

function readMeasure(fact: Fact): Measure {
  const { event: _event, measure: id, issuedAt: _issuedAt, acceptedAt: _acceptedAt, ...rest } = fact;
  return { id, ...rest } as unknown as Measure;
}
