/** Plans that PostgreSQL keeps: one that was made while a table was empty is used until the table is next analysed. */
import t from "tap";
import { caseRows } from "../../src/store/cases/case-rows.ts";
import { inquiryRows } from "../../src/store/cases/inquiry-rows.ts";
import { linkRows } from "../../src/store/cases/link-rows.ts";
import type { Runner, Statement } from "../../src/store/database.ts";
import { messagesByKey } from "../../src/store/exchange/messages.ts";
import { testStore } from "../support/store/store-samples.ts";

const ID = "0199a000-0000-7000-8000-000000000001";
const { pool } = await testStore(t);

/** Kept plan of the statement that a question runs, as PostgreSQL shows it. */
async function planOf(ask: (db: Runner) => Promise<unknown>): Promise<string> {
  const asked: Statement[] = [];
  const runner: Runner = {
    async run(statement) {
      asked.push(statement);
      return [];
    },
  };
  await ask(runner).catch(() => undefined);
  const [statement] = asked;
  if (statement === undefined) throw new Error("the question runs a statement");
  const client = await pool.connect();
  try {
    await client.query("set plan_cache_mode = force_generic_plan");
    await client.query(`prepare asked as ${statement.text}`);
    const numbers = [...statement.text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
    const nulls = Array.from({ length: Math.max(...numbers) }, () => "null").join(", ");
    const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain execute asked (${nulls})`);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  } finally {
    client.release(true);
  }
}

t.test(
  "what a message is looked up by is found by an index, also where a plan was made for an empty table",
  async (t) => {
    const key = [Buffer.alloc(32)];
    const questions: Readonly<Record<string, (db: Runner) => Promise<unknown>>> = {
      document_keys: (db) => messagesByKey(db, key),
      "document_keys of a case": (db) => caseRows(db).caseOf(ID, { documents: key }),
      case_links: (db) => linkRows(db).linked([Buffer.alloc(16)], ID),
      inquiry_subjects: (db) => inquiryRows(db).soFar("a", ["b"], "2026-12-01", [Buffer.alloc(16)], 0),
    };
    for (const [name, ask] of Object.entries(questions)) {
      const plan = await planOf(ask);
      const [table = ""] = name.split(" ");
      t.match(plan, new RegExp(`(Scan using \\w+|Bitmap Heap Scan) on ${table}\\b`), name);
      t.notMatch(plan, new RegExp(`Seq Scan on ${table}\\b`), name);
    }
  },
);
