/** Rules of the record of a joint meeting: who does what by when, and nothing about a person. */
import { entriesOf, type Group, isGroup, textOf } from "../reading.ts";
import type { Findings } from "../findings.ts";
import type { Rule } from "./rule.ts";

/** Digits that may be a citizen number, of either generation, or the number of a card. */
const NUMBER_OF_A_PERSON = /\d{15}/;

/**
 * Refuses numbers of persons anywhere in the record, decisions of agenda items that there are none of, a number twice, dates
 * before the meeting, and a state without what it needs.
 */
export const meeting: Rule = (document, at, found) => {
  refuseNumbers(document, at, found);
  const heldOn = textOf(document, "heldOn") ?? "";
  if (heldOn > found.today) found.error(`${at}/heldOn`, "date-future");
  const numbers = new Set<unknown>();
  for (const [index, item] of entriesOf(document, "agenda")) {
    if (numbers.has(item["number"])) found.error(`${at}/agenda/${index}/number`, "duplicate-items");
    numbers.add(item["number"]);
  }
  const decided = new Set<unknown>();
  const once = (one: Group, place: string) => {
    const id = one["decisionId"];
    if (id !== undefined && decided.has(id)) found.error(`${place}/decisionId`, "duplicate-decision");
    decided.add(id);
  };
  for (const [index, decision] of entriesOf(document, "decisions")) {
    const place = `${at}/decisions/${index}`;
    once(decision, place);
    const agenda = decision["agenda"];
    if (agenda !== undefined && !numbers.has(agenda)) found.error(`${place}/agenda`, "meeting-agenda");
    if ((textOf(decision, "due") ?? heldOn) < heldOn) found.error(`${place}/due`, "date-order");
  }
  for (const [index, last] of entriesOf(document, "last")) {
    const place = `${at}/last/${index}`;
    once(last, place);
    stateOf(last, place, heldOn, found);
  }
};

/** Requires the day of what is done and why something is dropped; only what goes on has a new date. */
function stateOf(last: Group, place: string, heldOn: string, found: Findings): void {
  const { state } = last;
  const [on, due] = [textOf(last, "on"), textOf(last, "due")];
  if ((state === "done") !== (on !== undefined)) found.error(`${place}/on`, "decision-state");
  if (on !== undefined && on > found.today) found.error(`${place}/on`, "date-future");
  if (due !== undefined && state !== "open") found.error(`${place}/due`, "decision-state");
  if ((due ?? heldOn) < heldOn) found.error(`${place}/due`, "date-order");
  if (state === "dropped" && last["note"] === undefined) found.error(`${place}/note`, "decision-state");
}

function refuseNumbers(value: unknown, at: string, found: Findings): void {
  if (typeof value === "string") {
    if (NUMBER_OF_A_PERSON.test(value)) found.error(at, "meeting-person");
  } else if (Array.isArray(value)) value.forEach((one, index) => refuseNumbers(one, `${at}/${index}`, found));
  else if (isGroup(value)) for (const [name, one] of Object.entries(value)) refuseNumbers(one, `${at}/${name}`, found);
}
