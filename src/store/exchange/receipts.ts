import type { ReceiptOutcome, RejectReason } from "../../domain/receipt.ts";
import type { StoredReceipt } from "../../exchange/store-port.ts";
import { plainArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

interface Row {
  readonly packet: string;
  readonly jti: string;
  readonly jws: string;
  readonly outcome: ReceiptOutcome;
  readonly reason: RejectReason | null;
  readonly issued_at: number;
  readonly received_at: number;
  readonly leaf_hash: Buffer;
}

/** $1 packets. Rows: their receipts, at most one each. */
const OF_PACKETS: Statement = {
  name: "receipts",
  text: `select packet, jti, jws, outcome, reason, issued_at, received_at, leaf_hash
         from receipts where packet = any ($1::uuid[])`,
};

/** The receipts of packets, by packet. */
export async function findReceipts(db: Runner, packets: readonly string[]): Promise<Map<string, StoredReceipt>> {
  const rows = await db.run<Row>(OF_PACKETS, [plainArray(packets)]);
  return new Map(rows.map((row) => [row.packet, receiptOf(row)]));
}

function receiptOf(row: Row): StoredReceipt {
  return {
    packet: row.packet,
    jti: row.jti,
    jws: row.jws,
    outcome: row.outcome,
    reason: row.reason,
    issuedAt: row.issued_at,
    receivedAt: row.received_at,
    leafHash: row.leaf_hash,
  };
}
