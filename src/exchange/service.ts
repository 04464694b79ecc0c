/** What the flow offers to the transports: its operations, and what they answer. */
import type { MessageType } from "../domain/message.ts";
import type { Due, PacketState } from "../domain/packet.ts";
import type { ReceiptOutcome, RejectReason } from "../domain/receipt.ts";
import type { Issue } from "../domain/refusal.ts";
import type { DisclosureLevel } from "./ports.ts";

/** Who calls, from a verified access token. */
export interface Caller {
  readonly party: string;
  readonly scopes: ReadonlySet<string>;
}

/** The 202 answer (protocol section 4), as JSON. `normalized` lists what input folding changed; `warnings` what a person should look at. */
export interface SubmitAnswer {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly packets: readonly {
    readonly id: string;
    readonly recipient: string;
    readonly state: "queued";
    readonly digest: string;
    readonly due: string;
  }[];
  readonly receipt: string;
  readonly normalized?: readonly Issue[];
  readonly warnings?: readonly Issue[];
}

/** What a check finds: who would get what. */
export interface CheckAnswer {
  readonly recipients: readonly string[];
  readonly disclosures: readonly {
    readonly recipient: string;
    readonly groups: Readonly<Record<string, DisclosureLevel>>;
  }[];
  readonly normalized?: readonly Issue[];
  readonly warnings?: readonly Issue[];
}

/** A packet as the API shows it. Times RFC 3339. */
export interface PacketView {
  readonly id: string;
  readonly recipient: string;
  readonly state: PacketState;
  readonly digest: string;
  readonly size: number;
  readonly sealedAt: string;
  readonly due: Due;
  readonly attempts: number;
  readonly nextAttempt?: string;
  readonly deliveredAt?: string;
  readonly settledAt?: string;
  readonly disclosed: readonly string[];
  readonly replaces?: string;
  readonly receipt?: {
    readonly outcome: ReceiptOutcome;
    readonly reason?: RejectReason;
    readonly receivedAt: string;
    readonly jws: string;
  };
}

/** A message as the API shows it: the state now and every change with its time. */
export interface MessageView {
  readonly id: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly version: string;
  readonly from: string;
  readonly acceptedAt: string;
  readonly policy: string;
  readonly packets: readonly PacketView[];
  /** State changes and attempts, oldest first: the audit entries of this message that concern the caller. */
  readonly timeline: readonly Readonly<Record<string, unknown>>[];
}

/** An inbox item (protocol section 5). */
export interface InboxItem {
  readonly packet: string;
  readonly message: string;
  readonly thread: string;
  readonly type: MessageType;
  readonly from: string;
  readonly sealedAt: string;
  readonly size: number;
  readonly digest: string;
  readonly due: string;
}

/** What the flow offers to the transports. Every method throws `Refusal` for a coded no. */
export interface Exchange {
  /** `repeat` is true when the same message was accepted before (200 instead of 202). `json` is the answer, verbatim. */
  submit(
    caller: Caller,
    envelope: Buffer,
    mediaType: string,
  ): Promise<{ readonly repeat: boolean; readonly id: string; readonly json: string }>;
  check(caller: Caller, envelope: Buffer, mediaType: string): Promise<CheckAnswer>;
  message(caller: Caller, id: string): Promise<MessageView>;
  thread(caller: Caller, id: string): Promise<{ readonly thread: string; readonly messages: readonly MessageView[] }>;
  /** Held for at most `waitMs` while there is nothing; ends at once when `signal` aborts. */
  inbox(
    caller: Caller,
    query: { readonly after?: string; readonly limit: number; readonly waitMs: number },
    signal: AbortSignal,
  ): Promise<{ readonly items: readonly InboxItem[]; readonly next: string }>;
  /** With `peek` (HEAD) nothing was handed over: the packet's state stays and no `fetched` entry is written. */
  packet(
    caller: Caller,
    id: string,
    options?: { readonly peek?: boolean },
  ): Promise<{ readonly bytes: Buffer; readonly mediaType: string; readonly digest: Buffer }>;
  /** `repeat`: the same receipt came before (200 instead of 201). */
  receipt(
    caller: Caller,
    packet: string,
    jws: string,
  ): Promise<{
    readonly repeat: boolean;
    readonly entry: {
      readonly packet: string;
      readonly outcome: ReceiptOutcome;
      readonly receivedAt: string;
      readonly log: { readonly origin: string; readonly leafHash: string };
    };
  }>;
  /** Operator: `failed` → `queued`. */
  requeue(caller: Caller, packet: string): Promise<PacketView>;
  /** Operator: seals a packet refused as undecryptable again, for the recipient's present key; the new packet. */
  reseal(caller: Caller, packet: string): Promise<PacketView>;
}
