import { ageAtMost } from "../../disclosure/age.ts";
import type { AidSubjectList, Household, Subject } from "../../schema/generated/aid-subject-list.ts";
import type { Bridge } from "../../schema/generated/bridge.ts";
import type { GapHousehold } from "../../domain/generated/answers.ts";
import { draftHeader } from "../draft-header.ts";
import { listedTemporaryAid } from "./listed-temporary-aid.ts";

/** Subject of a bridge. */
type BridgeSubject = Bridge["subjects"][number];

/** Cause of a bridge, B1 to B5. */
export type BridgeCause = BridgeSubject["bridge"]["cause"];

/** Subject of a draft: without the groups that its list may lack for an emergency; a check of the bridge asks for them. */
type DraftSubject = Omit<BridgeSubject, "contact" | "household"> &
  Partial<Pick<BridgeSubject, "contact" | "household">>;

/** Draft of a bridge. Number of the letter and approval are added by those who give them. */
export interface BridgeDraft {
  readonly header: Partial<Bridge["header"]>;
  readonly subjects: readonly DraftSubject[];
}

/** What a draft needs of the gap of a household: what the gateway answers, and what feedback adds to it. */
export interface BridgeGap
  extends Pick<GapHousehold, "subjects" | "parallel" | "level" | "days" | "runs" | "monthlyNeed" | "bridge"> {
  /** ISO day of the last temporary aid, where feedback names one; absent: that of the list. */
  readonly lastTemporaryAid?: string;
}

/** Choices of an officer about the draft of a bridge. */
export interface DraftChoice {
  readonly transferId: string;
  /** RFC 3339. */
  readonly issuedAt: string;
  /** Persons to ask for; absent: the first one of each household for which a bridge is suggested. */
  readonly persons?: ReadonlySet<string>;
  /** Absent: B2 for a household whose judicial aid is not paid yet, else B5, for which a note has to be written. */
  readonly cause?: BridgeCause;
  readonly note?: string;
}

/** Age from which nobody needs a guardian. */
const OF_AGE = 18;

/**
 * Drafts the bridges that the gaps of a list suggest: what civil affairs needs for quick small aid, and nothing of income and
 * property. Without a subject when none is suggested or chosen.
 */
export function draftBridge(list: AidSubjectList, gaps: readonly BridgeGap[], choice: DraftChoice): BridgeDraft {
  const { transferId, issuedAt, persons } = choice;
  const today = issuedAt.slice(0, 10);
  const subjects = gaps.flatMap((gap) => {
    const own = gap.subjects.flatMap((index) => list.subjects[index] ?? []);
    const [first] = own;
    const chosen =
      persons === undefined
        ? gap.bridge === undefined || first === undefined
          ? []
          : [first]
        : own.filter(({ personId }) => persons.has(personId));
    const last = gap.lastTemporaryAid ?? listedTemporaryAid(own).toSorted().at(-1);
    const unpaid = gap.parallel || own.some(isExpected);
    return chosen.map((subject) => draftSubject(subject, { ...gap, last, unpaid }, choice, today));
  });
  return {
    header: { ...draftHeader(list, { transferId, issuedAt }), messageType: "BRIDGE", urgency: "1" },
    subjects,
  };
}

interface Found extends BridgeGap {
  readonly last: string | undefined;
  /** Judicial aid is not decided, or not paid yet. */
  readonly unpaid: boolean;
}

function draftSubject(subject: Subject, found: Found, { cause, note }: DraftChoice, today: string): DraftSubject {
  const { personId, identity, demographics, address, contact, household, difficulty, guardianship, consent } = subject;
  const { level, days, monthlyNeed, bridge, unpaid } = found;
  const minor = ageAtMost(identity.birth, today) < OF_AGE;
  const { checkAuthorisations: _checks, ...told } = consent ?? {};
  return {
    personId,
    identity,
    demographics,
    address,
    ...(contact === undefined ? {} : { contact }),
    ...(household === undefined ? {} : { household: sizeOf(household) }),
    difficulty,
    ...(guardianship === undefined ? {} : { guardianship }),
    ...(Object.keys(told).length === 0 ? {} : { consent: told }),
    needs: {
      items: [{ code: "N02", urgency: "1", place: address.residence.division }],
      willApply: subject.needs.willApply,
      helpedApply: subject.needs.helpedApply,
    },
    bridge: {
      gap: {
        level: level ?? "G0",
        days: days ?? 0,
        ...runsOf(found),
        ...(monthlyNeed === undefined ? {} : { monthlyNeed }),
      },
      cause: cause ?? (unpaid ? "B2" : "B5"),
      ...(note === undefined ? {} : { note }),
      lastTemporaryAid: lastAid(subject, found),
      wanted: { form: "1", ...(bridge?.amount === undefined ? {} : { amount: bridge.amount }) },
      payee: { to: minor ? "2" : "1" },
    },
  };
}

/** A household without its members and supporters. */
function sizeOf(household: Household): BridgeSubject["household"] {
  const { headName: _head, members: _members, supporters: _supporters, noSupporter: _none, ...size } = household;
  return size;
}

/** Judicial aid that is expected and has not come. */
function isExpected({ judicialAid }: Subject): boolean {
  const { amount, expectedOn, paidOn } = judicialAid ?? {};
  return amount !== undefined && expectedOn !== undefined && paidOn === undefined;
}

/** First and last day of the gap, over all its runs. */
function runsOf({ runs = [] }: BridgeGap): { readonly from?: string; readonly to?: string } {
  const [first] = runs;
  const last = runs.at(-1);
  return first === undefined || last === undefined ? {} : { from: first.from, to: last.to };
}

function lastAid({ existingAid }: Subject, { last }: Found): BridgeSubject["bridge"]["lastTemporaryAid"] {
  if (last !== undefined) return { known: "given", date: last };
  return { known: existingAid.noneConfirmed ? "none" : "unknown" };
}
