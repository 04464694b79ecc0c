import type { CaseAnswer, CaseLookup, SubjectFollow } from "../domain/generated/answers.ts";
import { isOpen } from "../domain/item.ts";
import { Refusal } from "../domain/refusal.ts";
import type { Caller } from "../exchange/service.ts";
import { present } from "../wire/present.ts";
import { createInquiryViews, type InquiryViews } from "./inquiry/inquiries.ts";
import type { InquiryRows } from "./inquiry/inquiry-port.ts";
import { caseGaps } from "./gap/case-gaps.ts";
import { shownGap } from "./gap/shown-gap.ts";
import { openSecret } from "./open-secret.ts";
import { shownMeasures } from "./plan/shown-measure.ts";
import type { CaseKeys, CaseRows, ReadItem, StoredFact } from "./ports.ts";
import { type Followed, followOfCase } from "./follow/follow-of-case.ts";
import { vetoesOf, type VetoSetting } from "./follow/vetoes.ts";
import { shownFollow } from "./follow/shown-follow.ts";
import { withClocks } from "./reading.ts";
import { shownItem, stateNow } from "./shown-item.ts";
import { createPersonLists, type PersonListDeps, type PersonLists } from "./worklist/persons.ts";
import { createWorklists, type WorklistDeps, type Worklists } from "./worklist/worklists.ts";

/** What the reads of cases need from outside. */
export interface CaseViewDeps extends WorklistDeps, PersonListDeps {
  readonly keys: Pick<CaseKeys, "subject" | "open">;
  readonly rows: CaseRows;
  readonly inquiryRows: Pick<InquiryRows, "ofParty">;
}

/** Reads of the closed loop. A party sees the cases that it opened, whole, and of others its own items only. */
export interface CaseViews extends Worklists, PersonLists, InquiryViews {
  /** @throws Refusal `not-found` for whoever takes no part in the case, as if there were none */
  view(caller: Caller, thread: string): Promise<CaseAnswer>;
  /** Maps person numbers to the opaque references of the same case; null where the caller sees nobody of that number. */
  lookUp(caller: Caller, thread: string, personIds: readonly string[]): Promise<CaseLookup>;
}

function shownIn(
  follows: ReadonlyMap<string, Followed> | undefined,
  subject: string,
  setting: VetoSetting,
): SubjectFollow | undefined {
  const followed = follows?.get(subject);
  return followed && shownFollow(followed, vetoesOf(followed, { ...setting, subject }));
}

/** Makes the reads of cases. */
export function createCaseViews(deps: CaseViewDeps): CaseViews {
  const { keys, rows } = deps;
  async function seen(caller: Caller, thread: string): Promise<readonly ReadItem[]> {
    const items = await rows.itemsOfThread(thread, caller.party);
    if (items.length === 0) throw new Refusal("not-found", { step: "case" });
    return items;
  }
  return {
    ...createWorklists(deps),
    ...createPersonLists(deps),
    ...createInquiryViews(deps),
    async view(caller, thread) {
      const at = deps.now();
      const items = await withClocks(deps, await seen(caller, thread), at);
      const isSender = items.some(({ read }) => read.item.sender === caller.party);
      const facts = await rows.factsOf(thread);
      const follows = isSender ? await followOfCase(deps, thread, facts, items, at) : undefined;
      const clocks = (await deps.versions.of([]))(undefined);
      const today = clocks.calendar.dateAt(at);
      const shown = items.map(({ read }) => read.item);
      const measures = shownMeasures(facts, shown, { today, ...(isSender ? {} : { owner: caller.party }) });
      const secretOf = (fact: StoredFact) => openSecret(keys, thread, fact);
      const gaps = isSender ? caseGaps(facts, shown, { today, clocks, guidelines: deps.guidelines(), secretOf }) : [];
      const bySubject = Map.groupBy(items, ({ read }) => read.item.subject);
      const states = Map.groupBy(items, ({ read }) => stateNow(read));
      const stages = Map.groupBy(
        items.flatMap(({ clocks: { stage } }) => stage ?? []),
        (stage) => stage,
      );
      const counted = (groups: ReadonlyMap<string, readonly unknown[]>) =>
        Object.fromEntries([...groups].map(([name, all]) => [name, all.length]));
      return {
        thread,
        open: items.filter(({ read }) => isOpen(stateNow(read))).length,
        states: counted(states),
        stages: counted(stages),
        ...(isSender ? { households: gaps.map(shownGap) } : {}),
        subjects: [...bySubject].map(([subject, own]) => ({
          subject,
          ...(own.some(({ read }) => read.dead) ? { dead: true as const } : {}),
          ...present({ follow: shownIn(follows, subject, { items, gaps, today }), measures: measures.get(subject) }),
          ...(isSender && own.some(({ read }) => read.dead) ? { todo: "household-list" as const } : {}),
          items: own.map(({ read, clocks }) => shownItem(read, clocks, caller.party, at)),
        })),
      };
    },
    async lookUp(caller, thread, personIds) {
      const subjects = new Set((await seen(caller, thread)).map(({ item }) => item.subject));
      const refs = personIds.map((personId) => keys.subject(thread, personId).toString("hex"));
      return { subjects: refs.map((ref) => (subjects.has(ref) ? ref : null)) };
    },
  };
}
