/** Rows for auditors' questions. */
import { createHmac } from "node:crypto";
import type { AuditRows, EventRow } from "../../audit/queries.ts";
import type { Packet } from "../../exchange/packet.ts";
import type { LegalBasis } from "../../domain/audit-entry.ts";
import { present } from "../../wire/present.ts";
import { plainArray } from "../columns.ts";
import type { Database, Statement } from "../database.ts";
import { entriesAbout } from "../log/audit-entries.ts";
import { deliveryIds } from "./delivery-query.ts";
import { eventPage } from "./event-query.ts";
import { isKnown } from "./known-rows.ts";
import { findPacket, findPackets } from "../exchange/packets.ts";
import { oldestBeyond, statementEntries } from "./statement-rows.ts";
import { foldDays } from "./fold-days.ts";
import { countMatrix, summarise } from "./summary-query.ts";

/** $1 messages. Rows: message, legal basis and purpose, of each whose document names one of them. */
const GROUNDS: Statement = {
  name: "grounds-of-messages",
  text: `
  select message, max(entry ->> 'basis') as basis, max(entry ->> 'purpose') as purpose from (
    select e.message, convert_from(e.bytes, 'UTF8')::jsonb as entry
    from recorded_entries e where e.message = any ($1::uuid[]) and e.type in ('accepted', 'inquiry')
  ) as named group by message`,
};

/** Makes the rows over a database. @param cursorKey secret of this database, so that only its own cursors are valid */
export function auditRows(db: Database, cursorKey: Buffer): AuditRows {
  return {
    async deliveries(filter, after, limit, now) {
      const { statement, parameters } = deliveryIds(filter, after, limit, now);
      const ids = (await db.run<{ id: string }>(statement, parameters)).slice(0, limit).map(({ id }) => id);
      const packets = ids.length === 0 ? new Map<string, Packet>() : await findPackets(db, ids);
      return ids.flatMap((id) => packets.get(id) ?? []);
    },
    async groundsOf(messages) {
      const found = await db.run<{ message: string; basis: LegalBasis | null; purpose: string | null }>(GROUNDS, [
        plainArray(messages),
      ]);
      return new Map(found.map(({ message, ...grounds }) => [message, present(grounds)]));
    },
    delivery: (packet) => findPacket(db, packet),
    async events(filter, after, limit) {
      const { statement, parameters } = eventPage(filter, after, limit);
      return (await db.run<EventRow>(statement, parameters)).slice(0, limit);
    },
    entriesOfPacket: (packet) => entriesAbout(db, "packet", packet),
    summary: (query) => summarise(db, query),
    matrix: (query) => countMatrix(db, query),
    foldDays: (offset, batch) => foldDays(db, offset, batch),
    knows: (what, id) => isKnown(db, what, id),
    statementEntries: (scope, most) => statementEntries(db, scope, most),
    oldestBeyond: (size) => oldestBeyond(db, size),
    cursorCheck: (text) => createHmac("sha256", cursorKey).update("audit\0").update(text).digest().subarray(0, 8),
  };
}
