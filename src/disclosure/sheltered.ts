import { widenCitizenNumber } from "../domain/codes/citizen-number.ts";
import { holderFacts } from "../domain/codes/id-document.ts";
import { nameKey } from "../domain/codes/name-key.ts";
import { compilePath, member } from "./path.ts";

/** The subjects of a document whom no other subject's groups may give away, as those groups could speak of them. */
export interface Sheltered {
  /** Whether there is anybody to shelter: without, nothing has to be compared. */
  readonly any: boolean;
  /**
   * Whether a part of a group is about a sheltered subject: a person ({personId, idNumber, name, birth, phone …}) or a
   * name. In doubt it is: a name counts in every spelling, and a person without a number that could tell them apart is
   * taken for a sheltered one who may be born on the same day.
   */
  isAbout(part: unknown): boolean;
  /** Whether a subject lives in the household of a sheltered one, by the household's number or its members. */
  sharesHousehold(subject: unknown): boolean;
}

/** Nobody is sheltered. */
export const NONE: Sheltered = { any: false, isAbout: () => false, sharesHousehold: () => false };

const identity = compilePath("identity");
const householdId = compilePath("household.householdId");
const members = compilePath("household.members");
const contacts = compilePath("contact.persons");
/** The person in question (GB/T 4761). */
const SELF = "01";

/** Prepares the comparison with the sheltered subjects of a document. */
export function shelter(subjects: readonly unknown[]): Sheltered {
  if (subjects.length === 0) return NONE;
  const persons = subjects.map(personOf);
  const known = new Set(persons.flatMap(({ marks }) => marks));
  const households = new Set<unknown>(subjects.map(householdId).filter((id) => id !== undefined));
  const housemates = new Set(subjects.flatMap((subject) => arrayOf(members(subject)).flatMap(marksOf)));

  const isAbout = (part: unknown): boolean => {
    if (typeof part === "string") return namesOf([part]).some((mark) => known.has(mark));
    if (marksOf(part).some((mark) => known.has(mark))) return true;
    if (member(part, "personId") !== undefined) return false;
    const birth = birthOf(part);
    const numbered = numbersOf(part).length > 0;
    return persons.some((person) => !(numbered && person.numbered) && mayBeSameDay(birth, person.birth));
  };

  return {
    any: true,
    isAbout,
    sharesHousehold: (subject) =>
      households.has(householdId(subject)) || personOf(subject).marks.some((mark) => housemates.has(mark)),
  };
}

interface Person {
  readonly marks: readonly string[];
  /** There is a document number, so that two persons with one can be told apart. */
  readonly numbered: boolean;
  readonly birth: string | undefined;
}

/** A subject by everything that others could call it by. */
function personOf(subject: unknown): Person {
  const self = identity(subject);
  const phones = arrayOf(contacts(subject)).filter((contact) => member(contact, "relation") === SELF);
  const marks = [
    ...marksOf({ personId: member(subject, "personId") }),
    ...marksOf(self),
    ...namesOf(arrayOf(member(self, "formerNames"))),
    ...phones.flatMap(phonesOf),
  ];
  return { marks, numbered: numbersOf(self).length > 0, birth: birthOf(self) };
}

/** Texts by any of which a person can be known, each with its kind in front. */
function marksOf(person: unknown): string[] {
  const id = member(person, "personId");
  return [
    ...(typeof id === "string" ? [`person ${id}`] : []),
    ...numbersOf(person),
    ...namesOf([member(person, "name")]),
    ...phonesOf(person),
  ];
}

function numbersOf(person: unknown): string[] {
  return ["idNumber", "originalIdNumber"].flatMap((name) => {
    const number = member(person, name);
    return typeof number === "string" ? [`number ${widenCitizenNumber(number) ?? number}`] : [];
  });
}

function namesOf(names: readonly unknown[]): string[] {
  return names.flatMap((name) => {
    const key = typeof name === "string" ? nameKey(name) : undefined;
    return key === undefined ? [] : [`name ${key}`];
  });
}

function phonesOf(person: unknown): string[] {
  const phone = member(person, "phone");
  return typeof phone === "string" ? [`phone ${phone}`] : [];
}

/** The date of birth, perhaps partial (`2014`, `2014-03`): the one that is stated, else the one in the number. */
function birthOf(person: unknown): string | undefined {
  const stated = member(member(person, "birth"), "date");
  if (typeof stated === "string") return stated;
  return holderFacts(String(member(person, "idType")), String(member(person, "idNumber")))?.birth;
}

function mayBeSameDay(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.startsWith(other) || other.startsWith(one);
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
