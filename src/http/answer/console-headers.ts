/**
 * Header fields of the console's page and files. Everything comes from the gateway; styles that the page makes while it
 * runs carry the nonce, and nothing else is inline. Strict-Transport-Security belongs to the server that ends TLS.
 *
 * @param nonce of the page; absent for files, whose policy holds for workers
 */
export function consoleHeaders(nonce?: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    nonce === undefined ? "style-src 'self'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self)",
  };
}
