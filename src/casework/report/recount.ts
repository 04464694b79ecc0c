import type { Report, ReportRecount } from "../../domain/generated/answers.ts";
import { dayOf } from "../../domain/day.ts";
import { formatDigest } from "../../wire/digest.ts";
import { present } from "../../wire/present.ts";
import { canonicalize } from "../../wire/jcs.ts";
import { openSecret } from "../open-secret.ts";
import type { StoredFact } from "../ports.ts";
import type { ReportRows } from "./report-port.ts";
import { digestOfFact } from "../seal-facts.ts";
import { type CountDeps, countPeriod } from "./count.ts";
import { type Before, makeReport } from "./make-report.ts";

/** What the log's entry says about the facts of a report. */
interface LoggedFacts {
  readonly facts: number;
  /** Merkle root over their digests, `sha-256=:…:`. */
  readonly root: string;
}

/**
 * Counts a report again from the facts that are still there, and compares: the facts, whose digests are computed anew, with the
 * root in the log, the numbers with those of the report. Numbers that it cannot know any more, because facts were destroyed, it names as well.
 *
 * @param deps with the calendar and the clocks of its time
 * @param kept internal version as it was made
 * @param before report of the period before, as it was then
 */
export async function recount(
  deps: CountDeps & { readonly rows: Pick<ReportRows, "threadsOf"> },
  kept: Report,
  { facts, root }: LoggedFacts,
  before: Before | undefined,
): Promise<ReportRecount> {
  const { sender, period: id, from, to, cut, rules, rulesDigest } = kept;
  const period = { id, from, to, start: deps.calendar.startOf(dayOf(from)), cut: Date.parse(cut) };
  // A secret that was changed cannot be read: it counts as empty, and its digest shows it.
  const keys: CountDeps["keys"] = { open: (...sealed) => readable(() => deps.keys.open(...sealed)) };
  const digestOf = (thread: string, stored: StoredFact) =>
    digestOfFact(stored.salt, { ...stored.fact, ...openSecret(keys, thread, stored) });
  const found = await countPeriod({ ...deps, keys }, period, deps.rows.threadsOf(sender, period.cut), digestOf);
  const made = makeReport(
    found.tally,
    { sender, period: id, from, to, cut, rules, ...present({ rulesDigest }) },
    before,
  ).internal;
  const differences = differing(kept, made);
  const isWhole = found.root.size === facts && formatDigest(found.root.read()) === root;
  return {
    sender,
    period: id,
    counted: facts,
    kept: Math.min(found.root.size, facts),
    root: isWhole ? "same" : found.root.size < facts ? "facts-destroyed" : "other",
    numbers: isWhole ? (differences.length === 0 ? "same" : "other") : "unknown",
    differences,
  };
}

const EMPTY = Buffer.from("{}");

function readable(open: () => Buffer): Buffer {
  try {
    return open();
  } catch {
    return EMPTY;
  }
}

/** Names tables and figures of a report that the recount does not have as they are. What only the recount has is newer. */
function differing(kept: Report, made: Report): string[] {
  const sections = new Map(made.sections.map((section) => [section.id, canonicalize(section)]));
  // Leads are counted from messages and receipts, and stay as they were reported.
  const names = Object.keys(kept.figures).filter((name) => !name.startsWith("I16."));
  return [
    ...kept.sections.flatMap((section) => (sections.get(section.id) === canonicalize(section) ? [] : [section.id])),
    ...names.filter((name) => kept.figures[name] !== made.figures[name]),
  ];
}
