import fc from "fast-check";
import t from "tap";
import { copyFor, publish } from "../../../src/casework/report/publish.ts";
import { type Counts, type Publication, spreads } from "../../../src/casework/report/range.ts";
import { type Hidden, suppress } from "../../../src/casework/report/suppress.ts";
import { holds } from "../../support/holds.ts";

const BOTH = { rowTotals: true, columnTotals: true };

/** Every table that agrees with what is published, by trying all values; the referee of the exact bounds. */
function* agreeing({ counts, hidden, rowTotals, columnTotals, least }: Publication): Generator<number[][]> {
  const places = hidden.flatMap((line, row) => line.flatMap((away, column) => (away ? [[row, column] as const] : [])));
  const table = counts.map((line) => [...line]);
  const rowLeft = counts.map((line, row) => line.reduce((left, n, c) => left + (hidden[row]?.[c] ? n : 0), 0));
  const columnLeft = (counts[0] ?? []).map((_, c) =>
    counts.reduce((left, line, row) => left + (hidden[row]?.[c] ? (line[c] ?? 0) : 0), 0),
  );
  function* fill(at: number): Generator<number[][]> {
    const place = places[at];
    if (place === undefined) {
      if ((!rowTotals || rowLeft.every((n) => n === 0)) && (!columnTotals || columnLeft.every((n) => n === 0))) {
        yield table.map((line) => [...line]);
      }
      return;
    }
    const [row, column] = place;
    const limit = Math.min(
      rowTotals ? (rowLeft[row] ?? 0) : Number.POSITIVE_INFINITY,
      columnTotals ? (columnLeft[column] ?? 0) : Number.POSITIVE_INFINITY,
    );
    const line = table[row] ?? [];
    // The last place of a line with a total holds what is left of it: far fewer tables to try.
    const last = rowTotals && places[at + 1]?.[0] !== row;
    for (let value = last ? Math.max(least, rowLeft[row] ?? 0) : least; value <= limit; value += 1) {
      line[column] = value;
      rowLeft[row] = (rowLeft[row] ?? 0) - value;
      columnLeft[column] = (columnLeft[column] ?? 0) - value;
      yield* fill(at + 1);
      rowLeft[row] = (rowLeft[row] ?? 0) + value;
      columnLeft[column] = (columnLeft[column] ?? 0) + value;
    }
  }
  yield* fill(0);
}

/** Bounds of all cells, by trying all tables. */
function boundsByTrying(publication: Publication): { least: number; most: number }[][] {
  const bounds = publication.counts.map((line) => line.map(() => ({ least: Infinity, most: -Infinity })));
  for (const table of agreeing(publication)) {
    for (const [row, line] of table.entries()) {
      for (const [column, value] of line.entries()) {
        const bound = bounds[row]?.[column];
        if (bound !== undefined) {
          bound.least = Math.min(bound.least, value);
          bound.most = Math.max(bound.most, value);
        }
      }
    }
  }
  return bounds;
}

/** Bounds of one cell, by trying all tables. */
function rangeByTrying(publication: Publication, row: number, column: number): object | undefined {
  return boundsByTrying(publication)[row]?.[column];
}

const table = (most: number, rows: number, columns: number) =>
  fc.tuple(fc.integer({ min: 1, max: rows }), fc.integer({ min: 1, max: columns })).chain(([r, c]) => {
    const line = fc.array(fc.integer({ min: 0, max: most }), { minLength: c, maxLength: c });
    return fc.array(line, { minLength: r, maxLength: r });
  });

/** Asserts that nobody, knowing one row or none, tells a count of 1 to 4 closer than the rule allows. */
function assertProtected(counts: Counts, publication: Omit<Publication, "counts">): void {
  for (const viewer of [undefined, ...counts.keys()]) {
    const hidden = publication.hidden.map((line, row) => (row === viewer ? line.map(() => false) : line));
    const bounds = boundsByTrying({ counts, ...publication, hidden });
    for (const [row, line] of counts.entries()) {
      for (const [column, persons] of line.entries()) {
        const { least, most } = bounds[row]?.[column] ?? { least: 0, most: 0 };
        if (row !== viewer && persons > 0 && persons < 5 && (most < 5 || most - least < 4)) {
          throw new Error(`row ${viewer} tells cell ${row},${column}: ${least} to ${most}`);
        }
      }
    }
  }
}

t.test(
  "how far a hidden cell spreads is exactly how far it does in all tables that agree with what is published",
  async (t) => {
    const given = table(4, 3, 3).chain((counts) =>
      fc.record({
        counts: fc.constant(counts),
        hidden: fc.tuple(
          ...counts.map((line) => fc.tuple(...line.map((n) => (n > 0 ? fc.boolean() : fc.constant(false))))),
        ),
        columnTotals: fc.boolean(),
        least: fc.constantFrom<0 | 1>(0, 1),
      }),
    );
    await holds(
      t,
      fc.property(given, ({ columnTotals, ...rest }) => {
        const publication = { ...rest, rowTotals: true, columnTotals };
        const bounds = boundsByTrying(publication);
        for (const [row, line] of publication.hidden.entries()) {
          for (const [column, away] of line.entries()) {
            const bound = bounds[row]?.[column];
            if (away && bound !== undefined) {
              for (const [most, width] of [
                [bound.most, bound.most - bound.least],
                [5, 4],
                [bound.most + 1, 0],
                [0, bound.most - bound.least + 1],
              ] as const) {
                const expected = bound.most >= most && bound.most - bound.least >= width;
                if (spreads(publication, row, column, most, width) !== expected) {
                  throw new Error(
                    `${row},${column}: ${JSON.stringify(bound)} reaches ${most}, ${width} apart: ${expected}`,
                  );
                }
              }
            }
          }
        }
      }),
    );
  },
);

