import type { Issue } from "../domain/refusal.ts";
import { compilePath, member } from "./path.ts";

const legalBasis = compilePath("header.legalBasis");
const records = compilePath("consent.records");

/** Groups that need no consent: the consent itself goes along as its own proof. */
const EXEMPT: ReadonlySet<string> = new Set(["consent"]);

/** Tells whether a document rests on the consent of its subjects (PIPL article 13, paragraph 1 (1)). */
export function restsOnConsent(body: Readonly<Record<string, unknown>>): boolean {
  return legalBasis(body) === "consent";
}

/**
 * Makes the test whether a consent in force gives a group of a subject to a recipient (PIPL article 23: a consent of its
 * own for each receiver).
 * @param names of the recipient in consents: its id and its role
 */
export function coverage(subject: unknown, names: ReadonlySet<unknown>): (group: string) => boolean {
  const given = records(subject);
  const covering = (Array.isArray(given) ? given : []).filter(
    (record) =>
      member(record, "withdrawnAt") === undefined && listOf(record, "receivers").some((name) => names.has(name)),
  );
  const covered = new Set(covering.flatMap((record) => listOf(record, "groups")));
  return (group) => covered.has(group) || EXEMPT.has(group);
}

/** Makes the fault, or warning, that groups of a subject are not covered. All names in it are the policy's and the directory's. */
export function notCovered(index: number, recipient: string, groups: readonly string[], withheld: boolean): Issue {
  const pointer = `/body/subjects/${index}/consent/records`;
  const [list, listZh] = [groups.join(", "), groups.join("、")];
  if (withheld) {
    const message = `No consent gives these groups to ${recipient}; they were withheld: ${list}`;
    const messageZh = `同意未涵盖向${recipient}提供以下数据组，已不予提供：${listZh}`;
    return { pointer, code: "consent-withheld", message, messageZh };
  }
  const message = `No consent gives these groups to ${recipient}: ${list}`;
  const messageZh = `同意未涵盖向${recipient}提供以下数据组：${listZh}`;
  return { pointer, code: "consent-not-covering", message, messageZh };
}

function listOf(record: unknown, name: "receivers" | "groups"): readonly unknown[] {
  const list = member(record, name);
  return Array.isArray(list) ? list : [];
}
