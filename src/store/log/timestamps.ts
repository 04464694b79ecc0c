/** Time stamps of checkpoints. */
import type { KeptTimestamp, TimestampRows } from "../../log/timestamper.ts";
import type { Runner, Statement } from "../database.ts";

/** $1 size, $2 checkpoint, $3 token, $4 time. Rows: none. The first time stamp of a checkpoint is the earliest and stays. */
const KEEP: Statement = {
  name: "keep-timestamp",
  text: `
  insert into timestamps (size, checkpoint, token, stamped_at) values ($1, $2, $3, $4)
  on conflict (size) do nothing`,
};

/** $1 size. Rows: the time stamp of the smallest stamped tree that holds so many entries, or none. */
const COVERING: Statement = {
  name: "timestamp-covering",
  text: `select size, checkpoint, token, stamped_at as "genTime" from timestamps where size >= $1 order by size limit 1`,
};

/** Makes the rows over a database. */
export function timestampRows(db: Runner): TimestampRows {
  return {
    async covering(size): Promise<KeptTimestamp | undefined> {
      const [row] = await db.run<Omit<KeptTimestamp, "genTime"> & { readonly genTime: string }>(COVERING, [size]);
      return row && { ...row, genTime: new Date(row.genTime) };
    },
    async keep({ size, checkpoint, token, genTime }) {
      await db.run(KEEP, [size, checkpoint, Buffer.from(token), genTime.toISOString()]);
    },
  };
}
