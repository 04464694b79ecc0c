/** Rows for auditors' questions. */
import { createHmac } from "node:crypto";
import type { AuditRows, EventRow } from "../../audit/queries.ts";
import type { Packet } from "../../exchange/packet.ts";
import type { Runner } from "../database.ts";
import { entriesAbout } from "../log/audit-entries.ts";
import { deliveryIds } from "./delivery-query.ts";
import { eventPage } from "./event-query.ts";
import { isKnown } from "./known-rows.ts";
import { findPacket, findPackets } from "../exchange/packets.ts";
import { oldestBeyond, statementEntries } from "./statement-rows.ts";
import { summarise } from "./summary-query.ts";

/** Makes the rows over a database. @param cursorKey secret of this database, so that only its own cursors are valid */
export function auditRows(db: Runner, cursorKey: Buffer): AuditRows {
  return {
    async deliveries(filter, after, limit, now) {
      const { statement, parameters } = deliveryIds(filter, after, limit, now);
      const ids = (await db.run<{ id: string }>(statement, parameters)).slice(0, limit).map(({ id }) => id);
      const packets = ids.length === 0 ? new Map<string, Packet>() : await findPackets(db, ids);
      return ids.flatMap((id) => packets.get(id) ?? []);
    },
    delivery: (packet) => findPacket(db, packet),
    async events(filter, after, limit) {
      const { statement, parameters } = eventPage(filter, after, limit);
      return (await db.run<EventRow>(statement, parameters)).slice(0, limit);
    },
    entriesOfPacket: (packet) => entriesAbout(db, "packet", packet),
    summary: (query) => summarise(db, query),
    knows: (what, id) => isKnown(db, what, id),
    statementEntries: (scope, most) => statementEntries(db, scope, most),
    oldestBeyond: (size) => oldestBeyond(db, size),
    cursorCheck: (text) => createHmac("sha256", cursorKey).update("audit\0").update(text).digest().subarray(0, 8),
  };
}
