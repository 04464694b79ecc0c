import type { RecordedEntry } from "../../domain/recorded-entry.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import type { NewPacket, Packet } from "../../exchange/packet.ts";
import {
  type ClaimedPacket,
  type DuePackets,
  type DueShare,
  type DueTime,
  type EarlierMessage,
  type InboxPage,
  type KeptEnvelope,
  type KeptNumber,
  type Message,
  type NewMessage,
  type OverduePacket,
  type Settlement,
  type SettleOutcome,
  type Store,
  type StoredReceipt,
  type Thread,
} from "../../exchange/store-port.ts";
import type { Snapshot, SnapshotKind } from "../../exchange/snapshots-port.ts";
import type { EndpointOff, EndpointStanding, FailedFilter, TakenOver } from "../../exchange/operator-port.ts";
import { acceptGroup, acceptWithdrawal, weightOf } from "./accept.ts";
import { useAssertion } from "./assertions.ts";
import { entriesOfMessage, recordEntries } from "../log/audit-entries.ts";
import { Batcher } from "../batch.ts";
import type { Database } from "../database.ts";
import { endpointOff, endpointOn, endpointsBack, endpointsOff } from "./endpoints.ts";
import type { CommitProbe } from "../commit-probe.ts";
import type { InboxReader } from "./inbox.ts";
import { type Claim, claimGroup, claimOverdue, duePackets, releaseLeases } from "./leases.ts";
import * as stored from "./messages.ts";
import { holdsOfThread } from "./holds.ts";
import { findPacket, findPacketBytes, packetsOfMessage, packetsOfThread, replacePacket } from "./packets.ts";
import { findReceipts } from "./receipts.ts";
import { countFailed, failedPackets, requeue } from "./requeue.ts";
import { settleGroup } from "./settle.ts";
import { lastSnapshot, saveSnapshot, snapshotVersions } from "./snapshots.ts";
import { endpointStandings } from "./standings.ts";
import { orTaken } from "./taken.ts";
import { takeOver } from "./take-over.ts";
import { isUnavailable, wasRolledBack } from "../unavailable.ts";

/** Most messages in a group, and their bytes. Larger groups save nothing more for each message, and all would wait longer. */
const [MAX_MESSAGES, MAX_MESSAGE_BYTES] = [16, 4 * 1024 * 1024];
/** Most settlements, claims or lone entries in a group; they are small. */
const MAX_ROWS = 64;
/** Groups under way at once: one is written while the next is prepared. */
const LANES = 2;

/** Outcome for a text that is no id of a packet. */
const UNKNOWN: SettleOutcome = { done: false, now: undefined, receipt: undefined };

/** The store on PostgreSQL. Frequent writes (accept, settle, claim, record) are committed in groups. */
export class PostgresStore implements Store {
  /** Called after every commit that recorded entries. */
  onRecorded: () => void = () => undefined;
  readonly #db: Database;
  readonly #inboxes: InboxReader;
  readonly #accepts: Batcher<NewMessage, EarlierMessage | null>;
  readonly #settlements: Batcher<Settlement, SettleOutcome>;
  readonly #claims: Batcher<Claim, ClaimedPacket | undefined>;
  readonly #records: Batcher<readonly RecordedEntry[], undefined>;
  readonly #probes: Batcher<undefined, undefined>;

