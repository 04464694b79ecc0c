import { hash } from "node:crypto";

/**
 * Node's own SHA-256, 32 bytes. Browsers bring another one. By way of a text of one character a byte, for
 * Node makes that five times faster than a buffer: measured, with Node 24, 0.3 µs and 1.6 µs for a node of the tree.
 */
export function sha256(data: Uint8Array): Uint8Array {
  return Buffer.from(hash("sha256", data, "binary"), "latin1");
}
