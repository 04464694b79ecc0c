import { isObject } from "../../wire/value.ts";
import { present } from "../../wire/present.ts";
import { issuedAtOf, type Arrival, type CaseworkDeps, type Taken } from "../arrival.ts";
import { changeOf, NOTHING } from "../change.ts";
import { deadIn } from "../dead.ts";
import { caseIssue, caseRefusal } from "../faults.ts";
import type { Issue } from "../../domain/refusal.ts";
import type { Item, StoredFact } from "../ports.ts";
import { groupsIn, readCash, textIn } from "../read-subject.ts";
import type { DraftFact } from "../seal-facts.ts";
import { type Measure, measureFact, type Plan, planMessages, plansIn } from "./plans.ts";

type Group = Readonly<Record<string, unknown>>;

/**
 * Takes a plan of help: for persons of the thread's list, which it answers, with a measure or a reason for every need of theirs. Its
 * measures are facts, without their wording. A thread without a case has nothing to judge it against.
 * @throws Refusal `case-dead`, `plan-incomplete`, `plan-version`, `guideline-version`, `invalid-document`
 */
export async function takePlan(deps: CaseworkDeps, arrival: Arrival): Promise<Taken> {
  const { thread, opener, body } = arrival;
  const header = isObject(body.header) ? body.header : undefined;
  const superseded = isObject(header?.supersedes) ? textIn(header.supersedes, "transferId") : undefined;
  const keyOf = (transferId: string) => deps.documentKey(opener, transferId);
  const answers = keyOf(textIn(header, "answers") ?? "");
  const documents = [answers, ...(superseded === undefined ? [] : [keyOf(superseded)])];
  const state = await deps.rows.caseOf(thread, { documents });
  if (state === undefined) return NOTHING;
  const stored = await deps.rows.factsOf(thread);
  const before = superseded === undefined ? undefined : (state.documents.get(keyOf(superseded).toString("hex")) ?? "");
  const plans = plansIn(stored);
  const subjects = groupsIn(body, "subjects").map((subject, index) => ({
    index,
    key: deps.keys.subject(thread, textIn(subject, "personId") ?? "").toString("hex"),
    plan: isObject(subject.plan) ? subject.plan : {},
  }));
  const errors: Issue[] = [];
  if (!state.documents.has(answers.toString("hex"))) {
    errors.push(caseIssue("/body/header/answers", "answers-another-list"));
  }
  errors.push(...deadIn(deps.keys, arrival, state.items));
  if (before !== undefined && !planMessages(stored).has(before)) {
    errors.push(caseIssue("/body/header/supersedes/transferId", "plan-unknown"));
  }
  const facts: DraftFact[] = [];
  for (const { index, key, plan } of subjects) {
    const measures = measuresOf(deps, arrival, key, plan);
    errors.push(
      ...faultsOf(index, key, plan, state.items),
      ...versionFaults(index, measures, plans.get(key), before),
      ...takenNumbers(index, measures, plans),
    );
    facts.push(...factsOf(arrival, key, plan, measures));
  }
  errors.push(...(await unknownRules(deps, subjects)));
  if (errors.length > 0) throw caseRefusal(errors);
  return changeOf(deps, arrival, state, { facts, items: [] });
}

/** Reads the measures of a person, without their wording. */
function measuresOf(deps: CaseworkDeps, { id: message }: Arrival, subject: string, plan: Group): Measure[] {
  return groupsIn(plan, "measures").map((measure) => {
    const owner = textIn(measure, "owner") ?? "";
    return {
      ...present({ neededBy: textIn(measure, "neededBy") }),
      id: textIn(measure, "measureId") ?? "",
      subject,
      need: textIn(measure, "need") ?? "",
      kind: measure.kind as Measure["kind"],
      owner: deps.departmentOf(owner) ?? owner,
      due: textIn(measure, "dueBy") ?? "",
      status: measure.status as Measure["status"],
      message,
    };
  });
}

