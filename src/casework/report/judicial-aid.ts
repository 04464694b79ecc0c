import { isObject } from "../../wire/value.ts";
import type { StoredFact } from "../ports.ts";

const PAID = "60";

/** Judicial aid that was paid to a person: local date, fen, codes of the person's special groups. */
export interface JudicialAid {
  readonly paidOn: string;
  readonly fen: number;
  readonly groups: readonly string[];
}

/** Reads the judicial aid that was paid to the subjects of a thread, as their last lists say. */
export function* judicialAidIn(
  facts: readonly StoredFact[],
  secretOf: (fact: StoredFact) => Readonly<Record<string, unknown>>,
): Generator<readonly [subject: string, aid: JudicialAid]> {
  const about = facts.filter(({ fact }) => fact.event === "subject");
  const last = new Map(about.map((stored) => [stored.fact.subject, stored]));
  for (const [subject, stored] of last) {
    const { aid, groups } = secretOf(stored);
    if (!isObject(aid) || aid.status !== PAID || typeof aid.paidOn !== "string") continue;
    const fen = typeof aid.amount === "number" ? aid.amount : 0;
    const codes = Array.isArray(groups) ? new Set(groups.filter((code) => typeof code === "string")) : [];
    yield [subject, { paidOn: aid.paidOn, fen, groups: [...codes] }];
  }
}
