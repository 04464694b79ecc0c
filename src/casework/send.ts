import { dayInChina } from "../domain/codes/calendar-date.ts";
import type { AidSubjectList } from "../schema/generated/aid-subject-list.ts";
import type { Arrival, CaseworkDeps } from "./arrival.ts";
import type { CaseState, Fact, Item } from "./ports.ts";
import { type KeptLiving, keptLiving } from "./gap/kept-figures.ts";
import { groupsIn, householdOf, readGap, readSubject, textIn, urgencyOf } from "./read-subject.ts";
import type { DraftFact } from "./seal-facts.ts";

/** Facts and items that a document adds. */
export interface Added {
  readonly facts: readonly DraftFact[];
  readonly items: readonly Item[];
}

/**
 * Takes the items of a list, supplement or correction: one for each need of a subject at each department that it concerns.
 * An item that is there already stays as it is. A need that another department passed on goes on in the new item, with its
 * first start and the chain of departments.
 * @param newId makes the ids of items
 */
export function send(
  { keys, rules, guidelines, kindOf }: Pick<CaseworkDeps, "keys" | "rules" | "guidelines" | "kindOf">,
  arrival: Arrival,
  known: CaseState | undefined,
  newId: () => string,
): Added {
  const { id: message, thread, type, at, body } = arrival;
  const subjects = groupsIn(body, "subjects");
  const keyOf = (index: number) => keys.subject(thread, textIn(subjects[index], "personId") ?? "").toString("hex");
  const names = new Set(known?.items.map(nameOf));
  const inForce = rules();
  const items: Item[] = [];
  const passedOn = new Map<string, Item>();
  for (const { recipient, duties } of arrival.shares) {
    for (const { index, need, co } of duties) {
      const subject = keyOf(index);
      const place = { subject, need, department: recipient };
      if (names.has(nameOf(place))) continue;
      names.add(nameOf(place));
      const passed = co ? undefined : waiting(known?.items ?? [], place);
      if (passed !== undefined) passedOn.set(passed.id, rerouted(passed));
      const urgency = urgencyOf(body, subjects[index] ?? {}, need);
      const start = { ...place, thread, message, type, rules: inForce, sender: arrival.sender, co, urgency, at };
      items.push(startOf({ ...start, ...continuing(passed, at) }, newId()));
    }
  }
  if (items.length === 0 && known === undefined) return { facts: [], items: [] };
  const living =
    type === "bridge"
      ? new Map<number, KeptLiving>()
      : keptLiving(subjects as unknown as AidSubjectList["subjects"], guidelines(), dayInChina(new Date(at)));
  const about = subjects.flatMap((subject, index): DraftFact[] => {
    if (type === "bridge") {
      const clear: Fact = { event: "bridge", message, issuedAt: at, subject: keyOf(index) };
      return [{ clear, secret: { ...readGap(subject) } }];
    }
    const secret = readSubject(subject, living.get(index));
    const householdId = householdOf(subject);
    const household =
      householdId === undefined ? {} : { household: keys.household(thread, householdId).toString("hex") };
    const visitors = visitorsOf(arrival, textIn(subject, "personId"), kindOf);
    const about = { event: "subject", message, issuedAt: at, subject: keyOf(index) };
    const clear: Fact = { ...about, ...household, ...(visitors.length === 0 ? {} : { visitors }) };
    return [{ clear, secret: { ...secret } }];
  });
  return {
    facts: [...about, ...items.map((item) => ({ clear: sentFact(item) }))],
    items: [...items, ...passedOn.values()],
  };
}

/** Lists the bodies of social workers to which a document sends a person. They have no item. */
function visitorsOf({ shares }: Arrival, personId: string | undefined, kindOf: CaseworkDeps["kindOf"]): string[] {
  return shares.flatMap(({ recipient, cut }) => {
    const gets = groupsIn(cut ?? {}, "subjects").some((one) => textIn(one, "personId") === personId);
    return gets && kindOf(recipient) === "social-work" ? recipient : [];
  });
}

/** Names an item within its thread. */
export function nameOf({ subject, need, department }: Pick<Item, "subject" | "need" | "department">): string {
  return `${subject} ${need} ${department}`;
}

/** Finds the item of the same need that another department passed on and that nobody took over yet. */
function waiting(items: readonly Item[], place: Pick<Item, "subject" | "need">): Item | undefined {
  return items.find(
    ({ subject, need, flags }) => subject === place.subject && need === place.need && flags.includes("reroute"),
  );
}

/** Item that was passed on, once it has a successor. */
export function rerouted(item: Item): Item {
  return { ...item, flags: item.flags.filter((flag) => flag !== "reroute") };
}

/** Members of an item that goes on with a need that was passed on. */
export function continuing(passed: Item | undefined, at: number): Pick<Item, "originalStart" | "chain"> {
  if (passed === undefined) return { originalStart: at, chain: [] };
  return { originalStart: passed.originalStart, chain: [...passed.chain, passed.department] };
}

/** Departments in a chain, the present one included, above which the jurisdiction is in dispute. */
const LONGEST_CHAIN = 2;

/** Makes an item as it is when it was just sent. */
export function startOf(
  sent: Pick<Item, "thread" | "message" | "sender" | "department" | "subject" | "need" | "co" | "urgency"> &
    Pick<Item, "type" | "rules" | "originalStart" | "chain"> & { readonly at: number },
  id: string,
): Item {
  const { at, ...place } = sent;
  return {
    id,
    ...place,
    state: "sent",
    since: at,
    by: sent.message,
    sealedAt: at,
    checked: false,
    closed: false,
    flags: sent.chain.length + 1 > LONGEST_CHAIN ? ["disputed"] : [],
    dates: {},
  };
}

/** Makes the fact of an item that was sent. */
export function sentFact(item: Item): Fact {
  const { message, subject, need, department, sender, co, urgency, sealedAt, originalStart, chain } = item;
  const passed = chain.length === 0 ? {} : { originalStart, chain };
  return {
    event: "sent",
    message,
    issuedAt: sealedAt,
    subject,
    need,
    department,
    sender,
    urgency,
    ...(co ? { co } : {}),
    ...passed,
  };
}
