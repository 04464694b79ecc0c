/**
 * Horizon of the inboxes: the transaction number below which no packet can appear any more. Only transactions that write
 * packets hold it back; they take their number under an advisory lock (migration 0015), and a reader looks at the locks
 * first and at packets in a later statement. A lock that is gone then belongs to a transaction whose packets that statement
 * sees; a lock taken later belongs to a number above the horizon.
 */
import { Batcher } from "../batch.ts";
import type { Database, Statement } from "../database.ts";
import { type IdentityQuestion } from "../database-identity.ts";

/** Class of the locks, "aidx" in ASCII, as in the migration. */
const LOCK_CLASS = 0x61696478;
/** Locks of transactions that write packets now; a lock of two numbers has objsubid 2. */
const WRITERS = `pg_locks
  where locktype = 'advisory' and classid = ${LOCK_CLASS} and objsubid = 2
    and database = (select oid from pg_database where datname = current_database())`;

/** Horizon at a moment, and the server on which it holds. */
export interface Horizon {
  /** Number below which all transactions that wrote packets have ended; decimal. */
  readonly xid: string;
  /** Number that no transaction has ended with yet; a position from there on is not of this server. Decimal. */
  readonly next: string;
  readonly epoch: number;
  /** Identity of the database to which positions belong (`databaseIdentity`). */
  readonly cluster: string | null;
  /** Whether this is that database. */
  readonly here: boolean;
}

/**
 * Statement with one row: the horizon. The number that is next is read before the locks. The half of a number in a lock's
 * key is that of a number near it: the difference has 32 bits.
 */
function horizonOf({ name, expression }: IdentityQuestion): Statement {
  return {
    name: `inbox-horizon-${name}`,
    text: `
    select least(next, next + (select min((objid::bigint - next)::bit(32)::integer) from ${WRITERS}))::text as xid,
           next::text as next, epoch, cluster, cluster is not distinct from ${expression} as here
    from meta, (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next) as now`,
  };
}

/**
 * Rows: one. For how long, seconds, the oldest transaction that writes packets holds the horizon back, and the lowest number
 * of an open transaction anywhere on the server, which holds back vacuum.
 */
const HELD: Statement = {
  name: "inbox-horizon-held",
  text: `
  select coalesce(extract(epoch from clock_timestamp() - (
           select min(xact_start) from pg_stat_activity where pid in (select pid from ${WRITERS})
         )), 0)::float8 as held,
         pg_snapshot_xmin(pg_current_snapshot())::text as oldest, pg_snapshot_xmax(pg_current_snapshot())::text as next`,
};

/** Figures about open transactions; see `HELD`. */
export interface HeldHorizon {
  readonly held: number;
  readonly oldest: string;
  readonly next: string;
}

/** Makes a reader of the horizon; calls at the same time share a statement. */
export function horizonReader(db: Database, identity: IdentityQuestion): () => Promise<Horizon> {
  const statement = horizonOf(identity);
  const batcher = new Batcher<undefined, Horizon>({
    write: async (items) => {
      const [row] = await db.run<Horizon>(statement, []);
      if (row === undefined) throw new Error("the table meta is empty");
      return items.map(() => row);
    },
    splits: () => false,
    maxItems: 1_000,
    maxWeight: 1_000,
    weight: () => 1,
    lanes: 2,
  });
  return () => batcher.add(undefined);
}

/** Reads for how long transactions hold horizons back. */
export async function heldHorizon(db: Database): Promise<HeldHorizon> {
  const [row] = await db.run<HeldHorizon>(HELD, []);
  if (row === undefined) throw new Error("the database told no horizon");
  return row;
}
