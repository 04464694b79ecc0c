/** What officers made of the guideline's suggestions (I23): each choice counts in the period in which a plan first has it. */
import { plansIn } from "../plan/plans.ts";
import type { StoredFact } from "../ports.ts";
import { groupsIn, textIn } from "../read-subject.ts";
import { acceptedAtOf } from "./as-at.ts";
import type { Value } from "./report.ts";

const PLANS: ReadonlySet<string> = new Set(["plan", "plan-withdrawn"]);

type SecretOf = (fact: StoredFact) => Readonly<Record<string, unknown>>;

/** Counts accepted and declined suggestions, thread by thread. */
export class ChoiceCount {
  readonly #rules = new Map<string, { accepted: number; declined: number }>();

  /**
   * Adds a thread.
   * @param facts those accepted before the cut
   * @param start beginning of the period, ms
   */
  add(facts: readonly StoredFact[], start: number, secretOf: SecretOf): void {
    if (!facts.some(({ fact }) => PLANS.has(fact.event) && acceptedAtOf(fact) >= start)) return;
    const before = choicesIn(
      facts.filter(({ fact }) => acceptedAtOf(fact) < start),
      secretOf,
    );
    for (const [place, { rule, choice }] of choicesIn(facts, secretOf)) {
      if (before.get(place)?.choice === choice) continue;
      const counts = this.#rules.get(rule) ?? { accepted: 0, declined: 0 };
      counts[choice] += 1;
      this.#rules.set(rule, counts);
    }
  }

  /** Makes the figures: all, and by rule as `G06 3/1`, accepted before declined. */
  figures(): Record<string, Value> {
    const rules = [...this.#rules].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const sum = (choice: "accepted" | "declined") => rules.reduce((total, [, counts]) => total + counts[choice], 0);
    return {
      "I23.accepted": sum("accepted"),
      "I23.declined": sum("declined"),
      ...(rules.length === 0
        ? {}
        : { "I23.rules": rules.map(([rule, { accepted, declined }]) => `${rule} ${accepted}/${declined}`).join("; ") }),
    };
  }
}

/** Reads the choices of the plans in force, by person, need and rule. */
function choicesIn(facts: readonly StoredFact[], secretOf: SecretOf) {
  const plans = plansIn(facts);
  const inForce = facts.filter(
    ({ fact: { event, subject, message } }) => event === "plan" && plans.get(subject)?.message === message,
  );
  return new Map(
    inForce.flatMap((stored) =>
      groupsIn(secretOf(stored), "choices").map((one) => {
        const [rule, need] = [textIn(one, "rule") ?? "", textIn(one, "need") ?? ""];
        const choice = one.choice === "accepted" ? ("accepted" as const) : ("declined" as const);
        return [`${stored.fact.subject} ${need} ${rule}`, { rule, choice }] as const;
      }),
    ),
  );
}
