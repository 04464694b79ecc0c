import { Refusal } from "../domain/refusal.ts";
import type { Arrival, CaseworkDeps, Taken } from "./arrival.ts";
import { changeOf } from "./change.ts";
import { deadSubjects } from "./dead.ts";
import { caseIssue, caseRefusal } from "./faults.ts";
import type { CaseState, Item } from "./ports.ts";
import { groupsIn, textIn } from "./read-subject.ts";
import { send } from "./send.ts";
import { placePersons } from "./worklist/place-persons.ts";

/** A need that a department passed on, in the case as it is now. */
export interface PassedItem {
  readonly item: Item;
  readonly state: CaseState;
}

/** The case's part of sending a need on to another department (转办). Nothing is stored. */
export interface Rerouting {
  /**
   * Finds the item that is sent on.
   * @throws Refusal `not-found` for one of another sender's; `case-circle` when the department had it before;
   * `case-dead` when a department reported the person's death; `state-conflict` when it waits for no other department, or the
   * department has an item of this need already
   */
  find(thread: string, sender: string, id: string, to: string): Promise<PassedItem>;
  /** Cuts a document down to the person and the need of an item; undefined when it has neither. */
  cut(item: Item, body: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined;
  /** Makes the item of the new department: it keeps the first start, and the departments that had it. */
  take(arrival: Arrival, passed: PassedItem): Promise<Taken>;
}

/** Makes it. @param newId makes the ids of items */
export function createRerouting(deps: CaseworkDeps, newId: () => string): Rerouting {
  return {
    async find(thread, sender, id, to) {
      const state = await deps.rows.caseOf(thread);
      const item = state?.items.find((one) => one.id === id && one.sender === sender);
      if (state === undefined || item === undefined) throw new Refusal("not-found", { step: "item" });
      if (deadSubjects(state.items).has(item.subject)) throw caseRefusal([caseIssue("/item", "case-dead")]);
      if (item.department === to || item.chain.includes(to)) throw caseRefusal([caseIssue("/to", "case-circle")]);
      const has = state.items.some(
        ({ subject, need, department }) => subject === item.subject && need === item.need && department === to,
      );
      if (has || item.closed || !item.flags.includes("reroute")) throw new Refusal("state-conflict", { step: "item" });
      return { item, state };
    },
    cut(item, body) {
      const subject = groupsIn(body, "subjects").find(
        (one) => deps.keys.subject(item.thread, textIn(one, "personId") ?? "").toString("hex") === item.subject,
      );
      const needs = subject?.needs as { readonly items?: unknown } | undefined;
      const items = groupsIn(needs as Record<string, unknown> | undefined, "items").filter(
        ({ code }) => code === item.need,
      );
      if (subject === undefined || items.length === 0) return undefined;
      return { ...body, subjects: [{ ...subject, needs: { ...needs, items } }] };
    },
    take: (arrival, { state }) =>
      placePersons(deps, changeOf(deps, arrival, state, send(deps, arrival, state, newId)), arrival.at),
  };
}
