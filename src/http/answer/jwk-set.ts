/** RFC 7518 section 6 and RFC 8037: members that hold private or symmetric key material. */
const PRIVATE_MEMBERS = new Set(["d", "p", "q", "dp", "dq", "qi", "oth", "k"]);

/**
 * A JWK set (RFC 7517) as published. Private members are left out whatever the caller's type says:
 * this is the last line before the wire.
 */
export function jwkSet(keys: readonly object[]): { readonly text: string; readonly mediaType: string } {
  const published = keys.map((key) =>
    Object.fromEntries(Object.entries(key).filter(([name]) => !PRIVATE_MEMBERS.has(name))),
  );
  return { text: JSON.stringify({ keys: published }), mediaType: "application/jwk-set+json" };
}
