/**
 * The columns beside an entry's bytes only serve to find it. Changed behind the gateway's back they can hide an entry, never
 * falsify one: a reader of the log finds what a statement or evidence lacks, and the log itself stays the same.
 */
import t from "tap";
import { statementFaults } from "../../src/evidence/statement/check-statement.ts";
import { readStatement } from "../../src/evidence/statement/read-statement.ts";
import { StatementLog } from "../../src/evidence/statement/statement-log.ts";
import { monthPeriod } from "../../src/evidence/statement/statement.ts";
import { readEntry } from "../../src/tlog/read-entry.ts";
import { createStatements } from "../../src/audit/statements.ts";
import { finder } from "../support/rewriting/entry-changes.ts";
import { GATEWAY } from "../support/evidence/evidence-thread.ts";
import { seeded } from "../support/mutation.ts";
import { Counts, rewriter } from "../support/rewriting/rewriter.ts";
import { rowsOf } from "../support/rewriting/row-change.ts";
import { isPart, isSame, servedEvidence, servedLog } from "../support/rewriting/served.ts";
import { storedThread } from "../support/rewriting/stored-thread.ts";

const TRIED = 80;
const PARTIES = ["procuratorate", "housing", "education"];
const NOVEMBER = monthPeriod("2026-11", 480) ?? { from: "", to: "" };

t.test(`log: ${TRIED} changes of search columns hide entries and falsify none`, async (t) => {
  const stored = await storedThread(t);
  const { store } = stored.log;
  const rows = await rowsOf(stored);
  const { make, restore } = await rewriter(t, store);
  const now = stored.thread.at;
  const { kid } = stored.thread.key(GATEWAY);
  const statements = createStatements({
    rows: store.auditRows,
    log: stored.source().log,
    clock: { now: () => now },
    gateway: GATEWAY,
    sign: async (claims) => JSON.stringify(claims),
  });

  /** Faults that a reader of the log finds in the statements that the gateway makes now. */
  async function faults(): Promise<string[]> {
    const found: string[] = [];
    for (const party of PARTIES) {
      const signed = readStatement(JSON.parse(await statements({ party, ...NOVEMBER })) as Record<string, unknown>);
      if (signed === undefined) throw new TypeError("no statement");
      const log = new StatementLog(signed);
      for (const { leaf_index: index, bytes } of rows.entries) {
        const entry = readEntry(bytes);
        if (entry !== undefined) log.add(index, entry);
      }
      const its = { signed, asked: { party }, now, fresh: true, log: log.side(kid, "holds") };
      found.push(...statementFaults(its).map(({ code }) => code), JSON.stringify(signed.statement.packets));
    }
    return found;
  }

  const honest = { log: await servedLog(stored), evidence: await servedEvidence(stored), statements: await faults() };
  t.ok(await honest.evidence.withLog(), "with the log it verifies too");
  t.equal(honest.statements.length, PARTIES.length, "no statement has a fault");
  const chance = seeded(20_261_127);
  const counts = new Counts();
  let told = 0;
  let hidden = 0;
  for (let tried = 0; tried < TRIED; ) {
    const change = { table: "audit_entries", ...finder(chance, rows) } as const;
    if (!(await make(change))) continue;
    tried++;
    t.ok(isSame((await servedLog(stored)).files, honest.log.files), "the log is the same");
    const evidence = await servedEvidence(stored);
    if (evidence.ok && !isPart(evidence.files, honest.evidence.files)) t.fail(`${change.kind}: evidence lies`);
    const now = await faults();
    const named = now.length > PARTIES.length;
    if (!named && JSON.stringify(now) !== JSON.stringify(honest.statements)) t.fail(`${change.kind}: a statement lies`);
    if (named) told++;
    counts.add(change.kind, named ? "statement" : "statements the same");
    const less = evidence.ok
      ? isSame(evidence.files, honest.evidence.files)
        ? "evidence the same"
        : "evidence has less"
      : "evidence does not verify";
    counts.add(change.kind, less);
    if (less === "evidence has less") {
      hidden++;
      t.notOk(await evidence.withLog(), `${change.kind}: with the log it does not verify`);
    }
    await restore("audit_entries");
  }
  for (const line of counts.lines()) t.comment(line);
  t.ok(hidden > 0, `${hidden} times evidence verifies by itself and lacks something`);
  t.ok(told > 0, `${told} statements were found to lack something`);
});
