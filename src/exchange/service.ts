/** What the flow offers to the transports: its operations. What they answer is in `domain/generated/answers.ts`. */
import type {
  CheckAnswer,
  InboxPage,
  MessageView,
  OperatorMessage,
  OperatorPacket,
  ReceiptAnswer,
  ThreadView,
} from "../domain/generated/answers.ts";

/** Who calls, from a verified access token. */
export interface Caller {
  readonly party: string;
  readonly scopes: ReadonlySet<string>;
}

/** What the flow offers to the transports. Every method throws `Refusal` for a coded no. */
export interface Exchange {
  /** `repeat` is true when the same message was accepted before (200 instead of 202). `json` is the answer. */
  submit(
    caller: Caller,
    envelope: Buffer,
    mediaType: string,
  ): Promise<{ readonly repeat: boolean; readonly id: string; readonly json: string }>;
  check(caller: Caller, envelope: Buffer, mediaType: string): Promise<CheckAnswer>;
  message(caller: Caller, id: string): Promise<MessageView | OperatorMessage>;
  thread(caller: Caller, id: string): Promise<ThreadView>;
  /** Operator: the message of a packet. */
  messageOf(caller: Caller, packet: string): Promise<ThreadView>;
  /** Held for at most `waitMs` while there is nothing; ends at once when `signal` aborts. */
  inbox(
    caller: Caller,
    query: { readonly after?: string; readonly limit: number; readonly waitMs: number },
    signal: AbortSignal,
  ): Promise<InboxPage>;
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
    readonly entry: ReceiptAnswer;
  }>;
  /** Operator: `failed` → `queued`. */
  requeue(caller: Caller, packet: string): Promise<OperatorPacket>;
  /** Operator: seals a packet refused as undecryptable again, for the recipient's present key; the new packet. */
  reseal(caller: Caller, packet: string): Promise<OperatorPacket>;
}
