import type { MessageClaims } from "../domain/message.ts";
import { isObject } from "../wire/value.ts";
import { askingNeeds, GROUPS_BY_NEED } from "../domain/need.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import type { Flow } from "./flow.ts";
import type { Holdings } from "./holdings.ts";
import type { Party } from "./ports.ts";
import type { Share } from "./seal.ts";

/** Faults and warnings of what recipients would get, in English and Chinese. */
const RULES = {
  "nothing-for-recipient": ["Nothing of this document concerns this recipient", "文书中没有与该单位有关的内容"],
  "first-for-recipient": [
    "A department gets this subject for the first time and may see this group: it must be given",
    "有单位首次收到该对象且可见此数据组，须填写",
  ],
} as const satisfies Record<string, readonly [string, string]>;

type Subject = Readonly<Record<string, unknown>>;

/**
 * Finds the subjects of more data of a thread that a recipient gets nothing of, because its sender does not name the
 * recipient: those that were withdrawn from it, and in a correction those that it does not have, when their groups are not
 * all given. A correction goes to those who hold what is wrong, whatever it lacks for others. Of a plan nobody gets anything
 * about a person whom he does not have, named or not: the measure is planned until a list, supplement or bridge sends the need.
 */
export class LeftOut {
  readonly #flow: Flow;
  readonly #claims: MessageClaims;
  readonly #holdings: Holdings | undefined;

  /** @param holdings undefined for a document that opens a thread or has no subjects */
  constructor(flow: Flow, claims: MessageClaims, holdings: Holdings | undefined) {
    this.#flow = flow;
    this.#claims = claims;
    this.#holdings = holdings;
  }

