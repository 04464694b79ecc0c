import { hash } from "node:crypto";

/**
 * Computes SHA-256 with Node: 32 bytes. The detour over a text of one character per byte is five times faster than a
 * buffer: 0.3 µs and 1.6 µs for a node of the tree, measured with Node 24.
 */
export function sha256(data: Uint8Array): Uint8Array {
  return Buffer.from(hash("sha256", data, "binary"), "latin1");
}
