/** The migrations of the schema, and the steps in which each is carried out beside running gateways. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { decodeUtf8 } from "../wire/utf8.ts";

/** A migration of the schema: `NNNN-name.sql`, numbered from 1 without gaps. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** Error: the database does not fit this version of the gateway. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/** Part of a migration. Each is done whole or not at all, and may be begun again. */
export type Step =
  /** Statements of one short transaction. */
  | { readonly kind: "transaction"; readonly sql: string }
  /** An index that is built while others read and write; with `replaces` it takes the place of one of the same name. */
  | {
      readonly kind: "build";
      readonly index: string;
      readonly replaces: boolean;
      readonly as: (name: string) => string;
    }
  | { readonly kind: "drop"; readonly index: string };

const DIRECTORY = new URL("migrations/", import.meta.url);

/** Reads the migrations of this version, in order. */
export async function readMigrations(directory: URL = DIRECTORY): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".sql")).toSorted();
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1]);
      if (number !== index + 1) throw new MigrationError(`${name} is not migration ${index + 1}`);
      return { number, name, sql: decodeUtf8(await readFile(new URL(name, directory))) };
    }),
  );
}

/** SHA-256 of a migration's text, in hexadecimal digits. */
export function checksumOf({ sql }: Migration): string {
  return createHash("sha256").update(sql).digest("hex");
}

/**
 * Number of the last migration that a program must know to run beside this one, from its first line `-- needs NNNN: why`.
 * Without that line 0: the migration only adds, and programs that do not know it go on as before.
 */
export function needsOf({ sql }: Migration): number {
  return Number(/^-- needs (\d{4}):/.exec(sql)?.[1] ?? 0);
}

/** Cuts SQL into its statements, without comments and semicolons. It knows '…', "…" and $$…$$. */
export function statementsOf(sql: string): string[] {
  const statements: string[] = [];
  let statement = "";
  for (const [part] of sql.matchAll(/--[^\n]*|'[^']*'|"[^"]*"|\$\$[\s\S]*?\$\$|;|[^-'"$;]+|[-'"$]/g)) {
    if (part.startsWith("--")) continue;
    if (part === ";") statements.push(statement.trim());
    statement = part === ";" ? "" : statement + part;
  }
  return [...statements, statement.trim()].filter((one) => one !== "");
}

/** Makes the steps of a migration, in order. An index is built and dropped in a step of its own, all else in between at once. */
export function stepsOf({ sql }: Migration): Step[] {
  const statements = statementsOf(sql);
  const built = new Map(statements.map((one) => [builtBy(one)?.index, one]));
  const dropped = new Set(statements.map(droppedBy));
  const steps: Step[] = [];
  for (const statement of statements) {
    const build = builtBy(statement);
    const drop = droppedBy(statement);
    const last = steps.at(-1);
    if (build !== undefined) steps.push({ kind: "build", replaces: dropped.has(build.index), ...build });
    else if (drop !== undefined) steps.push(...(built.has(drop) ? [] : [{ kind: "drop", index: drop } as const]));
    else if (last?.kind !== "transaction") steps.push({ kind: "transaction", sql: statement });
    else steps[steps.length - 1] = { kind: "transaction", sql: `${last.sql};\n${statement}` };
  }
  return steps;
}

function builtBy(statement: string): Pick<Step & { kind: "build" }, "index" | "as"> | undefined {
  const [, unique = "", index, rest] = /^create (unique )?index (\w+) (on [\s\S]+)$/i.exec(statement) ?? [];
  if (index === undefined) return undefined;
  return { index, as: (name) => `create ${unique}index concurrently ${name} ${rest}` };
}

function droppedBy(statement: string): string | undefined {
  return /^drop index (\w+)$/i.exec(statement)?.[1];
}
