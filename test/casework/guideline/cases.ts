/** Households as small lists, for the cases of the guideline. Amounts in yuan. */
import { readFileSync } from "node:fs";
import type { Subject } from "../../../src/schema/generated/aid-subject-list.ts";
import { checkGuideline, type SubjectFindings } from "../../../src/casework/guideline/check.ts";
import { compileGuideline } from "../../../src/casework/guideline/guideline.ts";
import type { GuidelineDocument, ParameterValue } from "../../../src/casework/guideline/guideline-document.ts";

export const DEFAULT = JSON.parse(readFileSync("config/guideline/default.json", "utf8")) as GuidelineDocument;

/** The shipped guideline with numbers of a locality. */
export function local(values: Readonly<Record<string, ParameterValue>> = {}): GuidelineDocument {
  const parameters = { ...DEFAULT.parameters };
  for (const [name, value] of Object.entries({ propertyLimit: 20_000, ...values })) {
    const parameter = parameters[name];
    if (parameter === undefined) throw new TypeError(`no parameter ${name}`);
    parameters[name] = { ...parameter, value };
  }
  return { ...DEFAULT, parameters };
}

export interface Person {
  readonly age?: number;
  readonly birth?: string;
  readonly card?: readonly [cls: string, grade: string];
  readonly diseases?: readonly string[];
  readonly parents?: readonly object[];
  readonly school?: string;
  readonly needs?: readonly string[];
  readonly current?: readonly string[];
  readonly aid?: string;
  readonly prior?: true;
}

export interface Home {
  readonly size: number;
  readonly line?: number;
  readonly income?: number;
  readonly lost?: number;
  readonly notCounted?: readonly (readonly [kind: string, amount: number])[];
  readonly deposits?: number | "unknown";
  readonly rigid?: number;
  readonly localDisposable?: number;
  readonly supporters?: readonly string[] | "none";
  readonly persons: readonly Person[];
}

export const TODAY = "2026-11-02";

/** Makes the subjects of a household, as far as rules read them. */
export function subjectsOf(home: Home): Subject[] {
  return home.persons.map((person, n) => {
    const subject = {
      personId: `P-${n}`,
      identity: {
        birth: {
          date: person.birth ?? `${2026 - (person.age ?? 40)}-01-15`,
          precision: "D",
        },
      },
      household: {
        householdId: "H-1",
        size: home.size,
        ...(home.supporters === undefined
          ? {}
          : home.supporters === "none"
            ? { noSupporter: true }
            : { supporters: home.supporters.map((ability) => ({ relation: "20", ability })) }),
      },
      ...(home.income === undefined
        ? {}
        : {
            income: {
              total: home.income,
              subsistenceLine: { amount: home.line ?? 800, division: "990102", year: 2026 },
              ...(home.localDisposable === undefined
                ? {}
                : { localDisposable: { amount: home.localDisposable, division: "990102", year: 2025 } }),
            },
          }),
      ...(home.lost === undefined && home.notCounted === undefined
        ? {}
        : {
            livelihood: {
              ...(home.lost === undefined ? {} : { lostByCase: home.lost }),
              ...(home.notCounted === undefined
                ? {}
                : { notCounted: home.notCounted.map(([kind, amount]) => ({ kind, amount })) }),
            },
          }),
      property: {
        scope: "household",
        deposits:
          home.deposits === "unknown" ? { holding: "unknown" } : { holding: "has", amount: home.deposits ?? 1_000 },
        securities: { holding: "none" },
      },
      ...(home.rigid === undefined || n > 0 ? {} : { expenses: { medical: home.rigid } }),
      judicialAid: { status: person.aid ?? "40", ...(person.prior === true ? { prior: [{}] } : {}) },
      needs: { items: (person.needs ?? ["N01"]).map((code) => ({ code, urgency: "3" })) },
      existingAid:
        person.current === undefined
          ? { noneConfirmed: true }
          : { noneConfirmed: false, current: person.current.map((category) => ({ category, asOf: TODAY })) },
      ...(person.card === undefined
        ? {}
        : { disability: { cards: [{ class: person.card[0], grade: person.card[1] }] } }),
      ...(person.diseases === undefined ? {} : { health: { diseases: person.diseases.map((name) => ({ name })) } }),
      ...(person.parents === undefined ? {} : { parents: { items: person.parents } }),
      ...(person.school === undefined ? {} : { education: { school: person.school } }),
    };
    return subject as unknown as Subject;
  });
}

export interface Setting {
  readonly guideline?: GuidelineDocument;
  readonly gapLevel?: number;
  readonly answers?: readonly object[];
  readonly today?: string;
}

export function check(home: Home, setting: Setting = {}): SubjectFindings[] {
  const guideline = compileGuideline(setting.guideline ?? local(), []);
  return checkGuideline(subjectsOf(home), {
    today: setting.today ?? TODAY,
    guidelineOf: () => guideline,
    gapLevelOf: () => setting.gapLevel ?? 0,
    answersOf: () => setting.answers ?? [],
  });
}

/** Finding of one rule for one person. */
export function finding(home: Home, rule: string, setting: Setting = {}, person = 0) {
  const found = check(home, setting)[person]?.findings.find((one) => one.rule === rule);
  if (found === undefined) throw new TypeError(`no rule ${rule}`);
  return found;
}
