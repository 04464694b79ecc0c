/**
 * Entry of the bundle for pages without a bundler: the SDK, and what Chromium 109 lacks of the platform that a package
 * inside it (`canonicalize`) takes for granted.
 */

export * from "./index.ts";

// Chromium has it from 111 on (ECMAScript 2024, 22.1.3.10).
if (!("isWellFormed" in String.prototype)) {
  // oxlint-disable-next-line no-extend-native -- the page's own platform is completed, by its standard
  Object.defineProperty(String.prototype, "isWellFormed", {
    configurable: true,
    writable: true,
    value(this: string) {
      return !/\p{Surrogate}/u.test(this);
    },
  });
}
