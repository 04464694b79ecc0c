/**
 * Seeded changes of database rows behind the gateway's back: entries, tiles, checkpoints, receipts,
 * answers, keys, rules. What is served afterwards does not verify, or is still true; and each change is noticed by a
 * checker, unless all that is served stayed the same.
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
const TRIED = 250;

/** Proofs lead to one checkpoint; an older one has other proofs. */
const PROOF = /\.tlog-proof$|^checkpoint/;
const withoutProofs = (files: Files): Files => new Map([...files].filter(([path]) => !PROOF.test(path)));

t.test(`log: ${TRIED} changes of rows are noticed or change nothing that is served`, async (t) => {
  const stored = await storedThread(t);
  const { store, deps } = stored.log;
  const rows = await rowsOf(stored);
  const lead = await store.logStore.lead();
  if (lead === undefined) throw new Error("another one leads");
  t.teardown(() => lead.release());
  const { make, restore } = await rewriter(t, store);

  /** Tells whether the sequencer would go on. */
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
   * Names the checkers that noticed a change; undefined when something false verified, or when a change went unnoticed.
   *
   * @param all also checks the evidence of a log that does not verify anyway
   */
  async function noticed({ leaves }: RowChange, all: boolean): Promise<ReadonlySet<string> | undefined> {
    const by = new Set<string>();
    const log = await servedLog(stored);
    if (!log.ok) by.add("log");
    // A log smaller than one published before is a true log of its day; a follower notices it.
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

  t.ok(honest.log.ok && honest.evidence.ok, "unchanged it verifies");
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
    t.ok((alone.get(who) ?? 0) > 0, `${who}: without it ${alone.get(who)} of ${TRIED} changes would go unnoticed`);
  }
  t.ok(isSame((await servedLog(stored)).files, honest.log.files), "at the end the rows are as before");
  t.ok((await servedEvidence(stored)).ok);
});
