import pg from "pg";
import type { Test } from "tap";
import { recordStatements } from "./recorded-statements.ts";

/**
 * Makes what counts the blocks of 8 KiB that the statements of some work touch when they are run again, under the settings
 * of the gateway's connections. Blocks, not time: a plan that reads all there is shows on every machine.
 */
export async function blockCounter(t: Test, url: string): Promise<(work: () => Promise<unknown>) => Promise<number>> {
  const options = "-c plan_cache_mode=force_generic_plan -c jit=off";
  const client = new pg.Client({ connectionString: url, options });
  await client.connect();
  t.teardown(() => client.end());
  return async (work) => {
    const { statements, calls } = await recordStatements(async () => void (await work()));
    let blocks = 0;
    for (const [name, , values] of calls) {
      await client.query(`prepare asked as ${statements[name]}`);
      const given = values.map((value) =>
        value === null || typeof value === "object" ? "null" : client.escapeLiteral(String(value)),
      );
      const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Record<string, number> }] }>(
        `explain (analyze, buffers, timing off, format json) execute asked${given.length === 0 ? "" : `(${given.join()})`}`,
      );
      await client.query("deallocate asked");
      const plan = rows[0]?.["QUERY PLAN"][0].Plan ?? {};
      blocks += (plan["Shared Hit Blocks"] ?? Number.NaN) + (plan["Shared Read Blocks"] ?? Number.NaN);
    }
    return blocks;
  };
}
