/** Reads the histories of persons from the facts and items of their case. Pure. */
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import { CONCLUSIONS, GRADES, VISIT_KINDS, VISIT_OUTCOMES } from "../../domain/follow.ts";
import type { Score } from "../../domain/grade.ts";
import { isGranted } from "../../domain/item.ts";
import type { Item, StoredFact } from "../ports.ts";
import { groupsIn, textIn } from "../read-subject.ts";
import { isObject } from "../../wire/value.ts";
import { present } from "../../wire/present.ts";
import type { Evaluation, FollowedItem, SubjectHistory, Told, Visit } from "./history.ts";
import { plannedMeasures } from "./planned-measures.ts";

type Secret = Readonly<Record<string, unknown>>;

/** What is needed to read histories besides facts and items. */
export interface HistoryReading {
  /** Decrypts the secret members of a fact. */
  readonly secretOf: (fact: StoredFact) => Secret;
  /** Gives the day by which the department of an item had to reply first. */
  readonly firstReplyDue: (item: Item) => string | undefined;
}

/** Facts about persons that are no items. */
const ABOUT: ReadonlySet<string> = new Set(["subject", "visit", "evaluation", "void"]);
const MINOR = "01";

/** Reads the history of each person of a case, by the person's key. Facts come in any order. */
export function historiesOf(
  facts: readonly StoredFact[],
  items: readonly Item[],
  { secretOf, firstReplyDue }: HistoryReading,
): Map<string, SubjectHistory> {
  const planned = plannedMeasures(facts, items);
  const itemsOf = Map.groupBy(items, ({ subject }) => subject);
  const factsOf = Map.groupBy(
    facts.filter(({ fact }) => ABOUT.has(fact.event)),
    ({ fact }) => fact.subject,
  );
  return new Map(
    [...itemsOf].map(([subject, own]) => {
      const standing = inForce(factsOf.get(subject) ?? []);
      const opened = standing.map((stored) => ({ ...stored, secret: secretOf(stored) }));
      const [first, ...others] = own.toSorted((a, b) => a.originalStart - b.originalStart || (a.id < b.id ? -1 : 1));
      const start = [first, ...others].find((item) => item?.co === false) ?? first;
      return [
        subject,
        {
          sealedOn: dayInChina(new Date(first?.originalStart ?? 0)),
          ...aboutPerson(opened),
          ...present({ firstReplyDue: start === undefined ? undefined : firstReplyDue(start) }),
          items: own.flatMap(followedItem),
          visits: opened.flatMap(({ fact, secret }) => visitIn(fact, secret) ?? []),
          evaluations: opened.flatMap(({ fact }) => evaluationIn(fact) ?? []),
          measures: planned.get(subject) ?? [],
        },
      ];
    }),
  );
}

/** Leaves out what a later document of the same sender corrects. */
function inForce(facts: readonly StoredFact[]): StoredFact[] {
  const corrected = new Set(facts.flatMap(({ fact }) => textIn(fact, "corrects") ?? []));
  return facts.filter(({ fact }) => !corrected.has(fact.message));
}

/** Reads what the last list says of a person. */
function aboutPerson(facts: readonly { readonly fact: StoredFact["fact"]; readonly secret: Secret }[]) {
  const last = facts
    .filter(({ fact }) => fact.event === "subject")
    .toSorted((a, b) => a.fact.issuedAt - b.fact.issuedAt)
    .at(-1)?.secret;
  const aid = isObject(last?.aid) ? last.aid : undefined;
  const groups = Array.isArray(last?.groups) ? last.groups : [];
  return {
    minor: groups.includes(MINOR),
    isProtected: last?.protected === true,
    noCall: last?.noCall === true,
    visitors: facts.flatMap(({ fact: { visitors } }) => (Array.isArray(visitors) ? visitors.map(String) : [])),
    ...present({ paidOn: textIn(aid, "paidOn") }),
  };
}

/** Reads an item. A department that only takes part counts when it has granted aid: it owes no outcome. */
function followedItem(item: Item): FollowedItem[] {
  const { need, department, state, since, sealedAt, dates, closedAt, reason, co } = item;
  const granted = isGranted({ state, dates });
  if (co && !granted) return [];
  return [
    {
      need,
      department,
      state,
      since,
      sealedAt,
      granted,
      ...present({
        deliveredOn: dates.deliveredOn,
        closedAt: item.closed ? (closedAt ?? since) : undefined,
        dead: reason === "R10" || undefined,
      }),
    },
  ];
}

function told({ message, issuedAt, acceptedAt }: StoredFact["fact"]): Told {
  return { message, issuedAt, acceptedAt: typeof acceptedAt === "number" ? acceptedAt : issuedAt };
}

/** Finds a text among the codes that it may be. */
function codeIn<T extends string>(codes: readonly T[], text: unknown): T | undefined {
  return codes.find((code) => code === text);
}

function visitIn(fact: StoredFact["fact"], secret: Secret): Visit | undefined {
  if (fact.event !== "visit") return undefined;
  const [kind, outcome] = [codeIn(VISIT_KINDS, fact.kind), codeIn(VISIT_OUTCOMES, fact.outcome)];
  const [on, way, by] = [textIn(fact, "on"), textIn(fact, "way"), textIn(fact, "by")];
  if (kind === undefined || outcome === undefined || on === undefined) return undefined;
  return {
    ...told(fact),
    kind,
    on,
    way: way ?? "",
    outcome,
    by: by ?? "",
    newNeeds: Array.isArray(fact.newNeeds) ? fact.newNeeds.map(String) : [],
    scores: groupsIn(secret, "scores").flatMap(scoreIn),
    satisfaction: groupsIn(secret, "satisfaction").flatMap(({ value }) => (typeof value === "number" ? value : [])),
    ...present({
      written: fact.written === true || undefined,
      arrived: fact.arrived === true || undefined,
      outOfSchool: secret.outOfSchool === true || undefined,
    }),
  };
}

function scoreIn({ type, score }: Secret): Score[] {
  return typeof type === "string" && typeof score === "number" ? [{ type, score }] : [];
}

function evaluationIn(fact: StoredFact["fact"]): Evaluation | undefined {
  const conclusion = codeIn(CONCLUSIONS, fact.conclusion);
  if (fact.event !== "evaluation" || conclusion === undefined) return undefined;
  return {
    ...told(fact),
    on: dayInChina(new Date(fact.issuedAt)),
    conclusion,
    measure: fact.measure === true,
    ...present({ grade: codeIn(GRADES, fact.grade) }),
  };
}
