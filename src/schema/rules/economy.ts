/** Rules of income, property and money. Amounts are compared in fen, without rounding. */
import { isCalendarDate } from "../../domain/codes/calendar-date.ts";
import { passesLuhn } from "../../domain/codes/bank-card.ts";
import { entriesOf, fenOf, groupOf, textOf } from "../reading.ts";
import type { Rule } from "./rule.ts";

const PARTS = ["wage", "business", "property", "transfer", "other"];
const DAY_MS = 86_400_000;

/** Checks that the total is the sum of the stated parts, and that the period is in order, past and about a year. */
export const income: Rule = (income, at, found) => {
  const total = fenOf(income, "total");
  let sum = 0;
  let parts = 0;
  for (const name of PARTS) {
    if (income[name] === undefined) continue;
    parts += 1;
    // A part that is not an amount makes the sum NaN, so that only the part itself is reported.
    sum += fenOf(income, name) ?? Number.NaN;
  }
  if (parts > 0 && total !== undefined && !Number.isNaN(sum) && sum !== total) {
    found.error(`${at}/total`, "income-total");
  }
  const period = groupOf(income, "period");
  const from = textOf(period, "from");
  const to = textOf(period, "to");
  if (from === undefined || to === undefined || !isCalendarDate(from) || !isCalendarDate(to)) return;
  if (from > to) found.error(`${at}/period/to`, "date-order");
  else if (to > found.today) found.error(`${at}/period/to`, "date-future");
  else {
    const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
    if (days < 330 || days > 400) found.warn(`${at}/period`, "income-period");
  }
};

/** Refuses more uncounted or lost income than there is income; a loss of business lowers the total, not these. */
export const livelihood: Rule = (subject, at, found) => {
  const income = groupOf(subject, "income");
  const change = groupOf(subject, "livelihood");
  if (income === undefined || change === undefined) return;
  const stated = PARTS.flatMap((name) => fenOf(income, name) ?? []);
  const parts = stated.length > 0 ? stated : [fenOf(income, "total") ?? Number.POSITIVE_INFINITY];
  const most = parts.reduce((sum, fen) => sum + Math.max(0, fen), 0);
  const uncounted = entriesOf(change, "notCounted").reduce((sum, [, part]) => sum + (fenOf(part, "amount") ?? 0), 0);
  if (uncounted > most) found.error(`${at}/livelihood/notCounted`, "income-part");
  if ((fenOf(change, "lostByCase") ?? 0) > most) found.error(`${at}/livelihood/lostByCase`, "income-part");
};

/** Checks that monthly income per head is total ÷ 12 ÷ size, ±0.01 yuan; asks about one that is implausible. */
export const perCapitaIncome: Rule = (subject, at, found) => {
  const income = groupOf(subject, "income");
  const total = fenOf(income, "total");
  const perCapita = fenOf(income, "perCapitaMonthly");
  const size = groupOf(subject, "household")?.["size"];
  if (perCapita === undefined) return;
  if (total !== undefined && typeof size === "number" && size >= 1) {
    // |perCapita - total / (12 size)| <= 1 fen, multiplied by 12 size so that nothing is rounded.
    if (Math.abs(perCapita * 12 * size - total) > 12 * size) {
      found.error(`${at}/income/perCapitaMonthly`, "per-capita-income");
    }
  }
  const line = fenOf(groupOf(income, "subsistenceLine"), "amount");
  const tooHigh = line !== undefined && line > 0 && perCapita > 10 * line;
  if (tooHigh || (perCapita > 0 && perCapita < 100)) found.warn(`${at}/income/perCapitaMonthly`, "income-implausible");
};

/** Requires a description of property that is held, and refuses one of property that is not. */
export const holding: Rule = (property, at, found) => {
  const held = textOf(property, "holding");
  const described =
    property["amount"] !== undefined || property["items"] !== undefined || property["note"] !== undefined;
  if (held === "has" && !described) found.error(`${at}/holding`, "holding-details-required");
  if (held === "none" && described) found.error(`${at}/holding`, "holding-contradiction");
};

/** Refuses amounts of a compensation that is stated to be unknown. */
export const compensation: Rule = (compensation, at, found) => {
  const stated = compensation["due"] !== undefined || compensation["received"] !== undefined;
  if (compensation["known"] === false && stated) found.error(`${at}/known`, "compensation-unknown");
};

/** Asks about an account number that fails the Luhn check of bank cards; a passbook may have such a number. */
export const payment: Rule = (payment, at, found) => {
  const account = textOf(payment, "accountNumber");
  if (account !== undefined && /^\d{16,19}$/.test(account) && !passesLuhn(account)) {
    found.warn(`${at}/accountNumber`, "bank-card");
  }
};
