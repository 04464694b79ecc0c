/** Faults of an amount of money. */
export type MoneyFault = "money-format" | "money-unit" | "money-decimals" | "money-range" | "money-negative";

/** Bound of decimal(14,2): twelve digits before the point. */
const LIMIT = 1e12;
const DECIMAL = /^-?(0|[1-9]\d{0,11})(\.\d{1,2})?$/;

/**
 * Reads an amount in yuan as an exact integer of fen (0.01 yuan); undefined for what is not an amount. JSON
 * numbers and decimal strings are equal: `1234.5`, `"1234.50"`. No thousands separators, no
 * exponents, no words.
 */
export function toFen(amount: unknown): number | undefined {
  if (typeof amount === "string") return DECIMAL.test(amount) ? fenOf(amount) : undefined;
  if (typeof amount !== "number" || !(Math.abs(amount) < LIMIT)) return undefined;
  const fen = Math.round(amount * 100);
  // A number with two decimals at most is the double nearest to fen / 100; one with more is another double.
  return fen / 100 === amount ? fen : undefined;
}

function fenOf(decimal: string): number {
  const negative = decimal.startsWith("-");
  const [whole = "0", fraction = ""] = (negative ? decimal.slice(1) : decimal).split(".");
  const fen = Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
  return negative ? -fen : fen;
}

/** Finds the fault of an amount of money in yuan; undefined for a valid one. */
export function moneyFault(amount: string | number, minimum?: number): MoneyFault | undefined {
  const fen = toFen(amount);
  if (fen === undefined) return typeof amount === "string" ? textFault(amount) : numberFault(amount);
  return minimum !== undefined && fen < minimum * 100 ? "money-negative" : undefined;
}

function numberFault(amount: number): MoneyFault {
  return Math.abs(amount) < LIMIT ? "money-decimals" : "money-range";
}

function textFault(amount: string): MoneyFault {
  // 3.5万 is refused, not multiplied: the sender has to write the number that it means.
  if (/[万萬亿億]/u.test(amount)) return "money-unit";
  if (/^-?\d+\.\d{3,}$/.test(amount)) return "money-decimals";
  return /^-?[1-9]\d{12,}(\.\d{1,2})?$/.test(amount) ? "money-range" : "money-format";
}
