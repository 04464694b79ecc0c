/**
 * Statement of every packet that was sealed in a period for a party, or for one of its messages, with what became of
 * it. It is made of the log's entries alone: the entries up to a checkpoint always make the same statement. Pure.
 */
import type { AuditEntry } from "../../domain/audit-entry.ts";
import { PACKET_STATES, type PacketState } from "../../domain/packet.ts";
import { packetStory, type PlacedEntry } from "../packet-story.ts";

/** Party and period of a statement. The period is of sealing times, RFC 3339 in UTC, `to` not included. */
export interface StatementScope {
  readonly party: string;
  readonly from: string;
  readonly to: string;
}

/** Packet and what became of it up to the statement's checkpoint. */
export interface StatedPacket {
  readonly packet: string;
  readonly message: string;
  readonly thread: string;
  /** Absent when the message's own entry is not among those that were read. */
  readonly sender?: string;
  readonly recipient: string;
  readonly sealedAt: string;
  /** Digest of the packet's bytes. */
  readonly digest: string;
  readonly state: PacketState;
  readonly attempts: number;
  readonly deliveredAt?: string;
  readonly receivedAt?: string;
  readonly reason?: string;
  /** Packet that this one was sealed again for, and packet that was sealed again for this one. */
  readonly replaces?: string;
  readonly replacedBy?: string;
  /** When its payload was destroyed. */
  readonly erasedAt?: string;
  /** Indexes of its entries in the log. */
  readonly entries: readonly number[];
  /** Indexes of entries that cannot stand at their place. */
  readonly faults?: readonly number[];
}

/** Statement. */
export interface Statement extends StatementScope {
  readonly v: 1;
  /** Log that it was made of, up to this checkpoint. */
  readonly log: { readonly origin: string; readonly size: number /** Base64. */; readonly root: string };
  readonly totals: Readonly<Record<PacketState, number>> & { readonly packets: number; readonly erased: number };
  /** In the order of the log. */
  readonly packets: readonly StatedPacket[];
}

/** Error for more packets than a statement can list: a shorter period is needed. */
export class StatementTooLong extends Error {
  override readonly name = "StatementTooLong";
}

/** Most packets of one statement. */
export const MAX_STATED = 50_000;

/**
 * Age, ms, from which a statement must cover what was recorded before it was made. Entries are published within a
 * second, and while one has waited longer than a minute (`WAITED_MS`) the gateway makes no statement.
 */
export const COVERED_MS = 5 * 60_000;
export const WAITED_MS = 60_000;

/**
 * Reads entries in the order of the log and keeps those of the party's packets of the period. Memory is bounded by
 * these and by the ids of the party's own messages.
 */
export class StatementBuilder {
  readonly #scope: StatementScope;
  readonly #from: number;
  readonly #to: number;
  readonly #senders = new Map<string, string>();
  readonly #packets = new Map<string, PlacedEntry[]>();
  readonly #most: number;

  constructor(scope: StatementScope, most = MAX_STATED) {
    this.#scope = scope;
    this.#from = Date.parse(scope.from);
    this.#to = Date.parse(scope.to);
    this.#most = most;
  }

  /** Takes the next entry. @throws {StatementTooLong} */
  add(index: number, entry: AuditEntry): void {
    const { type, message, packet, time, actor } = entry;
    // A message's own entry comes before those of its packets.
    if (type === "accepted" && message !== undefined && this.#concerns(actor, time)) this.#senders.set(message, actor);
    if (packet === undefined) return;
    const known = this.#packets.get(packet);
    if (known !== undefined) {
      known.push({ index, entry });
      return;
    }
    if (!this.lists(entry)) return;
    if (this.#packets.size === this.#most) throw new StatementTooLong();
    this.#packets.set(packet, [{ index, entry }]);
  }

  /** Tells whether an entry seals a packet that belongs into the statement, from what was read so far. */
  lists({ type, message, recipient, time }: AuditEntry): boolean {
    const at = Date.parse(time);
    const { party } = this.#scope;
    const concerns = recipient === party || this.#senders.get(message ?? "") === party;
    return type === "sealed" && at >= this.#from && at < this.#to && concerns;
  }

  /**
   * Own messages of any time, because a packet may be sealed again later. Others' messages of the period, to name the
   * sender.
   */
  #concerns(sender: string, time: string): boolean {
    const at = Date.parse(time);
    return sender === this.#scope.party || (at >= this.#from && at < this.#to);
  }

  /** Makes the statement of what was added. */
  statement(log: Statement["log"]): Statement {
    const packets = [...this.#packets].map(([id, entries]) => this.#stated(id, entries));
    const replacedBy = new Map(
      packets.flatMap(({ packet, replaces }) => (replaces === undefined ? [] : [[replaces, packet]])),
    );
    const stated = packets.map((packet) => {
      const by = replacedBy.get(packet.packet) ?? packet.replacedBy;
      return by === undefined ? packet : { ...packet, replacedBy: by };
    });
    return { v: 1, ...this.#scope, log, totals: countStated(stated), packets: stated };
  }

  #stated(packet: string, entries: readonly PlacedEntry[]): StatedPacket {
    const [sealed] = entries;
    if (sealed === undefined) throw new TypeError("a packet has the entry that seals it");
    const { message = "", thread = "", recipient = "", digest = "", time, replaces } = sealed.entry;
    const { state, attempts, deliveredAt, receipt, erasedAt, faults } = packetStory(entries);
    const sender = this.#senders.get(message);
    const reason = receipt?.entry.reason;
    const by = entries.find(({ entry }) => entry.type === "resealed")?.entry.by;
    return {
      packet,
      message,
      thread,
      ...(sender === undefined ? {} : { sender }),
      recipient,
      sealedAt: time,
      digest,
      state,
      attempts,
      ...(deliveredAt === undefined ? {} : { deliveredAt }),
      ...(receipt === undefined ? {} : { receivedAt: receipt.entry.time }),
      ...(typeof reason === "string" ? { reason } : {}),
      ...(typeof replaces === "string" ? { replaces } : {}),
      ...(typeof by === "string" ? { replacedBy: by } : {}),
      ...(erasedAt === undefined ? {} : { erasedAt }),
      entries: entries.map(({ index }) => index),
      ...(faults.length === 0 ? {} : { faults }),
    };
  }
}

/** Counts packets by state. */
export function countStated(packets: readonly Pick<StatedPacket, "state" | "erasedAt">[]): Statement["totals"] {
  const totals = Object.fromEntries(PACKET_STATES.map((state) => [state, 0])) as Record<PacketState, number>;
  for (const { state } of packets) totals[state]++;
  const erased = packets.filter(({ erasedAt }) => erasedAt !== undefined).length;
  return { packets: packets.length, ...totals, erased };
}

/**
 * Period of a statement for a month of the locality, `YYYY-MM` of the years 2000 to 2999.
 * @param offset minutes east of UTC
 * @returns undefined for any other text
 */
export function monthPeriod(month: string, offset: number): Pick<StatementScope, "from" | "to"> | undefined {
  const [, year, number] = /^(2\d{3})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined || number === undefined) return undefined;
  const first = (add: number) => new Date(Date.UTC(Number(year), Number(number) - 1 + add, 1) - offset * 60_000);
  return { from: first(0).toISOString(), to: first(1).toISOString() };
}
