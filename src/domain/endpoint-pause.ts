/** Grounds for which an operator pauses an endpoint. */
export const PAUSE_REASONS = ["maintenance", "fault", "asked", "security"] as const;

/** Pause of an endpoint: until when (ms), and why. */
export interface EndpointPause {
  readonly until: number;
  readonly reason: (typeof PAUSE_REASONS)[number];
}
