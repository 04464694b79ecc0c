import type { PersonThreadsAnswer } from "../domain/generated/answers.ts";
import { documentKey } from "../domain/person.ts";
import type { LookupBasis } from "../domain/recorded-request.ts";
import { entry } from "../exchange/entries.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Flow } from "../exchange/flow.ts";
import type { Caller } from "../exchange/service.ts";
import type { PersonRows } from "./persons-port.ts";

/** The person that is looked for, and the request that asks for it. */
export interface PersonLookup {
  readonly idType: string;
  /** In the form of folded documents. Never recorded, answered or logged. */
  readonly idNumber: string;
  readonly basis: LookupBasis;
  /** Number of the request in the operator's own register; never a person's number. */
  readonly reference: string;
}

/** Most threads of one answer; the newest ones. */
const MOST = 500;

/**
 * Finds the threads that hold a person's data, so that the operator can carry out the person's request (PIPL articles
 * 45 to 47). Only the keyed digest of the number reaches the database. An entry with the request commits before the
 * answer goes out; it names no person and no thread.
 */
export async function lookUpPerson(
  flow: Pick<Flow, "store" | "clock" | "blindIndex">,
  rows: PersonRows,
  caller: Caller,
  { idType, idNumber, basis, reference }: PersonLookup,
): Promise<PersonThreadsAnswer> {
  const found = await rows.threadsOf(flow.blindIndex(documentKey(idType, idNumber)), MOST + 1);
  const threads = found.slice(0, MOST).map(({ thread, type, sender, acceptedAt, messages, open }) => {
    return { thread, type, sender, acceptedAt: rfc3339(acceptedAt), messages, open };
  });
  const more = found.length > MOST ? { more: true as const } : {};
  await flow.store.record([
    entry("person-lookup", flow.clock.now(), caller.party, { basis, reference, threads: threads.length, ...more }),
  ]);
  return { threads, ...more };
}
