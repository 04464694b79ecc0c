import { readFile } from "node:fs/promises";
import pg from "pg";

/** Value of a parameter: JSON, and bytes in base64. */
type Value = string | number | boolean | null | { readonly b64: string };

/** The statements that a version of the program ran in `storeSession`, in order. */
export interface RecordedStatements {
  /** Texts by name. */
  readonly statements: Readonly<Record<string, string>>;
  /** Name, number of rows, parameters. */
  readonly calls: readonly (readonly [name: string, rows: number, values: readonly Value[]])[];
}

/** Folder of the recorded statements: a file for each schema, named by its number, as the last program that had it ran them. */
export const RECORDED = new URL("../../vectors/statements/", import.meta.url);

/** Reads the statements of a file in `RECORDED`. */
export async function recordedStatements(name: string): Promise<RecordedStatements> {
  return JSON.parse(await readFile(new URL(name, RECORDED), "utf8")) as RecordedStatements;
}

/** Records the statements with a name that `work` runs on any connection of this process. */
export async function recordStatements(work: () => Promise<void>): Promise<RecordedStatements> {
  const statements: Record<string, string> = {};
  const calls: [string, number, Value[]][] = [];
  const { prototype } = pg.Client;
  // eslint-disable-next-line typescript/unbound-method -- called with its client below
  const query = prototype.query as (...of: unknown[]) => unknown;
  prototype.query = function (this: pg.Client, ...of: unknown[]) {
    const result = Reflect.apply(query, this, of);
    const { name, text, values } = of[0] as { name?: string; text: string; values: (Value | Buffer)[] };
    if (name === undefined || !(result instanceof Promise)) return result;
    statements[name] = text;
    const call: [string, number, Value[]] = [name, 0, values.map(written)];
    calls.push(call);
    return result.then((found: pg.QueryResult) => {
      call[1] = found.rowCount ?? 0;
      return found;
    });
  } as typeof prototype.query;
  try {
    await work();
  } finally {
    prototype.query = query as typeof prototype.query;
  }
  return { statements, calls };
}

/** Runs recorded statements. Returns those that failed or gave another number of rows. */
export async function replayStatements(url: string, { statements, calls }: RecordedStatements): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const faults: string[] = [];
  for (const [name, rows, values] of calls) {
    // Only in a transaction, and each statement here is one of its own.
    if (statements[name]?.startsWith("lock ")) continue;
    const given = values.map((value) =>
      typeof value === "object" && value !== null ? Buffer.from(value.b64, "base64") : value,
    );
    const found = await client
      .query({ name, text: statements[name] ?? "", values: given })
      .catch((error: Error) => error);
    if (found instanceof Error) faults.push(`${name}: ${found.message}`);
    // What an inbox lists waits for transactions of other databases too.
    else if ((found.rowCount ?? 0) !== rows && !name.startsWith("inbox")) {
      faults.push(`${name}: ${found.rowCount} rows, not ${rows}`);
    }
  }
  await client.end();
  return faults;
}

function written(value: Value | Buffer): Value {
  return Buffer.isBuffer(value) ? { b64: value.toString("base64") } : value;
}
