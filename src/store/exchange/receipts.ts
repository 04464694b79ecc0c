import type { StoredReceipt } from "../../exchange/store-port.ts";
import { plainArray, selected } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

const COLUMNS = selected(["packet", "jti", "jws", "outcome", "reason", "issuedAt", "receivedAt", "leafHash"]);

/** $1 packets. Rows: their receipts, at most one each. */
const OF_PACKETS: Statement = {
  name: "receipts",
  text: `select ${COLUMNS} from receipts where packet = any ($1::uuid[])`,
};

/** Reads the receipts of packets, by packet. */
export async function findReceipts(db: Runner, packets: readonly string[]): Promise<Map<string, StoredReceipt>> {
  const receipts = await db.run<StoredReceipt>(OF_PACKETS, [plainArray(packets)]);
  return new Map(receipts.map((receipt) => [receipt.packet, receipt]));
}
