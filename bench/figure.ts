/** One measured figure, a JSON line of `npm run bench`. How to read them: bench/README.md. */
export interface Figure {
  /** `{part}.{what}`, stable between runs. */
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** What bare primitives, or nothing but the database, need for the same, in the same run and unit. */
  readonly floor?: number;
  /** The figure that the project set itself, in the same unit. */
  readonly target?: number;
  readonly [more: string]: number | string | boolean | undefined;
}

/** Three significant digits are more than a shared machine can promise. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** Prints a figure; `ratio` to the floor is added when there is one. */
export function print(figure: Figure): void {
  const { name, unit, value, floor, ...more } = figure;
  const against = floor === undefined ? {} : { floor: rounded(floor), ratio: rounded(value / floor) };
  console.log(JSON.stringify({ name, unit, value: rounded(value), ...against, ...more }));
}

/** The value below which a share `q` of the samples lies. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