  /** Finds the places of the subjects left out for a recipient. */
  of(recipient: Party): ReadonlySet<number> {
    if (this.#holdings === undefined) return new Set();
    const places = subjectsOf(this.#claims).flatMap((subject, index) =>
      this.#getsNothing(recipient, subject) ? [index] : [],
    );
    return new Set(places);
  }

  /** Says why a recipient gets nothing of the subject at a place. */
  note(recipient: Party, index: number): Issue {
    const subject = subjectsOf(this.#claims)[index];
    const pointer = `/body/subjects/${index}`;
    if (this.#wasWithdrawn(recipient, subject)) {
      const message = `This subject was withdrawn from ${recipient.id}, which gets nothing more of it unless the message names it`;
      const messageZh = `该对象已向${recipient.id}撤回，不再向其提供；确需提供的，须在报文中指明该单位`;
      return { pointer, code: "withdrawn-from-recipient", message, messageZh };
    }
    if (this.#claims.type === "plan") {
      const message = `${recipient.id} does not have this subject and got nothing of its measures: they are planned until a supplement or a bridge sends it the need`;
      const messageZh = `${recipient.id}尚无该对象，未向其提供措施：以补充移送或者衔接函移送需求前，措施为拟办`;
      return { pointer, code: "plan-for-newcomer", message, messageZh };
    }
    const message = `${recipient.id} does not have this subject and got nothing: send it a supplement with all its groups`;
    const messageZh = `${recipient.id}此前未收到该对象，未向其提供；需要的，以补充移送报送完整数据组`;
    return { pointer, code: "correction-for-newcomer", message, messageZh };
  }

  #getsNothing(recipient: Party, subject: Subject): boolean {
    const { type, to } = this.#claims;
    if (type === "plan") return this.#holdings?.holds(recipient.id, subject.personId) !== true;
    return to === undefined && (this.#wasWithdrawn(recipient, subject) || this.#isIncomplete(recipient, subject));
  }

  #wasWithdrawn(recipient: Party, subject: Subject | undefined): boolean {
    return this.#holdings?.wasWithdrawn(recipient.id, subject?.personId) === true;
  }

  #isIncomplete(recipient: Party, subject: Subject): boolean {
    const { type } = this.#claims;
    if (type !== "correction" || this.#holdings?.holds(recipient.id, subject.personId) === true) return false;
    return missingGroups(this.#flow, type, recipient, subject).length > 0;
  }
}

/**
 * Leaves out the recipients for whom a document has no subject: nobody gets a packet that is nothing but a header. A
 * correction that leaves out one who had a packet is taken with a note, for that one still has what was corrected.
 * @param holdings undefined for a document that opens a thread or has no subjects
 * @throws Refusal `invalid-document` when the sender named a recipient for whom there is nothing, when a subject lacks
 * groups for a recipient that does not have it, or when consents do not cover what is disclosed and the policy refuses
 * that; `no-recipient` when nobody is left
 * @param filed makes the share of the sender itself, with whom the document is filed when nobody is left
 */
export function sharesWithContent(
  flow: Flow,
  claims: MessageClaims,
  holdings: Holdings | undefined,
  leftOut: LeftOut,
  all: readonly Share[],
  filed?: () => readonly Share[],
): { readonly shares: readonly Share[]; readonly notes: readonly Issue[] } {
  const { type, to } = claims;
  const errors: Issue[] = [];
  const fault = (pointer: string, code: keyof typeof RULES) => {
    const [message, messageZh] = RULES[code];
    errors.push({ pointer, code, message, messageZh });
  };
  const shares = all.filter(({ disclosure }) => disclosure.subjects?.length !== 0);
  const without = all.filter((share) => !shares.includes(share));
  to?.forEach((id, index) => {
    if (without.some(({ recipient }) => recipient.id === id)) fault(`/to/${index}`, "nothing-for-recipient");
  });
  const lacking = new Set<string>();
  for (const { recipient, disclosure } of shares) {
    errors.push(...(disclosure.faults ?? []));
    if (holdings === undefined) continue;
    for (const index of disclosure.subjects ?? []) {
      const subject = subjectsOf(claims)[index] ?? {};
      if (holdings.holds(recipient.id, subject.personId)) continue;
      for (const group of missingGroups(flow, type, recipient, subject)) {
        lacking.add(`/body/subjects/${index}/${group}`);
      }
    }
  }
  for (const pointer of lacking) fault(pointer, "first-for-recipient");
  if (errors.length > 0) throw new Refusal("invalid-document", { errors, step: errors[0]?.code ?? "shares" });
  const notes = [
    ...all.flatMap(({ disclosure }) => disclosure.warnings ?? []),
    ...all.flatMap(({ recipient, disclosure: { leftOut: places } }) =>
      (places ?? []).map((index) => leftOut.note(recipient, index)),
    ),
  ];
  if (shares.length === 0) {
    if (filed !== undefined) return { shares: filed(), notes };
    throw new Refusal("no-recipient", { ...(notes.length === 0 ? {} : { errors: notes }), step: "nothing-for-anyone" });
  }
  if (type !== "correction") return { shares, notes };
  const uncorrected = without.filter(
    ({ recipient, disclosure }) =>
      disclosure.leftOut === undefined &&
      subjectsOf(claims).some(({ personId }) => holdings?.holds(recipient.id, personId) !== false),
  );
  return { shares, notes: [...notes, ...uncorrected.map(({ recipient }) => leftWithOld(recipient.id))] };
}

function subjectsOf({ body }: MessageClaims): readonly Subject[] {
  return Array.isArray(body.subjects) ? (body.subjects as Subject[]) : [];
}

/** Finds the groups that a recipient must get with a subject that it does not have, that its needs ask for, and that are not given. */
function missingGroups(flow: Flow, type: MessageClaims["type"], recipient: Party, subject: Subject): string[] {
  const unneeded = new Set<string>(askingNeeds(codesOf(subject)).length === 0 ? GROUPS_BY_NEED : []);
  return flow
    .policy()
    .newcomerGroups(type, recipient)
    .filter((group) => subject[group] === undefined && !unneeded.has(group));
}

function codesOf({ needs }: Subject): readonly unknown[] {
  const items: readonly unknown[] = isObject(needs) && Array.isArray(needs.items) ? needs.items : [];
  return items.map((need) => (isObject(need) ? need.code : undefined));
}

function leftWithOld(recipient: string): Issue {
  const message = `${recipient} has a packet of this thread and gets nothing of the correction: withdraw what it has`;
  const messageZh = `${recipient}此前已收到本移送的数据包，更正后与其无关：请向其撤回`;
  return { pointer: "/body", code: "recipient-left-out", message, messageZh };
}
