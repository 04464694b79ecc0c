import { dayOf } from "../../domain/day.ts";
import type { Calendar } from "../../domain/deadline.ts";
import { isOpen } from "../../domain/item.ts";
import type { ClockStage, ClockState } from "../../domain/words/clock-words.ts";
import type { Item, SignedItem, StoredFact, ThreadRows } from "../ports.ts";
import type { GrantedAid } from "../read-result.ts";
import { refold } from "../stored.ts";
import { acceptedAtOf, changesThePast, factsAsAt } from "./as-at.ts";
import { historiesOf } from "../follow/read-history.ts";
import { type Entry, Crosstab } from "./crosstab.ts";
import { ChoiceCount } from "./choice-count.ts";
import { FollowCount } from "./follow-count.ts";
import { GapCount } from "./gap-count.ts";
import { judicialAidIn } from "./judicial-aid.ts";
import { MoneySum } from "./money-sum.ts";
import { MONEY_KINDS, type Outcome, OutcomeReader } from "./outcome.ts";
import type { ReportPeriod } from "./period.ts";

/** A clock of an item, as a report needs it. */
export interface ItemClock {
  readonly rule: string;
  /** Last day, or the instant of a clock in hours (RFC 3339). */
  readonly due: string;
  readonly state: ClockState;
  readonly stage?: ClockStage;
  /** Whether the department has to meet it. */
  readonly ofDepartment: boolean;
}

/** Calendar, clocks and cipher that the count of one report needs. */
export interface TallyDeps {
  readonly calendar: Calendar;
  /** Derives the clocks of an item as they stood at a moment, ms. */
  readonly clocks: (signed: SignedItem, at: number) => readonly ItemClock[];
  /** Decrypts the secret members of a fact. */
  readonly secretOf: (thread: string, fact: StoredFact) => Readonly<Record<string, unknown>>;
}

/** Working days after which an item counts for the rate of completion (办结率). */
const OLD_ENOUGH = 45;
/** Clocks that have a table of their own: receipt, first reply, emergency aid. */
const TIMELY = { I04: "D06", I05: "D07", I12: "D19" } as const;
const OVERDUE: readonly ClockStage[] = ["overdue", "supervise", "meeting"];

/** Counts everything a report says, thread by thread. Its size depends on the number of departments, not of persons. */
export class Tally {
  readonly tables = {
    I03: new Crosstab(),
    I04: new Crosstab(),
    I05: new Crosstab(),
    I06: new Crosstab(),
    I07: new Crosstab(),
    I09: new Crosstab(),
    I10: new Crosstab(),
    I12: new Crosstab(),
    I14: new Crosstab(),
    I21: new Crosstab(),
    I22: new Crosstab(),
    /** Judicial aid by department that has an item of the person; column `all` and each special group. */
    I02: new Crosstab(),
  };
  readonly money = { once: new MoneySum(), monthly: new MoneySum(), periodic: new MoneySum() };
  readonly aid = new MoneySum();
  /** Judicial aid: lists, persons, and persons by special group. */
  readonly aided = { threads: 0, persons: 0, groups: new Map<string, number>() };
  /** Lists of the period by department (件), and persons that only one department got. */
  readonly sentThreads = new Map<string, number>();
  readonly onlyAt = new Map<string, number>();
  /** Days from the sending to the first payment, with how many items. */
  readonly days = new Map<number, number>();
  readonly follow: FollowCount;
  readonly gap: GapCount;
  readonly choices = new ChoiceCount();
  facts = 0;
  readonly #period: ReportPeriod;
  readonly #deps: TallyDeps;

  constructor(period: ReportPeriod, deps: TallyDeps) {
    this.#period = period;
    this.#deps = deps;
    this.follow = new FollowCount(period, deps.calendar);
    this.gap = new GapCount(period, deps.calendar);
  }

  /**
   * Adds a thread, whole: its persons are told apart here and nowhere else.
   * @returns the facts of it that count, those accepted before the cut
   */
  add(all: ThreadRows): readonly StoredFact[] {
    const { start, cut } = this.#period;
    const facts = all.facts.filter(({ fact }) => acceptedAtOf(fact) < cut);
    if (facts.length === 0) return facts;
    this.facts += facts.length;
    const kept = { ...all, facts };
    const now = this.#outcomes(kept, cut, cut);
    const entries = new Batch();
    for (const { signed, outcome } of now) {
      if (!signed.item.co) this.#timeliness(signed, entries);
      this.#outcome(signed.item, outcome, entries);
    }
    this.#money(now);
    this.#sent(now, entries);
    this.#judicialAid(kept, now, entries);
    this.#follow(kept, now);
    if (changesThePast(facts, start, cut)) this.#corrections(kept, entries);
    for (const [table, list] of entries.lists) this.tables[table as keyof Tally["tables"]].add(list);
    return facts;
  }

