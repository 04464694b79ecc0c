import { moneyFault } from "../domain/codes/money.ts";
import type { Findings } from "./findings.ts";

/** Adds the fault of an amount (`x-money`), if it has one. @param minimum null: the usual one */
export function judgeMoney(amount: string | number, at: string, found: Findings, minimum: number | null): void {
  const fault = moneyFault(amount, minimum ?? undefined);
  if (fault !== undefined) found.error(at, fault);
}
