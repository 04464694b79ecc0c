import { isObject } from "../../wire/value.ts";
import { present } from "../../wire/present.ts";
import type { Issue } from "../../domain/refusal.ts";
import { type Arrival, type CaseworkDeps, issuedAtOf } from "../arrival.ts";
import { caseIssue, caseRefusal } from "../faults.ts";
import type { CaseState, StoredFact } from "../ports.ts";
import { groupsIn, textIn } from "../read-subject.ts";
import { type ClockedItem, withClocks } from "../reading.ts";
import type { DraftFact } from "../seal-facts.ts";
import { type Followed, followOfCase } from "./follow-of-case.ts";

type Group = Readonly<Record<string, unknown>>;

/** A document about persons of a case, with what was known of them before. */
export interface AboutPersons {
  readonly state: CaseState;
  /** By the person's key. */
  readonly followed: ReadonlyMap<string, Followed>;
  readonly facts: readonly StoredFact[];
  /** Items of the case with their clocks. */
  readonly items: readonly ClockedItem[];
  /** Messages by the numbers of documents that are corrected. */
  readonly corrected: ReadonlyMap<string, string>;
  /** The document answers a list of the thread. */
  readonly answers: boolean;
}

/** Reads what is known of the persons of a case when a document about them arrives; undefined when there is no case. */
export async function readPersons(
  deps: CaseworkDeps,
  { thread, sender, opener, body, at }: Arrival,
  entries: readonly Group[],
): Promise<AboutPersons | undefined> {
  const header = isObject(body.header) ? body.header : undefined;
  const answersKey = deps.documentKey(opener, textIn(header, "answers") ?? "");
  const corrects = [...new Set(entries.flatMap((entry) => textIn(entry, "corrects") ?? []))];
  const keys = corrects.map((transferId) => [transferId, deps.documentKey(sender, transferId)] as const);
  const state = await deps.rows.caseOf(thread, { documents: [answersKey, ...keys.map(([, key]) => key)] });
  if (state === undefined) return undefined;
  const reads = state.items.map((item) => ({ item, receiptAt: null, dead: false }));
  const facts = await deps.rows.factsOf(thread);
  const items = await withClocks(deps, reads, at);
  const followed = await followOfCase(deps, thread, facts, items, at);
  const messageOf = (key: Buffer) => state.documents.get(key.toString("hex"));
  return {
    state,
    followed,
    facts,
    items,
    corrected: new Map(
      keys.flatMap(([transferId, key]) => {
        const message = messageOf(key);
        return message === undefined ? [] : [[transferId, message] as const];
      }),
    ),
    answers: messageOf(answersKey) !== undefined,
  };
}

/** Way of a visit by which somebody is called: telephone, video. */
const CALLS: ReadonlySet<string> = new Set(["1", "4"]);
const FUND_USE: ReadonlySet<string> = new Set(["F1", "F2", "F3"]);

/** Judges visits of one document and makes their facts. @throws Refusal `visit-window`, `invalid-document`, `case-unknown-subject` */
export function judgeVisits(
  deps: Pick<CaseworkDeps, "keys">,
  arrival: Arrival,
  { state, followed, corrected, answers }: AboutPersons,
): DraftFact[] {
  const { id: message, thread, sender, opener, body, at: acceptedAt } = arrival;
  const errors: Issue[] = answers ? [] : [caseIssue("/body/header/answers", "answers-another-list")];
  const issuedAt = issuedAtOf(arrival);
  const sees = (subject: string, { history }: Followed) => {
    if (sender === opener) return true;
    // Social workers have no item: only whom they were sent, and nobody who is under special protection by now.
    if (history.visitors.includes(sender)) return !history.isProtected;
    return state.items.some((item) => item.subject === subject && item.department === sender);
  };
  const facts = groupsIn(body, "visits").flatMap((visit, index): DraftFact[] => {
    const pointer = `/body/visits/${index}`;
    const subject = deps.keys.subject(thread, textIn(visit, "personId") ?? "").toString("hex");
    const known = followed.get(subject);
    if (known === undefined || !sees(subject, known)) {
      errors.push(caseIssue(`${pointer}/personId`, sender === opener ? "not-in-list" : "case-unknown-subject"));
      return [];
    }
    const corrects = textIn(visit, "corrects");
    const voids = corrects === undefined ? undefined : corrected.get(corrects);
    if (corrects !== undefined && voids === undefined) {
      errors.push(caseIssue(`${pointer}/corrects`, "corrects-unknown"));
    }
    errors.push(...faultsOf(visit, known, pointer));
    return [
      {
        clear: clearOf(visit, { message, issuedAt, acceptedAt, subject, by: sender, voids }),
        ...secretOf(visit, known),
      },
    ];
  });
  if (errors.length > 0) throw caseRefusal(errors);
  return facts;
}

