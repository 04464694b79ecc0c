/** Counts of items by two codes, with the number of persons behind each count. Persons are told apart within one thread. */
export class Crosstab {
  readonly #items = new Map<string, number>();
  readonly #persons = new Map<string, number>();

  /** Adds what one thread has, whole. */
  add(entries: readonly Entry[]): void {
    const seen = new Set<string>();
    for (const { row, column, subject } of entries) {
      for (const key of [`${row} ${column}`, `${row} `, ` ${column}`, " "]) {
        this.#items.set(key, (this.#items.get(key) ?? 0) + 1);
        const person = `${key} ${subject}`;
        if (seen.has(person)) continue;
        seen.add(person);
        this.#persons.set(key, (this.#persons.get(key) ?? 0) + 1);
      }
    }
  }

  /** Reads the counts with rows and columns in this order. */
  read(rows: readonly string[], columns: readonly string[]): Counted {
    const persons = (row: string, column: string) => this.#persons.get(`${row} ${column}`) ?? 0;
    return {
      items: rows.map((row) => columns.map((column) => this.#items.get(`${row} ${column}`) ?? 0)),
      persons: {
        cells: rows.map((row) => columns.map((column) => persons(row, column))),
        rows: rows.map((row) => persons(row, "")),
        columns: columns.map((column) => persons("", column)),
        total: persons("", ""),
      },
    };
  }

  /** Counts all its items. */
  get size(): number {
    return this.#items.get(" ") ?? 0;
  }

  /** Counts the persons of each row. */
  personsByRow(): Record<string, number> {
    return Object.fromEntries([...this.names().rows].map((row) => [row, this.#persons.get(`${row} `) ?? 0]));
  }

  /** Lists its rows and columns. */
  names(): { readonly rows: Set<string>; readonly columns: Set<string> } {
    const keys = [...this.#items.keys()].map((key) => key.split(" "));
    return {
      rows: new Set(keys.flatMap(([row]) => row || [])),
      columns: new Set(keys.flatMap(([, column]) => column || [])),
    };
  }
}

/** One item in a table. */
export interface Entry {
  readonly row: string;
  readonly column: string;
  readonly subject: string;
}

/** Table of items, with the persons behind cells and totals. */
export interface Counted {
  readonly items: readonly (readonly number[])[];
  readonly persons: {
    readonly cells: readonly (readonly number[])[];
    readonly rows: readonly number[];
    readonly columns: readonly number[];
    readonly total: number;
  };
}
