import type pg from "pg";
import type { Bilingual } from "../domain/bilingual.ts";

/** Error: a pooler before the database gives every transaction another session. */
export class PoolerUnsuitable extends Error {
  override readonly name = "PoolerUnsuitable";
  readonly text: Bilingual = {
    en: "DATABASE_URL leads to a pooler in transaction or statement mode, but locks, settings and notifications of the gateway belong to a session: name the server itself, or a pooler in session mode (PgBouncer: pool_mode = session)",
    zh: "DATABASE_URL 指向事务级或语句级连接池，而网关的锁、会话设置与通知依赖会话：请改为直连数据库，或使用会话级连接池（PgBouncer：pool_mode = session）",
  };

  constructor() {
    super();
    this.message = this.text.en;
  }
}

/** Statements on each of two connections. One after the other, so that a pooler hands the same sessions to both. */
const ROUNDS = 4;

/**
 * Refuses a pooler that does not keep a session for a connection: two connections are then seen in one session, or one in
 * two. @throws PoolerUnsuitable
 */
export async function refuseTransactionPooling(connect: () => Promise<pg.Client>): Promise<void> {
  const clients: pg.Client[] = [];
  try {
    while (clients.length < 2) clients.push(await connect());
    const sessions = clients.map(() => new Set<number>());
    for (let round = 0; round < ROUNDS; round++) {
      for (const [n, client] of clients.entries()) {
        const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
        for (const { pid } of rows) sessions[n]?.add(pid);
      }
    }
    const all = new Set(sessions.flatMap((of) => [...of]));
    if (all.size !== 2 || sessions.some(({ size }) => size !== 1)) throw new PoolerUnsuitable();
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
  }
}
