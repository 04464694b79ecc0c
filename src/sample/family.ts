import type { FamilyRelation, Household } from "../schema/generated/aid-subject-list.ts";
import { sampleGivenName, sampleName, sampleSurname } from "./names.ts";
import { type Person, samplePerson } from "./person.ts";
import type { Place } from "./places.ts";
import type { Random } from "./random.ts";
import type { Situation } from "./situations.ts";

/** Member of a family, with the relation to its head (GB/T 4761). */
export interface Member {
  readonly person: Person;
  readonly relation: FamilyRelation;
}

/** Household that a subject lives in. */
export interface Family {
  readonly subject: Person;
  readonly members: readonly Member[];
  readonly head: Person;
  /** Guardian of a subject who is a minor; undefined for an adult. */
  readonly guardian: Person | undefined;
}

/** Makes up a family for a situation: a minor with a parent, or an adult alone or with spouse and children. */
export function sampleFamily(random: Random, place: Place, today: string, situation: Situation): Family {
  const surname = sampleSurname(random);
  const named = (sex: "1" | "2"): string =>
    place.ethnicity === "01" || place.ethnicity === "02"
      ? surname + sampleGivenName(random, sex)
      : sampleName(random, sex, place.ethnicity);
  const person = (ages: readonly [number, number], sex: "1" | "2", name = named(sex)): Person =>
    samplePerson(random, place, today, { ages, sex, name });
  const subject = person(situation.ages, situation.sex ?? random.pick(["1", "2"] as const));
  return situation.ages[1] < 18
    ? minorsFamily(random, subject, person)
    : adultsFamily(random, place, subject, situation, person);
}

type MakePerson = (ages: readonly [number, number], sex: "1" | "2", name?: string) => Person;

function minorsFamily(random: Random, subject: Person, person: MakePerson): Family {
  const mother = random.chance(0.6);
  const guardian = person([36, 45], mother ? "2" : "1");
  const members: Member[] = [
    { person: guardian, relation: "02" },
    { person: subject, relation: subject.sex === "1" ? "20" : "30" },
  ];
  if (random.chance(0.4)) {
    const grandmother = random.chance(0.5);
    members.push({ person: person([62, 78], grandmother ? "2" : "1"), relation: grandmother ? "52" : "51" });
  }
  return { subject, members, head: guardian, guardian };
}

function adultsFamily(random: Random, place: Place, subject: Person, situation: Situation, person: MakePerson): Family {
  const members: Member[] = [{ person: subject, relation: "02" }];
  if (situation.alone !== true) {
    if (situation.toVictim !== "wife" && random.chance(0.5)) {
      const sex = subject.sex === "1" ? "2" : "1";
      const ages = [Math.max(22, situation.ages[0]), situation.ages[1]] as const;
      members.push({
        person: person(ages, sex, sampleName(random, sex, place.ethnicity)),
        relation: sex === "1" ? "11" : "12",
      });
    }
    for (let child = random.integer(0, 2); child > 0; child--) {
      const sex = random.pick(["1", "2"] as const);
      members.push({
        person: person([1, Math.max(1, situation.ages[0] - 20)], sex),
        relation: sex === "1" ? "20" : "30",
      });
    }
  }
  return { subject, members, head: subject, guardian: undefined };
}

/** Builds the `household` group of a subject. */
export function householdOf(family: Family, householdId: string, personId: string, kind: "1" | "2"): Household {
  return {
    householdId,
    size: family.members.length,
    kind,
    headName: family.head.name,
    members: family.members.map(({ person, relation }) => ({
      ...(person === family.subject ? { personId } : {}),
      name: person.name,
      relation,
      ...(person === family.subject
        ? {}
        : { idType: "01" as const, idNumber: person.idNumber, birth: { date: person.birth, precision: "D" as const } }),
    })),
  };
}
