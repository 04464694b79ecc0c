/** Messages, packets and receipts from the log's entries, and where the entries contradict each other. Pure. */
import type { AuditEntry } from "../../domain/audit-entry.ts";
import { isBegun } from "../../tlog/begun.ts";
import { type ReplacementFault, Replacements } from "../replacement.ts";
import type { Difference } from "./difference.ts";

/** Message that was accepted. */
export interface LoggedMessage {
  readonly sender: string;
  readonly digest: string;
  /** Base64url. */
  readonly leafHash: string;
  /** Number of packets in its entry. */
  readonly counted: unknown;
  /** Packets that were sealed at its acceptance, and later. */
  readonly packets: string[];
}

/** Packet that was sealed. */
export interface LoggedPacket {
  readonly message: string;
  readonly recipient: string;
  readonly digest: string;
  /** Whether it replaces another, or a need was sent on with it: it was sealed after the message was accepted. */
  readonly again: boolean;
  /** Whether it was pushed or fetched. */
  handed: boolean;
  receipt?: {
    readonly outcome: unknown;
    readonly reason: unknown;
    readonly digest: unknown;
    readonly receipt: unknown;
  };
}

type About = Omit<Difference, "code">;

/** Reads the log's entries in their order. Memory grows with messages and packets. */
export class LoggedExchange {
  readonly messages = new Map<string, LoggedMessage>();
  readonly packets = new Map<string, LoggedPacket>();
  /** Names of the logs that this one succeeds: what they promised stands in it. */
  readonly succeeded = new Set<string>();
  /** What contradictory entries are about. */
  readonly contradictions: About[] = [];
  readonly #replacements = new Replacements();
  /** Packets of needs that were sent on, each announced before it is sealed. */
  readonly #rerouted = new Set<string>();

  /** Takes the next entry. @param leafHash base64url */
  add(index: number, entry: AuditEntry, leafHash: () => string): void {
    this.#replacements.add(index, entry);
    const { type, message = "" } = entry;
    if (isBegun(entry)) this.succeeded.add(String(entry.predecessor));
    if (type === "accepted") {
      const { actor: sender, digest = "", packets: counted } = entry;
      if (this.messages.has(message)) this.contradictions.push({ message });
      else this.messages.set(message, { sender, digest, leafHash: leafHash(), counted, packets: [] });
    }
    if (type === "rerouted" && entry.actor === this.messages.get(message)?.sender) {
      this.#rerouted.add(entry.packet ?? "");
    }
    if (type === "sealed") this.#seal(entry);
    if (type === "receipt") this.#receive(entry);
    if (type === "delivered" || type === "fetched") {
      const known = this.packets.get(entry.packet ?? "");
      if (known !== undefined) known.handed = true;
    }
  }

  #seal({ message = "", packet = "", recipient = "", digest = "", replaces }: AuditEntry): void {
    const known = this.messages.get(message);
    if (known === undefined || this.packets.has(packet)) {
      this.contradictions.push({ message, packet, party: recipient });
    }
    if (this.packets.has(packet)) return;
    const again = replaces !== undefined || this.#rerouted.delete(packet);
    this.packets.set(packet, { message, recipient, digest, again, handed: false });
    known?.packets.push(packet);
  }

  #receive({ message = "", packet = "", recipient = "", digest, outcome, reason, receipt }: AuditEntry): void {
    const known = this.packets.get(packet);
    const first = known !== undefined && known.receipt === undefined;
    if (!first || known.recipient !== recipient || known.message !== message) {
      this.contradictions.push({ message, packet, party: recipient });
    }
    if (first) known.receipt = { outcome, reason, digest, receipt };
  }

  replacementFaults(): readonly ReplacementFault[] {
    return this.#replacements.faults();
  }
}
