const SHAPE = /^sha-256=:([A-Za-z0-9+/]{43}=):$/;

/**
 * A SHA-256 as the protocol writes it, `sha-256=:…:`: the value of a Content-Digest field (RFC 9530
 * section 2) with one member.
 */
export function formatDigest(digest: Buffer): string {
  return `sha-256=:${digest.toString("base64")}:`;
}

/** The 32 bytes of a digest written exactly as `formatDigest` writes it; undefined for any other text. */
export function parseDigest(text: string): Buffer | undefined {
  const written = SHAPE.exec(text)?.[1];
  if (written === undefined) return undefined;
  const digest = Buffer.from(written, "base64");
  // The last digit has two bits to spare: only one of four texts with the same bytes is taken.
  return formatDigest(digest) === text ? digest : undefined;
}
