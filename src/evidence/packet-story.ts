/** Replays the life of a packet from its entries, by the state machine of protocol section 5. Pure. */
import type { AuditEntry } from "../domain/audit-entry.ts";
import { mayBecome, type PacketState, UNDELIVERED, UNRECEIPTED } from "../domain/packet.ts";

/** Entry with its place in the tree. */
export interface PlacedEntry {
  readonly index: number;
  readonly entry: AuditEntry;
}

/** State of a packet after its entries. */
export interface PacketStory {
  readonly state: PacketState;
  /** Number of `attempt` entries. */
  readonly attempts: number;
  readonly deliveredAt?: string;
  readonly via?: "push" | "fetch" | "receipt";
  /** The `receipt` entry. */
  readonly receipt?: PlacedEntry;
  readonly erasedAt?: string;
  /** Indexes of entries that cannot stand at their place in a legal story. */
  readonly faults: readonly number[];
}

type Step = (entry: AuditEntry, story: StoryState) => PacketState | "stays" | "illegal";

/** State so far. */
interface StoryState {
  state: PacketState | undefined;
  reason: unknown;
}

const stays: Step = (_entry, { state }) => (state === undefined ? "illegal" : "stays");

/**
 * Change of state by each type of entry about a packet. In logs of earlier versions a `delivered` may follow another: a
 * receipt that came while a push ended recorded the arrival again. A first fetch and a late attempt may be recorded
 * after the packet is settled.
 */
const STEPS: Readonly<Partial<Record<AuditEntry["type"], Step>>> = {
  sealed: (_entry, { state }) => (state === undefined ? "queued" : "illegal"),
  delivered: (_entry, { state }) => (state !== undefined && UNRECEIPTED.includes(state) ? "delivered" : "illegal"),
  fetched: (_entry, { state }) =>
    state === undefined ? "illegal" : UNDELIVERED.includes(state) ? "delivered" : "stays",
  receipt: ({ outcome }) => (outcome === "accepted" || outcome === "rejected" ? outcome : "illegal"),
  failed: () => "failed",
  withdrawn: ({ was }, { state }) => (was === state ? "withdrawn" : "illegal"),
  requeued: () => "queued",
  resealed: (_entry, { state, reason }) => (state === "rejected" && reason === "undecryptable" ? "stays" : "illegal"),
  // Announces a packet that is sealed for one more department after the acceptance.
  rerouted: (_entry, { state }) => (state === undefined ? "stays" : "illegal"),
  attempt: stays,
  conflict: stays,
  refused: stays,
  packed: stays,
};

/** Type of the entry for a destroyed payload. Typed as text, because the table of steps does not have it. */
const ERASED: string = "erased";
/** Types of entries that are not a step of a packet's life. */
const OTHERS: ReadonlySet<string> = new Set([
  "accepted",
  // Of a receipt it names the packet, of a message it does not.
  "imported",
  "directory",
  "clock-rules",
  "guideline",
  "case-facts",
  "case-erased",
  "report",
  "report-released",
  "inquiry",
  "reminder",
  "key",
  "log",
  "token-refused",
  "read",
  "envelope-erased",
  "erasure-requested",
  "person-lookup",
  "person-lookup-approved",
  ERASED,
]);

/**
 * Tells whether an entry's type is known. An unknown type, of a later version, changes no state, because states and
 * their changes are the protocol's. But its meaning cannot be checked here.
 */
export function isKnownType(type: string): boolean {
  return Object.hasOwn(STEPS, type) || OTHERS.has(type);
}

/** Tells whether an entry of this type is about one packet. A refused message may never have had packets. */
export function isPacketType(type: string): boolean {
  return Object.hasOwn(STEPS, type) && type !== "refused";
}

/** Replays the entries of one packet, in the order of the tree. */
export function packetStory(entries: readonly PlacedEntry[]): PacketStory {
  const story: StoryState = { state: undefined, reason: undefined };
  const faults: number[] = [];
  let attempts = 0;
  let delivery: { deliveredAt: string; via: "push" | "fetch" | "receipt" } | undefined;
  let receipt: PlacedEntry | undefined;
  let erasedAt: string | undefined;
  for (const placed of entries) {
    const { entry, index } = placed;
    const next = (STEPS[entry.type] ?? stays)(entry, story);
    if (next === "illegal" || (next !== "stays" && !follows(story.state, next))) {
      faults.push(index);
      continue;
    }
    if (next !== "stays") story.state = next;
    if (entry.type === "attempt") attempts++;
    if (entry.type === "delivered" || entry.type === "fetched") {
      delivery ??= { deliveredAt: entry.time, via: viaOf(entry) };
    }
    if (entry.type === "receipt") {
      receipt = placed;
      story.reason = entry.reason;
    }
    if (entry.type === ERASED) erasedAt ??= entry.time;
  }
  return {
    state: story.state ?? "queued",
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
