/**
 * Entry of the bundle for pages without a bundler: the SDK, and what Chromium 109 lacks of the platform that a package
 * inside it (`canonicalize`) takes for granted.
 */

import { completePlatform } from "../wire/complete-platform.ts";

export * from "./index.ts";

completePlatform();
