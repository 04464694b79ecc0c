/** Members that hold private or symmetric key material (RFC 7518 section 6, RFC 8037). */
const PRIVATE_MEMBERS = new Set(["d", "p", "q", "dp", "dq", "qi", "oth", "k"]);

/** Writes a JWK set (RFC 7517). Private members are left out whatever the type says: this is the last line before the wire. */
export function jwkSet(keys: readonly object[]): { readonly text: string; readonly mediaType: string } {
  const published = keys.map((key) =>
    Object.fromEntries(Object.entries(key).filter(([name]) => !PRIVATE_MEMBERS.has(name))),
  );
  return { text: JSON.stringify({ keys: published }), mediaType: "application/jwk-set+json" };
}
