import type { LookupApprovalAnswer, PersonThreadsAnswer } from "../domain/generated/answers.ts";
import type { Bilingual } from "../domain/bilingual.ts";
import { documentKey } from "../domain/person.ts";
import type { LookupBasis } from "../domain/recorded-request.ts";
import { Refusal } from "../domain/refusal.ts";
import { entry } from "../exchange/entries.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Flow } from "../exchange/flow.ts";
import type { Caller } from "../exchange/service.ts";
import type { LookupRows, PersonThread } from "./persons-port.ts";

/** The person that is looked for, and the request that asks for it. */
export interface PersonLookup {
  readonly idType: string;
  /** In the form of folded documents. Never recorded, answered or logged. */
  readonly idNumber: string;
  readonly basis: LookupBasis;
  /** Number of the request in the operator's own register; never a person's number. */
  readonly reference: string;
}

/** Request of an operator that a second person approves. */
export interface LookupApproval {
  readonly operator: string;
  readonly reference: string;
}

/** Most threads of one answer; the newest ones. */
const MOST = 500;
/** Period of the quota, ms. */
const DAY_MS = 86_400_000;

/**
 * Finds the threads that hold a person's data, so that the operator can carry out the person's request (PIPL articles
 * 45 to 47). Only the keyed digest of the number reaches the database. An entry with the request commits before the
 * answer goes out; it names no person and no thread.
 *
 * So that nobody tries out numbers, one request is about one number, and above `quota` requests in 24 hours a second
 * person must approve each one.
 * @throws Refusal `state-conflict`, `approval-required`
 */
export async function lookUpPerson(
  flow: Pick<Flow, "clock" | "blindIndex">,
  rows: LookupRows,
  quota: number,
  caller: Caller,
  { idType, idNumber, basis, reference }: PersonLookup,
): Promise<PersonThreadsAnswer> {
  const document = documentKey(idType, idNumber);
  const at = flow.clock.now();
  const mac = flow.blindIndex(`${caller.party} ${reference} ${document}`);
  const request = { operator: caller.party, reference, mac, at, since: at - DAY_MS, quota };
  const outcome = await rows.askOnce(request, async (persons, { asked, approvedBy }) => {
    const answer = answerOf(await persons.threadsOf(flow.blindIndex(document), MOST + 1));
    const about = {
      basis,
      reference,
      threads: answer.threads.length,
      ...(answer.more === true ? { more: true } : {}),
      asked,
      quota,
      ...(approvedBy === null ? {} : { approvedBy }),
    };
    return { answer, entry: entry("person-lookup", at, caller.party, about) };
  });
  if (outcome === "another-document") throw new Refusal("state-conflict", { detail: ANOTHER, step: "reference" });
  if (outcome === "above-quota") throw new Refusal("approval-required", { detail: aboveQuota(quota), step: "quota" });
  return outcome;
}

function answerOf(found: readonly PersonThread[]): PersonThreadsAnswer {
  const threads = found.slice(0, MOST).map(({ thread, type, sender, acceptedAt, messages, open }) => {
    return { thread, type, sender, acceptedAt: rfc3339(acceptedAt), messages, open };
  });
  return { threads, ...(found.length > MOST ? { more: true } : {}) };
}

/**
 * Approves one request of an operator, which may then be above the quota. An entry says who approved it, for whom. An
 * approval that is there already stays as it is.
 * @throws Refusal `not-found` when the operator is none
 */
export async function approveLookup(
  flow: Pick<Flow, "clock" | "directory">,
  rows: LookupRows,
  caller: Caller,
  { operator, reference }: LookupApproval,
): Promise<LookupApprovalAnswer> {
  if (flow.directory().party(operator)?.kind !== "operator") throw new Refusal("not-found", { step: "operator" });
  const at = flow.clock.now();
  const approved = await rows.approve({ operator, reference, by: caller.party, at }, () =>
    entry("person-lookup-approved", at, caller.party, { operator, reference }),
  );
  return { operator, reference, approvedBy: approved.by, approvedAt: rfc3339(approved.at) };
}

const ANOTHER: Bilingual = {
  en: "The reference was used for another number: one request is about one person",
  zh: "该登记编号已用于另一证件号码：一项请求仅涉及一人",
};

function aboveQuota(quota: number): Bilingual {
  return {
    en: `More than ${quota} requests in 24 hours: a security administrator must approve this one (aidx approve-lookup)`,
    zh: `24 小时内已超过 ${quota} 项请求：本项须由安全管理员批准（aidx approve-lookup）`,
  };
}
