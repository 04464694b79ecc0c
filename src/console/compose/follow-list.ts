/** Documents that follow a list, drafted from it and from the case as the command line drafts them. Nothing is sent. */
import { draftHeader } from "../../casework/draft-header.ts";
import { computedGrade, draftEvaluation } from "../../casework/follow/draft-evaluation.ts";
import { draftVisit, nextDuty } from "../../casework/follow/draft-visit.ts";
import { draftBridge } from "../../casework/gap/draft-bridge.ts";
import { draftPlan } from "../../casework/plan/draft-plan.ts";
import type { RoutingDocument } from "../../disclosure/routing-document.ts";
import { dateOf, dayOf } from "../../domain/day.ts";
import type { CaseItem, DeadlineRules, SubjectFollow } from "../../domain/generated/answers.ts";
import { isGroup, textOf } from "../../schema/reading.ts";
import { Cases } from "../../sdk/cases.ts";
import { rulesInForce } from "../../sdk/rules.ts";
import { Sender } from "../../sdk/sender.ts";
import { letterDocument, letterWords } from "../../sheets/reminder-letter.ts";
import { itemsAt, textAt, valueAt } from "../../sheets/write-list.ts";
import { canonicalize } from "../../wire/jcs.ts";
import type { Desk } from "../desk/desk.tsx";
import type { WordId } from "../words/words.ts";
import { type ComposedType, VERSION } from "./document-rules.ts";
import type { Derived, Written } from "./draft.ts";
import type { OwnList } from "./read-own-list.ts";

/** What is asked for. */
export interface Following {
  readonly desk: Desk;
  readonly type: ComposedType;
  readonly thread: string;
  readonly list: OwnList;
  /** Department that a letter is about. */
  readonly department: string | undefined;
  /** The present moment, RFC 3339 with the offset of China. */
  readonly now: string;
  readonly signal: AbortSignal;
}

/** A draft that follows a list. */
export interface Followed extends Derived {
  readonly document: Written;
  /** What the officer should know of it. */
  readonly note?: WordId;
}

/** Days until a measure of a plan is due when the list names none. */
const PLAN_DAYS = 60;

type Draft = (following: Following) => Promise<Followed>;

const DRAFTS: Readonly<Record<Exclude<ComposedType, "aid-subject-list" | "reverse-lead">, Draft>> = {
  supplement: async ({ desk, list, now }) => {
    const { answers, ...header } = draftHeader(list, { transferId: desk.department.client.newId(), issuedAt: now });
    return {
      document: {
        header: { ...header, messageType: "SUPPLEMENT", supplements: answers },
        subjects: list.subjects.map(({ personId, needs }) => ({ personId, needs })),
      },
      note: "follow.supplement",
    };
  },
  correction: async ({ desk, list, now }) => ({
    document: {
      ...list,
      header: {
        ...list.header,
        transferId: desk.department.client.newId(),
        messageType: "CORRECT",
        issuedAt: now,
        supersedes: {
          transferId: list.header.transferId,
          digestAlgorithm: "SHA-256",
          digest: await hexDigest(canonicalize(JSON.parse(JSON.stringify(list)))),
        },
      },
    },
    note: "follow.correction",
  }),
  bridge: async ({ desk, list, now, signal }) => {
    const { client } = desk.department;
    const { households } = await new Sender(client).gap(await sealedList(desk, list), { signal });
    const choice = { transferId: client.newId(), issuedAt: now };
    const suggested = draftBridge(list, households, choice);
    if (suggested.subjects.length > 0) return { document: asWritten(suggested), note: "follow.bridge" };
    const persons = new Set(list.subjects.map(({ personId }) => personId));
    return { document: asWritten(draftBridge(list, households, { ...choice, persons })), note: "follow.noBridge" };
  },
  plan: async ({ desk, list, now, signal }) => {
    const { client } = desk.department;
    const [rules, { subjects }] = await Promise.all([
      rulesInForce(client, { signal }),
      new Sender(client).guideline(await sealedList(desk, list), { signal }),
    ]);
    const drafted = draftPlan(list, {
      transferId: client.newId(),
      issuedAt: now,
      dueBy: dateOf(dayOf(now.slice(0, 10)) + PLAN_DAYS),
      routing: rules.routing as unknown as RoutingDocument,
      findings: subjects,
      newId: () => crypto.randomUUID(),
    });
    return { document: asWritten(drafted), note: "follow.plan" };
  },
  visit: async (following) => {
    const { now } = following;
    const persons = await followed(following);
    const owed = persons.flatMap(({ personId, follow }) => {
      const duty = nextDuty(follow);
      return duty === undefined || duty.state === "planned" ? [] : [{ personId, ...draftVisit(duty) }];
    });
    // Whom nobody must visit yet may be visited between.
    const visits = owed.length > 0 ? owed : persons.map(({ personId }) => ({ personId, ...draftVisit({ kind: "A" }) }));
    return {
      document: {
        header: { ...entryHeader(following, "VISIT"), currencyUnit: following.list.header.currencyUnit },
        visits: visits.map((visit) => ({ ...visit, date: now.slice(0, 10) })),
      },
      note: owed.length > 0 ? "follow.visit" : "follow.noVisit",
    };
  },
  evaluation: async (following) => {
    const { desk, list, now } = following;
    const today = now.slice(0, 10);
    const persons = await followed(following);
    const due = persons.filter(({ follow: { next } }) => next !== undefined && next.due <= today);
    const chosen = due.length > 0 ? due : persons;
    const evaluations = chosen.map(({ personId, follow, items }) => ({
      personId,
      ...draftEvaluation(follow, {
        today,
        party: desk.party,
        items,
        difficulties: difficultiesOf(list, personId),
        goals: [],
      }),
    }));
    const follows = new Map(persons.map(({ personId, follow }) => [personId, follow]));
    return {
      document: asWritten({ header: entryHeader(following, "EVALUATION"), evaluations }),
      complete: (document) => withGrades(document, follows),
      note: due.length > 0 ? "follow.evaluation" : "follow.noEvaluation",
    };
  },
  reminder: async ({ desk, thread, list, department, now, signal }) => {
    const { client } = desk.department;
    const cases = new Cases(client);
    const { drafts } = await cases.letterDrafts(
      { thread, ...(department === undefined ? {} : { department }) },
      { signal },
    );
    const [draft] = drafts;
    if (draft === undefined) return { document: {}, note: "follow.noLetter" };
    const names = new Map(list.subjects.map(({ personId, identity }) => [personId, identity.name]));
    const persons = await cases.personsByRef(thread, [...names.keys()], { signal });
    const deadlines = (await client.json({ method: "GET", path: "/v1/deadlines", signal })) as DeadlineRules;
    const known = draft.items.filter(({ subject }) => persons.has(subject));
    const source = {
      draft: { ...draft, items: known },
      list,
      persons,
      nameOf: (ref: string) => names.get(persons.get(ref) ?? "") ?? "",
      rules: new Map(deadlines.rules.map(({ id, zh, en }) => [id, { zh, en }])),
    };
    const hand = { transferId: client.newId(), now };
    return {
      document: asWritten(letterDocument(source, hand)),
      ...(draft.to === undefined ? {} : { to: [draft.to] }),
      letter: (document) => {
        const [number, approver] = [
          textAt(document, "header.documentNumber"),
          textAt(document, "header.approval.approver"),
        ];
        return letterWords(source, {
          ...hand,
          ...(number === "" ? {} : { number }),
          ...(approver === "" ? {} : { approver }),
        });
      },
      note: "follow.letter",
    };
  },
};

