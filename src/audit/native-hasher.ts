import { hash } from "node:crypto";
import { treeHasher } from "./merkle.ts";

/** The tree's hashes by Node's own SHA-256. Browsers bring another one. */
export const NATIVE_HASHER = treeHasher((data) => hash("sha256", data, "buffer"));
