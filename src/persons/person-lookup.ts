import type { PersonThreadsAnswer } from "../domain/generated/answers.ts";
import { documentKey } from "../domain/person.ts";
import type { LookupBasis } from "../domain/recorded-request.ts";
import { entry } from "../exchange/entries.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Flow } from "../exchange/flow.ts";
import type { Caller } from "../exchange/service.ts";
import type { PersonRows } from "./persons-port.ts";

/** Who is looked for, and why, for the record. */
export interface PersonLookup {
  readonly idType: string;
  /** As folded documents have it. Never recorded, answered or logged. */
  readonly idNumber: string;
  readonly basis: LookupBasis;
  /** Number of the request in the operator's own register; never a person's. */
  readonly reference: string;
}

/** Threads of one answer, the newest. */
const MOST = 500;

/**
 * Which threads hold a person's data: what the operator must know before it can carry out a person's request
 * (PIPL 45 to 47). Only the keyed digest of the number reaches the database. That it was asked, on which
 * request, is an entry that commits before the answer goes out; it names no person and no thread.
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
