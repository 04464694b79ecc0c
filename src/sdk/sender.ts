import type {
  CheckAnswer,
  GapAnswer,
  GuidelineAnswer,
  MessageView,
  PacketView,
  SubmissionAnswer,
} from "../domain/generated/answers.ts";
import type { PacketState } from "../domain/packet.ts";
import { code, count, digest, formed, id, listOf, members, optional, party, text, token } from "./answer-shape.ts";
import type { DocumentOf } from "./document.ts";
import type { GatewayClient } from "./gateway-client.ts";
import { jsonOf } from "./http-answer.ts";
import { ProblemError, UntrustedError } from "./problem-error.ts";
import type { ReceiptClaims } from "../domain/receipt.ts";
import { type SubmissionReceipt, verifyReceipt, verifySubmissionReceipt } from "./receipt.ts";
import { type MessageOptions, type SealedMessage, sealMessage } from "./sealed-message.ts";
import type { MessageType } from "../domain/message.ts";

const SUBMITTED = members({
  id,
  thread: id,
  packets: listOf(members({ id, recipient: party, digest })),
  receipt: token,
});
const CHECKED = members({ recipients: listOf(party), disclosures: listOf(members({ recipient: party })) });
const VIEW = members({
  id,
  thread: id,
  type: code,
  documentNumber: optional(text),
  packets: listOf(
    members({
      id,
      recipient: party,
      state: code,
      digest,
      attempts: count,
      receipt: optional(members({ outcome: code, jws: optional(token) })),
    }),
  ),
  timeline: listOf(members({ type: code })),
});
const GAP = members({
  on: text,
  households: listOf(
    members({ subjects: listOf(count), missing: listOf(text), level: optional(text), days: optional(count) }),
  ),
});
const GUIDELINE = members({
  on: text,
  subjects: listOf(members({ index: count, findings: listOf(members({ rule: text, outcome: code })) })),
});
const THREAD = members({ messages: listOf(VIEW) });

/** Result of submitting a message. */
export interface Submission {
  readonly answer: SubmissionAnswer;
  /** True when the message had been accepted before (HTTP 200): this is the first answer again. */
  readonly repeat: boolean;
  /** The gateway's receipt, verified. */
  readonly receipt: SubmissionReceipt;
}

/** States at which `follow` ends. An operator may still requeue a packet that failed. */
const SETTLED: ReadonlySet<PacketState> = new Set(["accepted", "rejected", "withdrawn", "failed"]);

/** First and longest pause between two requests of `follow`, ms. */
const FOLLOW = { first: 500, longest: 15_000 };

/**
 * A party that sends: seals documents, submits them, and follows their packets.
 *
 * @example
 * ```ts
 * const client = new GatewayClient({ url, party: "procuratorate", keys });
 * const sender = new Sender(client);
 * const sealed = await sender.seal(list, { type: "aid-subject-list" });
 * const { answer } = await sender.push(sealed); // may be repeated: it is sent once
 * for await (const view of sender.follow(answer.id)) {
 *   console.log(view.packets.map((packet) => `${packet.recipient} ${packet.state}`).join(", "));
 * }
 * ```
 */
export class Sender {
  readonly client: GatewayClient;

  constructor(client: GatewayClient) {
    this.client = client;
  }

  /**
   * Signs and encrypts a document. Keep the result (or its `jti`) until `push` has an answer, and push it again
   * without one.
   */
  seal<T extends MessageType>(document: DocumentOf<T>, options: MessageOptions & { type: T }): Promise<SealedMessage> {
    return sealMessage(this.client, document, options);
  }

  /**
   * Submits a sealed message and verifies the gateway's receipt for it.
   * @throws ProblemError when the gateway refuses it; UnreachableError when it is unknown whether it arrived (push the
   * same again); UntrustedError when the receipt does not verify.
   */
  async push(sealed: SealedMessage, options: { readonly signal?: AbortSignal } = {}): Promise<Submission> {
    const call = {
      method: "POST",
      path: "/v1/messages",
      body: sealed.envelope,
      contentType: "application/jose",
      signal: options.signal,
    } as const;
    const answered = await this.client.call(call).catch((error: unknown) => {
      // Perhaps for a key that the gateway does not use any more: the next message is sealed for one that it publishes then.
      if (error instanceof ProblemError && error.code === "invalid-envelope") this.client.gatewayKeys.expire();
      throw error;
    });
    const answer = formed<SubmissionAnswer>(jsonOf(answered), SUBMITTED);
    const repeat = answered.status === 200;
    // A repeated answer may be about an earlier envelope of the message, whose digest this client does not know.
    const receipt = await this.verifySubmissionReceipt(answer, repeat ? undefined : sealed);
    return { answer, repeat, receipt };
  }

