/** The aid gap from what is kept of a case: codes, days and amounts. Recomputed whenever it is read; nothing of it is stored. */
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import { isObject } from "../../wire/value.ts";
import { present } from "../../wire/present.ts";
import { dayOf } from "../../domain/day.ts";
import type { Clocks } from "../clock/clocks-in-force.ts";
import { guidelineFor } from "../guideline/guideline.ts";
import type { GuidelineDocument } from "../guideline/guideline-document.ts";
import { standingOf } from "../plan/measure-status.ts";
import { carriedOut, plansIn } from "../plan/plans.ts";
import type { Item, StoredFact } from "../ports.ts";
import type { KeptAid } from "../read-subject.ts";
import { groupsIn, textIn } from "../read-subject.ts";
import { nameOf } from "../send.ts";
import { refold } from "../stored.ts";
import { givenBy, type NeedAnswer, type PaidAid } from "./answers.ts";
import { dueByRules } from "./due-by.ts";
import type { DueBy } from "./forecast.ts";
import { type Figures, type HouseholdGap, householdGap, type Money } from "./household-gap.ts";
import { UNDECIDED } from "./listed-figures.ts";
import type { NeededMeasure } from "./service-gap.ts";

type Secret = Readonly<Record<string, unknown>>;

/** The gap of a household of a case, with the keys of its persons. */
export interface CaseGap extends HouseholdGap {
  readonly subjects: readonly string[];
  /** A bridge was sent before, and temporary aid for the same cause given: the application has to say what is new. */
  readonly secondBridge: boolean;
}

/** What gaps of a case are computed with. */
export interface CaseGapSetting {
  /** ISO day. */
  readonly today: string;
  readonly guidelines: readonly GuidelineDocument[];
  /** Rules and calendar for the forecast; without them nothing is expected of which no date is known. */
  readonly clocks?: Clocks;
  /** Decrypts the secret members of a fact. */
  readonly secretOf: (fact: StoredFact) => Secret;
}

/** Computes the aid gap of each household of a case, in the order of its first persons. */
export function caseGaps(facts: readonly StoredFact[], all: readonly Item[], setting: CaseGapSetting): CaseGap[] {
  const items = all.filter(({ closed }) => !closed);
  const { money, reported } = moneyIn(facts, items, setting.secretOf);
  const persons = personsIn(facts, items, setting.secretOf);
  const bridged = new Set(facts.flatMap(({ fact }) => (fact.event === "bridge" ? [fact.subject] : [])));
  const measures = neededMeasures(facts, items, setting.today);
  return [...Map.groupBy(persons, ({ household }) => household).values()].map((household) => {
    const subjects = household.map(({ subject }) => subject);
    const isOwn = ({ subject }: { readonly subject: string }) => subjects.includes(subject);
    const own = items.filter(isOwn);
    const aids = money.filter(isOwn);
    const found = gapOf(household, own, aids, reported.filter(isOwn), measures.filter(isOwn), setting);
    const secondBridge = found.bridge?.sameCause === true && subjects.some((subject) => bridged.has(subject));
    return { ...found, subjects, secondBridge };
  });
}

function gapOf(
  household: readonly Person[],
  items: readonly Item[],
  aids: readonly PaidAid[],
  same: readonly { readonly on: string }[],
  measures: readonly NeededMeasure[],
  { today, guidelines, clocks }: CaseGapSetting,
): HouseholdGap {
  const division = household.find((one) => one.division !== undefined)?.division;
  const parameters = guidelineFor(guidelines, division, today)?.parameters ?? new Map();
  const sealed = dayInChina(new Date(Math.min(...items.map(({ originalStart }) => originalStart))));
  const urgencyOf = (need: string) =>
    items
      .filter((item) => item.need === need)
      .map(({ urgency }) => urgency)
      .toSorted()[0];
  const temporary = aids.flatMap(({ category, firstPaidOn }) =>
    category === TEMPORARY_AID && firstPaidOn !== undefined ? [firstPaidOn] : [],
  );
  const before = household.flatMap(({ temporaryOn }) => temporaryOn ?? []);
  return householdGap(figuresOf(household, items, [...before, ...temporary, ...same.map(({ on }) => on)]), {
    sealed,
    today,
    parameters,
    dueBy: clocks === undefined ? NO_RULES : dueByRules(clocks, { division, urgencyOf }),
    known: new Map(),
    answerTo: (need) => answerIn(items.filter((item) => item.need === need && !item.co)),
    given: givenBy(aids),
    measures,
  });
}

const NO_RULES: DueBy = () => undefined;

/** A person of a case, as its facts tell: the last word counts, member by member. */
interface Person {
  readonly subject: string;
  /** Key of the household; of a person without one, the person's own. */
  readonly household: string;
  readonly division?: string;
  readonly size?: number;
  readonly line?: number;
  readonly need?: number;
  readonly aid?: KeptAid;
  readonly temporaryOn?: string;
  readonly sharedAid: boolean;
}

