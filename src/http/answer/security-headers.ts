/**
 * Header fields that every answer carries. The gateway answers with data only: nothing of it is to be
 * run, framed, sniffed or read by another origin. Transport security is for who ends TLS to say.
 */
export const SECURITY_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;