  /** Asks what the gateway would do with a sealed message. Nothing is stored or sent. */
  async check(sealed: SealedMessage, options: { readonly signal?: AbortSignal } = {}): Promise<CheckAnswer> {
    return formed<CheckAnswer>(await this.#ask("/v1/messages/check", sealed, options.signal), CHECKED);
  }

  /**
   * Asks for the aid gap of each household of a sealed aid-subject list, as if it were sent today. Nothing is stored or sent.
   * @throws ProblemError `not-permitted` for a party that is no procuratorate
   */
  async gap(sealed: SealedMessage, options: { readonly signal?: AbortSignal } = {}): Promise<GapAnswer> {
    return formed<GapAnswer>(await this.#ask("/v1/gap", sealed, options.signal), GAP);
  }

  /**
   * Asks which aid the subjects of a sealed aid-subject list may ask for, by the guideline in force. A person decides. Nothing is
   * stored or sent.
   * @throws ProblemError `not-permitted` for a party that is no procuratorate
   */
  async guideline(sealed: SealedMessage, options: { readonly signal?: AbortSignal } = {}): Promise<GuidelineAnswer> {
    return formed<GuidelineAnswer>(await this.#ask("/v1/guideline/check", sealed, options.signal), GUIDELINE);
  }

  #ask(path: string, sealed: SealedMessage, signal: AbortSignal | undefined): Promise<unknown> {
    return this.client.json({ method: "POST", path, body: sealed.envelope, contentType: "application/jose", signal });
  }

  /**
   * Verifies the submission receipt of an answer: signed by the gateway, for this sender, about these packets and,
   * when `sealed` is given, about exactly this envelope.
   * @throws UntrustedError `submission-receipt`
   */
  async verifySubmissionReceipt(answer: SubmissionAnswer, sealed?: SealedMessage): Promise<SubmissionReceipt> {
    const { id: gateway } = await this.client.identity();
    const subject = {
      gateway,
      sender: this.client.party,
      envelope: sealed?.envelope,
      message: answer.id,
      packets: answer.packets,
    };
    return verifySubmissionReceipt(answer.receipt, subject, this.client.gatewayKeys);
  }

  /**
   * Verifies the receipt of a packet with its recipient's own keys; undefined when there is none yet.
   * @throws UntrustedError `receipt` when it does not verify, or has another outcome than the gateway's answer.
   */
  async verifyReceipt(packet: PacketView): Promise<ReceiptClaims | undefined> {
    if (packet.receipt === undefined) return undefined;
    if (!token(packet.receipt.jws)) throw new UntrustedError("receipt", "the receipt is not a signed one");
    const { id: gateway } = await this.client.identity();
    const keys = this.client.partyKeys(packet.recipient);
    const receipt = await verifyReceipt(packet.receipt.jws, packet, gateway, keys);
    if (receipt.outcome !== packet.receipt.outcome) throw new UntrustedError("receipt", "the outcome is another one");
    return receipt;
  }

  /** Reads a message with the present state of its packets. */
  async message(id: string, options: { readonly signal?: AbortSignal } = {}): Promise<MessageView> {
    const path = `/v1/messages/${encodeURIComponent(id)}`;
    return formed<MessageView>(await this.client.json({ method: "GET", path, signal: options.signal }), VIEW);
  }

  /** Lists all messages of a thread that concern this party, oldest first. */
  async thread(id: string, options: { readonly signal?: AbortSignal } = {}): Promise<readonly MessageView[]> {
    const path = `/v1/messages?thread=${encodeURIComponent(id)}`;
    const answer = await this.client.json({ method: "GET", path, signal: options.signal });
    return formed<{ readonly messages: readonly MessageView[] }>(answer, THREAD).messages;
  }

  /**
   * Reads a message again and again until all its packets are settled, and yields it whenever it has changed.
   * The pauses grow while nothing changes.
   */
  async *follow(
    message: string,
    options: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<MessageView, void, void> {
    let seen: string | undefined;
    let pause = FOLLOW.first;
    for (;;) {
      const view = await this.message(message, options);
      const state = JSON.stringify(view.packets.map((packet) => [packet.id, packet.state, packet.attempts]));
      if (state !== seen) {
        seen = state;
        pause = FOLLOW.first;
        yield view;
      }
      if (view.packets.every((packet) => SETTLED.has(packet.state))) return;
      await this.client.environment.sleep(pause, options.signal);
      pause = Math.min(pause * 1.5, FOLLOW.longest);
    }
  }
}
