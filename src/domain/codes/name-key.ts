import { latinLookAlikes } from "./look-alikes.ts";

/** All that may differ between two spellings of a name: dots, spaces, accents, glyph selectors, what is not seen. */
const VARIABLE = /[^\p{L}\p{N}]|\p{Default_Ignorable_Code_Point}/gu;

/**
 * Reduces a person's name to what all its spellings have in common: compatibility forms, letter case and letters that look
 * alike are folded, everything but letters and digits is left out. For comparisons that protect a person, where two
 * persons taken for one do less harm than one taken for two. Undefined when nothing is left.
 */
export function nameKey(name: string): string | undefined {
  const key = latinLookAlikes(name.normalize("NFKD").replace(VARIABLE, "").toUpperCase());
  return key === "" ? undefined : key;
}
