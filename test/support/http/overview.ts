import type { OpsOverview } from "../../../src/domain/generated/answers.ts";

/** The overview of a gateway at which all is well. */
export const OVERVIEW: OpsOverview = {
  at: "2026-11-23T09:00:00.000Z",
  software: "0.0.0",
  attention: [],
  degraded: [],
  packets: { queued: 0, delivered: 0, failed: 0, overdue: 0 },
  log: { state: "leading", size: 0, pending: 0, witnessed: 0, witnesses: 0, quorum: 0 },
  database: { version: "18.0", bytes: 1, own: true },
  disk: { free: 50_000_000_000, size: 100_000_000_000 },
  endpoints: [],
  endings: [],
};
