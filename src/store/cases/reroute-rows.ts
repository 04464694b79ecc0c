/** Adds the packet and the item of a department to which a need was re-routed. */
import type { RerouteRows } from "../../exchange/packet.ts";
import { Blob } from "../columns.ts";
import type { Database, Statement } from "../database.ts";
import { insertPackets, PACKET_PARAMETERS, packetColumns } from "../exchange/packets.ts";
import { orTaken } from "../exchange/taken.ts";
import { recordEntries } from "../log/audit-entries.ts";
import { CASE_PARAMETERS, caseColumns, insertCases } from "./case-changes.ts";

/**
 * $1 time of sealing, $2 message, then the columns of the packet and its bytes. Rows: its id, or none when the message was
 * erased. The insert is the statement itself, so that it is the first write of its transaction (migration 0015).
 */
const ADD_PACKET: Statement = {
  name: "add-rerouted-packet",
  text: `
  with source as materialized (
    select 1 as item, m.id, m.thread, m.type, m.version, m.sender, $1::bigint as accepted_at,
           null::text as lease_owner, null::bigint as lease
    from messages m where m.id = $2::uuid and m.envelope is not null
    -- An erasure of the thread either waits for this lock, or has ended and shows in the row.
    for update of m
  )
  ${insertPackets(3, 3 + PACKET_PARAMETERS, "source")}
  returning id`,
};

/** The columns of the change of the case, and its bytes. Rows: none. A revision that another message has fails the statement. */
const ADD_ITEM: Statement = {
  name: "add-rerouted-item",
  text: `with source as (select 1 as item), ${insertCases(1, 1 + CASE_PARAMETERS, "source")} select from source where false`,
};

/** Makes the writes of re-routing over a database. @param onRecorded entries were written */
export function rerouteRows(db: Database, onRecorded: () => void): RerouteRows {
  return {
    async addRerouted({ message, sealedAt, packet, change, entries }) {
      const added = await orTaken(
        db.transaction(async (runner) => {
          const [packets, cases] = [new Blob(), new Blob()];
          const columns = packetColumns([{ packets: [packet] }], packets);
          const rows = await runner.run(ADD_PACKET, [sealedAt, message, ...columns, packets.bytes()]);
          if (rows.length === 0) return false;
          const changed = caseColumns([{ change, acceptedAt: sealedAt }], cases);
          await runner.run(ADD_ITEM, [...changed, cases.bytes()]);
          await recordEntries(runner, entries);
          return true;
        }),
      );
      if (added) onRecorded();
      return added;
    },
  };
}