  constructor(db: Database, inboxes: InboxReader, commits: CommitProbe) {
    this.#db = db;
    this.#inboxes = inboxes;
    const rows = { splits: maySplit, maxItems: MAX_ROWS, maxWeight: MAX_ROWS, weight: () => 1, lanes: LANES };
    this.#accepts = new Batcher({
      ...rows,
      write: (items) => this.#recording(acceptGroup(db, items)),
      maxItems: MAX_MESSAGES,
      maxWeight: MAX_MESSAGE_BYTES,
      weight: weightOf,
    });
    this.#settlements = new Batcher<Settlement, SettleOutcome>({
      ...rows,
      write: (items) => this.#recording(settleGroup(db, items)),
      key: packetIdOf,
    });
    this.#claims = new Batcher<Claim, ClaimedPacket | undefined>({
      ...rows,
      write: (items) => claimGroup(db, items),
      key: packetIdOf,
    });
    this.#records = new Batcher({
      ...rows,
      write: (items) => withoutOutcome(items, this.#recording(recordEntries(db, items.flat()))),
    });
    this.#probes = new Batcher({
      ...rows,
      lanes: 1,
      write: (items) => withoutOutcome(items, commits.probe()),
    });
  }

  accept(message: NewMessage): Promise<EarlierMessage | null> {
    return orTaken(this.#accepts.add(message));
  }

  acceptWithdrawal(
    message: NewMessage,
    packets: readonly string[],
    entryFor: (packet: Packet) => RecordedEntry,
  ): Promise<EarlierMessage | null> {
    return orTaken(this.#recording(acceptWithdrawal(this.#db, message, packets.filter(isUuid7), entryFor)));
  }

  async findEarlier(sender: string, jti: string): Promise<EarlierMessage | undefined> {
    const asked = { sender, jti };
    return (await stored.findEarlierOf(this.#db, [asked])).get(asked);
  }

  documentNumbers(messages: readonly string[]): Promise<KeptNumber[]> {
    return stored.documentNumbers(this.#db, messages);
  }

  messagesByKey(documentKeys: readonly Buffer[]): Promise<ReadonlyMap<string, string>> {
    return stored.messagesByKey(this.#db, documentKeys);
  }

  async thread(id: string): Promise<Thread | undefined> {
    return isUuid7(id) ? stored.findThread(this.#db, id) : undefined;
  }

  async message(id: string): Promise<Message | undefined> {
    return isUuid7(id) ? stored.findMessage(this.#db, id) : undefined;
  }

  async envelope(message: string): Promise<KeptEnvelope | undefined> {
    return isUuid7(message) ? stored.findEnvelope(this.#db, message) : undefined;
  }

  async messagesOfThread(thread: string): Promise<Message[]> {
    return isUuid7(thread) ? stored.messagesOfThread(this.#db, thread) : [];
  }

  async packet(id: string): Promise<Packet | undefined> {
    return isUuid7(id) ? findPacket(this.#db, id) : undefined;
  }

  async packetBytes(id: string): Promise<Buffer | undefined> {
    return isUuid7(id) ? findPacketBytes(this.#db, id) : undefined;
  }

  async packetsOfMessage(message: string): Promise<Packet[]> {
    return isUuid7(message) ? packetsOfMessage(this.#db, message) : [];
  }

  async packetsOfThread(thread: string): Promise<Packet[]> {
    return isUuid7(thread) ? packetsOfThread(this.#db, thread) : [];
  }

  async holdsOfThread(thread: string): Promise<ReadonlyMap<string, Buffer>> {
    return isUuid7(thread) ? holdsOfThread(this.#db, thread) : new Map();
  }

  async receiptOf(packet: string): Promise<StoredReceipt | undefined> {
    return isUuid7(packet) ? (await findReceipts(this.#db, [packet])).get(packet) : undefined;
  }

  entriesOfMessage(message: string): Promise<RecordedEntry[]> {
    return entriesOfMessage(this.#db, message);
  }

  inbox(recipient: string, after: string | undefined, limit: number): Promise<InboxPage> {
    return this.#inboxes.list(recipient, after, limit);
  }

  inboxHeads(recipients: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#inboxes.heads(recipients);
  }

  async settle(settlement: Settlement): Promise<SettleOutcome> {
    return isUuid7(settlement.packet) ? this.#settlements.add(settlement) : UNKNOWN;
  }

  async record(entries: readonly RecordedEntry[]): Promise<void> {
    if (entries.length > 0) await this.#records.add(entries);
  }

  duePackets(time: DueTime, shares: readonly DueShare[], limit: number): Promise<DuePackets> {
    return duePackets(this.#db, time, shares, limit);
  }

  async claim(packet: string, owner: string, time: DueTime, lease: number): Promise<ClaimedPacket | undefined> {
    return isUuid7(packet) ? this.#claims.add({ packet, owner, time, lease }) : undefined;
  }

  claimOverdue(owner: string, time: DueTime, lease: number, limit: number): Promise<OverduePacket[]> {
    return claimOverdue(this.#db, owner, time, lease, limit);
  }

  releaseLeases(owner: string): Promise<void> {
    return releaseLeases(this.#db, owner);
  }

  requeue(...of: Parameters<Store["requeue"]>): Promise<Packet[]> {
    const [packets, ...more] = of;
    return this.#recording(requeue(this.#db, packets.filter(isUuid7), ...more));
  }

  failedPackets(filter: FailedFilter, after: string | undefined, limit: number): Promise<Packet[]> {
    return failedPackets(this.#db, filter, after, limit);
  }

  countFailed(filter: FailedFilter): Promise<number> {
    return countFailed(this.#db, filter);
  }

  async addReplacement(
    message: string,
    packet: NewPacket,
    sealedAt: number,
    entries: readonly RecordedEntry[],
  ): Promise<boolean> {
    if (!isUuid7(message)) return false;
    const replacing = this.#db.transaction(async (runner) => {
      const added = await replacePacket(runner, message, packet, sealedAt);
      if (added && entries.length > 0) await recordEntries(runner, entries);
      return added;
    });
    return this.#recording(replacing);
  }

  endpointOff(...of: Parameters<Store["endpointOff"]>): Promise<boolean> {
    return this.#recording(endpointOff(this.#db, ...of));
  }

  endpointOn(...of: Parameters<Store["endpointOn"]>): Promise<boolean> {
    return this.#recording(endpointOn(this.#db, ...of));
  }

  endpointsBack(...of: Parameters<Store["endpointsBack"]>): Promise<readonly string[]> {
    return this.#recording(endpointsBack(this.#db, ...of));
  }

  endpointStandings(...of: Parameters<Store["endpointStandings"]>): Promise<EndpointStanding[]> {
    return endpointStandings(this.#db, ...of);
  }

  takeOver(...of: Parameters<Store["takeOver"]>): Promise<TakenOver> {
    return takeOver(this.#db, ...of);
  }

  endpointsOff(): Promise<readonly EndpointOff[]> {
    return endpointsOff(this.#db);
  }

  useAssertion(party: string, jti: string, expires: number): Promise<boolean> {
    return useAssertion(this.#db, party, jti, expires);
  }

  lastSnapshot(kind: SnapshotKind): Promise<Snapshot | undefined> {
    return lastSnapshot(this.#db, kind);
  }

  snapshotVersions(kinds: readonly SnapshotKind[]): Promise<string[]> {
    return snapshotVersions(this.#db, kinds);
  }

  saveSnapshot(...of: Parameters<Store["saveSnapshot"]>): Promise<void> {
    return this.#recording(saveSnapshot(this.#db, ...of));
  }

  async ping(): Promise<void> {
    await this.#probes.add(undefined);
  }

  /** Calls `onRecorded` after a commit that may have recorded entries. */
  async #recording<T>(commit: Promise<T>): Promise<T> {
    const outcome = await commit;
    this.onRecorded();
    return outcome;
  }

  /** Waits until no group waits or is under way. */
  async drain(): Promise<void> {
    const batchers = [this.#accepts, this.#settlements, this.#claims, this.#records, this.#probes];
    await Promise.all(batchers.map((batcher) => batcher.drained()));
  }
}

function packetIdOf(item: { readonly packet: string }): string {
  return item.packet;
}

/** Gives an outcome for each item of a batch whose write has none. */
async function withoutOutcome(items: readonly unknown[], write: Promise<unknown>): Promise<undefined[]> {
  await write;
  return items.map(() => undefined);
}

/** Tells whether to write a failed group one by one: when the database works, but an item is bad or two groups collided. */
function maySplit(error: unknown): boolean {
  return !isUnavailable(error) || wasRolledBack((error as Error).cause);
}
