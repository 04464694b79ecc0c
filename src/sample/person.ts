import { citizenCheckCharacter } from "../domain/codes/citizen-number.ts";
import { sampleName } from "./names.ts";
import type { Place } from "./places.ts";
import type { Random } from "./random.ts";

/** Person who is made up. */
export interface Person {
  readonly name: string;
  readonly sex: "1" | "2";
  /** Date of birth, `YYYY-MM-DD`. */
  readonly birth: string;
  readonly ethnicity: Place["ethnicity"];
  /** Citizen number with the sequence 000, which is never issued. */
  readonly idNumber: string;
}

/** Properties that a person must have. */
export interface PersonWish {
  readonly sex?: "1" | "2";
  /** Range of age in full years, both ends included. */
  readonly ages: readonly [least: number, most: number];
  /** Full name; without it a name that is usual in the place is made up. */
  readonly name?: string;
}

/** Makes the citizen number (GB 11643-1999) of a person who does not exist: its sequence is 000. */
export function sampleCitizenNumber(division: string, birth: string): string {
  const first17 = `${division.slice(0, 6)}${birth.replaceAll("-", "")}000`;
  return first17 + citizenCheckCharacter(first17);
}

/** Makes up a person of a place, whose age is in the wished range on the day of the sample. */
export function samplePerson(random: Random, place: Place, today: string, wish: PersonWish): Person {
  const sex = wish.sex ?? random.pick(["1", "2"] as const);
  const age = random.integer(wish.ages[0], wish.ages[1]);
  const monthAndDay = `${pad(random.integer(1, 12))}-${pad(random.integer(1, 28))}`;
  const year = Number(today.slice(0, 4)) - age - (monthAndDay > today.slice(5) ? 1 : 0);
  const birth = `${year}-${monthAndDay}`;
  return {
    name: wish.name ?? sampleName(random, sex, place.ethnicity),
    sex,
    birth,
    ethnicity: place.ethnicity,
    idNumber: sampleCitizenNumber(place.code, birth),
  };
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
