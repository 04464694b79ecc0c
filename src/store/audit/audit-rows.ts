/** The rows that auditors' queries read. */
import { createHmac } from "node:crypto";
import type { AuditRows, DeliveryRow } from "../../audit/queries.ts";
import type { PacketRow } from "../../exchange/store-port.ts";
import type { Runner, Statement } from "../database.ts";
import { deliveryIds } from "./delivery-query.ts";
import { eventPage } from "./event-query.ts";
import { isKnown } from "./known-rows.ts";
import { findPacket, findPackets } from "../exchange/packets.ts";
import { oldestBeyond, statementEntries } from "./statement-rows.ts";
import { summarise } from "./summary-query.ts";

/** $1 packet. Rows: leaf_hash, bytes of every entry about it, in their order. */
const OF_PACKET: Statement = {
  name: "entries-of-packet",
  text: `select leaf_hash, bytes from recorded_entries
         where packet = $1::uuid order by leaf_index nulls last, pending_id`,
};

/** @param cursorKey secret of this database: cursors are its own */
export function auditRows(db: Runner, cursorKey: Buffer): AuditRows {
  return {
    async deliveries(filter, after, limit, now) {
      const { statement, parameters } = deliveryIds(filter, after, limit, now);
      const ids = (await db.run<{ id: string }>(statement, parameters)).slice(0, limit).map(({ id }) => id);
      const rows = ids.length === 0 ? new Map<string, PacketRow>() : await findPackets(db, ids);
      return ids.flatMap((id) => {
        const row = rows.get(id);
        return row === undefined ? [] : [deliveryOf(row)];
      });
    },
    async delivery(packet) {
      const row = await findPacket(db, packet);
      return row === undefined ? undefined : deliveryOf(row);
    },
    async events(filter, after, limit) {
      const { statement, parameters } = eventPage(filter, after, limit);
      const rows = await db.run<{ leaf_index: number; at: number; leaf_hash: Buffer; bytes: Buffer }>(
        statement,
        parameters,
      );
      return rows
        .slice(0, limit)
        .map(({ leaf_index: index, at, leaf_hash: leafHash, bytes }) => ({ index, at, leafHash, bytes }));
    },
    async entriesOfPacket(packet) {
      const rows = await db.run<{ leaf_hash: Buffer; bytes: Buffer }>(OF_PACKET, [packet]);
      return rows.map(({ leaf_hash: leafHash, bytes }) => ({ leafHash, bytes }));
    },
    summary: (query) => summarise(db, query),
    knows: (what, id) => isKnown(db, what, id),
    statementEntries: (scope, most) => statementEntries(db, scope, most),
    oldestBeyond: (size) => oldestBeyond(db, size),
    cursorCheck: (text) => createHmac("sha256", cursorKey).update("audit\0").update(text).digest().subarray(0, 8),
  };
}

function deliveryOf(row: PacketRow): DeliveryRow {
  const { id, mediaType: _mediaType, kid: _kid, nextAt: _nextAt, windowUntil: _windowUntil, ...shown } = row;
  return { packet: id, ...shown };
}
