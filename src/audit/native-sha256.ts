import { hash } from "node:crypto";

/** Node's own SHA-256, 32 bytes. Browsers bring another one. */
export function sha256(data: Uint8Array): Uint8Array {
  return hash("sha256", data, "buffer");
}
