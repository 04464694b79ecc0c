/** What work lists of persons read. Persons are keyed digests within their thread. */
import type { PersonList } from "../../domain/follow.ts";
import type { ThreadRows } from "../ports.ts";

/** Place of a person in a list: by day, thread and person. */
export interface PersonPlace {
  readonly day: number;
  readonly thread: string;
  readonly subject: string;
}

/** Which persons of a sender are read, in the order of their places. */
export interface PersonQuery {
  readonly list: PersonList;
  /** Last day from which a person may be in the list. */
  readonly until: number;
  /** Only persons with an item of this need at this department. */
  readonly need?: string;
  readonly department?: string;
  readonly after?: PersonPlace;
  readonly limit: number;
}

/** Reads of persons. */
export interface CasePersonRows {
  places(sender: string, query: PersonQuery): Promise<PersonPlace[]>;
  /** Reads the facts and items of persons, by thread. */
  about(persons: readonly Pick<PersonPlace, "thread" | "subject">[]): Promise<ThreadRows[]>;
}
