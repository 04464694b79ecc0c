import { toFen } from "../../domain/codes/money.ts";
import type { Subject } from "../../schema/generated/aid-subject-list.ts";

/** Subjects of a list that live in one household, with their places in the list. */
export interface ListedHousehold {
  readonly subjects: readonly { readonly index: number; readonly subject: Subject }[];
}

/** Groups the subjects of a list by household, in the order of their first subjects. */
export function householdsOf(subjects: readonly Subject[]): ListedHousehold[] {
  const placed = subjects.map((subject, index) => ({ index, subject }));
  // Who has no household stands alone: two such subjects are not one family.
  const byId = Map.groupBy(placed, ({ index, subject }) => subject.household?.householdId ?? `${index}:`);
  return [...byId.values()].map((members) => ({ subjects: members }));
}

/** Reads an amount of a document in fen; undefined for what is not one. */
export function fenOf(amount: unknown): bigint | undefined {
  const fen = toFen(amount);
  return fen === undefined ? undefined : BigInt(fen);
}

/** First statement of a household about itself: its subjects repeat what all of them share. */
export function stated<Value>(
  { subjects }: ListedHousehold,
  of: (subject: Subject) => Value | undefined,
): Value | undefined {
  for (const { subject } of subjects) {
    const value = of(subject);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Number of members that are counted; undefined when the household does not say. */
export function membersOf(household: ListedHousehold): number | undefined {
  return stated(household, ({ household }) => household?.size);
}

/** Division by which local parameters are chosen: that of the line which the list names, or of the registered place. */
export function divisionOf(household: ListedHousehold): string | undefined {
  return stated(
    household,
    ({ income, address }) =>
      income?.subsistenceLine.division ?? address?.registered?.division ?? address?.residence.division,
  );
}
