import type { RoutingDocument } from "../../disclosure/routing-document.ts";
import type { MeasureKind } from "../../domain/measure.ts";
import { draftHeader } from "../draft-header.ts";
import type { AidSubjectList, Subject } from "../../schema/generated/aid-subject-list.ts";
import type { Plan } from "../../schema/generated/plan.ts";
import type { GuidelineFinding } from "../../domain/generated/answers.ts";

type Planned = Plan["subjects"][number]["plan"];
type Measure = Planned["measures"][number];

/** Draft of a plan. Number of the letter, approval and the persons' views are added by those who give them. */
export interface PlanDraft {
  readonly header: Partial<Plan["header"]>;
  readonly subjects: readonly { readonly personId: string; readonly plan: Omit<Planned, "personView"> }[];
}

/** What the guideline says of a subject of a list. */
interface SubjectFindings {
  /** Place in the list, from 0. */
  readonly index: number;
  readonly guideline: string;
  readonly findings: readonly Pick<GuidelineFinding, "rule" | "outcome" | "suggest">[];
}

/** What a draft is made with. */
export interface PlanDraftSetting {
  readonly transferId: string;
  /** RFC 3339. */
  readonly issuedAt: string;
  /** Day by which measures are due when the list names none, ISO. */
  readonly dueBy: string;
  readonly routing: RoutingDocument;
  /** What the guideline suggests, by the place of the subject. */
  readonly findings: readonly SubjectFindings[];
  /** Makes numbers of measures. */
  readonly newId: () => string;
}

/** Kinds of measures that needs usually lead to; others are services (M3). */
const KINDS: Readonly<Record<string, MeasureKind>> = {
  N01: "M4",
  N02: "M1",
  N03: "M4",
  N04: "M1",
  N05: "M6",
  N07: "M6",
  N10: "M5",
  N17: "M5",
};
const SERVICE: MeasureKind = "M3";
/** Owner of a need that no department leads: the procuratorate itself. */
const SELF = "procuratorate";

/**
 * Drafts the plan of a list: a measure for each need at the department that leads it or is named, and one for each need that the
 * guideline suggests besides. Every suggestion stands there as accepted, for the officer to decide.
 */
export function draftPlan(list: AidSubjectList, setting: PlanDraftSetting): PlanDraft {
  const { transferId, issuedAt } = setting;
  const header = draftHeader(list, { transferId, issuedAt });
  const { legalBasis } = header;
  return {
    header: {
      ...header,
      messageType: "PLAN",
      // Consents name groups and receivers one by one; a plan rests on the procuratorate's own duty.
      legalBasis: legalBasis === "consent" ? "statutory-duty" : legalBasis,
    },
    subjects: list.subjects.map((subject, index) => ({
      personId: subject.personId,
      plan: planOf(
        subject,
        setting.findings.find((one) => one.index === index),
        setting,
      ),
    })),
  };
}

function planOf(
  subject: Subject,
  found: SubjectFindings | undefined,
  { dueBy, routing, newId }: PlanDraftSetting,
): Omit<Planned, "personView"> {
  const suggested = new Map(
    (found?.findings ?? []).flatMap(({ rule, outcome, suggest }) =>
      outcome === "suggest" && suggest?.need !== undefined ? [[suggest.need, { rule, to: suggest.to }] as const] : [],
    ),
  );
  const listed = subject.needs.items.map(({ code, department, wantedBy }) => ({ code, department, wantedBy }));
  const more = [...suggested.keys()].filter((need) => !listed.some(({ code }) => code === need));
  const needs = [...listed, ...more.map((code) => ({ code, department: undefined, wantedBy: undefined }))];
  const measures = needs.map(({ code, department, wantedBy }) => {
    const basis = suggested.get(code);
    return {
      measureId: newId(),
      need: code,
      kind: KINDS[code] ?? SERVICE,
      owner: department ?? basis?.to ?? routing.needs[code]?.lead[0] ?? SELF,
      dueBy: wantedBy ?? dueBy,
      ...(wantedBy === undefined ? {} : { neededBy: wantedBy }),
      ...(basis === undefined || found === undefined
        ? {}
        : { basis: { ruleId: basis.rule, version: found.guideline, choice: "accepted" } }),
      status: more.includes(code) ? "planned" : "sent",
    } as Measure;
  });
  return { ...cashOf(subject), measures, longTerm: { yes: false } };
}

/** Takes over what the list says of judicial aid. */
function cashOf({ judicialAid }: Subject): Pick<Planned, "cash"> {
  if (judicialAid === undefined) return {};
  const { status, decidedOn, amount, paidOn, expectedOn, earmarked } = judicialAid;
  const granted = ["40", "50", "60"].includes(status);
  return {
    cash: {
      status,
      ...(decidedOn === undefined ? {} : { decidedOn }),
      ...(granted && amount !== undefined ? { amount } : {}),
      ...(granted && paidOn !== undefined ? { paidOn } : {}),
      ...(granted && expectedOn !== undefined ? { expectedOn } : {}),
      ...(granted && earmarked !== undefined ? { earmarked: [{ use: "other" as const, amount: earmarked }] } : {}),
    },
  };
}
