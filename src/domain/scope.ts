/** Scopes of an access token (protocol section 3). */
export const SCOPES = [
  "message:send",
  "packet:receive",
  "case:read",
  "report:read",
  "report:internal",
  "report:release",
  "audit:read",
  "directory:read",
  "directory:write",
  "ops:read",
  "ops:write",
  "ops:approve",
] as const;

/** Scope of an access token. */
export type Scope = (typeof SCOPES)[number];
