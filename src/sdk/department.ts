import type { InboxItem, ReceiptAnswer } from "../domain/generated/answers.ts";
import { TOKEN_TYPES } from "../wire/token.ts";
import { HttpSignatureError } from "../wire/http-signature.ts";
import { sign } from "./compact.ts";
import { digestOf, requireDigest } from "./content-digest.ts";
import type { DocumentOf } from "./document.ts";
import type { GatewayClient } from "./gateway-client.ts";
import { jsonOf } from "./http-answer.ts";
import { type OpenedPacket, openPacket, PacketError } from "./packet.ts";
import { ProblemError, UnreachableError, UntrustedError } from "./problem-error.ts";
import { type PushOptions, verifyPush } from "./push-request.ts";
import { receiptClaims, type Verdict } from "./receipt.ts";
import { type ReceiptMemory, RecentReceipts } from "./receipt-memory.ts";
import { Sender, type Submission } from "./sender.ts";

/** How a department works. */
export interface DepartmentOptions {
  readonly push?: PushOptions;
  /** Where answered packets are remembered; the last 10,000 of this process when absent. */
  readonly memory?: ReceiptMemory;
}

/** Longest that the gateway holds a poll back (protocol section 5), s. */
const MAX_WAIT = 30;

/** Shortest time between two polls that find nothing, ms. */
const MIN_POLL = 1000;

