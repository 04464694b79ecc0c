import serialize from "canonicalize";

/**
 * Writes a value as canonical JSON (RFC 8785, JCS): no white space, members sorted by the UTF-16
 * code units of their names, numbers and strings as ECMAScript writes them. Members whose value is
 * undefined are left out.
 *
 * @throws {Error} for what JCS cannot express: a number that is not finite, a lone surrogate, a cycle
 * @throws {TypeError} for a value that is not JSON at all, such as undefined or a function
 */
export function canonicalize(value: unknown): string {
  const text = serialize(value);
  if (text === undefined) throw new TypeError("not a JSON value");
  return text;
}
