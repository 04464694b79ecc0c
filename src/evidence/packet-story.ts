/** The life of a packet as its entries tell it, replayed by the state machine of protocol section 5. Pure. */
import type { AuditEntry } from "../domain/audit-entry.ts";
import { mayBecome, type PacketState } from "../domain/packet.ts";

/** An entry with its place in the tree. */
export interface PlacedEntry {
  readonly index: number;
  readonly entry: AuditEntry;
}

/** Where the entries leave a packet. */
export interface PacketStory {
  readonly state: PacketState;
  /** Entries `attempt`. */
  readonly attempts: number;
  readonly deliveredAt?: string;
  readonly via?: "push" | "fetch" | "receipt";
  /** The `receipt` entry. */
  readonly receipt?: PlacedEntry;
  readonly erasedAt?: string;
  /** Indexes of entries that no legal story has at their place. */
  readonly faults: readonly number[];
}

type Step = (entry: AuditEntry, story: Told) => PacketState | "stays" | "illegal";

/** What was told so far. */
interface Told {
  state: PacketState | undefined;
  reason: unknown;
}

const stays: Step = (_entry, { state }) => (state === undefined ? "illegal" : "stays");

/**
 * What each type of entry about a packet does to its state. A `delivered` may follow another: the receipt
 * that came with it and the push that ended meanwhile both tell of an arrival. A first fetch and a late
 * attempt may be recorded while the packet is settled.
 */
const STEPS: Readonly<Partial<Record<AuditEntry["type"], Step>>> = {
  sealed: (_entry, { state }) => (state === undefined ? "queued" : "illegal"),
  delivered: (_entry, { state }) => (state === "queued" || state === "delivered" ? "delivered" : "illegal"),
  fetched: (_entry, { state }) =>
    state === "queued" ? "delivered" : state === undefined || state === "failed" ? "illegal" : "stays",
  receipt: ({ outcome }) => (outcome === "accepted" || outcome === "rejected" ? outcome : "illegal"),
  failed: () => "failed",
  withdrawn: ({ was }, { state }) => (was === state ? "withdrawn" : "illegal"),
  requeued: () => "queued",
  resealed: (_entry, { state, reason }) => (state === "rejected" && reason === "undecryptable" ? "stays" : "illegal"),
  attempt: stays,
  conflict: stays,
  refused: stays,
};

/** The payload was destroyed. */
const ERASED: string = "erased";
/** Types of entries that are no step of a packet's life. */
const OTHERS: ReadonlySet<string> = new Set([
  "accepted",
  "directory",
  "key",
  "log",
  "token-refused",
  "read",
  "envelope-erased",
  "erasure-requested",
  "person-lookup",
  ERASED,
]);

/**
 * Whether an entry's type is known here. One that is not, of a later version, changes no state: the states and
 * their changes are the protocol's. But nobody here can say that it means what it should.
 */
export function isKnownType(type: string): boolean {
  return Object.hasOwn(STEPS, type) || OTHERS.has(type);
}

/** Whether an entry of this type is about one packet. A message may be refused that never had any. */
export function isPacketType(type: string): boolean {
  return Object.hasOwn(STEPS, type) && type !== "refused";
}

/** Replays the entries of one packet, in the order of the tree. */
export function packetStory(entries: readonly PlacedEntry[]): PacketStory {
  const told: Told = { state: undefined, reason: undefined };
  const faults: number[] = [];
  let attempts = 0;
  let delivery: { deliveredAt: string; via: "push" | "fetch" | "receipt" } | undefined;
  let receipt: PlacedEntry | undefined;
  let erasedAt: string | undefined;
  for (const placed of entries) {
    const { entry, index } = placed;
    const next = (STEPS[entry.type] ?? stays)(entry, told);
    if (next === "illegal" || (next !== "stays" && !follows(told.state, next))) {
      faults.push(index);
      continue;
    }
    if (next !== "stays") told.state = next;
    if (entry.type === "attempt") attempts++;
    if (entry.type === "delivered" || entry.type === "fetched") {
      delivery ??= { deliveredAt: entry.time, via: viaOf(entry) };
    }
    if (entry.type === "receipt") {
      receipt = placed;
      told.reason = entry.reason;
    }
    if (entry.type === ERASED) erasedAt ??= entry.time;
  }
  return {
    state: told.state ?? "queued",
    attempts,
    ...delivery,
    ...(receipt === undefined ? {} : { receipt }),
    ...(erasedAt === undefined ? {} : { erasedAt }),
    faults,
  };
}

function follows(from: PacketState | undefined, to: PacketState): boolean {
  if (from === undefined) return to === "queued";
  return from === to ? to === "delivered" : mayBecome(from, to);
}

function viaOf(entry: AuditEntry): "push" | "fetch" | "receipt" {
  if (entry.type === "fetched") return "fetch";
  return entry.via === "receipt" ? "receipt" : "push";
}
