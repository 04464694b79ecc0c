import type { Fact } from "../ports.ts";

/** Gives when the gateway accepted a fact, ms: lists name it as their time of issue. */
export function acceptedAtOf({ acceptedAt, issuedAt }: Fact): number {
  return typeof acceptedAt === "number" ? acceptedAt : issuedAt;
}

/**
 * Gives the facts of a thread as they stood: those accepted before `cut` and issued before `end`. A later document that
 * corrects an earlier one makes it void all the same.
 */
export function factsAsAt<T extends { readonly fact: Fact }>(facts: readonly T[], end: number, cut: number): T[] {
  return facts.flatMap((stored) => {
    const { fact } = stored;
    if (acceptedAtOf(fact) >= cut) return [];
    if (fact.issuedAt < end) return [stored];
    return typeof fact.corrects === "string" ? [{ ...stored, fact: { ...fact, event: "void" } }] : [];
  });
}

/** Tells whether anything accepted from one cut to the next concerns the time before: then published figures may change. */
export function changesThePast(facts: readonly { readonly fact: Fact }[], before: number, cut: number): boolean {
  return facts.some(({ fact }) => {
    const at = acceptedAtOf(fact);
    return at >= before && at < cut && (fact.issuedAt < before || typeof fact.corrects === "string");
  });
}
