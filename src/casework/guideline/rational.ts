/** Exact numbers: fractions of whole numbers. Amounts are in yuan here, so that 800.55 is 80055/100 and nothing is rounded. */

/** Fraction; `over` is greater than 0. It need not be in lowest terms. */
export interface Rational {
  readonly of: bigint;
  readonly over: bigint;
}

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,12}))?$/;

/**
 * Reads a number of a document or a guideline: a JSON number by its shortest decimal form, or a decimal text. Undefined
 * for anything else, exponents included.
 */
export function rationalOf(value: unknown): Rational | undefined {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  const parts = DECIMAL.exec(String(value));
  if (parts === null) return undefined;
  const [, sign = "", whole = "0", fraction = ""] = parts;
  const of = BigInt(whole + fraction);
  return { of: sign === "-" ? -of : of, over: 10n ** BigInt(fraction.length) };
}

/** Makes a fraction; its sign is that of both parts together. @throws RangeError for a division by 0 */
export function fraction(of: bigint, over: bigint): Rational {
  if (over === 0n) throw new RangeError("division by 0");
  return over < 0n ? { of: -of, over: -over } : { of, over };
}

/** Compares by cross-multiplication: negative, 0 or positive. */
export function compareRationals(a: Rational, b: Rational): number {
  const difference = a.of * b.over - b.of * a.over;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Arithmetic of two fractions, by its name in a guideline. `divide` throws RangeError for a division by 0. */
export const ARITHMETIC = {
  plus: (a: Rational, b: Rational): Rational => ({ of: a.of * b.over + b.of * a.over, over: a.over * b.over }),
  minus: (a: Rational, b: Rational): Rational => ({ of: a.of * b.over - b.of * a.over, over: a.over * b.over }),
  times: (a: Rational, b: Rational): Rational => ({ of: a.of * b.of, over: a.over * b.over }),
  divide: (a: Rational, b: Rational): Rational => fraction(a.of * b.over, a.over * b.of),
};

/** Writes a fraction with two decimals, half up, for people to read; nothing is computed from it. */
export function inDecimals({ of, over }: Rational): string {
  const negative = of < 0n;
  const hundredths = (200n * (negative ? -of : of) + over) / (2n * over);
  const text = `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")}`;
  return negative && hundredths > 0n ? `-${text}` : text;
}
