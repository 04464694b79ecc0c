/** Text of a time in ms since the epoch: RFC 3339, UTC, with milliseconds. */
export function rfc3339(at: number): string {
  return new Date(at).toISOString();
}

/** Writes a time as `rfc3339` does; null stays null. */
export function rfc3339OrNull(at: number | null): string | null {
  return at === null ? null : rfc3339(at);
}
