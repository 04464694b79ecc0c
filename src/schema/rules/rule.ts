import type { Findings } from "../findings.ts";
import type { Group } from "../reading.ts";

/**
 * Cross-field rule: adds the faults and warnings of an object to `found`. Schemas name it in `x-rules`.
 * @param group the object, whose members may be missing or of any type
 * @param at RFC 6901 pointer of the object inside the body
 */
export type Rule = (group: Group, at: string, found: Findings) => void;
