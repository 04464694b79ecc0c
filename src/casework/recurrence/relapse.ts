/** Relapse (反复致困): a case of the person was closed in the twelve months before the list. From facts. Pure. */
import type { Fact, StoredFact } from "../ports.ts";
import { textIn } from "../read-subject.ts";
import type { DraftFact } from "../seal-facts.ts";

/** The earlier case of a person who is in need again. */
export interface Relapse {
  /** Its thread. */
  readonly thread: string;
  /** Day on which it was closed. */
  readonly closedOn: string;
}

/** Makes the fact of a relapse. Which case it was is encrypted: in the clear nothing joins the two. */
export function relapseFact(about: Pick<Fact, "message" | "issuedAt" | "subject">, relapse: Relapse): DraftFact {
  return { clear: { event: "relapse", ...about }, secret: { ...relapse } };
}

/** Makes the fact that an earlier one rested on a wrong identity document. */
export function noRelapseFact(about: Pick<Fact, "message" | "issuedAt" | "subject">): DraftFact {
  return { clear: { event: "no-relapse", ...about } };
}

/** Finds the persons with a relapse, by key, with the fact that says so; facts come in the order of acceptance. */
export function relapsesIn<T extends Pick<StoredFact, "fact">>(stored: readonly T[]): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const one of stored) {
    const { event, subject } = one.fact;
    if (event === "relapse") found.set(subject, one);
    if (event === "no-relapse") found.delete(subject);
  }
  return found;
}

/** Reads the secret members of a relapse. */
export function readRelapse(secret: Readonly<Record<string, unknown>>): Relapse {
  return { thread: textIn(secret, "thread") ?? "", closedOn: textIn(secret, "closedOn") ?? "" };
}
