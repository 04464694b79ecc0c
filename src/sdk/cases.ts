import type {
  CaseAnswer,
  CaseItem,
  CaseItems,
  CaseLookup,
  CasePerson,
  CasePersons,
  Inquiries,
  InquiryItem,
  LetterDrafts,
  RerouteAnswer,
} from "../domain/generated/answers.ts";
import type { PersonList } from "../domain/follow.ts";
import type { InquiryState } from "../domain/inquiry.ts";
import type { Worklist } from "../domain/item.ts";
import { code, count, Cursors, formed, id, listOf, members, optional, party, text } from "./answer-shape.ts";
import { present } from "../wire/present.ts";
import type { GatewayClient } from "./gateway-client.ts";

const flag = (value: unknown): boolean => typeof value === "boolean";
const CLOCK = members({
  rule: text,
  start: text,
  due: text,
  state: code,
  worst: code,
  stage: optional(code),
  provisional: flag,
  paused: flag,
});
const ITEM = members({
  id,
  thread: id,
  message: id,
  subject: text,
  need: text,
  department: party,
  state: code,
  since: text,
  flags: listOf(code),
  dates: members({}),
  rules: text,
  clocks: listOf(CLOCK),
  stage: optional(code),
  reply: optional(text),
  reason: optional(text),
});
const CASE = members({
  thread: id,
  open: count,
  states: members({}),
  stages: members({}),
  subjects: listOf(members({ subject: text, items: listOf(ITEM) })),
});
const PAGE = members({ items: listOf(ITEM), next: optional(text) });
const INQUIRIES = members({
  inquiries: listOf(
    members({
      message: id,
      asker: party,
      party,
      purpose: text,
      questions: listOf(members({ code: text, mode: code })),
      subjects: count,
      askedAt: text,
      state: code,
      since: text,
      due: optional(text),
      often: optional(count),
    }),
  ),
  next: optional(text),
});
const DAY = members({ due: text, provisional: flag });
const PERSONS = members({
  persons: listOf(
    members({
      thread: id,
      subject: text,
      state: code,
      anchor: text,
      needs: listOf(text),
      visits: listOf(
        members({ kind: text, due: text, from: text, to: text, state: code, attempts: count, provisional: flag }),
      ),
      renewals: listOf(members({ item: id, need: text, department: party, clock: CLOCK })),
      todos: listOf(code),
      newNeeds: listOf(text),
      evaluation: optional(DAY),
      measure: optional(CLOCK),
      review: optional(DAY),
      relapse: optional(members({ thread: id, closedOn: text })),
      diedOn: optional(text),
    }),
  ),
  next: optional(text),
});
const BILINGUAL = members({ zh: text, en: text });
const DRAFTS = members({
  drafts: listOf(
    members({
      kind: text,
      thread: id,
      list: id,
      department: party,
      name: BILINGUAL,
      items: listOf(members({ subject: text, need: text, ruleId: text, due: text, stage: code, overdueWd: count })),
      earlier: listOf(members({ kind: text, message: id, sentOn: text, replyBy: text, state: code })),
      to: optional(party),
      replyBy: optional(text),
      agenda: optional(BILINGUAL),
      office: optional(members({ name: BILINGUAL, phone: optional(text) })),
      checklist: optional(members({ law: listOf(text), evidence: listOf(text) })),
    }),
  ),
  more: flag,
});
const REF = (value: unknown) => value === null || text(value);
const LOOKUP = members({ subjects: listOf(REF) });

const REROUTED = members({
  thread: id,
  message: id,
  item: id,
  packet: id,
  recipient: party,
  due: members({ receipt: text }),
});

function readItems(answer: unknown) {
  const { items, next } = formed<CaseItems>(answer, PAGE);
  return { page: items, next };
}

/** Most person numbers that the gateway maps in one question. */
const LOOKED_UP = 200;

/** Which items are listed. */
export interface ItemFilter {
  readonly state?: string;
  /** Worst stage of the clocks that run. */
  readonly stage?: string;
  readonly need?: string;
  readonly department?: string;
}

/** What became of each need of each person, as a party may see it (docs/casework.md). Persons are opaque references. */
export class Cases {
  readonly client: GatewayClient;

  constructor(client: GatewayClient) {
    this.client = client;
  }

  /** Reads a case: all items for the sender of the list, its own for a department. @throws ProblemError `not-found` */
  async case(thread: string, options: { readonly signal?: AbortSignal } = {}): Promise<CaseAnswer> {
    const path = `/v1/cases/${encodeURIComponent(thread)}`;
    return formed<CaseAnswer>(await this.client.json({ method: "GET", path, signal: options.signal }), CASE);
  }

