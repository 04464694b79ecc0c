import type pg from "pg";
import { formatDigest } from "../../../src/wire/digest.ts";
import type { Ledger } from "./ledger.ts";

interface MessageRow {
  readonly id: string;
  readonly jti: string;
}

interface PacketRow {
  readonly id: string;
  readonly message: string;
  readonly recipient: string;
  readonly state: string;
  readonly digest: Buffer;
  readonly outcome: string | null;
}

interface EntryRow {
  readonly type: string;
  readonly packet: string;
  readonly count: string;
}

/** Steps of which a packet that was delivered and answered has exactly one entry, pushed or fetched. */
const ONCE = [["sealed"], ["delivered", "fetched"], ["receipt"]];

/**
 * Compares the clients' records with the database and the log when everything is settled: every answered message is there,
 * once, with one packet for each recipient; nobody got anything else; the recorded outcome is the one that was signed; each
 * step has one entry. Lists what differs, a line each.
 *
 * @param follower the recipient that reads its inbox with one cursor
 */
export async function reckon(
  db: pg.Client,
  ledger: Ledger,
  recipients: readonly string[],
  follower: string,
): Promise<string[]> {
  const faults: string[] = [];
  const { rows: messages } = await db.query<MessageRow>("select id, jti from messages where type = 'aid-subject-list'");
  const { rows: packets } = await db.query<PacketRow>(
    "select p.id, p.message, p.recipient, p.state, p.digest, r.outcome from packets p left join receipts r on r.packet = p.id",
  );
  const { rows: entries } = await db.query<EntryRow>(
    "select type, packet, count(*) from recorded_entries where packet is not null group by type, packet",
  );

  const byJti = new Map(messages.map((message) => [message.jti, message]));
  for (const [jti, ids] of ledger.answered) {
    if (ids.size > 1) faults.push(`doubled: ${jti} was answered as ${[...ids].join(" and ")}`);
    for (const id of ids) if (byJti.get(jti)?.id !== id) faults.push(`lost: ${jti} was answered as ${id}`);
  }
  for (const { id, jti } of messages) if (!ledger.sent.has(jti)) faults.push(`invented: nobody sent message ${id}`);

  const byId = new Map(packets.map((packet) => [packet.id, packet]));
  for (const { id } of messages) {
    const to = packets.filter(({ message }) => message === id).map(({ recipient }) => recipient);
    if (to.toSorted().join() !== [...recipients].toSorted().join()) faults.push(`packets of ${id}: ${to.join()}`);
  }
  const received = new Map<string, Set<string>>();
  for (const { packet, recipient, message, digest } of ledger.received) {
    received.set(packet, (received.get(packet) ?? new Set()).add(digest));
    const row = byId.get(packet);
    if (row === undefined) faults.push(`invented: ${recipient} got packet ${packet}`);
    else if (row.recipient !== recipient || row.message !== message || formatDigest(row.digest) !== digest) {
      faults.push(`another packet: ${recipient} got ${packet}`);
    }
  }
  const count = new Map(entries.map(({ type, packet, count: n }) => [`${type} ${packet}`, Number(n)]));
  for (const { id, recipient, state, outcome } of packets) {
    const signed = ledger.signed.get(id) ?? new Set();
    if (state !== outcome || !signed.has(state)) {
      faults.push(`outcome of ${id}: ${state}, receipt ${outcome ?? "none"}, signed ${[...signed].join()}`);
    }
    if (!received.has(id)) faults.push(`undelivered: ${recipient} never got ${id}`);
    if (recipient === follower && !ledger.followed.has(id)) faults.push(`skipped: the cursor passed over ${id}`);
    for (const types of ONCE) {
      const n = types.reduce((sum, type) => sum + (count.get(`${type} ${id}`) ?? 0), 0);
      if (n !== 1) faults.push(`entries: ${n} of type ${types.join(" or ")} for ${id}, of ${recipient}`);
    }
  }
  return faults;
}