t.test("whatever form a table is published in, no recipient of a row tells a small count of another", async (t) => {
  const forms = new Set<string>();
  await holds(
    t,
    fc.property(table(9, 3, 3), (counts) => {
      const { form, cells, rows } = publish(counts);
      forms.add(form);
      const list = counts.map((line) => [line.reduce((a, b) => a + b, 0)]);
      const away = (all: Counts) => all.map((line) => line.map(() => true));
      if (form === "table") {
        const hidden = (cells ?? []).map((line) => line.map((shown) => shown === null));
        assertProtected(counts, { hidden, ...BOTH, least: 1 });
      } else if (form === "totals") {
        assertProtected(counts, { hidden: away(counts), ...BOTH, least: 0 });
      } else if (form === "rows") {
        const hidden = (rows ?? []).map((shown) => [shown === null]);
        assertProtected(list, { hidden, rowTotals: false, columnTotals: true, least: 1 });
      } else if (form === "total") {
        assertProtected(list, { hidden: away(list), rowTotals: false, columnTotals: true, least: 0 });
      }
    }),
    { numRuns: 300 },
  );
  t.ok(forms.has("table") && forms.has("rows") && forms.has("nothing"), [...forms].join());
});

t.test("zeros are shown, counts of 1 to 4 never, and equal counts of a line are hidden together", async (t) => {
  await holds(
    t,
    fc.property(table(30, 5, 5), (counts) => {
      const { cells } = publish(counts);
      for (const [row, line] of (cells ?? []).entries()) {
        for (const [column, shown] of line.entries()) {
          const persons = counts[row]?.[column] ?? 0;
          if ((persons === 0 && shown !== 0) || (persons > 0 && persons < 5 && shown !== null)) {
            throw new Error(`${persons} became ${shown}`);
          }
        }
      }
    }),
  );
});

const V1 = [
  [14, 6, 2],
  [7, 5, 0],
  [6, 3, 0],
  [9, 8, 6],
];

t.test("the hidden cells of the first example protect it from strangers, and not from a recipient", async (t) => {
  const hidden: Hidden = [
    [false, true, true],
    [true, true, false],
    [true, true, false],
    [false, true, true],
  ];
  const stranger = { counts: V1, hidden, ...BOTH, least: 0 as const };
  t.same(rangeByTrying(stranger, 0, 2), { least: 0, most: 8 });
  t.same(rangeByTrying(stranger, 2, 1), { least: 0, most: 8 });
  t.same(
    rangeByTrying({ ...stranger, least: 1 }, 2, 1),
    { least: 1, most: 7 },
    "a reader who knows that zeros are shown knows a little more",
  );
  const insurance = { ...stranger, hidden: hidden.map((line, row) => (row === 1 ? line.map(() => false) : line)) };
  t.same(rangeByTrying(insurance, 2, 1), { least: 3, most: 3 }, "medical insurance knows 7 and 5, and so learns 3");
  t.equal(suppress(V1, BOTH), undefined, "nothing is left to hide");
  const published = publish(V1);
  t.same(published, { form: "rows", rows: [22, 12, 9, 23], total: 66, hidden: 0 });
  t.same(copyFor(published, V1, 3).own, [9, 8, 6]);
});

t.test("totals of columns are left out too when one recipient would learn a small count from them", async (t) => {
  // The disabled federation knows 6 of the 8 in the last column: the others have 2, so civil affairs has 2 at most.
  const all = V1.map((line, row) => line.map(() => row !== 3));
  t.same(rangeByTrying({ counts: V1, hidden: all, ...BOTH, least: 0 }, 0, 2), { least: 0, most: 2 });
});

t.test("the second example is a table with hidden cells, in full for its own row", async (t) => {
  const counts = [
    [14, 6, 2],
    [7, 5, 6],
    [9, 3, 8],
    [9, 8, 6],
  ];
  const published = publish(counts);
  t.equal(published.form, "table");
  t.ok(published.hidden <= 8, `${published.hidden} hidden`);
  t.same(
    [published.rows, published.columns],
    [
      [22, 18, 20, 23],
      [39, 22, 22],
    ],
  );
  t.same(copyFor(published, counts, 0).cells?.[0], [14, 6, 2]);
  t.same(copyFor(published, counts, 0).cells?.[2], published.cells?.[2]);
});

t.test("tables that cannot be protected beside their totals lose them", async (t) => {
  for (const [counts, rows] of [
    [[[177, 3]], [180]],
    [
      [
        [12, 1],
        [8, 1],
      ],
      [13, 9],
    ],
    [
      [
        [5, 2, 0],
        [6, 3, 4],
      ],
      [7, 13],
    ],
  ] as const) {
    t.equal(suppress(counts, BOTH), undefined);
    t.same(publish(counts), { form: "rows", rows, total: rows.reduce((a, b) => a + b, 0), hidden: 0 });
  }
});

t.test("a table of thirty departments and forty columns is published", async (t) => {
  const counts = Array.from({ length: 30 }, (_, r) => Array.from({ length: 40 }, (_, c) => (r * 7 + c * 11) % 23));
  const { form, hidden } = publish(counts);
  t.equal(form, "table");
  t.ok(hidden > 0 && hidden < 1200, `${hidden} hidden`);
});
