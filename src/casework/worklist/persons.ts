/** Work lists of persons: whom the procuratorate has to visit, to evaluate, or to decide about. Only for the sender of the list. */
import type { CasePerson, CasePersons } from "../../domain/generated/answers.ts";
import { dayOf } from "../../domain/day.ts";
import type { PersonList } from "../../domain/follow.ts";
import { Refusal } from "../../domain/refusal.ts";
import type { Caller } from "../../exchange/service.ts";
import { present } from "../../wire/present.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { shownDuty } from "../follow/shown-follow.ts";
import type { CaseKeys } from "../ports.ts";
import { type ReadingDeps, withClocks } from "../reading.ts";
import { shownClock } from "../shown-item.ts";
import type { CasePersonRows, PersonPlace } from "./person-port.ts";
import { isListed, type LookedAt, type PersonWork, workOf } from "./person-work.ts";
import { lookAt } from "./place-persons.ts";

/** Which persons are listed. */
export interface PersonFilter {
  readonly need?: string;
  /** Only persons with an item of this department. */
  readonly department?: string;
  /** Token of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** Parts from outside that the lists need. */
export interface PersonListDeps extends ReadingDeps {
  readonly keys: Pick<CaseKeys, "open">;
  readonly casePersonRows: CasePersonRows;
}

/** Reads of persons by what has to be done about them. */
export interface PersonLists {
  /**
   * Lists persons of lists that the caller sent.
   * @param at the moment for which it is told, ms; absent: now
   * @throws Refusal `malformed-request` for a token of another list
   */
  persons(caller: Caller, list: PersonList, filter: PersonFilter, at?: number): Promise<CasePersons>;
}

/** Persons looked at in one step, and most that a page looks at: a page may be short, and `next` goes on. */
const STEP = 100;
const MOST = 300;

/** Form of a place as a page names it: day, thread, person. */
export const PERSON_PLACE_FORM = /^\d{1,6}\.[0-9a-f-]{36}\.[0-9a-f]{32}$/;

/** Makes the lists. */
export function createPersonLists(deps: PersonListDeps): PersonLists {
  const { casePersonRows, versions } = deps;
  return {
    async persons({ party }, list, { limit, after, ...filter }, at = deps.now()) {
      const today = (await versions.of([]))(undefined).calendar.dateAt(at);
      const found: CasePerson[] = [];
      let place = readPlace(after);
      const page = (next: PersonPlace | undefined): CasePersons => ({
        persons: found,
        ...present({ next: next && placeText(next) }),
      });
      for (let looked = 0; looked < MOST; looked += STEP) {
        const query = { list, until: dayOf(today), ...filter, ...present({ after: place }) };
        const places = await casePersonRows.places(party, { ...query, limit: STEP });
        const persons = await aboutPersons(places, at);
        for (const one of places) {
          if (found.length === limit) return page(place);
          place = one;
          const person = persons.get(nameOf(one));
          const work = person && workOf(person, today);
          if (person !== undefined && work !== undefined && isListed(list, work)) {
            found.push(shownPerson(one, person, work));
          }
        }
        if (places.length < STEP) return page(undefined);
        // A full page reads no further, although the next one may be empty.
        if (found.length === limit) return page(place);
      }
      return page(place);
    },
  };

  /** Derives the follow-up of persons, by thread and person. */
  async function aboutPersons(places: readonly PersonPlace[], at: number): Promise<Map<string, LookedAt>> {
    const threads = places.length === 0 ? [] : await casePersonRows.about(places);
    const all = await Promise.all(
      threads.map(async ({ thread, facts, items }) => {
        const reads = items.map((read) => ({ ...read, dead: false }));
        const persons = await lookAt(deps, thread, facts, await withClocks(deps, reads, at), at);
        return [...persons].map(([subject, person]) => [nameOf({ thread, subject }), person] as const);
      }),
    );
    return new Map(all.flat());
  }
}

function nameOf({ thread, subject }: Pick<PersonPlace, "thread" | "subject">): string {
  return `${thread}.${subject}`;
}

function placeText(place: PersonPlace): string {
  return `${place.day}.${nameOf(place)}`;
}

function readPlace(text: string | undefined): PersonPlace | undefined {
  if (text === undefined) return undefined;
  const [day, thread = "", subject = ""] = text.split(".");
  if (!isUuid7(thread)) throw new Refusal("malformed-request", { step: "after" });
  return { day: Number(day), thread, subject };
}

function shownPerson({ thread, subject }: PersonPlace, { follow, items }: LookedAt, work: PersonWork): CasePerson {
  const { visits, evaluation, measure, renewals, review, relapse, todos, diedOn } = work;
  const own = items.map(({ read: { item } }) => item).filter(({ closed }) => !closed);
  return {
    thread,
    subject,
    state: follow.life.state,
    anchor: follow.anchor,
    needs: [...new Set(own.map(({ need }) => need))].toSorted(),
    visits: visits.map(shownDuty),
    renewals: renewals.map(({ item, clock }) => ({
      item: item.id,
      need: item.need,
      department: item.department,
      clock: shownClock(clock),
    })),
    todos: [...todos],
    newNeeds: [...follow.newNeeds],
    ...present({
      evaluation,
      measure: measure && shownClock(measure),
      review,
      relapse: relapse && { ...relapse },
      diedOn,
    }),
  };
}
