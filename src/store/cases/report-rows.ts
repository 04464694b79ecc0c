/** Reads the facts that reports count, in portions, and keeps reports. */
import type { SignedItem, StoredFact, ThreadRows } from "../../casework/ports.ts";
import type { KeptReport, Release, ReportRows } from "../../casework/report/report-port.ts";
import type { LeadCounts } from "../../casework/report/report-port.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { FIRST_ID, plainArray, textArray } from "../columns.ts";
import type { Database, Runner, Statement } from "../database.ts";
import { recordEntries } from "../log/audit-entries.ts";
import { RECEIPT_OF_ITEM } from "./read-item.ts";

/** Facts that one portion should have: enough to be fast, few enough for memory. */
const PORTION = 20_000;
/** Most and fewest threads of a portion. The first one is small: nobody knows yet how large threads are. */
const MOST_THREADS = 2_000;
const FIRST_THREADS = 20;

/** $1 sender. One row: when its first list was accepted. */
const FIRST_LIST: Statement = {
  name: "report-first-list",
  text: `select accepted_at as at from messages where sender = $1 and type = 'aid-subject-list' order by id limit 1`,
};

/** $1 sender, $2 after, $3 cut, $4 how many. Rows: the next threads. */
const THREADS: Statement = {
  name: "report-threads",
  text: `
  select id from messages
  where sender = $1 and type = 'aid-subject-list' and id > $2::uuid and accepted_at < $3::bigint
  order by id limit $4::int`,
};

/** $1 threads. Rows: their facts, in order. */
const FACTS: Statement = {
  name: "report-facts",
  text: `
  select thread, fact, secret, salt, digest from case_facts
  where thread = any ($1::uuid[]) order by thread, revision, n`,
};

/** $1 threads. Rows: their items with the receipts of their packets. */
const ITEMS: Statement = {
  name: "report-items",
  text: `
  select i.thread, i.item, ${RECEIPT_OF_ITEM} as "receiptAt" from case_items i
  where i.thread = any ($1::uuid[]) and i.shown order by i.thread, i.id`,
};

/** Reads facts and items of threads. */
export async function threadRows(db: Runner, threads: readonly string[]): Promise<ThreadRows[]> {
  const ids = plainArray(threads);
  const [facts, items] = await Promise.all([
    db.run<StoredFact & { thread: string }>(FACTS, [ids]),
    db.run<SignedItem & { thread: string }>(ITEMS, [ids]),
  ]);
  const factsOf = Map.groupBy(facts, ({ thread }) => thread);
  const itemsOf = Map.groupBy(items, ({ thread }) => thread);
  return threads.map((thread) => ({ thread, facts: factsOf.get(thread) ?? [], items: itemsOf.get(thread) ?? [] }));
}

const COLUMNS = "sender, period, public, internal, carried, entry";

/** $1 sender, $2 period. One row. */
const REPORT: Statement = {
  name: "report",
  text: `select ${COLUMNS} from reports where sender = $1 and period = $2`,
};

/** $1 sender. One row: its last report. */
const LAST: Statement = {
  name: "last-report",
  text: `select ${COLUMNS} from reports where sender = $1 order by period desc limit 1`,
};

/** $1 sender, $2 period. One row: its last report before. */
const BEFORE: Statement = {
  name: "report-before",
  text: `select ${COLUMNS} from reports where sender = $1 and period < $2 order by period desc limit 1`,
};

/** $1 sender, $2 period. Rows: its releases. */
const RELEASES: Statement = {
  name: "report-releases",
  text: `select sender, period, cell, approver, reason, at from report_releases where sender = $1 and period = $2 order by cell`,
};

/**
 * $1 procuratorate, $2 start, $3 cut, $4 states of packets. Rows: by department its leads, those signed for, and those with a
 * person in a later list; null when the index of one of them was destroyed.
 */
const LEADS: Statement = {
  name: "report-leads",
  text: `
  select count(*)::integer as leads, (count(*) filter (where signed))::integer as signed,
         case when bool_and(indexed) then (count(*) filter (where listed))::integer end as listed
  from (
    select p.sender, p.outcome is not distinct from 'accepted' and p.settled_at < $3::bigint as signed,
           m.envelope_erased_at is null as indexed,
           exists (
             select from person_index a join person_index b on b.mac = a.mac join messages l on l.id = b.message
             where a.message = m.id and l.sender = $1 and l.type = 'aid-subject-list'
               and l.accepted_at > m.accepted_at and l.accepted_at < $3::bigint
           ) as listed
    from packets p join messages m on m.id = p.message
    where p.recipient = $1 and p.state = any ($4::text[]) and p.type = 'reverse-lead' and p.replaces is null
      and m.accepted_at >= $2::bigint and m.accepted_at < $3::bigint
  ) as lead
  group by sender order by sender`,
};

/** The columns of a release. One row when there was none. */
const RELEASE: Statement = {
  name: "release-report-cell",
  text: `insert into report_releases (sender, period, cell, approver, reason, at) values ($1, $2, $3, $4, $5, $6::bigint)
  on conflict do nothing returning 1`,
};

/** The columns of a report. One row when there was none. */
const KEEP: Statement = {
  name: "keep-report",
  text: `insert into reports (${COLUMNS}) values ($1, $2, $3, $4, $5, $6::bytea) on conflict do nothing returning 1`,
};

/** Makes the rows of reports over a database. @param recorded called after each commit that recorded entries */
export function reportRows(db: Database, recorded: () => void): ReportRows {
  return {
    async firstListAt(sender) {
      const [row] = await db.run<{ at: number }>(FIRST_LIST, [sender]);
      return row?.at;
    },
    async *threadsOf(sender, cut) {
      let threads = FIRST_THREADS;
      for (let after = FIRST_ID; ; ) {
        const found = await db.run<{ id: string }>(THREADS, [sender, after, cut, threads]);
        const last = found.at(-1);
        if (last === undefined) return;
        after = last.id;
        const rows = await threadRows(
          db,
          found.map(({ id }) => id),
        );
        yield rows;
        const facts = rows.reduce((sum, row) => sum + row.facts.length, 0);
        const perThread = Math.max(1, facts / found.length);
        threads = Math.min(MOST_THREADS, Math.max(1, Math.floor(PORTION / perThread)));
      }
    },
    async report(sender, period) {
      return (await db.run<KeptReport>(REPORT, [sender, period]))[0];
    },
    async lastReport(sender) {
      return (await db.run<KeptReport>(LAST, [sender]))[0];
    },
    leads: (recipient, start, cut) => db.run<LeadCounts>(LEADS, [recipient, start, cut, textArray(PACKET_STATES)]),
    async reportBefore(sender, period) {
      return (await db.run<KeptReport>(BEFORE, [sender, period]))[0];
    },
    releases: (sender, period) => db.run<Release>(RELEASES, [sender, period]),
    async release({ sender, period, cell, approver, reason, at }, entry) {
      const isNew = await db.transaction(async (runner) => {
        const rows = await runner.run(RELEASE, [sender, period, cell, approver, reason, at]);
        if (rows.length > 0) await recordEntries(runner, [entry]);
        return rows.length > 0;
      });
      if (isNew) recorded();
    },
    async keep({ sender, period, internal, carried, ...report }, entry) {
      const kept = await db.transaction(async (runner) => {
        const row = [sender, period, report.public, internal, carried, entry.bytes];
        const rows = await runner.run(KEEP, row);
        if (rows.length > 0) await recordEntries(runner, [entry]);
        return rows.length > 0;
      });
      if (kept) recorded();
    },
  };
}
