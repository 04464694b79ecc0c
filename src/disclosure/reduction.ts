import { type Circumstances, compileCondition } from "./condition.ts";
import { compilePath, compileSetter, member } from "./path.ts";
import type { Derivation, Level, RoleRule } from "./policy-document.ts";

/** Facts that reductions use beside the group. */
export interface Situation extends Circumstances {
  readonly subject: unknown;
  /** Names of the recipient in documents: its id and its role. */
  readonly recipient: ReadonlySet<unknown>;
  readonly role: RoleRule;
  /** Items of the subject's needs that concern the recipient. */
  readonly ownNeeds: ReadonlySet<unknown>;
  /** True when `ownNeeds` are all needs of the subject. */
  readonly allOwn: boolean;
  /** Groups of this subject that the recipient sees in full. */
  readonly full: ReadonlySet<string>;
  /** Tells whether a group of this subject may be used for the recipient: by consent, only one that a consent gives it. */
  readonly isGiven: (group: string) => boolean;
}

/** Makes the reduced form of a group; undefined when it would be empty. Never changes the group. */
export type Reduce = (group: unknown, situation: Situation) => Record<string, unknown> | undefined;

type Derive = (group: unknown, situation: Situation) => unknown;

/** Compiles a reduced form: the outcome contains only the members that it names. */
export function compileLevel(level: Level): Reduce {
  const steps: { derive: Derive; set: ReturnType<typeof compileSetter> }[] = [];
  for (const path of level.keep ?? []) steps.push({ derive: compilePath(path), set: compileSetter(path) });
  for (const path of level.keepWhenAllOwn ?? []) {
    const get = compilePath(path);
    steps.push({ derive: (group, { allOwn }) => (allOwn ? get(group) : undefined), set: compileSetter(path) });
  }
  for (const [path, derivation] of Object.entries(level.derive ?? {})) {
    steps.push({ derive: compileDerivation(derivation), set: compileSetter(path) });
  }
  return (group, situation) => {
    let reduced: Record<string, unknown> | undefined;
    for (const { derive, set } of steps) {
      const value = derive(group, situation);
      if (value !== undefined) set((reduced ??= {}), value);
    }
    return reduced;
  };
}

/** Compiles a path of a derivation: it starts at the group, or with a slash in front at the subject. */
function source(path: string): Derive {
  if (!path.startsWith("/")) return compilePath(path);
  const get = compilePath(path.slice(1));
  const [group = ""] = path.slice(1).split(".");
  return (_group, { subject, isGiven }) => {
    const value = get(subject);
    return value === undefined || isGiven(group) ? value : undefined;
  };
}

function array(path: string): (group: unknown, situation: Situation) => readonly unknown[] | undefined {
  const get = source(path);
  return (group, situation) => {
    const value = get(group, situation);
    return Array.isArray(value) ? value : undefined;
  };
}

function compileDerivation(derivation: Derivation): Derive {
  if ("constant" in derivation) return () => derivation.constant;
  if ("prefix" in derivation) return prefix(source(derivation.prefix), derivation.digits);
  if ("year" in derivation) return year(source(derivation.year));
  if ("band" in derivation) {
    return band(source(derivation.band), source(derivation.over), derivation.bounds, derivation.labels);
  }
  if ("flag" in derivation) {
    const test = compileCondition(derivation.flag);
    return test;
  }
  if ("map" in derivation) {
    const get = source(derivation.map);
    const names = new Map(Object.entries(derivation.to));
    return (group, situation) => names.get(String(get(group, situation)));
  }
  if ("count" in derivation) {
    const items = array(derivation.count);
    const where = derivation.where === undefined ? () => true : compileCondition(derivation.where);
    return (group, situation) => items(group, situation)?.filter((item) => where(item, situation)).length;
  }
  if ("values" in derivation) {
    const items = array(derivation.values);
    const get = compilePath(derivation.member);
    return (group, situation) => {
      const found = items(group, situation);
      return found === undefined ? undefined : [...new Set(found.map(get))].filter((value) => value !== undefined);
    };
  }
  if ("items" in derivation) return items(derivation);
  if ("own" in derivation) return own(array(derivation.own), derivation.by, derivation.member);
  if ("addressed" in derivation) {
    return addressed(array(derivation.addressed), derivation.member, derivation.keep);
  }
  const justifying = new Map(Object.entries(derivation.by));
  return selection(array(derivation.justified), (item, { full, isGiven }) => {
    const groups = justifying.get(String(member(item, derivation.member)));
    return groups?.every((group) => full.has(group) && isGiven(group)) === true;
  });
}

