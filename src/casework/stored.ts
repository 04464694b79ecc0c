import { isReply } from "../domain/item.ts";
import type { LaterFact, Step } from "./fold.ts";
import { fold } from "./fold.ts";
import type { Fact, Item, StoredFact } from "./ports.ts";
import type { Result } from "./result.ts";
import { nameOf, startOf } from "./send.ts";

/** Makes the fact of a result for an item. */
export function resultFact({ reply, ...rest }: Result, { subject, need, department }: Item): Fact {
  return { event: reply, subject, need, department, ...rest };
}

/** Reads a later fact of an item; undefined for one of another kind. */
function laterFact(fact: Fact): LaterFact | undefined {
  const { event, subject: _subject, need: _need, department: _department, ...rest } = fact;
  if (event === "withdrawn") return { ...rest, withdrawn: true } as unknown as LaterFact;
  if (event === "void") return { ...rest, void: true } as unknown as LaterFact;
  if (event === "letter") return { ...rest, letterSent: true } as unknown as LaterFact;
  if (event === "letter-answered") return { ...rest, letterAnswered: true } as unknown as LaterFact;
  if (event === "letter-withdrawn") return { ...rest, letterWithdrawn: true } as unknown as LaterFact;
  return isReply(event) ? ({ reply: event, ...rest } as unknown as Result) : undefined;
}

/**
 * Folds the items of a thread, or of one department, anew from their facts. Ids are those that the items have.
 * @param observe is told of each result that counts
 */
export function refold(
  stored: readonly Pick<StoredFact, "fact">[],
  items: readonly Item[],
  observe?: (step: Step) => void,
): Item[] {
  const of = Map.groupBy(
    stored.map(({ fact }) => fact).filter(({ department }) => department !== undefined),
    (fact) => nameOf(fact as Fact & Pick<Item, "need" | "department">),
  );
  return items.map((item) => {
    const [sent, ...later] = of.get(nameOf(item)) ?? [];
    if (sent?.event !== "sent") return item;
    const start = startOf(
      {
        thread: item.thread,
        message: sent.message,
        ...(item.type === undefined ? {} : { type: item.type }),
        ...(item.rules === undefined ? {} : { rules: item.rules }),
        sender: item.sender,
        subject: item.subject,
        need: item.need,
        department: item.department,
        co: sent.co === true,
        urgency: item.urgency,
        originalStart: item.originalStart,
        chain: item.chain,
        at: sent.issuedAt,
      },
      item.id,
    );
    return fold(
      start,
      later.flatMap((fact) => laterFact(fact) ?? []),
      observe,
    );
  });
}
