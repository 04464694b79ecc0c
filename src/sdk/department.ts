import type { InboxItem, ReceiptAnswer } from "../domain/generated/answers.ts";
import { HttpSignatureError } from "../wire/http-signature.ts";
import { Cursors, formed, id, members } from "./answer-shape.ts";
import { digestOf, requireDigest } from "./content-digest.ts";
import type { DocumentOf } from "./document.ts";
import type { GatewayClient } from "./gateway-client.ts";
import { jsonOf } from "./http-answer.ts";
import { inboxPage } from "./inbox-page.ts";
import { type OpenedPacket, openPacket, PacketError } from "./packet.ts";
import { ProblemError, UnreachableError, UntrustedError } from "./problem-error.ts";
import { type PushOptions, verifyPush } from "./push-request.ts";
import { signedAnew, signReceipt, type Verdict } from "./receipt.ts";
import { type ReceiptMemory, RecentReceipts } from "./receipt-memory.ts";
import { Sender, type Submission } from "./sender.ts";

/** Settings of a department. */
export interface DepartmentOptions {
  readonly push?: PushOptions;
  /** Memory of answered packets. When absent, that of the last 10,000 in this process. */
  readonly memory?: ReceiptMemory;
  /**
   * Decides about a pushed packet that cannot be opened. What it returns is signed, and final. Without it, or when it
   * returns undefined, no receipt is signed: the fault may be the gateway's, or in this party's keys.
   */
  readonly unopened?: (packet: string, error: PacketError) => Promise<Exclude<Verdict, "accepted"> | undefined>;
  /** Told the error for which a push was put off with 503, such as one that `handle` threw, or refused with 422. */
  readonly onError?: (error: unknown) => void;
}

/** The SDK itself needs nothing of it; a gateway may say more. */
const RECEIPT_ANSWER = members({ packet: id });

/** Longest time that the gateway holds a poll (protocol section 5), s. */
const MAX_WAIT = 30;

/** Shortest time between two polls that return nothing, ms. */
const MIN_POLL = 1000;

/** `Retry-After` for a push that cannot be decided now, s. */
const RETRY_AFTER = "30";

/**
 * A party that receives: polls its inbox or takes pushes, opens and verifies packets, answers them with
 * signed receipts, and reports back.
 *
 * @example
 * ```ts
 * const department = new Department(new GatewayClient({ url, party: "civil-affairs", keys }));
 * for await (const item of department.poll({ signal })) {
 *   const packet = await department.fetch(item);
 *   await save(packet.body);
 *   await department.acknowledge(packet, "accepted");
 * }
 * ```
 *
 * @example A push endpoint, in any server that speaks fetch's Request and Response
 * ```ts
 * export default { fetch: (request: Request) => department.handlePush(request, async (packet) => {
 *   await save(packet.body);
 *   return "accepted";
 * }) };
 * ```
 */
export class Department {
  readonly client: GatewayClient;
  readonly #options: DepartmentOptions;
  readonly #memory: ReceiptMemory;
  readonly #sender: Sender;
  /** Answers to pushes that are being handled, by packet id: a repetition in the meantime gets the same answer. */
  readonly #handling = new Map<string, Promise<Response>>();

  constructor(client: GatewayClient, options: DepartmentOptions = {}) {
    this.client = client;
    this.#options = options;
    this.#memory = options.memory ?? new RecentReceipts();
    this.#sender = new Sender(client);
  }

