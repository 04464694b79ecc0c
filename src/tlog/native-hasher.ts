import { treeHasher } from "./merkle.ts";
import { sha256 } from "./native-sha256.ts";

/** The tree's hashes by Node's own SHA-256. Browsers bring another one. */
export const NATIVE_HASHER = treeHasher(sha256);
