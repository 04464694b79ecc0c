import { openSecret } from "../open-secret.ts";
import type { CaseKeys, StoredFact } from "../ports.ts";
import type { ClockedBy, ClockedItem } from "../reading.ts";
import { type Follow, followOf } from "./follow.ts";
import type { SubjectHistory } from "./history.ts";
import { historiesOf } from "./read-history.ts";
import { readRelapse, type Relapse, relapsesIn } from "../recurrence/relapse.ts";
import { present } from "../../wire/present.ts";
import { FOLLOW_SCHEDULE } from "./schedule.ts";

/** Parts from outside with which the follow-up of a case is derived. */
export interface FollowDeps extends ClockedBy {
  readonly keys: Pick<CaseKeys, "open">;
}

/** A person's history with what follows from it. */
export interface Followed {
  readonly history: SubjectHistory;
  readonly follow: Follow;
  /** A case of the person was closed in the twelve months before the list. */
  readonly relapse?: Relapse;
}

/** Rule of a department's first reply. */
const FIRST_REPLY = "D07";
const NOWHERE = "000000";

/** Derives the follow-up of each person of a case, by the person's key. @param at the moment, ms */
export async function followOfCase(
  { keys, versions, division }: FollowDeps,
  thread: string,
  facts: readonly StoredFact[],
  items: readonly ClockedItem[],
  at: number,
): Promise<Map<string, Followed>> {
  const dues = new Map(
    items.map(({ read, clocks }) => [read.item.id, clocks.clocks.find(({ rule }) => rule === FIRST_REPLY)?.due]),
  );
  const histories = historiesOf(
    facts,
    items.map(({ read }) => read.item),
    { secretOf: (stored) => openSecret(keys, thread, stored), firstReplyDue: ({ id }) => dues.get(id) },
  );
  const sender = items[0]?.read.item.sender ?? "";
  // The procuratorate's own duties run under the rules that are in force.
  const inForce = (await versions.of([]))(undefined);
  const relapsed = relapsesIn(facts);
  return new Map(
    [...histories].map(([subject, history]) => {
      const follow = followOf(history, FOLLOW_SCHEDULE, inForce, division(sender) ?? NOWHERE, at);
      const fact = relapsed.get(subject);
      const relapse = fact && readRelapse(openSecret(keys, thread, fact));
      return [subject, { history, follow, ...present({ relapse }) }];
    }),
  );
}
