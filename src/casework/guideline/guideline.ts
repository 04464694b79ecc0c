import type { GuidelineDocument } from "./guideline-document.ts";
import type { Parameters } from "./parameters.ts";
import { type CompiledRule, compileRules } from "./rules.ts";

/** Guideline in force for a place and a day, with everything that it takes from others. */
export interface Guideline {
  /** `{id}@{version}` of its file and, after `+`, of those that it extends. */
  readonly id: string;
  /** Rules in the order of their identifiers. */
  readonly rules: readonly CompiledRule[];
  readonly parameters: Parameters;
}

/**
 * Chooses the guideline for a division and a day: of those in force the one with the longest matching prefix. Takes what it
 * does not have from the one that it extends. Undefined when none is in force there.
 *
 * @param documents checked by `guidelineFaults`
 */
export function guidelineFor(
  documents: readonly GuidelineDocument[],
  division: string | undefined,
  day: string,
): Guideline | undefined {
  const matching = documents
    .filter(({ from, until }) => from <= day && (until === undefined || day <= until))
    .flatMap((document) => {
      const length = reach(document, division);
      return length === undefined ? [] : [{ document, length }];
    });
  const best = matching.toSorted((a, b) => b.length - a.length || (a.document.from < b.document.from ? 1 : -1))[0];
  return best === undefined ? undefined : compileGuideline(best.document, documents);
}

/** Length of the prefix by which a guideline holds for a division; undefined when it does not. */
function reach({ divisions }: GuidelineDocument, division: string | undefined): number | undefined {
  if (divisions.length === 0) return 0;
  const fitting = divisions.filter((prefix) => division?.startsWith(prefix) === true);
  return fitting.length === 0 ? undefined : Math.max(...fitting.map(({ length }) => length));
}

const compiled = new WeakMap<GuidelineDocument, Guideline>();

/** Compiles a guideline, with those that it extends among `documents`. Cached: documents are immutable. */
export function compileGuideline(document: GuidelineDocument, documents: readonly GuidelineDocument[]): Guideline {
  const known = compiled.get(document);
  if (known !== undefined) return known;
  const chain = chainOf(document, documents);
  const general = chain.toReversed();
  const guideline: Guideline = {
    id: chain.map(({ id, version }) => `${id}@${version}`).join("+"),
    parameters: new Map(general.flatMap(({ parameters = {} }) => Object.entries(parameters))),
    rules: compileRules(
      new Map(general.flatMap(({ conditions = {} }) => Object.entries(conditions))),
      [
        ...new Map(general.flatMap(({ rules = [] }) => rules.map((rule) => [rule.id, rule] as const))).values(),
      ].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    ),
  };
  compiled.set(document, guideline);
  return guideline;
}

/** Lists a guideline and those that it extends, the most local first. An unknown name or a circle ends it. */
export function chainOf(document: GuidelineDocument, documents: readonly GuidelineDocument[]): GuidelineDocument[] {
  const chain = [document];
  for (let next = document.extends; next !== undefined; ) {
    const found = documents.find(({ id }) => id === next);
    if (found === undefined || chain.includes(found)) break;
    chain.push(found);
    next = found.extends;
  }
  return chain;
}
