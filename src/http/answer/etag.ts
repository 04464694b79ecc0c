/** Makes a strong entity tag (RFC 9110 section 8.8.3) of a SHA-256. */
export function entityTag(digest: Uint8Array): string {
  return `"${Buffer.from(digest).toString("base64url")}"`;
}

/** Tells whether an If-None-Match field names the tag (RFC 9110 section 13.1.2, weak comparison): the caller has the bytes. */
export function noneMatch(field: string | undefined, tag: string): boolean {
  if (field === undefined) return false;
  if (field.trim() === "*") return true;
  return field.split(",").some((one) => one.trim().replace(/^W\//, "") === tag);
}
