/** One part of a compact token: base64url of a text, of bytes, or of a value's JSON. */
export function part(content: string | object): string {
  const plain = typeof content === "string" || content instanceof Uint8Array;
  return Buffer.from(plain ? content : JSON.stringify(content)).toString("base64url");
}

/** Claims of a token. */
export type Claims = Readonly<Record<string, unknown>>;

/** Claims of a compact JWS, unverified. */
export function claimsOf(jws: string): Claims {
  return JSON.parse(Buffer.from(jws.split(".")[1] ?? "", "base64url").toString()) as Claims;
}