  /** Folds the items as they stood at `end`, from facts accepted before `cut`. */
  #outcomes({ thread, facts, items }: ThreadRows, end: number, cut: number) {
    const stood = factsAsAt(facts, end, cut);
    const byPlace = new Map<string, Map<string, StoredFact>>();
    for (const stored of stood) {
      const { subject, need, department, message } = stored.fact;
      if (need === undefined || department === undefined || stored.secret === null) continue;
      const place = `${subject} ${need} ${department}`;
      const of = byPlace.get(place) ?? new Map<string, StoredFact>();
      of.set(message, stored);
      byPlace.set(place, of);
    }
    const sent = items.filter(({ item }) => item.sealedAt < end);
    const readers = new Map(
      sent.map(({ item }) => {
        const own = byPlace.get(`${item.subject} ${item.need} ${item.department}`);
        return [item.id, new OutcomeReader((message) => this.#aidOf(thread, own?.get(message)))] as const;
      }),
    );
    const folded = refold(
      stood,
      sent.map(({ item }) => item),
      (step) => readers.get(step.before.id)?.observe(step),
    );
    return folded.map((item, at) => {
      const receiptAt = sent[at]?.receiptAt ?? null;
      const signed = { item, receiptAt: receiptAt !== null && receiptAt < cut ? receiptAt : null };
      return { signed, outcome: readers.get(item.id)?.read() ?? NOTHING };
    });
  }

  #aidOf(thread: string, stored: StoredFact | undefined): readonly GrantedAid[] {
    if (stored === undefined) return [];
    const { aid } = this.#deps.secretOf(thread, stored);
    return Array.isArray(aid) ? (aid as GrantedAid[]) : [];
  }

