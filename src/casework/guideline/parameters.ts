import type { Subject } from "../../schema/generated/aid-subject-list.ts";
import { type ListedHousehold, stated } from "../economy/household.ts";
import type { Value } from "./expression.ts";
import type { CapValue, Parameter, ParameterValue } from "./guideline-document.ts";
import { rationalOf } from "./rational.ts";

/** Parameters of a locality by name. */
export type Parameters = ReadonlyMap<string, Parameter>;

/** Parameters that the gateway itself uses, in every guideline or in none. */
export const KNOWN_PARAMETERS = ["line", "disposableIncome", "payDay", "fastLaneCap", "judicialAidCounts"] as const;

/** What a list may state itself, where the locality has not set it. */
const STATED: Readonly<Record<string, { path: string; of: (subject: Subject) => unknown }>> = {
  line: { path: "income.subsistenceLine", of: ({ income }) => income?.subsistenceLine.amount },
  disposableIncome: { path: "income.localDisposable", of: ({ income }) => income?.localDisposable?.amount },
};

/**
 * Gives a number of the locality for a household: the one for its kind, urban or rural; else what its list states. Without
 * either it is missing, as `parameter.{name}` or as what the list would have to say.
 */
export function numberFor(name: string, household: ListedHousehold, parameters: Parameters): Value {
  const value = valueOf(parameters, name);
  if (typeof value === "number") return rationalOf(value) ?? [`parameter.${name}`];
  const byKind = value !== null && typeof value === "object" && "urban" in value ? value : undefined;
  const kind = stated(household, ({ household }) => household?.kind);
  const local = kind === "1" ? byKind?.urban : kind === "2" ? byKind?.rural : undefined;
  const own = STATED[name];
  const known = rationalOf(local) ?? (own === undefined ? undefined : rationalOf(stated(household, own.of)));
  return known ?? [byKind === undefined ? (own?.path ?? `parameter.${name}`) : "household.kind"];
}

/** Tells whether a parameter is set to true. */
export function isSet(parameters: Parameters, name: string): boolean {
  return valueOf(parameters, name) === true;
}

/** Reads a parameter that is a whole number for everybody; undefined when it is not set. */
export function wholeOf(parameters: Parameters, name: string): number | undefined {
  const value = valueOf(parameters, name);
  return typeof value === "number" ? value : undefined;
}

/** Reads the cap of quick small aid; undefined when the locality has not set it. */
export function capOf(parameters: Parameters): CapValue | undefined {
  const value = valueOf(parameters, "fastLaneCap");
  return value !== null && typeof value === "object" && "basis" in value ? value : undefined;
}

function valueOf(parameters: Parameters, name: string): ParameterValue {
  return parameters.get(name)?.value ?? null;
}