/** Reads the persons of a case who have items. */
function personsIn(
  facts: readonly StoredFact[],
  items: readonly Item[],
  secretOf: CaseGapSetting["secretOf"],
): Person[] {
  const plans = plansIn(facts);
  const about = Map.groupBy(
    facts.filter(({ fact: { event } }) => event === "subject" || event === "plan"),
    ({ fact }) => fact.subject,
  );
  return [...new Set(items.map(({ subject }) => subject))].map((subject) => {
    const own = (about.get(subject) ?? []).filter(
      ({ fact: { event, message } }) => event === "subject" || plans.get(subject)?.message === message,
    );
    const known: Secret = Object.assign({}, ...own.map(secretOf));
    const household = own.findLast(({ fact }) => typeof fact.household === "string")?.fact.household;
    return {
      subject,
      household: typeof household === "string" ? household : subject,
      sharedAid: known.sharedAid === true,
      ...present({
        division: textIn(known, "division"),
        size: numberIn(known, "householdSize"),
        line: numberIn(known, "line"),
        need: numberIn(known, "livingNeed"),
        temporaryOn: textIn(known, "temporaryOn"),
        aid: isObject(known.aid) ? (known.aid as KeptAid) : undefined,
      }),
    };
  });
}

function numberIn(group: Secret, name: string): number | undefined {
  const value = group[name];
  return typeof value === "number" ? value : undefined;
}

function figuresOf(household: readonly Person[], items: readonly Item[], temporaryOn: readonly string[]): Figures {
  const missing = new Set<string>();
  const first = (of: (person: Person) => number | undefined) => household.map(of).find((one) => one !== undefined);
  const [members, line, need] = [first(({ size }) => size), first((one) => one.line), first((one) => one.need)];
  if (members === undefined) missing.add("household.size");
  if (line === undefined) missing.add("income.subsistenceLine");
  if (need === undefined) missing.add("income.total");
  const money = household.flatMap(({ aid, sharedAid }): Money[] => {
    if (aid?.amount === undefined || sharedAid) return [];
    const day = aid.paidOn ?? aid.expectedOn;
    if (day === undefined) missing.add("judicialAid.expectedOn");
    return day === undefined
      ? []
      : [
          {
            kind: "judicial-aid",
            on: dayOf(day),
            amount: BigInt(aid.amount) - BigInt(aid.earmarked ?? 0),
            ...(aid.paidOn === undefined ? { expected: true as const } : {}),
          },
        ];
  });
  return {
    needs: new Set(items.map(({ need }) => need)),
    money,
    temporaryOn,
    parallel: household.some(({ aid }) => UNDECIDED.has(aid?.status ?? "")),
    missing: [...missing],
    ...present({
      members,
      line: line === undefined ? undefined : BigInt(line),
      need: need === undefined ? undefined : BigInt(need),
    }),
  };
}

const TEMPORARY_AID = "25";
const MONEY = "1";
/** Reason: the same cause was aided before. */
const SAME_CAUSE = "R15";

/** Reads the aid in money that results which count report, and the days on which a department reported aid for the same cause. */
function moneyIn(facts: readonly StoredFact[], items: readonly Item[], secretOf: CaseGapSetting["secretOf"]) {
  const stored = new Map(
    facts.map((one) => [`${one.fact.message} ${nameOf(one.fact as unknown as Item)}`, one] as const),
  );
  const money: (PaidAid & { readonly subject: string })[] = [];
  const reported: { readonly subject: string; readonly on: string }[] = [];
  refold(facts, items, ({ before, result, advanced }) => {
    if (advanced.remark === "conflict") return;
    const { subject } = before;
    if (result.reason === SAME_CAUSE) reported.push({ subject, on: dayInChina(new Date(result.issuedAt)) });
    const fact = stored.get(`${result.message} ${nameOf(before)}`);
    if (fact === undefined || fact.secret === null) return;
    for (const aid of groupsIn(secretOf(fact), "aid")) {
      const { amount, form } = aid;
      if (form !== MONEY || typeof amount !== "number") continue;
      const [category, need, frequency] = [textIn(aid, "category"), textIn(aid, "need"), textIn(aid, "frequency")];
      const days = { firstPaidOn: textIn(aid, "firstPaidOn"), end: textIn(aid, "end") };
      money.push({ subject, category, need, frequency, ...days, amount: BigInt(amount) });
    }
  });
  return { money, reported };
}

/** States in which nothing comes of an item any more. */
const CLOSED: ReadonlySet<string> = new Set(["not-accepted", "refused", "ended", "unknown"]);

/** Tells what became of a need from the items of a household for it. */
function answerIn(items: readonly Item[]): NeedAnswer {
  const first = (of: (item: Item) => string | undefined) => items.map(of).find((day) => day !== undefined);
  return {
    closed: items.length > 0 && items.every(({ state }) => CLOSED.has(state)),
    progress: present({
      acceptedOn: first(({ dates }) => dates.acceptedOn),
      decidedOn: first(({ dates, state }) => (state === "refused" ? undefined : (dates.decidedOn ?? dates.grantedOn))),
      expectedBy: first(({ dates }) => dates.expectedBy),
    }),
  };
}

/** Lists the measures that are needed by a day, with the day on which they are delivered or expected. */
function neededMeasures(facts: readonly StoredFact[], items: readonly Item[], today: string) {
  const seen = carriedOut(facts);
  return [...plansIn(facts).values()].flatMap(({ measures }) =>
    measures.flatMap((measure): (NeededMeasure & { readonly subject: string })[] => {
      const { subject, need, neededBy, due } = measure;
      const { status, item } = standingOf(
        measure,
        items.filter((one) => one.subject === subject),
        seen,
      );
      if (neededBy === undefined || status === "dropped") return [];
      const expected = item?.dates.expectedBy ?? due;
      // What has not happened yet happens today at the earliest.
      const ahead = status === "done" ? due : expected < today ? today : expected;
      return [{ subject, need, neededBy, expectedOn: item?.dates.deliveredOn ?? ahead }];
    }),
  );
}
