import { toFen } from "../domain/codes/money.ts";
import { isObject } from "../wire/value.ts";
import type { KeptLiving } from "./gap/kept-figures.ts";
import { present } from "../wire/present.ts";

/** JSON object of a document. */
export type Group = Readonly<Record<string, unknown>>;

/** Reads a member that is an object. */
export function groupIn(group: Group | undefined, name: string): Group | undefined {
  const value = group?.[name];
  return isObject(value) ? value : undefined;
}

/** Reads a member that is a text. */
export function textIn(group: Group | undefined, name: string): string | undefined {
  const value = group?.[name];
  return typeof value === "string" ? value : undefined;
}

/** Reads the objects of a member that is a list. */
export function groupsIn(group: Group | undefined, name: string): Group[] {
  const value = group?.[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Harm causes whose victims are protected (性侵害, 特殊保护). */
const PROTECTED_CAUSES = new Set(["05", "99"]);
const MINOR = "01";
const ORPHAN = "09";

/** What is kept of a subject: codes and amounts in fen, encrypted. No name, number, address, income, property or cause. */
export interface SubjectFacts extends KeptLiving {
  readonly division?: string;
  readonly rural?: boolean;
  readonly groups?: readonly string[];
  readonly protected?: true;
  /** It is not safe to call the person. */
  readonly noCall?: true;
  /** No public notice is allowed: an orphan or a de facto unattended child. */
  readonly noNotice?: true;
  readonly aid?: KeptAid;
}

/** What is kept of judicial aid: its status, days and amounts in fen. */
export interface KeptAid {
  readonly status?: string;
  readonly decidedOn?: string;
  readonly paidOn?: string;
  readonly expectedOn?: string;
  readonly amount?: number;
  /** Part that is not for living, such as for treatment. */
  readonly earmarked?: number;
}

/** Takes from a subject of a list what the closed loop may know of it (docs/casework.md). @param living of its household */
export function readSubject(subject: Group, living: KeptLiving = {}): SubjectFacts {
  const cause = groupIn(subject, "cause");
  const isProtected = cause?.protected === true || PROTECTED_CAUSES.has(textIn(cause, "harmCause") ?? "");
  const groups = groupIn(subject, "difficulty")?.specialGroups;
  const codes = Array.isArray(groups) ? groups.filter((code) => typeof code === "string") : [];
  const aid = groupIn(subject, "judicialAid");
  return present({
    division: textIn(groupIn(groupIn(subject, "address"), "registered"), "division"),
    rural: ruralOf(textIn(groupIn(subject, "demographics"), "hukouType")),
    ...living,
    groups: isProtected ? codes.filter((code) => code === MINOR) : codes,
    protected: isProtected || undefined,
    noCall: isUnsafeToCall(groupIn(subject, "contact")) || undefined,
    noNotice: codes.includes(ORPHAN) || undefined,
    aid: aid && readAid(aid, toFen(aid.earmarked)),
  });
}

function readAid(aid: Group, earmarked: number | undefined): KeptAid {
  return present({
    status: textIn(aid, "status"),
    decidedOn: textIn(aid, "decidedOn"),
    paidOn: textIn(aid, "paidOn"),
    expectedOn: textIn(aid, "expectedOn"),
    amount: toFen(aid.amount),
    earmarked,
  });
}

/** Takes from a plan what it says of judicial aid; undefined when it says nothing. */
export function readCash(plan: Group): KeptAid | undefined {
  const cash = groupIn(plan, "cash");
  if (cash === undefined) return undefined;
  const parts = groupsIn(cash, "earmarked").map(({ amount }) => toFen(amount) ?? 0);
  return readAid(cash, parts.length === 0 ? undefined : parts.reduce((sum, part) => sum + part, 0));
}

/** Tells whether a contact says that it is not safe to call, as when the offender lives with the person. */
function isUnsafeToCall(contact: Group | undefined): boolean {
  return groupsIn(contact, "persons").some(({ safeToCall }) => safeToCall === false);
}

/** Takes from a subject of a bridge what the closed loop may know of it: level and days of the gap, encrypted. */
export function readGap(subject: Group): { readonly level?: string; readonly days?: number } {
  const gap = groupIn(groupIn(subject, "bridge"), "gap");
  const days = gap?.days;
  return present({ level: textIn(gap, "level"), days: typeof days === "number" ? days : undefined });
}

function ruralOf(hukou: string | undefined): boolean | undefined {
  return hukou === undefined ? undefined : hukou === "2";
}

/** Reads the household's id of a subject. */
export function householdOf(subject: Group): string | undefined {
  return textIn(groupIn(subject, "household"), "householdId");
}

/** Reads the more urgent one of the document's urgency and a need's (1 特急 … 9 普通). */
export function urgencyOf(body: Group, subject: Group, need: string): string {
  const own = groupsIn(groupIn(subject, "needs"), "items").find(({ code }) => code === need);
  const given = [textIn(groupIn(body, "header"), "urgency"), textIn(own, "urgency")].flatMap((code) => code ?? []);
  return given.toSorted()[0] ?? "9";
}