  #isDue({ due }: ItemClock): boolean {
    const { from, to } = this.#period;
    const day = due.length === 10 ? due : this.#deps.calendar.dateAt(Date.parse(due) - 1);
    return from <= day && day <= to;
  }

  #isIn(at: number): boolean {
    return at >= this.#period.start && at < this.#period.cut;
  }

  /** Counts what was due in the period, and what is overdue at its end. */
  #timeliness(signed: SignedItem, entries: Batch): void {
    const { item } = signed;
    const clocks = this.#deps.clocks(signed, this.#period.cut);
    for (const [table, rule] of Object.entries(TIMELY)) {
      const clock = clocks.find((one) => one.rule === rule);
      if (clock === undefined || !this.#isDue(clock)) continue;
      if (clock.state === "cancelled" || clock.state === "planned") continue;
      entries.add(table, item, clock.state === "met" ? "in-time" : "late");
    }
    const worst = OVERDUE.findLast((stage) =>
      clocks.some((clock) => clock.ofDepartment && clock.stage === stage && clock.state === "running"),
    );
    if (worst !== undefined) entries.add("I14", item, worst);
    const { calendar } = this.#deps;
    const age = calendar.workingDaysBetween(calendar.dayAt(item.sealedAt), dayOf(this.#period.to));
    if (age >= OLD_ENOUGH && item.state !== "passed") entries.add("I06", item, isOpen(item.state) ? "open" : "final");
  }

  #outcome(item: Item, { decision, waiting, delivered, returned }: Outcome, entries: Batch): void {
    if (decision !== undefined && this.#isIn(decision.at)) {
      const approved = delivered === undefined ? (waiting === true ? "waiting" : "granted") : "delivered";
      entries.add("I07", item, decision.kind === "approved" ? approved : decision.kind);
      if (decision.kind !== "approved") entries.add("I09", item, decision.reason ?? "R99");
    }
    if (delivered !== undefined && this.#isIn(delivered.at)) {
      const { calendar } = this.#deps;
      const on = delivered.on === undefined ? calendar.dayAt(delivered.at) : dayOf(delivered.on);
      const days = Math.max(0, on - calendar.dayAt(item.originalStart));
      this.days.set(days, (this.days.get(days) ?? 0) + 1);
      entries.add("I10", item, "first");
    }
    for (const { code, at } of returned) {
      if (this.#isIn(at)) entries.add("I21", item, code);
    }
  }

  #sent(now: readonly { readonly signed: SignedItem }[], entries: Batch): void {
    const sent = now.flatMap(({ signed: { item } }) => (!item.co && this.#isIn(item.sealedAt) ? item : []));
    const departments = Map.groupBy(sent, ({ subject }) => subject);
    for (const item of sent) entries.add("I03", item, item.need);
    for (const department of new Set(sent.map((item) => item.department))) bump(this.sentThreads, department);
    for (const items of departments.values()) {
      const [only, ...others] = new Set(items.map((item) => item.department));
      if (only !== undefined && others.length === 0) bump(this.onlyAt, only);
    }
  }

  #money(now: readonly { readonly signed: SignedItem; readonly outcome: Outcome }[]): void {
    // Money that several items report is that of the first of them.
    const owners = new Map<string, string>();
    for (const kind of MONEY_KINDS) {
      const paid = now.flatMap(({ signed: { item }, outcome }) =>
        outcome.payments.flatMap(({ at, kind: own, fen, shared }) => {
          if (own !== kind || !this.#isIn(at)) return [];
          const key = `${kind} ${shared} ${item.subject} ${item.department}`;
          const owner = shared === undefined ? item.id : (owners.get(key) ?? item.id);
          owners.set(key, owner);
          return owner === item.id ? { row: item.department, subject: item.subject, fen } : [];
        }),
      );
      this.money[kind].add(paid);
    }
  }

  #judicialAid({ thread, facts }: ThreadRows, now: readonly { readonly signed: SignedItem }[], entries: Batch): void {
    const paid = [...judicialAidIn(facts, (fact) => this.#deps.secretOf(thread, fact))].filter(([, { paidOn }]) => {
      const { from, to } = this.#period;
      return from <= paidOn && paidOn <= to;
    });
    if (paid.length === 0) return;
    this.aided.threads += 1;
    this.aided.persons += paid.length;
    this.aid.add(paid.map(([subject, { fen }]) => ({ row: "", subject, fen })));
    for (const [subject, { groups }] of paid) {
      for (const group of groups) bump(this.aided.groups, group);
      const own = now.filter(({ signed }) => signed.item.subject === subject);
      for (const department of new Set(own.map(({ signed }) => signed.item.department))) {
        for (const column of ["all", ...groups]) entries.add("I02", { subject, department }, column);
      }
    }
  }

  #follow({ thread, facts }: ThreadRows, now: readonly { readonly signed: SignedItem }[]): void {
    const signedOf = new Map(now.map(({ signed }) => [signed.item.id, signed]));
    const items = now.map(({ signed }) => signed.item);
    const secretOf = (fact: StoredFact) => this.#deps.secretOf(thread, fact);
    this.gap.add(facts, items, secretOf);
    this.choices.add(facts, this.#period.start, secretOf);
    const histories = historiesOf(facts, items, {
      secretOf,
      firstReplyDue: ({ id }) => {
        const signed = signedOf.get(id);
        const clocks = signed === undefined ? [] : this.#deps.clocks(signed, this.#period.cut);
        return clocks.find(({ rule }) => rule === TIMELY.I05)?.due;
      },
    });
    this.follow.add(facts, items, histories.values());
  }

  /** Counts items, and judicial aid, whose figures of earlier periods are other than they were published. */
  #corrections(kept: ThreadRows, entries: Batch): void {
    const { start, cut, from } = this.#period;
    const published = new Map(this.#outcomes(kept, start, start).map((one) => [one.signed.item.id, one.outcome]));
    for (const { signed, outcome } of this.#outcomes(kept, start, cut)) {
      const before = published.get(signed.item.id);
      if (JSON.stringify(before ?? NOTHING) !== JSON.stringify(outcome)) entries.add("I22", signed.item, "item");
    }
    const aidBefore = (facts: readonly StoredFact[]) =>
      new Map(
        [...judicialAidIn(facts, (fact) => this.#deps.secretOf(kept.thread, fact))].flatMap(([subject, aid]) =>
          aid.paidOn < from ? [[subject, aid]] : [],
        ),
      );
    const was = aidBefore(kept.facts.filter(({ fact }) => acceptedAtOf(fact) < start));
    for (const [subject, aid] of aidBefore(kept.facts)) {
      if (JSON.stringify(was.get(subject)) !== JSON.stringify(aid)) {
        entries.add("I22", { subject, department: kept.items[0]?.item.sender ?? "" }, "aid");
      }
    }
  }
}

const NOTHING: Outcome = { returned: [], payments: [] };

function bump(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** Entries of one thread for all tables. */
class Batch {
  readonly lists = new Map<string, Entry[]>();

  add(table: string, { subject, department }: Pick<Item, "subject" | "department">, column: string): void {
    const list = this.lists.get(table) ?? [];
    list.push({ row: department, column, subject });
    this.lists.set(table, list);
  }
}
