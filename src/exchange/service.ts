/** The operations that the flow offers to the transports. */
import type {
  CheckAnswer,
  ImportAnswer,
  InboxPage,
  MessageView,
  EndpointTest,
  OperatorEndpoint,
  OperatorMessage,
  OperatorPacket,
  ReceiptAnswer,
  RequeueAnswer,
  ThreadView,
} from "../domain/generated/answers.ts";
import type { EndpointPause } from "../domain/endpoint-pause.ts";
import type { FailedFilter } from "./operator-port.ts";

/** The party that calls, from a verified access token. */
export interface Caller {
  readonly party: string;
  readonly scopes: ReadonlySet<string>;
}

/** A portion of the packets that a filter finds. */
export interface Portion {
  /** Last packet of the portion before. */
  readonly after?: string;
  readonly limit: number;
  /** Only tells which packets these are. */
  readonly dryRun: boolean;
}

/** The operations. Every method throws `Refusal` when it says no. */
export interface Exchange {
  /** Accepts a message. `repeat`: the same message was accepted before (200 instead of 202). `json` is the answer. */
  submit(
    caller: Caller,
    envelope: Buffer,
    mediaType: string,
  ): Promise<{ readonly repeat: boolean; readonly id: string; readonly json: string }>;
  /** Runs all checks of a message and stores nothing. */
  check(caller: Caller, envelope: Buffer, mediaType: string): Promise<CheckAnswer>;
  message(caller: Caller, id: string): Promise<MessageView | OperatorMessage>;
  thread(caller: Caller, id: string): Promise<ThreadView>;
  /** The message that a packet belongs to, for an operator. */
  messageOf(caller: Caller, packet: string): Promise<ThreadView>;
  /** Lists the caller's inbox. Held for at most `waitMs` while it is empty; ends at once when `signal` aborts. */
  inbox(
    caller: Caller,
    query: { readonly after?: string; readonly limit: number; readonly waitMs: number },
    signal: AbortSignal,
  ): Promise<InboxPage>;
  /** Gives a packet's bytes to its recipient. With `peek` (HEAD) the packet's state stays and no `fetched` entry is written. */
  packet(
    caller: Caller,
    id: string,
    options?: { readonly peek?: boolean },
  ): Promise<{ readonly bytes: Buffer; readonly mediaType: string; readonly digest: Buffer }>;
  /** Records a receipt. `repeat`: the same receipt came before (200 instead of 201). */
  receipt(
    caller: Caller,
    packet: string,
    jws: string,
  ): Promise<{
    readonly repeat: boolean;
    readonly entry: ReceiptAnswer;
  }>;
  /** Takes a receipt or an envelope that came on a disc. `repeat`: it came before (200 instead of 201). */
  importFile(
    caller: Caller,
    file: Buffer,
    mediaType: string,
  ): Promise<{ readonly repeat: boolean; readonly answer: ImportAnswer }>;
  /** Puts a failed packet back into the queue, for an operator. */
  requeue(caller: Caller, packet: string): Promise<OperatorPacket>;
  /** Puts a portion of the failed packets that a filter finds back into the queue, or tells which these are. */
  requeueAll(caller: Caller, filter: FailedFilter, portion: Portion): Promise<RequeueAnswer>;
  /** How each party gets its packets, and what waits or failed, for an operator. */
  endpoints(): Promise<OperatorEndpoint[]>;
  /** Turns a party's endpoint on or off, or pauses it, for an operator. */
  setEndpoint(caller: Caller, party: string, to: "on" | "off" | EndpointPause): Promise<OperatorEndpoint>;
  /** Sends a signed request without a packet to a party's endpoint, for an operator. */
  testEndpoint(caller: Caller, party: string): Promise<EndpointTest>;
  /** Seals a packet refused as undecryptable again for the recipient's present key, for an operator. Gives the new packet. */
  reseal(caller: Caller, packet: string): Promise<OperatorPacket>;
}
