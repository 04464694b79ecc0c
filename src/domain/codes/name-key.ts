import { latinLookAlikes } from "./look-alikes.ts";

/** Characters that may differ between two spellings of a name: dots, spaces, accents, glyph selectors, invisible ones. */
const VARIABLE = /[^\p{L}\p{N}]|\p{Default_Ignorable_Code_Point}/gu;

/**
 * Reduces a person's name to what all its spellings have in common: compatibility forms, letter case and letters that look
 * alike are folded, everything but letters and digits is left out. For comparisons that protect a person: to take two
 * persons for one does less harm there than to take one for two. Undefined for a name without letters and digits.
 */
export function nameKey(name: string): string | undefined {
  const key = latinLookAlikes(name.normalize("NFKD").replace(VARIABLE, "").toUpperCase());
  return key === "" ? undefined : key;
}
