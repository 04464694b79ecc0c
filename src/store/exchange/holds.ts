import type { Runner, Statement } from "../database.ts";

/** $1 thread. Rows: id and record of its packets that have one. */
const HOLDS_OF_THREAD: Statement = {
  name: "holds-of-thread",
  text: "select id, holds from packets where thread = $1::uuid and holds is not null",
};

/** Reads the records of what the packets of a thread hold, by packet. */
export async function holdsOfThread(db: Runner, thread: string): Promise<Map<string, Buffer>> {
  const rows = await db.run<{ id: string; holds: Buffer }>(HOLDS_OF_THREAD, [thread]);
  return new Map(rows.map(({ id, holds }) => [id, holds]));
}
