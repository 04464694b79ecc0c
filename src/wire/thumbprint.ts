/** Members that a thumbprint is made of, by `kty`, in lexicographic order (RFC 7638 section 3.2, RFC 8037 section 2). */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  EC: ["crv", "kty", "x", "y"],
  OKP: ["crv", "kty", "x"],
  RSA: ["e", "kty", "n"],
};

/**
 * Writes what the thumbprint of a key is the digest of (RFC 7638 section 3). A private key has that of its public part.
 *
 * @throws {TypeError} for a `kty` other than EC, OKP and RSA, and for members that are not texts
 */
export function thumbprintInput(jwk: Readonly<Record<string, unknown>>): string {
  const members = REQUIRED[String(jwk.kty)];
  if (members === undefined) throw new TypeError("no thumbprint for this kty");
  if (!members.every((name) => typeof jwk[name] === "string")) throw new TypeError("a member of a key is not a text");
  // JSON.stringify writes the members in this order and without white space, as section 3.3 asks.
  return JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]])));
}
