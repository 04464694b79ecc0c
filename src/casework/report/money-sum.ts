/** Sums of money by department, with the persons behind them. Integers of fen. */
export class MoneySum {
  readonly #rows = new Map<string, Sum>();
  #persons = 0;

  /** Adds what one thread has, whole. */
  add(paid: readonly { readonly row: string; readonly subject: string; readonly fen: number }[]): void {
    for (const [row, own] of Map.groupBy(paid, (one) => one.row)) {
      const sum = this.#rows.get(row) ?? { fen: 0, persons: 0, largest: 0 };
      for (const all of Map.groupBy(own, (one) => one.subject).values()) {
        const fen = all.reduce((total, one) => total + one.fen, 0);
        sum.fen += fen;
        sum.persons += 1;
        sum.largest = Math.max(sum.largest, fen);
      }
      this.#rows.set(row, sum);
    }
    this.#persons += new Set(paid.map(({ subject }) => subject)).size;
  }

  /** Reads the sum of a row. */
  of(row: string): Readonly<Sum> {
    return this.#rows.get(row) ?? { fen: 0, persons: 0, largest: 0 };
  }

  /** Reads the sum of all rows, but for one. */
  all(without?: string): Readonly<Sum> {
    const rows = [...this.#rows].filter(([row]) => row !== without).map(([, sum]) => sum);
    return {
      fen: rows.reduce((total, { fen }) => total + fen, 0),
      persons: without === undefined ? this.#persons : rows.reduce((total, { persons }) => total + persons, 0),
      largest: Math.max(0, ...rows.map(({ largest }) => largest)),
    };
  }

  /** Lists its rows. */
  rows(): string[] {
    return [...this.#rows.keys()];
  }
}

/** A sum: fen, persons, and the largest part that one person has. */
interface Sum {
  fen: number;
  persons: number;
  largest: number;
}

/** Tells whether one person has more than four fifths of a sum: then it tells what that person got. */
export function isDominated({ fen, largest }: Pick<Sum, "fen" | "largest">): boolean {
  return largest * 5 > fen * 4;
}

const FEN_PER_TEN_THOUSAND = 1_000_000n;

/** Writes fen as 万元 with two decimals, rounded half up. */
export function tenThousandYuan(fen: number): string {
  const hundredths = (BigInt(fen) * 100n * 2n + FEN_PER_TEN_THOUSAND) / (2n * FEN_PER_TEN_THOUSAND);
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")}`;
}
