/** Chooses the rules that apply to an item: of each id the most specific variant. Pure. */
import type { Applies, ClockRule, DeadlinesDocument } from "./deadlines-document.ts";

/** What decides which rules apply to an item. */
export interface ItemKind {
  /** Type of the message that opened it. */
  readonly type: string;
  readonly need?: string;
  /** Division of the department, six digits. */
  readonly division: string;
  readonly urgency?: string;
  /** Circumstances that are known of it. */
  readonly when?: readonly string[];
}

/** Rules of one version. */
export interface ClockRules {
  /** `{id}@{version}`. */
  readonly version: string;
  readonly document: DeadlinesDocument;
  /** Lists the rules for a kind of item: of each id, in the document's order, its variants, the most specific first. */
  of(kind: ItemKind): readonly (readonly ClockRule[])[];
}

/** A rule for one division, with how specific it is. */
interface Variant {
  readonly rule: ClockRule;
  readonly division: string;
  readonly rank: readonly number[];
}

/** Most kinds whose rules are remembered: real items have few kinds, hostile questions many. */
const REMEMBERED = 4_096;
const ANY = "*";

/** Compiles the rules of a document that has passed its checks (src/config/check-deadlines.ts). */
export function compileRules(document: DeadlinesDocument): ClockRules {
  const ids = new Map<string, Variant[]>();
  for (const variant of document.rules.flatMap(variantsOf)) {
    const variants = ids.get(variant.rule.id) ?? [];
    variants.push(variant);
    ids.set(variant.rule.id, variants);
  }
  for (const variants of ids.values()) variants.sort(moreSpecificFirst);
  const known = new Map<string, readonly (readonly ClockRule[])[]>();
  return {
    version: `${document.id}@${document.version}`,
    document,
    of(kind) {
      const key = [kind.type, kind.need, kind.division, kind.urgency, ...(kind.when ?? [])].join(" ");
      let found = known.get(key);
      if (found === undefined) {
        if (known.size >= REMEMBERED) known.clear();
        const matching = [...ids.values()].map((variants) =>
          variants.filter((variant) => matches(variant, kind)).map(({ rule }) => rule),
        );
        known.set(key, (found = matching.filter((rules) => rules.length > 0)));
      }
      return found;
    },
  };
}

/** Finds the rule under which a clock starts on a day: the first that is in force then. */
export function inForceOn(variants: readonly ClockRule[], date: string): ClockRule | undefined {
  return variants.find(({ from, until }) => (from === null || from <= date) && (until === null || date <= until));
}

/** Lists the rules in force on a day in a division, without those that a more specific division or a later rule replaces. */
export function rulesInForce({ document }: ClockRules, date: string, division?: string): ClockRule[] {
  const present = document.rules
    .flatMap(variantsOf)
    .filter((variant) => inForceOn([variant.rule], date) !== undefined)
    .filter((variant) => division === undefined || covers(variant.division, division));
  const replaced = (one: Variant): boolean =>
    present.some((other) => sameItems(one, other) && moreSpecificFirst(other, one) < 0);
  const kept = new Set(present.filter((one) => division === undefined || !replaced(one)).map(({ rule }) => rule));
  return document.rules.filter((rule) => kept.has(rule));
}

/**
 * Gives how long an item may wait for missing documents (P1), working days, by the rules in force on a day: the longest of
 * those for its need, and where none of them can be paused, of all.
 */
export function supplementLimit(rules: ClockRules, need: string, date: string): number {
  const pausing = rulesInForce(rules, date).filter(({ pause }) => pause.includes("P1"));
  const own = pausing.filter(({ applies: { needs } }) => needs.includes(ANY) || needs.includes(need));
  return Math.max(0, ...(own.length > 0 ? own : pausing).map(({ pauseLimit }) => pauseLimit));
}

/** Finds pairs of rules, by their places, of which neither is more specific for some item on some day. */
export function ambiguousRules(rules: readonly ClockRule[]): { readonly first: number; readonly second: number }[] {
  const variants = rules.map(variantsOf);
  const pairs: { first: number; second: number }[] = [];
  for (let second = 1; second < variants.length; second++) {
    for (let first = 0; first < second; first++) {
      const clash = variants[first]?.some((one) => variants[second]?.some((other) => clashes(one, other)) === true);
      if (clash === true) pairs.push({ first, second });
    }
  }
  return pairs;
}

function clashes(one: Variant, other: Variant): boolean {
  return (
    one.rule.id === other.rule.id &&
    one.division === other.division &&
    moreSpecificFirst(one, other) === 0 &&
    LISTS.every((list) => one.rule.applies[list].some((word) => other.rule.applies[list].includes(word)))
  );
}

/** Lists of a rule besides its divisions, the one that counts most first. */
const LISTS = ["needs", "urgency", "types", "when"] as const satisfies readonly (keyof Applies)[];

function variantsOf(rule: ClockRule): Variant[] {
  const specific = LISTS.map((list) => (rule.applies[list].includes(ANY) ? 0 : 1));
  return rule.applies.divisions.map((division) => ({
    rule,
    division,
    rank: [division === ANY ? 0 : division.length, ...specific],
  }));
}

/** Orders variants: division of 6 digits before 4, 2 and `*`; then by need, urgency, type and circumstance; then the later one. */
function moreSpecificFirst(a: Variant, b: Variant): number {
  const at = a.rank.findIndex((rank, index) => rank !== b.rank[index]);
  if (at >= 0) return (b.rank[at] ?? 0) - (a.rank[at] ?? 0);
  if (a.rule.from === b.rule.from) return 0;
  return (a.rule.from ?? "") < (b.rule.from ?? "") ? 1 : -1;
}

function covers(division: string, place: string): boolean {
  return division === ANY || place.startsWith(division);
}

function matches({ rule, division }: Variant, kind: ItemKind): boolean {
  const { needs, urgency, types, when } = rule.applies;
  const has = (list: readonly string[], word: string | undefined): boolean =>
    list.includes(ANY) || (word !== undefined && list.includes(word));
  return (
    covers(division, kind.division) &&
    has(needs, kind.need) &&
    has(urgency, kind.urgency) &&
    has(types, kind.type) &&
    (when.includes(ANY) || (kind.when ?? []).some((word) => when.includes(word)))
  );
}

function sameItems(one: Variant, other: Variant): boolean {
  const same = (a: readonly string[], b: readonly string[]): boolean => a.toSorted().join() === b.toSorted().join();
  return (
    one !== other &&
    one.rule.id === other.rule.id &&
    LISTS.every((list) => same(one.rule.applies[list], other.rule.applies[list]))
  );
}
