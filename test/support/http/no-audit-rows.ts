import { createHash } from "node:crypto";
import type { AuditRows } from "../../../src/audit/queries.ts";

const NO_TIMES = { p50: null, p95: null, p99: null, histogram: [{ upTo: null, packets: 0 }] };

/** The rows of a gateway without any traffic. */
export class NoAuditRows implements AuditRows {
  deliveries: AuditRows["deliveries"] = async () => [];
  groundsOf: AuditRows["groundsOf"] = async () => new Map();
  delivery: AuditRows["delivery"] = async () => undefined;
  events: AuditRows["events"] = async () => [];
  entriesOfPacket: AuditRows["entriesOfPacket"] = async () => [];
  summary: AuditRows["summary"] = async () => [
    {
      key: null,
      packets: 0,
      states: { queued: 0, delivered: 0, accepted: 0, rejected: 0, failed: 0, withdrawn: 0 },
      overdue: 0,
      reasons: {},
      delivery: NO_TIMES,
      receipt: NO_TIMES,
    },
  ];
  matrix: AuditRows["matrix"] = async () => [];
  foldDays: AuditRows["foldDays"] = async () => false;
  async *statementEntries(): ReturnType<AuditRows["statementEntries"]> & AsyncGenerator<never> {}
  oldestBeyond: AuditRows["oldestBeyond"] = async () => undefined;
  /** The parties of the tests' directories. */
  readonly parties = new Set(["procuratorate", "civil-affairs", "auditor", "security-administrator", "operator"]);
  knows: AuditRows["knows"] = async (what, id) => what === "party" && this.parties.has(id);
  cursorCheck: AuditRows["cursorCheck"] = (text) => createHash("sha256").update(text).digest().subarray(0, 8);
}