  /** Maps person numbers of the list to the references of the case, in their order; null for one that this party has nobody of. */
  async lookUp(
    thread: string,
    personIds: readonly string[],
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<readonly (string | null)[]> {
    const answer = await this.client.json({
      method: "POST",
      path: `/v1/cases/${encodeURIComponent(thread)}/lookup`,
      contentType: "application/json",
      body: JSON.stringify({ personIds }),
      signal: options.signal,
    });
    return formed<CaseLookup>(answer, LOOKUP).subjects;
  }

  /** Maps the references of a case to the person numbers of its list, as far as this party has the persons. */
  async personsByRef(
    thread: string,
    personIds: readonly string[],
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<ReadonlyMap<string, string>> {
    const persons = new Map<string, string>();
    for (let at = 0; at < personIds.length; at += LOOKED_UP) {
      const some = personIds.slice(at, at + LOOKED_UP);
      const refs = await this.lookUp(thread, some, options);
      refs.forEach((ref, index) => {
        if (ref !== null) persons.set(ref, some[index] ?? "");
      });
    }
    return persons;
  }

  /**
   * Sends a need that its department passed on to another one.
   * @throws ProblemError `state-conflict` for an item that does not wait for another department, `case-circle` for a department
   * that had it before
   */
  async reroute(
    thread: string,
    item: string,
    to: string,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<RerouteAnswer> {
    const answer = await this.client.json({
      method: "POST",
      path: `/v1/threads/${encodeURIComponent(thread)}/reroute`,
      contentType: "application/json",
      body: JSON.stringify({ item, to }),
      signal: options.signal,
    });
    return formed<RerouteAnswer>(answer, REROUTED);
  }

  /** Reads drafts of letters about late items of lists that this party sent; they name nobody. Nothing is sent. */
  async letterDrafts(
    filter: { readonly kind?: string; readonly thread?: string; readonly department?: string } = {},
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<LetterDrafts> {
    const path = `/v1/reminders/drafts?${new URLSearchParams({ ...filter })}`;
    return formed<LetterDrafts>(await this.client.json({ method: "GET", path, signal: options.signal }), DRAFTS);
  }

  /** Lists this party's items, page after page as they are taken. */
  items(
    filter: ItemFilter = {},
    options: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<CaseItem, void, void> {
    return this.#pages("/v1/items", { ...filter }, readItems, options.signal);
  }

  /**
   * Lists the items of a work list, page after page as they are taken.
   * @param on a later day than today (`2026-10-15`), as far as is known now
   */
  worklist(
    list: Worklist,
    { on, ...filter }: ItemFilter & { readonly on?: string } = {},
    options: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<CaseItem, void, void> {
    return this.#pages(`/v1/worklists/${list}`, { ...filter, ...present({ on }) }, readItems, options.signal);
  }

  /**
   * Lists the persons of a work list of persons, of lists that this party sent, page after page as they are taken.
   * @param on a later day than today (`2026-10-15`), as far as is known now
   */
  persons(
    list: PersonList,
    filter: Pick<ItemFilter, "need" | "department"> & { readonly on?: string } = {},
    options: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<CasePerson, void, void> {
    const read = (answer: unknown) => {
      const { persons, next } = formed<CasePersons>(answer, PERSONS);
      return { page: persons, next };
    };
    return this.#pages(`/v1/worklists/${list}`, { ...filter }, read, options.signal);
  }

  /** Lists inquiries that this party made or got, the latest first; without a state those that wait for an answer. */
  inquiries(
    { state, often }: { readonly state?: InquiryState; readonly often?: boolean } = {},
    options: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<InquiryItem, void, void> {
    const filter = present({ state, often: often === undefined ? undefined : String(often) });
    const read = (answer: unknown) => {
      const { inquiries, next } = formed<Inquiries>(answer, INQUIRIES);
      return { page: inquiries, next };
    };
    return this.#pages("/v1/worklists/inquiries", filter, read, options.signal);
  }

  async *#pages<One>(
    path: string,
    filter: Readonly<Record<string, string>>,
    read: (answer: unknown) => { readonly page: readonly One[]; readonly next: string | undefined },
    signal: AbortSignal | undefined,
  ): AsyncGenerator<One, void, void> {
    const cursors = new Cursors();
    let after: string | undefined;
    do {
      const query = new URLSearchParams({ ...filter, ...(after === undefined ? {} : { after }) });
      const answer = await this.client.json({ method: "GET", path: `${path}?${query}`, signal });
      const { page, next } = read(answer);
      yield* page;
      after = next === undefined ? undefined : cursors.next(next);
    } while (after !== undefined);
  }
}
