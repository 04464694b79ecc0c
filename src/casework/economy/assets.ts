import type { Property } from "../../schema/generated/aid-subject-list.ts";
import { fenOf, type ListedHousehold } from "./household.ts";
import type { Known } from "./income.ts";

const KINDS = ["deposits", "securities", "other"] as const;

/**
 * Sums the money and securities of a household, fen. Property that was stated for the household counts once, property that
 * was stated for each person is added up.
 */
export function financialAssets({ subjects }: ListedHousehold): Known {
  const stated = subjects.flatMap(({ subject }) => subject.property ?? []);
  const shared = stated.find(({ scope }) => scope === "household");
  const counted = shared === undefined ? stated : [shared];
  if (counted.length === 0) return ["property.deposits"];
  const missing = new Set<string>();
  const sum = counted.reduce((total, property) => total + amountOf(property, missing), 0n);
  return missing.size === 0 ? sum : [...missing];
}

function amountOf(property: Property, missing: Set<string>): bigint {
  let sum = 0n;
  for (const kind of KINDS) {
    const held = property[kind];
    if (held === undefined || held.holding === "none") continue;
    const amount = fenOf(held.amount);
    if (held.holding === "has" && amount !== undefined) sum += amount;
    else missing.add(`property.${kind}`);
  }
  return sum;
}

/** Sums the rigid expenses of a household in the period of the list, fen; debts are none. */
export function rigidExpenses({ subjects }: ListedHousehold): Known {
  const parts = ["medical", "education", "disabilityCare", "housing", "other"] as const;
  const stated = subjects.flatMap(({ subject }) => subject.expenses ?? []);
  if (stated.length === 0) return ["expenses"];
  // Each subject states its own: a treatment, a school.
  return stated.reduce(
    (total, expenses) => parts.reduce((sum, part) => sum + (fenOf(expenses[part]) ?? 0n), total),
    0n,
  );
}
