/**
 * Header fields of every answer. Answers are data: they are not to be run, framed, sniffed, or read by another origin
 * (`/docs` has a policy of its own). Strict-Transport-Security belongs to the server that ends TLS.
 */
export const SECURITY_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;
