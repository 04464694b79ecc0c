import type { Tone } from "./status-tag.tsx";

/** Tone of each state of a packet. */
export const PACKET_TONES: Readonly<Record<string, Tone>> = {
  accepted: "good",
  rejected: "warn",
  withdrawn: "warn",
  failed: "bad",
  queued: "busy",
  delivered: "busy",
};
