/** Rules of a plan of help (帮扶方案). */
import { entriesOf, fenOf, type Group, groupOf, textOf } from "../reading.ts";
import type { Rule } from "./rule.ts";

/** Statuses of judicial aid that have an amount (决定救助, 已拨付, 已发放), and the one after payment. */
const GRANTED = new Set(["40", "50", "60"]);
const PAID = "60";

/** Refuses a number of a measure that occurs twice in the document. */
export const plan: Rule = (document, at, found) => {
  const seen = new Set<string>();
  for (const [index, subject] of entriesOf(document, "subjects")) {
    for (const [n, measure] of entriesOf(groupOf(subject, "plan"), "measures")) {
      const id = textOf(measure, "measureId");
      if (id !== undefined && seen.has(id)) {
        found.error(`${at}/subjects/${index}/plan/measures/${n}/measureId`, "plan-duplicate-measure");
      }
      if (id !== undefined) seen.add(id);
    }
  }
};

/**
 * Checks what measures of a person say of each other: those that one depends on are there and not in a circle, and no need has
 * both a measure and a reason why it has none.
 */
export const planSubject: Rule = (plan, at, found) => {
  const measures = entriesOf(plan, "measures");
  const needs = new Set(measures.map(([, measure]) => textOf(measure, "need")));
  const before = new Map(measures.map(([, measure]) => [textOf(measure, "measureId") ?? "", dependenciesOf(measure)]));
  for (const [index, measure] of measures) {
    const id = textOf(measure, "measureId") ?? "";
    dependenciesOf(measure).forEach((one, n) => {
      const place = `${at}/measures/${index}/dependsOn/${n}`;
      if (!before.has(one)) found.error(place, "plan-unknown-measure");
      else if (leadsTo(before, one, id)) found.error(place, "plan-circle");
    });
  }
  for (const [index, declined] of entriesOf(plan, "declined")) {
    const need = textOf(declined, "need");
    if (need !== undefined && needs.has(need)) found.error(`${at}/declined/${index}/need`, "plan-need-twice");
  }
  const scored = new Set<string>();
  for (const [index, goal] of entriesOf(plan, "goals")) {
    const type = textOf(goal, "difficultyType") ?? "";
    if (scored.has(type)) found.error(`${at}/goals/${index}/difficultyType`, "duplicate-score");
    scored.add(type);
  }
  const view = groupOf(plan, "personView");
  const on = textOf(view, "on");
  if (on !== undefined && on > found.today) found.error(`${at}/personView/on`, "date-future");
  if (view?.["agreed"] === "no") found.warn(`${at}/personView/agreed`, "plan-not-agreed");
};

function dependenciesOf(measure: Group): string[] {
  const list = measure["dependsOn"];
  return Array.isArray(list) ? list.filter((one) => typeof one === "string") : [];
}

/** Tells whether a measure is, or depends on, another one. Each is looked at once. */
function leadsTo(before: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const left = [from];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    left.push(...(before.get(id) ?? []));
  }
  return false;
}

/** Requires the name of a social-work body and the reason for which a measure is dropped; asks about one that comes too late. */
export const planMeasure: Rule = (measure, at, found) => {
  const { owner, status } = measure;
  if (owner === "social-work" && measure["ownerName"] === undefined) {
    found.error(`${at}/ownerName`, "plan-owner-name");
  }
  if (status === "dropped" && measure["reason"] === undefined) found.error(`${at}/reason`, "reason-required");
  const dueBy = textOf(measure, "dueBy");
  const neededBy = textOf(measure, "neededBy");
  if (dueBy !== undefined && neededBy !== undefined && neededBy < dueBy && status !== "dropped") {
    found.warn(`${at}/dueBy`, "plan-late");
  }
};

/** Requires the reason for which a suggestion was declined. */
export const planBasis: Rule = (basis, at, found) => {
  if (basis["choice"] === "declined" && basis["reason"] === undefined) found.error(`${at}/reason`, "reason-required");
};

/** Compares the money of judicial aid with its status, its parts and its days. */
export const planCash: Rule = (cash, at, found) => {
  const status = textOf(cash, "status") ?? "";
  const amount = fenOf(cash, "amount");
  if (GRANTED.has(status) && cash["amount"] === undefined) found.error(`${at}/amount`, "aid-amount-required");
  if (!GRANTED.has(status)) {
    for (const member of ["amount", "paidOn", "expectedOn", "earmarked"]) {
      if (cash[member] !== undefined) found.error(`${at}/${member}`, "aid-decision-unexpected");
    }
  }
  if (status === PAID && cash["paidOn"] === undefined) found.error(`${at}/paidOn`, "aid-payment-required");
  const parts = entriesOf(cash, "earmarked").reduce((sum, [, part]) => sum + (fenOf(part, "amount") ?? 0), 0);
  if (amount !== undefined && parts > amount) found.error(`${at}/earmarked`, "aid-earmarked");
  for (const member of ["decidedOn", "paidOn"]) {
    const day = textOf(cash, member);
    if (day !== undefined && day > found.today) found.error(`${at}/${member}`, "date-future");
  }
};
