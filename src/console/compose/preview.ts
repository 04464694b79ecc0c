/**
 * What each recipient will get, cut in this page by the sharing policy in force, and whether the gateway says the same. The
 * same code cuts the document at the gateway.
 */
import { type SharingPolicyDocument } from "../../disclosure/policy-document.ts";
import { compileCondition } from "../../disclosure/condition.ts";
import { createPolicy } from "../../disclosure/policy.ts";
import { NONE } from "../../disclosure/sheltered.ts";
import type { RoutingDocument } from "../../disclosure/routing-document.ts";
import { directoryToday } from "../../directory/successors.ts";
import type { CheckAnswer, Party, PartyList, Rules } from "../../domain/generated/answers.ts";
import { type CalendarDocument, createCalendar } from "../../domain/deadline.ts";
import { isGroup } from "../../schema/reading.ts";
import { itemsAt } from "../../sheets/write-list.ts";
import type { ComposedType } from "./document-rules.ts";
import type { Written } from "./draft.ts";

type Directory = ReturnType<NonNullable<Parameters<typeof createPolicy>[4]>>;
type DirectoryParty = NonNullable<ReturnType<Directory["party"]>>;

/** How much of a group somebody sees. */
export type Level = "full" | "reduced" | "none";

/** What one recipient will get. */
export interface Preview {
  readonly recipient: string;
  /** The document as it gets it. */
  readonly body: Written;
  /** Places in the whole document of the persons that it gets, in the order of its own. */
  readonly subjects: readonly number[];
  /** Whether the gateway's answer names the same groups at the same levels. */
  readonly same: boolean;
}

/** What all of them will get, and by which rules. */
export interface Previews {
  /** Sharing policy, `{id}@{version}`. */
  readonly policy: string;
  readonly previews: readonly Preview[];
  /** Groups in the order of the policy: those that the document has once, then those of a person. */
  readonly members: readonly string[];
  readonly groups: readonly string[];
  /** Places of persons under special protection. */
  readonly sheltered: ReadonlySet<number>;
}

/** Cuts a document for those to whom the gateway would send it. @param now ms */
export function previewsOf(
  type: ComposedType,
  document: Written,
  { rules, parties, answer }: { readonly rules: Rules; readonly parties: PartyList; readonly answer: CheckAnswer },
  now: number,
): Previews {
  const sharing = rules.sharingPolicy as unknown as SharingPolicyDocument;
  const calendar = createCalendar(rules.calendar as unknown as CalendarDocument);
  const today = calendar.dateAt(now);
  const directory = directoryOf(parties, today);
  const policy = createPolicy(sharing, rules.routing as unknown as RoutingDocument, calendar, noDue, () => directory);
  const cut = policy.disclose(type, document, new Date(now));
  const isSheltered = compileCondition(sharing.conditions[sharing.sheltered] ?? { any: [] });
  const previews = answer.recipients.map((recipient): Preview => {
    const party = directory.party(recipient);
    const said = answer.disclosures.find((one) => one.recipient === recipient)?.groups ?? {};
    if (party === undefined) return { recipient, body: {}, subjects: [], same: false };
    const { body, groups, subjects } = cut(party);
    const own = Object.fromEntries(groups.map(({ group, level }) => [group, level]));
    return { recipient, body, subjects: subjects ?? [], same: isSame(own, said) };
  });
  return {
    policy: policy.id,
    previews,
    members: Object.keys(document).filter((name) => name !== "subjects"),
    groups: Object.keys(sharing.groups).filter((name) =>
      itemsAt(document, "subjects").some((subject) => isGroup(subject) && subject[name] !== undefined),
    ),
    sheltered: new Set(
      itemsAt(document, "subjects").flatMap((subject, n) =>
        isSheltered(subject, { today, sheltered: NONE }) ? [n] : [],
      ),
    ),
  };
}

/** Level at which a recipient sees a group: of one person, or of the document itself. */
export function levelOf(document: Written, preview: Preview, group: string, subject: number | undefined): Level {
  const whole = subject === undefined ? document : itemsAt(document, "subjects")[subject];
  const seen = subject === undefined ? preview.body : seenSubject(preview, subject);
  if (!isGroup(whole) || !isGroup(seen) || whole[group] === undefined || seen[group] === undefined) return "none";
  // A group that is seen in full is passed on as it is.
  return seen[group] === whole[group] ? "full" : "reduced";
}

/** A person as a recipient gets it; undefined when it gets nothing of the person. */
export function seenSubject({ body, subjects }: Preview, subject: number): unknown {
  const at = subjects.indexOf(subject);
  return at < 0 ? undefined : itemsAt(body, "subjects")[at];
}

function directoryOf({ version, parties }: PartyList, today: string): Directory {
  const known = new Map(parties.map((party) => [party.id, asParty(party)]));
  const directory = { version, party: (id: string) => known.get(id), parties: () => known.values() };
  return directoryToday(
    () => directory,
    () => today,
  )();
}

/** A party as the rules need it: nothing is sealed for it here. */
function asParty(party: Party): DirectoryParty {
  const { id, kind, role, name, division, suite, delivery, active, successor } = party;
  return {
    id,
    kind,
    ...(role === undefined ? {} : { role }),
    name,
    division,
    scopes: [],
    suite,
    delivery: { mode: delivery },
    keys: new Map(),
    encryptionKey: undefined,
    active,
    ...(successor === undefined ? {} : { successor }),
  };
}

/** Due times are the gateway's: it seals. */
function noDue(): never {
  throw new TypeError("the page computes no due times");
}

function isSame(own: Readonly<Record<string, string>>, said: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(own);
  return names.length === Object.keys(said).length && names.every((name) => own[name] === said[name]);
}
