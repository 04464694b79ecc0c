import { isObject } from "../../wire/value.ts";
import { present } from "../../wire/present.ts";
import { Refusal, type Issue } from "../../domain/refusal.ts";
import type { Arrival, CaseworkDeps, Taken } from "../arrival.ts";
import { caseIssue, caseRefusal } from "../faults.ts";
import { groupsIn, textIn } from "../read-subject.ts";
import { foldDecisions } from "./decisions.ts";
import type { DecisionFact, DecisionWord } from "./meeting-port.ts";

/**
 * Takes the record of a joint meeting: its decisions, and what became of earlier ones of the same convener. It takes the place of
 * a record that it supersedes.
 * @throws Refusal `invalid-document`
 */
export async function takeMeeting(deps: CaseworkDeps, arrival: Arrival): Promise<Taken> {
  const { id: message, sender: convener, at, body } = arrival;
  if (deps.kindOf(convener) !== "convener") throw new Refusal("not-permitted", { step: "meeting" });
  const header = isObject(body.header) ? body.header : undefined;
  const superseded = isObject(header?.supersedes) ? textIn(header.supersedes, "transferId") : undefined;
  const voids =
    superseded === undefined ? undefined : await deps.decisionRows.recordOf(deps.documentKey(convener, superseded));
  const stored = (await deps.decisionRows.ofConvener(convener)).filter((fact) => fact.message !== voids);
  const known = new Map(foldDecisions(stored).map((one) => [one.decision, one]));
  const members = new Set([convener, ...arrival.shares.map(({ recipient }) => recipient)]);
  const errors: Issue[] = [];
  const made = groupsIn(body, "decisions").map((decision, index): DecisionFact => {
    const id = textIn(decision, "decisionId") ?? "";
    const owners = Array.isArray(decision.owners) ? (decision.owners as string[]) : [];
    owners.forEach((owner, place) => {
      if (members.has(deps.successor(owner) ?? owner)) return;
      errors.push(caseIssue(`/body/decisions/${index}/owners/${place}`, "decision-owner"));
    });
    if (known.has(id)) errors.push(caseIssue(`/body/decisions/${index}/decisionId`, "decision-taken"));
    const text = deps.keys.seal(message, Buffer.from(textIn(decision, "text") ?? ""), boundOf(id));
    return { message, decision: id, convener, word: "made", at, due: textIn(decision, "due") ?? "", owners, text };
  });
  const last = groupsIn(body, "last").map((one, index): DecisionFact => {
    const id = textIn(one, "decisionId") ?? "";
    if (!known.has(id)) errors.push(caseIssue(`/body/last/${index}/decisionId`, "decision-unknown"));
    const more = present({ due: textIn(one, "due"), doneOn: textIn(one, "on") });
    return { message, decision: id, convener, word: one.state as DecisionWord, at, ...more };
  });
  if (errors.length > 0) throw caseRefusal(errors);
  return { meeting: { facts: [...made, ...last], ...present({ voids }) }, warnings: [] };
}

/** Takes back the record of a meeting: its decisions are void, and earlier ones stand as before. */
export function withdrawMeeting({ thread, withdrawn }: Arrival): Taken {
  return withdrawn.includes(thread) ? { meeting: { facts: [], voids: thread }, warnings: [] } : { warnings: [] };
}

/** What the wording of a decision is bound to, besides its record. */
export function boundOf(decision: string): Buffer {
  return Buffer.from(decision);
}
