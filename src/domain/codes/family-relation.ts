/** Codes of GB/T 4761-2008 that name men, and those that name women; the others do not tell the sex. */
const MALE = new Set(
  "11 20 21 22 23 24 25 26 27 28 29 41 43 46 47 51 53 55 57 61 63 66 71 73 76 78 81 83 85 87 89 93 95".split(" "),
);
const FEMALE = new Set(
  "12 30 31 32 33 34 35 36 37 38 39 42 44 45 48 52 54 56 58 62 64 67 72 74 75 77 82 84 86 88 90 94 96".split(" "),
);

/** Codes of the head of a household (户主) and of the person in question (本人). */
export const HEAD = "02";
export const SELF = "01";

/** Tells the sex (GB/T 2261.1) that a family relation (GB/T 4761-2008) implies; undefined when it implies none. */
export function sexOfRelation(relation: string): "1" | "2" | undefined {
  if (MALE.has(relation)) return "1";
  return FEMALE.has(relation) ? "2" : undefined;
}

/** Counts the generations from a person to a relative: +1 for a child, -1 for a parent; undefined for other relations. */
export function generationsBelow(relation: string): 1 | -1 | undefined {
  // Children-in-law (28, 38) may be of any age.
  if (/^[23]/.test(relation) && relation !== "28" && relation !== "38") return 1;
  return /^5[0-2]$/.test(relation) ? -1 : undefined;
}
