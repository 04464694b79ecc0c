/** Counts of packets that are alike in what a summary or a matrix asks for. */
import { PACKET_STATES, type PacketState } from "../../domain/packet.ts";

/** Logarithm of how much wider a bucket of times is than the one before: a percentile is right to within half of it. */
export const BUCKET_WIDTH = Math.log(1.02);

/** What a packet adds to a tally. Buckets are numbers; null: there is no such time. */
export interface Counted {
  readonly state: PacketState;
  readonly reason: string | null;
  /** Due time of the receipt, ms, while the packet waits for it. */
  readonly due: number | null;
  readonly delivery: number | null;
  readonly receipt: number | null;
}

/** A tally as a row has it. */
export interface TallyRow {
  readonly counts: {
    readonly states?: Readonly<Record<string, number>>;
    readonly reasons?: Readonly<Record<string, number>>;
    readonly due?: Readonly<Record<string, number>>;
  };
  readonly delivery?: Buffer | null;
  readonly receipt?: Buffer | null;
}

/** Bytes of a bucket and its count. */
const PAIR = 6;

/** Counts packets by state, reason, due time and buckets of times. Nothing is left of what was added and taken away again. */
export class Tally {
  readonly states = new Map<string, number>();
  readonly reasons = new Map<string, number>();
  readonly due = new Map<number, number>();
  readonly delivery = new Map<number, number>();
  readonly receipt = new Map<number, number>();

  /** Adds packets that are all alike; a negative number takes them away. */
  add({ state, reason, due, delivery, receipt }: Counted, packets: number): void {
    addTo(this.states, state, packets);
    if (reason !== null) addTo(this.reasons, reason, packets);
    if (due !== null) addTo(this.due, due, packets);
    if (delivery !== null) addTo(this.delivery, delivery, packets);
    if (receipt !== null) addTo(this.receipt, receipt, packets);
  }

  /** Adds all that a row counts. */
  addRow({ counts, delivery, receipt }: TallyRow): void {
    for (const [state, n] of Object.entries(counts.states ?? {})) addTo(this.states, state, n);
    for (const [reason, n] of Object.entries(counts.reasons ?? {})) addTo(this.reasons, reason, n);
    for (const [due, n] of Object.entries(counts.due ?? {})) addTo(this.due, Number(due), n);
    addPairs(this.delivery, delivery);
    addPairs(this.receipt, receipt);
  }

  /** Adds all that another tally counts. */
  addAll(other: Tally): void {
    for (const name of ["states", "reasons", "due", "delivery", "receipt"] as const) {
      const into = this[name] as Map<string | number, number>;
      for (const [key, n] of other[name]) addTo(into, key, n);
    }
  }

  /** Makes the row of this tally. */
  row(): Required<TallyRow> {
    const members = { states: this.states, reasons: this.reasons, due: this.due };
    return {
      counts: Object.fromEntries(
        Object.entries(members).flatMap(([name, map]) => (map.size === 0 ? [] : [[name, Object.fromEntries(map)]])),
      ),
      delivery: pairs(this.delivery),
      receipt: pairs(this.receipt),
    };
  }

  /** Counts the packets. */
  packets(): number {
    return sum(this.states.values());
  }

  /** Counts the packets in each state. */
  byState(): Record<PacketState, number> {
    return Object.fromEntries(PACKET_STATES.map((state) => [state, this.states.get(state) ?? 0])) as Record<
      PacketState,
      number
    >;
  }

  /** Counts the packets whose receipt was due before a time, ms. */
  overdue(now: number): number {
    return sum([...this.due].flatMap(([due, n]) => (due < now ? [n] : [])));
  }
}

function addTo<Key>(map: Map<Key, number>, key: Key, n: number): void {
  const now = (map.get(key) ?? 0) + n;
  if (now === 0) map.delete(key);
  else map.set(key, now);
}

function addPairs(map: Map<number, number>, bytes: Buffer | null | undefined): void {
  if (bytes === null || bytes === undefined) return;
  for (let at = 0; at < bytes.length; at += PAIR) addTo(map, bytes.readUInt16BE(at), bytes.readUInt32BE(at + 2));
}

function pairs(map: ReadonlyMap<number, number>): Buffer {
  const bytes = Buffer.alloc(map.size * PAIR);
  let at = 0;
  for (const [bucket, n] of map) {
    bytes.writeUInt16BE(bucket, at);
    bytes.writeUInt32BE(n, at + 2);
    at += PAIR;
  }
  return bytes;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