/** Drafts a document that follows a list. */
export function followList(following: Following): Promise<Followed> {
  const draft = (DRAFTS as Readonly<Record<string, Draft | undefined>>)[following.type];
  if (draft === undefined) throw new TypeError(`${following.type} follows no list`);
  return draft(following);
}

interface FollowedPerson {
  readonly personId: string;
  readonly follow: SubjectFollow;
  readonly items: readonly CaseItem[];
}

async function followed({ desk, thread, list, signal }: Following): Promise<FollowedPerson[]> {
  const cases = new Cases(desk.department.client);
  const ids = list.subjects.map(({ personId }) => personId);
  const [numbers, { subjects }] = await Promise.all([
    cases.personsByRef(thread, ids, { signal }),
    cases.case(thread, { signal }),
  ]);
  return subjects.flatMap(({ subject, follow, items }) => {
    const personId = numbers.get(subject);
    return personId === undefined || follow === undefined ? [] : [{ personId, follow, items }];
  });
}

/** Seals the list for a question about it; it is not sent. */
function sealedList(desk: Desk, list: OwnList) {
  const { client } = desk.department;
  return new Sender(client).seal(list, { type: "aid-subject-list", version: VERSION, jti: client.newId() });
}

function entryHeader({ desk, list: { header }, now }: Following, messageType: string): Written {
  const { from, officer, transferId } = header;
  const own = { transferId: desk.department.client.newId(), messageType, answers: transferId, issuedAt: now };
  return { ...own, from, secrecy: "0", officer };
}

function difficultiesOf({ subjects }: OwnList, personId: string): readonly string[] {
  return subjects.find((one) => one.personId === personId)?.difficulty?.types ?? [];
}

/** Computes the grades anew from the scores as they are. */
function withGrades(document: Written, follows: ReadonlyMap<string, SubjectFollow>): Written {
  const evaluations = itemsAt(document, "evaluations").map((one) => {
    if (!isGroup(one)) return one;
    const follow = follows.get(textOf(one, "personId") ?? "");
    if (follow === undefined) return one;
    const { gradeComputed: _before, ...rest } = one;
    const grade = computedGrade(rest, follow);
    return grade === undefined ? rest : { ...rest, gradeComputed: grade };
  });
  return valueAt(document, "evaluations") === undefined ? document : { ...document, evaluations };
}

/** A draft as its document is written: without members that are undefined. */
function asWritten(draft: object): Written {
  return JSON.parse(JSON.stringify(draft)) as Written;
}

async function hexDigest(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