  /**
   * Lists the packets without a receipt, oldest first. With `once` it ends at the end of the inbox; otherwise it
   * waits for new ones until `signal` aborts. A packet that was yielded and not acknowledged is yielded again by the
   * next `poll`, not by this one.
   *
   * @param options.limit Items per request, 1 to 500.
   */
  async *poll(
    options: { readonly once?: boolean; readonly limit?: number; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<InboxItem, void, void> {
    const wait = options.once === true ? 0 : MAX_WAIT;
    const cursors = new Cursors();
    let after: string | undefined;
    for (;;) {
      const askedAt = this.client.environment.now();
      const page = await inboxPage(this.client, { ...options, wait, after });
      yield* page.items;
      if (page.items.length === 0) cursors.atEnd();
      after = cursors.next(page.next);
      if (page.items.length > 0) continue;
      if (options.once === true) return;
      // A gateway that is stopping, or does not hold polls, answers at once: pause before the next poll.
      const held = this.client.environment.now() - askedAt;
      if (held < MIN_POLL) await this.client.environment.sleep(MIN_POLL - held, options.signal);
    }
  }

  /**
   * Fetches a packet and opens it. Fetching counts as delivery, not as acceptance.
   * @throws PacketError when it cannot be opened: without a receipt it stays in the inbox, and is opened when the fault is
   * mended; to `acknowledge` its `reason` is final. UntrustedError when the bytes are not those that were announced.
   */
  async fetch(
    item: Pick<InboxItem, "packet"> & Partial<Pick<InboxItem, "digest">>,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<OpenedPacket> {
    const bytes = await this.fetchBytes(item, options);
    return this.client.withNewKeys(() => this.open(bytes, item.packet), options.signal);
  }

  /** Fetches the bytes of a packet, and compares them with the digests of the answer and of the inbox. */
  async fetchBytes(
    item: Pick<InboxItem, "packet"> & Partial<Pick<InboxItem, "digest">>,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<Uint8Array> {
    const path = `/v1/packets/${encodeURIComponent(item.packet)}`;
    const accept = "application/jose";
    const answer = await this.client.call({ method: "GET", path, accept, signal: options.signal });
    const digest = await requireDigest(answer.body, answer.headers.get("content-digest"));
    if (item.digest !== undefined && item.digest !== digest) {
      throw new UntrustedError("packet-digest", "the packet is not the one that the inbox announced");
    }
    return answer.body;
  }

  /**
   * Decrypts, verifies and checks a packet, whichever way it came, on a disc for example.
   * @param expected The packet's id.
   * @throws PacketError
   */
  open(bytes: Uint8Array, expected: string): Promise<OpenedPacket> {
    return openPacket(this.client, bytes, expected);
  }

  /**
   * Signs a receipt and sends it. To repeat it with the same verdict is harmless: it is the same receipt.
   * @returns The signed receipt, and whether the gateway had it already.
   * @throws ProblemError `receipt-conflict` when another verdict was recorded before.
   */
  async acknowledge(
    packet: Pick<OpenedPacket, "id" | "digest">,
    verdict: Verdict,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<{ readonly repeat: boolean; readonly receipt: string; readonly entry: ReceiptAnswer }> {
    const receipt = await this.signReceipt(packet, verdict);
    const answer = await this.client.call({
      method: "POST",
      path: `/v1/packets/${encodeURIComponent(packet.id)}/receipt`,
      body: receipt,
      contentType: "application/jwt",
      signal: options.signal,
    });
    // If the packet is pushed again, the answer is this receipt.
    await this.#memory.set(packet.digest, receipt);
    return { repeat: answer.status === 200, receipt, entry: formed<ReceiptAnswer>(jsonOf(answer), RECEIPT_ANSWER) };
  }

  /** Signs a receipt (protocol section 6) without sending it. */
  async signReceipt(packet: Pick<OpenedPacket, "id" | "digest">, verdict: Verdict): Promise<string> {
    return signReceipt(this.client, packet, verdict);
  }

  /**
   * Answers a push. `handle` gets the opened packet and returns the verdict, which becomes the receipt in
   * the answer; `"later"` takes the packet and leaves the receipt to `acknowledge`. When `handle` throws,
   * the gateway is asked to push again later. A packet that comes again after its receipt is answered from
   * memory, without `handle`. A test of the endpoint (`Aid-Test`) is answered without it.
   *
   * Status of the answer: 200 with the receipt, 202 for `"later"`, 204 to a test, 401 for a push that is not the
   * gateway's, 422 for a packet that cannot be opened (`unopened` may decide otherwise), 503 to push again later.
   */
  async handlePush(request: Request, handle: (packet: OpenedPacket) => Promise<Verdict | "later">): Promise<Response> {
    let push: Awaited<ReturnType<typeof verifyPush>>;
    try {
      push = await verifyPush(this.client, request, this.#options.push);
    } catch (error) {
      return this.#refusal(error);
    }
    if (push === "test") return new Response(null, { status: 204 });
    const key = push.packet;
    const running = this.#handling.get(key);
    // A Response can be read only once: each caller gets a copy.
    if (running !== undefined) return (await running).clone();
    const work = this.#answer(push.packet, push.bytes, handle);
    this.#handling.set(key, work);
    try {
      return (await work).clone();
    } finally {
      this.#handling.delete(key);
    }
  }

  /**
   * Reports the outcome of a referral to the procuratorate.
   * @param about The packet that opened the thread, or thread and recipient.
   * @param options.jti The `jti` of the first try, to repeat a report whose answer was lost.
   */
  async sendFeedback(
    about: Pick<OpenedPacket, "thread" | "from"> | { readonly thread: string; readonly to: readonly string[] },
    feedback: DocumentOf<"feedback">,
    options: { readonly jti?: string; readonly version?: "1" | "1.1"; readonly signal?: AbortSignal } = {},
  ): Promise<Submission> {
    const to = "to" in about ? about.to : [about.from];
    const jti = options.jti ?? this.client.newId();
    const sealed = await this.#sender.seal(feedback, {
      type: "feedback",
      version: options.version ?? "1",
      thread: about.thread,
      to,
      jti,
    });
    return this.#sender.push(sealed, options);
  }

  /** Reports a person who may be entitled to judicial aid: a reverse lead, which opens a thread. */
  async reportLead(
    lead: DocumentOf<"reverse-lead">,
    to: readonly string[],
    options: { readonly jti?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Submission> {
    const jti = options.jti ?? this.client.newId();
    return this.#sender.push(await this.#sender.seal(lead, { type: "reverse-lead", to, jti }), options);
  }

  async #answer(
    id: string,
    bytes: Uint8Array,
    handle: (packet: OpenedPacket) => Promise<Verdict | "later">,
  ): Promise<Response> {
    try {
      const known = await this.#memory.get(await digestOf(bytes));
      if (known !== undefined) return receiptAnswer(await signedAnew(this.client, known));
      const packet = await this.open(bytes, id);
      const verdict = await handle(packet);
      if (verdict === "later") return new Response(null, { status: 202 });
      return receiptAnswer(await this.#decide(packet, verdict));
    } catch (error) {
      if (!(error instanceof PacketError)) return this.#notNow(error);
      return this.#unopened(id, error);
    }
  }

  /** Answers a push of a packet that cannot be opened. With 422 it fails at the gateway, where an operator sees it. */
  async #unopened(id: string, error: PacketError): Promise<Response> {
    try {
      const verdict = await this.#options.unopened?.(id, error);
      if (verdict === undefined) {
        this.#options.onError?.(error);
        return new Response(null, { status: 422 });
      }
      return receiptAnswer(await this.#decide({ id, digest: error.digest }, verdict));
    } catch (failed) {
      return this.#notNow(failed);
    }
  }

  /**
   * Makes the answer to a push that is refused: 401 without a reason. What may pass, such as a wrong clock or keys that
   * cannot be fetched now, is a 503: any other 4xx would make the gateway give the packet up.
   */
  #refusal(error: unknown): Response {
    const mayPass = error instanceof HttpSignatureError && error.fault === "not-fresh";
    if (mayPass || error instanceof UnreachableError || error instanceof ProblemError) return this.#notNow(error);
    if (error instanceof HttpSignatureError || error instanceof UntrustedError) {
      return new Response(null, { status: 401 });
    }
    throw error;
  }

  #notNow(error: unknown): Response {
    this.#options.onError?.(error);
    return new Response(null, { status: 503, headers: { "retry-after": RETRY_AFTER } });
  }

  async #decide(packet: Pick<OpenedPacket, "id" | "digest">, verdict: Verdict): Promise<string> {
    const receipt = await this.signReceipt(packet, verdict);
    await this.#memory.set(packet.digest, receipt);
    return receipt;
  }
}

function receiptAnswer(receipt: string): Response {
  return new Response(receipt, { status: 200, headers: { "content-type": "application/jwt" } });
}
