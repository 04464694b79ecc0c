/** Changes rows of a test's database, and puts them back as they were. */
import type { Test } from "tap";
import type { OpenStore } from "../../../src/store/open.ts";
import { CHANGED, type Changed, type RowChange } from "./row-change.ts";

/** Connection that changes rows behind the gateway's back. */
export interface Rewriter {
  /** Makes a change; false when the database refuses it, or nothing changed. */
  make(change: RowChange): Promise<boolean>;
  /** Puts a table back as it was when this was made. */
  restore(table: Changed): Promise<void>;
}

export async function rewriter(t: Test, { pool }: OpenStore): Promise<Rewriter> {
  const writer = await pool.connect();
  t.teardown(() => writer.release());
  await writer.query("set synchronous_commit = off");
  for (const table of CHANGED) await writer.query(`create table kept_${table} as table ${table}`);
  return {
    async make({ statements }) {
      await writer.query("begin");
      try {
        let changed = 0;
        for (const [sql, ...values] of statements) changed += (await writer.query(sql, values)).rowCount ?? 0;
        await writer.query("commit");
        return changed > 0;
      } catch {
        await writer.query("rollback");
        return false;
      }
    },
    async restore(table) {
      const kept = `kept_${table}`;
      const without = (one: string, other: string) =>
        `(${one}.*)::text not in (select (${other}.*)::text from ${other})`;
      const values = table === "snapshots" ? "overriding system value " : "";
      await writer.query(`delete from ${table} where ${without(table, kept)}`);
      await writer.query(`insert into ${table} ${values}select * from ${kept} where ${without(kept, table)}`);
    },
  };
}

/** Counts what became of changes of each kind. */
export class Counts {
  readonly #kinds = new Map<string, Map<string, number>>();

  add(kind: string, what: string): void {
    const counts = this.#kinds.get(kind) ?? new Map<string, number>();
    this.#kinds.set(kind, counts.set(what, (counts.get(what) ?? 0) + 1));
  }

  /** A line for each kind. */
  lines(): string[] {
    return [...this.#kinds]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, counts]) => `${kind}: ${[...counts].map(([what, times]) => `${what} ${times}`).join(", ")}`);
  }
}