/** Finds what is wrong with a visit of this person. */
function faultsOf(visit: Group, { history, follow }: Followed, pointer: string): Issue[] {
  const errors: Issue[] = [];
  const [kind, date, way] = ["kind", "date", "way"].map((member) => textIn(visit, member) ?? "") as [
    string,
    string,
    string,
  ];
  const windows = follow.duties.filter((duty) => duty.kind === kind);
  if (kind !== "A" && !windows.some(({ from, to }) => from <= date && date <= to)) {
    const said = windows.map(({ from, to }) => `${from}…${to}`).join(", ");
    errors.push(caseIssue(`${pointer}/date`, "visit-window", { en: said || "none", zh: said || "无" }));
  }
  if (history.isProtected && visit.by !== "procuratorate") {
    errors.push(caseIssue(`${pointer}/by`, "visit-officer-only"));
  }
  if ((history.isProtected || history.noCall) && CALLS.has(way) && visit.askedFor !== true) {
    errors.push(caseIssue(`${pointer}/way`, "visit-unsafe-call"));
  }
  if (history.minor && FUND_USE.has(kind) && visit.outcome === "V1" && visit.fundUse === undefined) {
    errors.push(caseIssue(`${pointer}/fundUse`, "visit-fund-use"));
  }
  return errors;
}

/** Takes what of a visit stands in the clear: work lists and duties need it. */
function clearOf(
  visit: Group,
  {
    message,
    issuedAt,
    acceptedAt,
    subject,
    by,
    voids,
  }: {
    readonly message: string;
    readonly issuedAt: number;
    readonly acceptedAt: number;
    readonly subject: string;
    readonly by: string;
    readonly voids: string | undefined;
  },
): DraftFact["clear"] {
  const newNeeds = Array.isArray(visit.newNeeds) && visit.newNeeds.length > 0 ? visit.newNeeds.map(String) : undefined;
  const arrived = isObject(visit.fundArrived) && visit.fundArrived.yes === true;
  return {
    event: "visit",
    message,
    issuedAt,
    subject,
    acceptedAt,
    by,
    ...present({
      kind: textIn(visit, "kind"),
      on: textIn(visit, "date"),
      way: textIn(visit, "way"),
      outcome: textIn(visit, "outcome"),
      written: visit.inWriting === true || undefined,
      arrived: arrived || undefined,
      newNeeds,
      measuresDone: measuresDone(visit),
      corrects: voids,
    }),
  };
}

/** Takes what of a visit is kept encrypted: scores, satisfaction, and whether a child is out of school. */
function secretOf(visit: Group, { history }: Followed): Pick<DraftFact, "secret"> {
  const scores = groupsIn(visit, "scores").map(({ type, score }) => ({ type, score }));
  const satisfaction = groupsIn(visit, "satisfaction").map(({ about, value }) => ({ about, value }));
  const outOfSchool = history.minor && isObject(visit.restored) && visit.restored.school === "0";
  const secret = present({
    scores: scores.length === 0 ? undefined : scores,
    satisfaction: satisfaction.length === 0 ? undefined : satisfaction,
    outOfSchool: outOfSchool || undefined,
  });
  return Object.keys(secret).length === 0 ? {} : { secret };
}

/** Reads the measures of the plan that a visit saw carried out; one that did not take place saw none. */
function measuresDone(visit: Group): string[] | undefined {
  const { outcome, measuresDone: ids } = visit;
  return outcome === "V1" && Array.isArray(ids) && ids.length > 0 ? ids.map(String) : undefined;
}
