import { formatDigest } from "../wire/digest.ts";
import { UntrustedError } from "./problem-error.ts";

/** Computes SHA-256: 32 bytes. */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}

/** Computes the digest of bytes as protocol sections 4 to 6 write it: `sha-256=:…:` (RFC 9530). */
export async function digestOf(bytes: Uint8Array): Promise<string> {
  return formatDigest(await sha256(bytes));
}

/**
 * Compares bytes with the SHA-256 in a `Content-Digest` header, which may name other algorithms too.
 * @returns the digest of the bytes, `sha-256=:…:`
 * @throws UntrustedError `content-digest` when there is no SHA-256 or it differs.
 */
export async function requireDigest(bytes: Uint8Array, header: string | null): Promise<string> {
  const digest = await digestOf(bytes);
  const named = header?.split(",").map((member) => member.trim());
  const sha256Member = named?.filter((member) => member.startsWith("sha-256="));
  if (sha256Member?.length !== 1 || sha256Member[0] !== digest) {
    throw new UntrustedError("content-digest", "the bytes are not those of their Content-Digest");
  }
  return digest;
}
