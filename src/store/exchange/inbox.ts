import type { Logger } from "pino";
import { UNRECEIPTED } from "../../domain/packet.ts";
import type { InboxPage } from "../../exchange/store-port.ts";
import type { Packet } from "../../exchange/packet.ts";
import { oneOf, textArray } from "../columns.ts";
import { type Position, readCursor, START, writeCursor } from "./cursor.ts";
import type { Database, Statement } from "../database.ts";
import type { IdentityQuestion } from "../database-identity.ts";
import { checkInboxEpoch } from "./inbox-epoch.ts";
import { type Horizon, horizonReader } from "./inbox-horizon.ts";
import { PACKET_COLUMNS } from "./packets.ts";

/**
 * Statement that reads a page of an inbox.
 * $1 recipient; $2 xid and $3 seq of the last packet already listed; $4 limit; $5 horizon; $6 identity of the database and
 * $7 epoch with which it was read: on another server, or in another epoch, there are no rows. Rows: packets, with their
 * positions.
 */
function pageOf({ name, expression }: IdentityQuestion): Statement {
  return {
    name: `inbox-${name}`,
    text: `
    select ${PACKET_COLUMNS}, xid::text as xid, seq::text as seq
    from packets
    where recipient = $1 and state ${oneOf(UNRECEIPTED)} and erased_at is null
      and (xid, seq) > ($2::xid8, $3::bigint) and xid < $5::xid8
      and (select cluster = $6 and cluster = ${expression} and epoch = $7::int from meta)
    order by packets.xid, packets.seq
    limit $4`,
  };
}

/** $1 recipients, $2 horizon. Rows: for each whose inbox is not empty, the position of its last packet. */
const HEADS: Statement = {
  name: "inbox-heads",
  text: `
  select asked.recipient, head.xid::text as xid, head.seq::text as seq
  from unnest($1::text[]) as asked (recipient)
  cross join lateral (
    select p.xid, p.seq from packets p
    where p.recipient = asked.recipient and p.state ${oneOf(UNRECEIPTED)} and p.xid < $2::xid8
    order by p.xid desc, p.seq desc
    limit 1
  ) as head`,
};

/** A position in an inbox as the database writes it. */
type Placed = Readonly<Record<"xid" | "seq", string>>;

/** Reads inboxes. */
export class InboxReader {
  readonly #db: Database;
  readonly #identity: IdentityQuestion;
  readonly #cursorKey: Buffer;
  readonly #logger: Logger;
  readonly #readHorizon: () => Promise<Horizon>;
  readonly #page: Statement;
  /** Check of the positions that is under way. */
  #checking: Promise<void> | undefined;

  /** @param cursorKey keys the check values of cursors */
  constructor(db: Database, identity: IdentityQuestion, cursorKey: Buffer, logger: Logger) {
    this.#db = db;
    this.#identity = identity;
    this.#cursorKey = cursorKey;
    this.#logger = logger;
    this.#readHorizon = horizonReader(db, identity);
    this.#page = pageOf(identity);
  }

  /**
   * Lists the packets of a recipient that wait for a receipt, behind a cursor, oldest first. A cursor of another epoch is the
   * start, as is one ahead of this server.
   * @throws Refusal `malformed-request` for a cursor that was not made with this key for this recipient
   */
  async list(recipient: string, after: string | undefined, limit: number): Promise<InboxPage> {
    const given = after === undefined ? START : readCursor(this.#cursorKey, recipient, after);
    const { xid, next, epoch, cluster } = await this.#horizon();
    const from = given.epoch === epoch && given.xid < BigInt(next) ? given : START;
    const parameters = [recipient, String(from.xid), String(from.seq), limit, xid, cluster, epoch];
    const rows = await this.#db.run<Packet & Placed>(this.#page, parameters);
    const last = rows.at(-1);
    const end: Position = last === undefined ? given : { epoch, xid: BigInt(last.xid), seq: BigInt(last.seq) };
    const items = rows.map(({ xid: _xid, seq: _seq, ...packet }) => packet);
    return { items, next: writeCursor(this.#cursorKey, recipient, end) };
  }

  /** Gives, for each of these recipients with a packet in its inbox, a text that changes when a newer packet can be listed. */
  async heads(recipients: readonly string[]): Promise<Map<string, string>> {
    const { xid: horizon } = await this.#horizon();
    const rows = await this.#db.run<{ recipient: string } & Placed>(HEADS, [textArray(recipients), horizon]);
    return new Map(rows.map(({ recipient, xid, seq }) => [recipient, `${xid}.${seq}`]));
  }

  /**
   * Reads the horizon; where the database is another one than before (a failover), checks the positions first. All readers wait
   * for one check: each would move the same packets, and take a connection.
   */
  async #horizon(): Promise<Horizon> {
    const found = await this.#readHorizon();
    if (found.here) return found;
    this.#checking ??= checkInboxEpoch(this.#db, this.#identity, this.#logger).finally(() => {
      this.#checking = undefined;
    });
    await this.#checking;
    return this.#readHorizon();
  }
}
