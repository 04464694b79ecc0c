import type { Test } from "tap";

/**
 * Asserts that a value is as a pattern says. Members that the pattern does not name are free, and so is what a RegExp or
 * `String`, `Number`, `Boolean`, `Array` or `Object` in it stands for. Everything else is equal: unlike `t.match`, a text
 * is not taken for a longer one, and a list has as many items as its pattern (`{ 0: … }` is the first of any number).
 */
export function like(t: Pick<Test, "strictSame">, found: unknown, pattern: unknown, name?: string): void {
  t.strictSame(named(found, pattern), pattern, name ?? "as the pattern says");
}

/**
 * Takes from a value the part that a pattern names, with the pattern itself in the place of each value that matches
 * it.
 */
function named(found: unknown, pattern: unknown): unknown {
  if (pattern instanceof RegExp) return typeof found === "string" && pattern.test(found) ? pattern : found;
  if (typeof pattern === "function") return isA(found, pattern) ? pattern : found;
  if (Array.isArray(pattern)) {
    if (!Array.isArray(found)) return found;
    return found.map((item: unknown, n) => (n < pattern.length ? named(item, pattern[n]) : item));
  }
  if (!isPlain(pattern) || typeof found !== "object" || found === null) return found;
  return Object.fromEntries(
    Object.entries(pattern).map(([name, wanted]) => [name, named(Reflect.get(found, name), wanted)]),
  );
}

function isA(found: unknown, kind: unknown): boolean {
  return found !== undefined && found !== null && found.constructor === kind;
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