/** Finds a person who is not in the thread, and needs without a measure and without a reason. */
function faultsOf(index: number, subject: string, plan: Group, items: readonly Item[]): Issue[] {
  const own = items.filter((item) => item.subject === subject);
  if (own.length === 0) return [caseIssue(`/body/subjects/${index}/personId`, "not-in-list")];
  const told = new Set(
    [...groupsIn(plan, "measures"), ...groupsIn(plan, "declined")].map((one) => textIn(one, "need") ?? ""),
  );
  const needs = new Set(own.flatMap(({ need, closed }) => (closed ? [] : [need])));
  return [...needs]
    .filter((need) => !told.has(need))
    .toSorted()
    .map((need) => caseIssue(`/body/subjects/${index}/plan/measures`, "plan-incomplete", { en: need, zh: need }));
}

/** Compares a person's plan with the version in force: it must be the one that is superseded, and each of its measures goes on. */
function versionFaults(
  index: number,
  measures: readonly Measure[],
  inForce: Plan | undefined,
  superseded: string | undefined,
): Issue[] {
  if (inForce === undefined) return [];
  if (inForce.message !== superseded) return [caseIssue("/body/header/supersedes", "plan-version")];
  const ids = new Set(measures.map(({ id }) => id));
  const missing = inForce.measures.some(({ id, status }) => status !== "dropped" && !ids.has(id));
  return missing ? [caseIssue(`/body/subjects/${index}/plan/measures`, "plan-measure-missing")] : [];
}

/** Finds numbers that measures of other persons or needs have. */
function takenNumbers(index: number, measures: readonly Measure[], plans: ReadonlyMap<string, Plan>): Issue[] {
  const known = new Map([...plans.values()].flatMap((plan) => plan.measures.map((one) => [one.id, one] as const)));
  return measures.flatMap(({ id, subject, need }, n) => {
    const other = known.get(id);
    return other === undefined || (other.subject === subject && other.need === need)
      ? []
      : [caseIssue(`/body/subjects/${index}/plan/measures/${n}/measureId`, "plan-measure-taken")];
  });
}

/** Finds rules of a guideline that was never in force. */
async function unknownRules(
  deps: Pick<CaseworkDeps, "knowsRule">,
  subjects: readonly { readonly index: number; readonly plan: Group }[],
): Promise<Issue[]> {
  const known = new Map<string, Promise<boolean>>();
  const errors: Issue[] = [];
  for (const { index, plan } of subjects) {
    for (const list of ["measures", "declined"]) {
      for (const [n, { basis }] of groupsIn(plan, list).entries()) {
        if (!isObject(basis)) continue;
        const [version, rule] = [textIn(basis, "version") ?? "", textIn(basis, "ruleId") ?? ""];
        const asked = known.get(`${version} ${rule}`) ?? deps.knowsRule(version, rule);
        known.set(`${version} ${rule}`, asked);
        if (await asked) continue;
        errors.push(caseIssue(`/body/subjects/${index}/plan/${list}/${n}/basis/version`, "guideline-version"));
      }
    }
  }
  return errors;
}

function factsOf(arrival: Arrival, subject: string, plan: Group, measures: readonly Measure[]): DraftFact[] {
  const { id: message, at: acceptedAt } = arrival;
  const issuedAt = issuedAtOf(arrival);
  const aid = readCash(plan);
  const choices = choicesOf(plan);
  const secret = present({ aid, choices: choices.length === 0 ? undefined : choices });
  return [
    {
      clear: { event: "plan", message, issuedAt, acceptedAt, subject },
      ...(Object.keys(secret).length === 0 ? {} : { secret }),
    },
    ...measures.map((measure) => ({ clear: measureFact(measure, issuedAt) })),
  ];
}

/** Reads what the officer made of the guideline's suggestions: rule, version and choice, without the reason. */
function choicesOf(plan: Group) {
  return ["measures", "declined"].flatMap((list) =>
    groupsIn(plan, list).flatMap(({ need, basis }) =>
      isObject(basis) ? [{ need, rule: basis.ruleId, version: basis.version, choice: basis.choice }] : [],
    ),
  );
}

/** Makes the facts of plans that their sender takes back: the version before is in force again. */
export function withdrawnPlans(arrival: Arrival, stored: readonly StoredFact[]): DraftFact[] {
  const { id: message, at: acceptedAt, withdrawn } = arrival;
  const issuedAt = issuedAtOf(arrival);
  return stored.flatMap(({ fact: { event, message: corrects, subject } }) =>
    event === "plan" && withdrawn.includes(corrects)
      ? [{ clear: { event: "plan-withdrawn", message, issuedAt, acceptedAt, subject, corrects } }]
      : [],
  );
}
