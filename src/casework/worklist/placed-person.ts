import type { PersonList } from "../../domain/follow.ts";

/** Days (numbers since 1970-01-01) from which a person may be in each list; none: not until something is told. */
export type PersonDays = Readonly<Partial<Record<PersonList, number>>>;

/** A person of a case with the days of the lists. */
export interface PlacedPerson {
  readonly subject: string;
  /** Sender of the list. */
  readonly sender: string;
  readonly days: PersonDays;
}
