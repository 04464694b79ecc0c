/** Text of a time in ms since the epoch: RFC 3339, UTC, with milliseconds. */
export function rfc3339(at: number): string {
  return new Date(at).toISOString();
}

/** The same for a time that there may not be: null stays null. */
export function rfc3339OrNull(at: number | null): string | null {
  return at === null ? null : rfc3339(at);
}
