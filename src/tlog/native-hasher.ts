import { treeHasher } from "./merkle.ts";
import { sha256 } from "./native-sha256.ts";

/** Hashes of the tree with Node's own SHA-256. Browsers use another one. */
export const NATIVE_HASHER = treeHasher(sha256);
