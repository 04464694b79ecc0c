/**
 * Over a thousand seeded changes of database rows behind the gateway's back: entries, tiles, checkpoints, receipts,
 * answers, keys, rules. Whatever is served afterwards does not verify, or says nothing that was not so; and each change
 * is noticed by somebody, unless all that is served stayed the same.
 */
import t from "tap";
import { inspect } from "../../src/log/sequence.ts";
import { seeded } from "../support/mutation.ts";
import { Counts, rewriter } from "../support/rewriting/rewriter.ts";
import { type RowChange, rowsOf } from "../support/rewriting/row-change.ts";
import { rowChange } from "../support/rewriting/row-changes.ts";
import { type Files, isPart, isSame, provesAll, servedEvidence, servedLog } from "../support/rewriting/served.ts";
import { storedThread } from "../support/rewriting/stored-thread.ts";

const SEED = 20_261_126;
const TRIED = 1_000;

/** Proofs are to a checkpoint: of one that is older they are others. */
const PROOF = /\.tlog-proof$|^checkpoint/;
const withoutProofs = (files: Files): Files => new Map([...files].filter(([path]) => !PROOF.test(path)));

t.test(`${TRIED} changes of rows`, async (t) => {
  const stored = await storedThread(t);
  const { store, deps } = stored.log;
  const rows = await rowsOf(stored);
  const lead = await store.logStore.lead();
  if (lead === undefined) throw new Error("another one leads");
  t.teardown(() => lead.release());
  const { make, restore } = await rewriter(t, store);

  /** Whether the process that sequences would go on. */
  const goesOn = async () =>
    inspect(lead, deps).then(
      () => true,
      async () => {
        await lead.rollback();
        return false;
      },
    );

  const honest = { log: await servedLog(stored), evidence: await servedEvidence(stored) };

  /**
   * By whom a change was noticed; undefined when something false verified, or something else and nobody noticed.
   * @param all also the evidence of a log that does not verify anyway
   */
  async function noticed({ leaves }: RowChange, all: boolean): Promise<ReadonlySet<string> | undefined> {
    const by = new Set<string>();
    const log = await servedLog(stored);
    if (!log.ok) by.add("log");
    // What is smaller than what was published before is seen by whoever followed the log; it is a true log of its day.
    else if (log.size < honest.log.size) by.add("follower");
    else if (!isSame(log.files, honest.log.files)) return undefined;
    const evidence = all || log.ok ? await servedEvidence(stored) : undefined;
    if (evidence?.ok === false) by.add("evidence");
    else if (evidence !== undefined && !isPart(withoutProofs(evidence.files), honest.evidence.files)) return undefined;
    if (!(await goesOn())) by.add("sequencer");
    const asked = leaves.flatMap((at) => rows.entries[at]?.leaf_hash ?? []);
    if (!(await provesAll(stored, asked))) by.add("lookup");
    const same = evidence === undefined || isSame(evidence.files, honest.evidence.files);
    return by.size === 0 && !same ? undefined : by;
  }

  t.ok(honest.log.ok && honest.evidence.ok, "as it was it verifies");
  t.same(await noticed({ table: "log_state", kind: "", statements: [], leaves: [0, 200, 500] }, true), new Set());
  const chance = seeded(SEED);
  const counts = new Counts();
  const alone = new Map<string, number>();
  for (let tried = 0; tried < TRIED; ) {
    const change = rowChange(chance, rows);
    const kind = `${change.table} ${change.kind}`;
    if (!(await make(change))) {
      counts.add(kind, "refused by the database");
      continue;
    }
    const all = tried++ % 4 === 0;
    const by = await noticed(change, all);
    if (by === undefined) t.fail(`${kind} survives: ${JSON.stringify(change.statements).slice(0, 300)}`);
    else for (const one of by.size === 0 ? ["the same"] : by) counts.add(kind, one);
    const [only] = by ?? [];
    if (by?.size === 1 && only !== undefined && (all || only !== "log")) alone.set(only, (alone.get(only) ?? 0) + 1);
    for (const table of [change.table, ...(change.also ?? [])]) await restore(table);
  }
  for (const line of counts.lines()) t.comment(line);
  for (const who of ["log", "follower", "evidence", "sequencer", "lookup"]) {
    t.ok((alone.get(who) ?? 0) > 0, `${who}: without it ${alone.get(who)} of ${TRIED} would survive`);
  }
  t.ok(isSame((await servedLog(stored)).files, honest.log.files), "at the end it is as it was");
  t.ok((await servedEvidence(stored)).ok);
});
