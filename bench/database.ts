import pg from "pg";
import { parentOf, treeCpuMs } from "./process.ts";

/** A database of the bench's own on a server, dropped at the end. */
export interface Database {
  readonly url: string;
  /** CPU ms of the whole server so far: postmaster, back ends, writers, and those that ended. */
  cpuMs(): number;
  query(text: string): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** Makes a database for one part of the bench. `server` is a URL whose role may create databases. */
export async function newDatabase(server: string, name: string): Promise<Database> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.query(`create database ${name}`);
  const { rows } = await admin.query<{ pid: number }>("select pg_backend_pid() as pid");
  const postmaster = parentOf(rows[0]?.pid ?? Number.NaN);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return {
    url: url.href,
    cpuMs: () => treeCpuMs(postmaster),
    query: async (text) => (await client.query<Record<string, unknown>>(text)).rows,
    async drop() {
      await client.end();
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}