/** Keeps the items that pass; undefined when none does. */
function selection(
  found: (group: unknown, situation: Situation) => readonly unknown[] | undefined,
  passes: (item: unknown, situation: Situation) => boolean,
): Derive {
  return (group, situation) => {
    const kept = found(group, situation)?.filter((item) => passes(item, situation));
    return kept === undefined || kept.length === 0 ? undefined : kept;
  };
}

/** Keeps the items that name the recipient; of several names in an item it keeps the recipient's. */
function addressed(found: ReturnType<typeof array>, name: string, keep: readonly string[] | undefined): Derive {
  const cut = keep === undefined ? undefined : compileLevel({ title: "", keep });
  return (group, situation) => {
    const own = found(group, situation)?.flatMap((item) => {
      const names = member(item, name);
      if (!Array.isArray(names)) return situation.recipient.has(names) ? [item] : [];
      const kept = names.filter((one) => situation.recipient.has(one));
      return kept.length === 0 ? [] : [{ ...(item as object), [name]: kept }];
    });
    if (own === undefined || own.length === 0) return undefined;
    return cut === undefined ? own : own.map((item) => cut(item, situation) ?? {});
  };
}

/** Takes the first digits of a division code (province 2, prefecture 4, county 6, township 9): a larger area around it. */
function prefix(get: Derive, digits: number): Derive {
  return (group, situation) => {
    const code = get(group, situation);
    return typeof code === "string" ? code.slice(0, digits) : undefined;
  };
}

function year(get: Derive): Derive {
  return (group, situation) => {
    const date = member(get(group, situation), "date");
    return typeof date === "string" ? date.slice(0, 4) : undefined;
  };
}

/** Converts an amount, a number or a decimal text with at most two decimals, to cents, so that comparisons are exact. */
function cents(value: unknown): number | undefined {
  const amount = typeof value === "number" || typeof value === "string" ? Math.round(Number(value) * 100) : Number.NaN;
  return Number.isFinite(amount) ? amount : undefined;
}

function band(of: Derive, over: Derive, bounds: readonly number[], labels: readonly string[]): Derive {
  const percents = bounds.map((bound) => Math.round(bound * 100));
  return (group, situation) => {
    const amount = cents(of(group, situation));
    const unit = cents(over(group, situation));
    // Without a positive divisor there is no ratio: no band is better than a wrong one.
    if (amount === undefined || unit === undefined || unit <= 0) return undefined;
    const index = percents.findIndex((percent) => amount * 100 <= percent * unit);
    return labels[index === -1 ? percents.length : index];
  };
}

function items(derivation: Extract<Derivation, { items: string }>): Derive {
  const found = array(derivation.items);
  const where = derivation.where === undefined ? undefined : compileCondition(derivation.where);
  const keep = derivation.keep === undefined ? undefined : compileLevel({ title: "", keep: derivation.keep });
  return (group, situation) => {
    const kept = found(group, situation)?.filter((item) => where === undefined || where(item, situation));
    if (kept === undefined || kept.length === 0) return undefined;
    return keep === undefined ? kept : kept.map((item) => keep(item, situation) ?? {});
  };
}

function own(
  found: ReturnType<typeof array>,
  by: "needs" | "difficultyTypes" | "specialGroups",
  name: string | undefined,
): Derive {
  if (by === "needs") {
    return (group, situation) => found(group, situation)?.filter((item) => situation.ownNeeds.has(item));
  }
  if (name !== undefined) {
    return selection(found, (item, { role }) => role[by].includes(String(member(item, name))));
  }
  return (group, situation) => found(group, situation)?.filter((code) => situation.role[by].includes(String(code)));
}
