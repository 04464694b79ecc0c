/**
 * Adds what Chromium 109 lacks of the platform and this project or a package inside its bundles takes for granted. Each is
 * added by its standard, and only where it is missing.
 */
export function completePlatform(): void {
  // From Chromium 111 on (ECMAScript 2024, 22.1.3.10).
  add(String.prototype, "isWellFormed", function (this: string) {
    return !/\p{Surrogate}/u.test(this);
  });
  // From Chromium 110 on (ECMAScript 2023, 23.1.3.33 and 23.1.3.34).
  add(Array.prototype, "toReversed", function (this: unknown[]) {
    return [...this].reverse();
  });
  add(Array.prototype, "toSorted", function (this: unknown[], compare?: (one: unknown, other: unknown) => number) {
    return [...this].sort(compare);
  });
}

function add(target: object, name: string, value: unknown): void {
  if (name in target) return;
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
}
