import { type Arrival, issuedAtOf } from "./arrival.ts";
import { isReply } from "../domain/item.ts";
import { withdraw } from "./fold.ts";
import type { CaseKeys, CaseState, Item, StoredFact } from "./ports.ts";
import type { Added } from "./send.ts";
import { refold } from "./stored.ts";

/** Reason of a withdrawal (field of the document): the consent was withdrawn. */
const CONSENT_WITHDRAWN = "W01";

/** Ends the items that the sender of the list takes back: those of what it withdraws, at the recipients that it names. */
export function endItems(keys: CaseKeys, arrival: Arrival, state: CaseState): Added {
  const { id: message, thread, at: acceptedAt, body, to, withdrawn } = arrival;
  const persons = Array.isArray(body.personIds)
    ? new Set(body.personIds.map((person) => keys.subject(thread, String(person)).toString("hex")))
    : undefined;
  const reason = body.reason === CONSENT_WITHDRAWN ? "R08" : "W";
  const issuedAt = issuedAtOf(arrival);
  const ending = state.items.filter(
    (item) =>
      !item.closed &&
      withdrawn.includes(item.message) &&
      persons?.has(item.subject) !== false &&
      to?.includes(item.department) !== false,
  );
  const withdrawal = { withdrawn: true, message, issuedAt, reason } as const;
  return {
    facts: ending.map((item) => ({
      clear: { event: "withdrawn", message, issuedAt, acceptedAt, ...placeOf(item), reason },
    })),
    items: ending.map((item) => withdraw(item, withdrawal)),
  };
}

/** Makes void what the feedback and the visits of a party said that it takes back. */
export function voidFeedback(arrival: Arrival, state: CaseState, stored: readonly StoredFact[]): Added {
  const { id: message, at: acceptedAt, withdrawn } = arrival;
  const issuedAt = issuedAtOf(arrival);
  const facts = stored.flatMap(({ fact }) =>
    fact.department !== undefined && isReply(fact.event) && withdrawn.includes(fact.message)
      ? [{ ...fact, event: "void", corrects: fact.message }]
      : [],
  );
  const visits = stored.flatMap(({ fact }) =>
    fact.event === "visit" && fact.by === arrival.sender && withdrawn.includes(fact.message)
      ? [
          {
            clear: {
              event: "void",
              message,
              issuedAt,
              acceptedAt,
              subject: fact.subject,
              by: fact.by,
              corrects: fact.message,
            },
          },
        ]
      : [],
  );
  const drafts = facts.map(({ event, subject, need = "", department = "", corrects }) => ({
    clear: { event, message, issuedAt, acceptedAt, subject, need, department, corrects },
  }));
  const later = drafts.map(({ clear }) => ({
    fact: clear,
    secret: null,
    salt: Buffer.alloc(0),
    digest: Buffer.alloc(0),
  }));
  const touched = state.items.filter((item) =>
    facts.some(({ subject, need }) => subject === item.subject && need === item.need),
  );
  return { facts: [...drafts, ...visits], items: refold([...stored, ...later], touched) };
}

function placeOf({ subject, need, department }: Item): Pick<Item, "subject" | "need" | "department"> {
  return { subject, need, department };
}
