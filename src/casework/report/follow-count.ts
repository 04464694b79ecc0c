/** What a report says of letters, visits, evaluations and relapse (I15, I17 to I20). Figures of the procuratorate, from facts. */
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import { dateOf, dayOf, monthsAfter } from "../../domain/day.ts";
import type { Calendar } from "../../domain/deadline.ts";
import { GRADES } from "../../domain/follow.ts";
import { FOR_THE_MEETING, LETTER_KINDS, type Letter } from "../../domain/letter.ts";
import { percent } from "../../domain/percent.ts";
import { present } from "../../wire/present.ts";
import { dutiesOf } from "../follow/duties.ts";
import { inOrder, type SubjectHistory } from "../follow/history.ts";
import { lifeOf } from "../follow/life.ts";
import { FOLLOW_SCHEDULE } from "../follow/schedule.ts";
import type { Item, StoredFact } from "../ports.ts";
import { relapsesIn } from "../recurrence/relapse.ts";
import { acceptedAtOf } from "./as-at.ts";
import type { ReportPeriod } from "./period.ts";
import type { Value } from "./report.ts";

/** Months after a case was closed in which a new one is a relapse. */
const RELAPSE_MONTHS = 12;
/** Way of a visit at home. */
const AT_HOME = "2";
const CONTENT = 4;
/** An evaluation that could measure nothing. */
const NONE = "none";

/** Counts the follow-up of a period, thread by thread. */
export class FollowCount {
  readonly #letters = { sent: new Map<string, number>(), due: 0, inTime: 0 };
  readonly #visits = { due: 0, done: 0, home: 0 };
  readonly #relapse = { persons: 0, closed: 0 };
  readonly #grades = new Map<string, number>();
  readonly #satisfaction = { answers: 0, content: 0 };
  readonly #period: ReportPeriod;
  readonly #calendar: Calendar;

  constructor(period: ReportPeriod, calendar: Calendar) {
    this.#period = period;
    this.#calendar = calendar;
  }

  /**
   * Adds a thread.
   * @param facts those accepted before the cut
   * @param items as they stood at the cut
   */
  add(facts: readonly StoredFact[], items: readonly Item[], histories: Iterable<SubjectHistory>): void {
    this.#addLetters(items);
    for (const { fact } of relapsesIn(facts).values()) {
      if (acceptedAtOf(fact) >= this.#period.start) this.#relapse.persons += 1;
    }
    for (const history of histories) this.#addPerson(history);
  }

  /** Makes the figures; a rate of nothing is left out. */
  figures(): Record<string, Value> {
    const { sent, due, inTime } = this.#letters;
    const visits = this.#visits;
    const { persons, closed } = this.#relapse;
    const { answers, content } = this.#satisfaction;
    return {
      ...Object.fromEntries(LETTER_KINDS.map((kind) => [`I15.${kind}`, sent.get(kind) ?? 0])),
      ...present({ "I15.answered": percent(inTime, due) }),
      "I17.due": visits.due,
      ...present({ "I17.visited": percent(visits.done, visits.due) }),
      "I17.home": visits.home,
      "I18.persons": persons,
      ...present({ I18: percent(persons, closed) }),
      ...Object.fromEntries([...GRADES, NONE].map((grade) => [`I19.${grade}`, this.#grades.get(grade) ?? 0])),
      "I20.answers": answers,
      ...present({ I20: percent(content, answers) }),
    };
  }

  /** Counts each letter once, whatever number of items it is about: it is answered when all of them are. */
  #addLetters(items: readonly Item[]): void {
    const letters = Map.groupBy(
      items.flatMap((item) => item.letters ?? []),
      ({ message }) => message,
    );
    for (const about of letters.values()) {
      const [letter] = about;
      if (letter === undefined) continue;
      const { sent } = this.#letters;
      if (this.#isIn(this.#calendar.dateAt(letter.sentAt))) sent.set(letter.kind, (sent.get(letter.kind) ?? 0) + 1);
      if (letter.kind === FOR_THE_MEETING || !this.#isIn(letter.replyBy)) continue;
      this.#letters.due += 1;
      if (about.every((one) => this.#isInTime(one))) this.#letters.inTime += 1;
    }
  }

  #isInTime({ answered, replyBy }: Letter): boolean {
    return answered !== undefined && this.#calendar.dateAt(answered.at) <= replyBy;
  }

  #addPerson(history: SubjectHistory): void {
    const { to } = this.#period;
    const life = lifeOf(history);
    const today = dateOf(dayOf(to) + 1);
    for (const { to: last, state } of dutiesOf(history, life, FOLLOW_SCHEDULE, this.#calendar, today)) {
      if (!this.#isIn(last) || (state !== "done" && state !== "missed")) continue;
      this.#visits.due += 1;
      if (state === "done") this.#visits.done += 1;
    }
    for (const { on, way, outcome, satisfaction } of history.visits) {
      if (!this.#isIn(on)) continue;
      if (outcome === "V1" && way === AT_HOME) this.#visits.home += 1;
      this.#satisfaction.answers += satisfaction.length;
      this.#satisfaction.content += satisfaction.filter((value) => value >= CONTENT).length;
    }
    const evaluation = inOrder(history.evaluations).findLast(({ issuedAt }) =>
      this.#isIn(dayInChina(new Date(issuedAt))),
    );
    if (evaluation !== undefined) {
      const grade = evaluation.grade ?? NONE;
      this.#grades.set(grade, (this.#grades.get(grade) ?? 0) + 1);
    }
    const since = dateOf(monthsAfter(dayOf(to), -RELAPSE_MONTHS));
    if (life.closed.some(({ from }) => since < from && from <= to)) this.#relapse.closed += 1;
  }

  #isIn(day: string): boolean {
    return this.#period.from <= day && day <= this.#period.to;
  }
}
