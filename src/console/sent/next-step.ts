import type { PacketView } from "../../domain/generated/answers.ts";
import type { EXCHANGE_WORDS } from "../../domain/words/exchange-words.ts";
import type { WordId } from "../words/words.ts";

/** Who must act for a packet, and how. */
export interface NextStep {
  readonly actor: keyof (typeof EXCHANGE_WORDS)["actor"];
  readonly step: WordId;
}

/** What follows from each reason of a refusal. */
const REFUSED: Readonly<Record<string, NextStep>> = {
  undecryptable: { actor: "operator", step: "next.reseal" },
  "bad-signature": { actor: "operator", step: "next.signature" },
  "bad-content": { actor: "sender", step: "next.content" },
  "not-responsible": { actor: "sender", step: "next.responsible" },
  duplicate: { actor: "nobody", step: "next.duplicate" },
  "unknown-subject": { actor: "sender", step: "next.subject" },
  other: { actor: "sender", step: "next.ask" },
};

/** Tells who must act for a packet. @param now ms */
export function nextStep(
  { state, receipt, due }: Pick<PacketView, "state" | "receipt" | "due">,
  now: number,
): NextStep {
  switch (state) {
    case "queued":
      return { actor: "recipient", step: "next.fetch" };
    case "delivered":
      return { actor: "recipient", step: Date.parse(due.receipt) < now ? "next.remind" : "next.sign" };
    case "failed":
      return { actor: "operator", step: "next.requeue" };
    case "rejected":
      return REFUSED[receipt?.reason ?? "other"] ?? { actor: "sender", step: "next.ask" };
    case "withdrawn":
      return { actor: "nobody", step: "next.withdrawn" };
    default:
      return { actor: "recipient", step: "next.work" };
  }
}