/** Pause after a packet's receipt could not be decided, s: the gateway is told when to come again. */
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
  /** Pushes in hand, by packet digest: a push that overtakes its own repetition is handled once. */
  readonly #inHand = new Map<string, Promise<Response>>();

  constructor(client: GatewayClient, options: DepartmentOptions = {}) {
    this.client = client;
    this.#options = options;
    this.#memory = options.memory ?? new RecentReceipts();
    this.#sender = new Sender(client);
  }

  /**
   * The packets that wait for a receipt, oldest first. With `once` it ends when the inbox has been
   * read through; otherwise it goes on waiting for new ones until `signal` aborts. A packet that was
   * yielded and not acknowledged is yielded again by the next `poll`, not by this one.
   *
   * @param options.limit Items asked for at a time, 1 to 500.
   */
  async *poll(
    options: { readonly once?: boolean; readonly limit?: number; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<InboxItem, void, void> {
    const wait = options.once === true ? 0 : MAX_WAIT;
    let after: string | undefined;
    for (;;) {
      const query = new URLSearchParams({ limit: String(options.limit ?? 100), wait: String(wait) });
      if (after !== undefined) query.set("after", after);
      const path = `/v1/inbox?${query.toString()}`;
      const call = { method: "GET", path, held: wait * 1000, signal: options.signal } as const;
      const askedAt = this.client.environment.now();
      const page = (await this.client.json(call)) as { readonly items: readonly InboxItem[]; readonly next: string };
      yield* page.items;
      after = page.next;
      if (page.items.length > 0) continue;
      if (options.once === true) return;
      // A gateway that is stopping, or does not hold polls, answers at once: no reason to ask without pause.
      const held = this.client.environment.now() - askedAt;
      if (held < MIN_POLL) await this.client.environment.sleep(MIN_POLL - held, options.signal);
    }
  }

  /**
   * Fetches a packet and opens it. Fetching counts as delivery, not as acceptance.
   * @throws PacketError when it cannot be taken (answer it with `reject`), UntrustedError when other
   * bytes came than those announced.
   */
  async fetch(
    item: Pick<InboxItem, "packet"> & Partial<Pick<InboxItem, "digest">>,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<OpenedPacket> {
    return this.open(await this.fetchBytes(item, options), item.packet);
  }

  /** The bytes of a packet, compared with the digest of their answer and of the inbox. */
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
   * Opens a packet that came by any way, a disc too: decrypts, verifies, checks.
   * @param expected The packet's id.
   * @throws PacketError
   */
  open(bytes: Uint8Array, expected: string): Promise<OpenedPacket> {
    return openPacket(this.client, bytes, expected);
  }

  /**
   * Signs a receipt and hands it in. Doing it again with the same verdict is harmless: it is the same
   * receipt.
   * @returns Whether the gateway had it already.
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
    // Should the packet be pushed once more, it is answered with what was handed in.
    await this.#memory.set(packet.digest, receipt);
    return { repeat: answer.status === 200, receipt, entry: jsonOf(answer) as ReceiptAnswer };
  }

  /** A signed receipt (protocol section 6), to be handed in by any way. */
  async signReceipt(packet: Pick<OpenedPacket, "id" | "digest">, verdict: Verdict): Promise<string> {
    const [{ id: gateway }, { signing }] = await Promise.all([this.client.identity(), this.client.keys()]);
    const { id, digest } = packet;
    const claims = await receiptClaims({ id, digest, gateway, recipient: this.client.party }, verdict);
    const iat = Math.floor(this.client.environment.now() / 1000);
    return sign({ ...claims, iat }, TOKEN_TYPES.receipt, signing);
  }

  /**
   * Answers a push. `handle` gets the opened packet and gives the verdict, which goes back as the
   * receipt in the answer; `"later"` takes the packet and leaves the receipt to `acknowledge`. When
   * `handle` throws, the gateway is asked to come again. A packet that comes again after its receipt
   * is answered from memory, without `handle`.
   *
   * Status of the answer: 200 with the receipt · 202 later · 401 not from the gateway · 503 not now.
   */
  async handlePush(request: Request, handle: (packet: OpenedPacket) => Promise<Verdict | "later">): Promise<Response> {
    let push: Awaited<ReturnType<typeof verifyPush>>;
    try {
      push = await verifyPush(this.client, request, this.#options.push);
    } catch (error) {
      return refusal(error);
    }
    const key = push.packet;
    const running = this.#inHand.get(key);
    // A Response can be read once: each of the two gets its own.
    if (running !== undefined) return (await running).clone();
    const work = this.#answer(push.packet, push.bytes, handle);
    this.#inHand.set(key, work);
    try {
      return (await work).clone();
    } finally {
      this.#inHand.delete(key);
    }
  }

  /**
   * Reports to the procuratorate what came of a referral.
   * @param about The packet that opened the thread, or thread and recipient.
   * @param options.jti To repeat a report whose answer was lost, its `jti` of the first time.
   */
  async sendFeedback(
    about: Pick<OpenedPacket, "thread" | "from"> | { readonly thread: string; readonly to: readonly string[] },
    feedback: DocumentOf<"feedback">,
    options: { readonly jti?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Submission> {
    const to = "to" in about ? about.to : [about.from];
    const jti = options.jti ?? this.client.newId();
    const sealed = await this.#sender.seal(feedback, { type: "feedback", thread: about.thread, to, jti });
    return this.#sender.push(sealed, options);
  }

  /** Reports a person who may be entitled to judicial aid: a lead the other way round, which opens a thread. */
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
      if (known !== undefined) return receiptAnswer(known);
      const packet = await this.open(bytes, id);
      const verdict = await handle(packet);
      if (verdict === "later") return new Response(null, { status: 202 });
      return receiptAnswer(await this.#decide(packet, verdict));
    } catch (error) {
      if (!(error instanceof PacketError)) return notNow();
      return receiptAnswer(await this.#decide({ id, digest: error.digest }, { rejected: error.reason }));
    }
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

function notNow(): Response {
  return new Response(null, { status: 503, headers: { "retry-after": RETRY_AFTER } });
}

/**
 * A stranger gets 401 and nothing else. What may right itself - clocks, keys that cannot be fetched
 * just now - asks the gateway to come again, since any other 4xx would make it give the packet up.
 */
function refusal(error: unknown): Response {
  if (error instanceof UnreachableError || error instanceof ProblemError) return notNow();
  if (error instanceof HttpSignatureError && error.fault === "not-fresh") return notNow();
  if (error instanceof HttpSignatureError || error instanceof UntrustedError) {
    return new Response(null, { status: 401 });
  }
  throw error;
}
