import { widenCitizenNumber } from "../domain/codes/citizen-number.ts";
import { holderFacts } from "../domain/codes/id-document.ts";
import { nameKey } from "../domain/codes/name-key.ts";
import { compilePath, member } from "./path.ts";

/** Sheltered subjects of a document: the groups of another subject must not reveal them. Finds mentions of them. */
export interface Sheltered {
  /** False when no subject is sheltered, so that nothing has to be compared. */
  readonly any: boolean;
  /**
   * Tells whether a part of a group, a person ({personId, idNumber, name, birth, phone …}) or a name, may be about a
   * sheltered subject. In doubt it says yes: a name counts in every spelling, and a person who may have a sheltered
   * subject's day of birth is taken for that subject, unless a personId or both document numbers tell them apart.
   */
  isAbout(part: unknown): boolean;
  /** Tells whether a subject lives in the household of a sheltered one, by the household's number or its members. */
  sharesHousehold(subject: unknown): boolean;
}

/** Value for a document without sheltered subjects. */
export const NONE: Sheltered = { any: false, isAbout: () => false, sharesHousehold: () => false };

const identity = compilePath("identity");
const householdId = compilePath("household.householdId");
const members = compilePath("household.members");
const contacts = compilePath("contact.persons");
/** Code of the person in question (本人, GB/T 4761). */
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
  /** True with a document number: two persons with one each can be told apart. */
  readonly numbered: boolean;
  readonly birth: string | undefined;
}

/** Collects everything by which other groups could name a subject. */
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

/** Lists texts that identify a person, each with its kind in front. */
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

/** Reads the date of birth, perhaps partial (`2014`, `2014-03`): the stated one, else the one in the document number. */
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
