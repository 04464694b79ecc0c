/**
 * Packets that replace others: sealed again because the recipient could not decrypt the first (protocol section 6).
 * Such a packet is in no submission receipt, so only the log says that it may be there. Pure.
 */
import type { AuditEntry } from "../domain/audit-entry.ts";
import type { PlacedEntry } from "./packet-story.ts";

/** Fault of a replacement; a closed list. */
export type ReplacementCode =
  /** The packet that it replaces was not sealed before it. */
  | "replaced-unknown"
  /** The packet that it replaces is of another message or for another recipient. */
  | "replaced-differs"
  /** The packet that it replaces was not refused as `undecryptable` before. */
  | "replaced-unrefused"
  /** No `resealed` entry before it names both. */
  | "replacement-unannounced"
  /** Another packet replaces, or was announced for, the same packet. */
  | "replaced-twice"
  /** A `resealed` entry names a packet that was never sealed in its place. */
  | "replacement-missing";

/** One fault. */
export interface ReplacementFault {
  readonly code: ReplacementCode;
  /** Index of the faulty entry: the `sealed` one, or the `resealed` one. */
  readonly index: number;
  readonly entry: AuditEntry;
}

interface Sealed {
  readonly message: unknown;
  readonly thread: unknown;
  readonly recipient: unknown;
  /** Whether the first receipt, which is the one that counts, refused it. */
  refused?: boolean;
  announced: boolean;
  replaced: boolean;
}

/** Reads entries in the order of the tree. Memory grows with the packets. */
export class Replacements {
  readonly #packets = new Map<string, Sealed>();
  /** Announcements, by the packet that replaces. */
  readonly #announced = new Map<string, PlacedEntry>();
  readonly #faults: ReplacementFault[] = [];

  /** Takes the next entry. */
  add(index: number, entry: AuditEntry): void {
    const { type, packet, message, thread, recipient, outcome, reason } = entry;
    if (packet === undefined) return;
    if (type === "receipt") {
      const known = this.#packets.get(packet);
      if (known !== undefined) known.refused ??= outcome === "rejected" && reason === "undecryptable";
    }
    if (type === "resealed") this.#announce(index, entry);
    if (type !== "sealed") return;
    for (const code of this.#faultsOf(packet, entry)) this.#faults.push({ code, index, entry });
    // The first one counts. That a packet was sealed twice is reported by another check.
    if (!this.#packets.has(packet)) {
      this.#packets.set(packet, {
        message,
        thread,
        recipient,
        announced: false,
        replaced: false,
      });
    }
  }

  #announce(index: number, entry: AuditEntry): void {
    const { packet = "", by } = entry;
    const known = this.#packets.get(packet);
    const twice = known?.announced === true || (typeof by === "string" && this.#announced.has(by));
    if (twice) this.#faults.push({ code: "replaced-twice", index, entry });
    else if (typeof by === "string") this.#announced.set(by, { index, entry });
    else this.#faults.push({ code: "replacement-missing", index, entry });
    if (known !== undefined) known.announced = true;
  }

  #faultsOf(packet: string, { message, thread, recipient, replaces }: AuditEntry): ReplacementCode[] {
    if (replaces === undefined) return [];
    const faults: ReplacementCode[] = [];
    const known = this.#packets.get(String(replaces));
    if (this.#announced.get(packet)?.entry.packet !== replaces) faults.push("replacement-unannounced");
    else this.#announced.delete(packet);
    if (known === undefined) return [...faults, "replaced-unknown"];
    if (known.message !== message || known.thread !== thread || known.recipient !== recipient) {
      faults.push("replaced-differs");
    }
    if (known.refused !== true) faults.push("replaced-unrefused");
    if (known.replaced) faults.push("replaced-twice");
    known.replaced = true;
    return faults;
  }

  /**
   * Every fault, in the order of the tree. A tree may end between a `resealed` entry and the packet that follows it at
   * once, so `replacement-missing` at the very last index may not be a fault.
   */
  faults(): ReplacementFault[] {
    const missing = [...this.#announced.values()].map(
      (placed): ReplacementFault => ({ code: "replacement-missing", ...placed }),
    );
    return [...this.#faults, ...missing].sort((a, b) => a.index - b.index);
  }
}

/** Faults of all replacements among these entries. @param entries all that are known, in the order of the tree */
export function replacementFaults(entries: readonly PlacedEntry[]): ReplacementFault[] {
  const replacements = new Replacements();
  for (const { index, entry } of entries) replacements.add(index, entry);
  return replacements.faults();
}
