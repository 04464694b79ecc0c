/** What is required by need: a person in an emergency, or without identity, is not asked for what the others' procedures check. */
import { NEED_WORDS } from "./words/need-words.ts";

/** Needs that ask for none of it: emergency aid (N02, 小额快救) and aid to vagrants (N17). The schemas' `x-needed-unless` says the same. */
const AT_ONCE: ReadonlySet<unknown> = new Set(["N02", "N17"]);

/** Groups of a subject that every other need asks for, as it does for telephones of contact persons. */
export const GROUPS_BY_NEED = ["contact", "household", "income", "property", "consent"] as const;

/** Chooses the codes of needs that ask for these groups, each once; all are in the code list, whatever is given. */
export function askingNeeds(codes: readonly unknown[]): string[] {
  return [...new Set(codes)].filter(
    (code): code is string => typeof code === "string" && Object.hasOwn(NEED_WORDS, code) && !AT_ONCE.has(code),
  );
}
