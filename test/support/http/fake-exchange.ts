import type { EndpointTest, InboxItem, MessageView, PacketView } from "../../../src/domain/generated/answers.ts";
import { createHash } from "node:crypto";
import type { ReceiptOutcome } from "../../../src/domain/receipt.ts";
import { Refusal } from "../../../src/domain/refusal.ts";
import type { Caller, Exchange } from "../../../src/exchange/service.ts";

/** A packet that the fake holds for a recipient. */
export interface HeldPacket {
  readonly id: string;
  readonly recipient: string;
  readonly message: string;
  readonly bytes: Buffer;
  fetched: number;
  receipt?: { readonly jws: string; readonly outcome: ReceiptOutcome };
}

const AT = "2026-11-23T09:00:00.000Z";
const LOG = { origin: "gateway", leafHash: "AA", stage: "published", index: 3 } as const;

/**
 * An exchange in memory for the tests of the transport: it keeps what it is given, answers with what
 * it was told to, and remembers who asked. It opens no envelope.
 */
export class FakeExchange implements Exchange {
  readonly calls: { readonly method: keyof Exchange; readonly caller: Caller; readonly args: readonly unknown[] }[] =
    [];
  readonly packets = new Map<string, HeldPacket>();
  readonly #messages = new Map<string, string>();
  /** Error that the next call throws. */
  fault: Error | undefined = undefined;
  /** While set, a message is being committed until it resolves. */
  committing: Promise<void> | undefined = undefined;
  readonly #newId: () => string;
  readonly #waiting = new Set<() => void>();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** Puts a packet into a party's inbox and wakes who waits. */
  add(recipient: string, bytes: Buffer): HeldPacket {
    const packet: HeldPacket = { id: this.#newId(), recipient, message: this.#newId(), bytes, fetched: 0 };
    this.packets.set(packet.id, packet);
    for (const wake of this.#waiting) wake();
    return packet;
  }

  /** Number of inbox calls that are being held. */
  get held(): number {
    return this.#waiting.size;
  }

  async submit(caller: Caller, envelope: Buffer, mediaType: string) {
    this.#enter("submit", caller, envelope, mediaType);
    await this.committing;
    const key = createHash("sha256").update(caller.party).update(envelope).digest("hex");
    const earlier = this.#messages.get(key);
    const id = earlier ?? this.#newId();
    this.#messages.set(key, id);
    // An order and spacing of its own, to see that it travels verbatim.
    const log = JSON.stringify({ ...LOG, stage: "pending", index: undefined });
    const json = `{ "id": "${id}", "thread": "${id}", "type": "aid-subject-list", "packets": [], "receipt": "a.b.c", "log": ${log} }`;
    return { repeat: earlier !== undefined, id, json };
  }

  async check(caller: Caller, envelope: Buffer, mediaType: string) {
    this.#enter("check", caller, envelope, mediaType);
    return {
      recipients: ["civil-affairs"],
      disclosures: [{ recipient: "civil-affairs", groups: { identity: "full" as const } }],
    };
  }

  async message(caller: Caller, id: string): Promise<MessageView> {
    this.#enter("message", caller, id);
    return {
      id,
      thread: id,
      type: "aid-subject-list",
      version: "1",
      from: "procuratorate",
      acceptedAt: AT,
      policy: "default@1",
      packets: [this.#view("queued")],
      timeline: [{ type: "accepted", time: AT, actor: "procuratorate", log: LOG }],
    };
  }

  async thread(caller: Caller, id: string) {
    this.#enter("thread", caller, id);
    return { thread: id, messages: [await this.message(caller, id)] };
  }

  async messageOf(caller: Caller, packet: string) {
    this.#enter("messageOf", caller, packet);
    return { thread: packet, messages: [await this.message(caller, packet)] };
  }

  async inbox(
    caller: Caller,
    query: { readonly after?: string; readonly limit: number; readonly waitMs: number },
    signal: AbortSignal,
  ) {
    this.#enter("inbox", caller, query);
    const list = () => [...this.packets.values()].filter((packet) => packet.recipient === caller.party);
    if (list().length === 0 && query.waitMs > 0) await this.#held(query.waitMs, signal);
    const items = list().slice(0, query.limit).map(itemOf);
    return { items, next: items.at(-1)?.packet ?? query.after ?? "start" };
  }

  async packet(caller: Caller, id: string, options?: { readonly peek?: boolean }) {
    this.#enter("packet", caller, id, options);
    const packet = this.packets.get(id);
    if (packet === undefined || packet.recipient !== caller.party) throw new Refusal("not-found", { step: "packet" });
    if (options?.peek !== true) packet.fetched++;
    return { bytes: packet.bytes, mediaType: "application/jose", digest: sha256(packet.bytes) };
  }

  async receipt(caller: Caller, id: string, jws: string) {
    this.#enter("receipt", caller, id, jws);
    const packet = this.packets.get(id);
    if (packet === undefined || packet.recipient !== caller.party) throw new Refusal("not-found", { step: "packet" });
    const repeat = packet.receipt?.jws === jws;
    if (packet.receipt !== undefined && !repeat) throw new Refusal("receipt-conflict");
    packet.receipt = { jws, outcome: "accepted" };
    const entry = {
      packet: id,
      outcome: "accepted" as const,
      receivedAt: AT,
      log: LOG,
    };
    return { repeat, entry };
  }

  async importFile(caller: Caller, file: Buffer, mediaType: string) {
    this.#enter("importFile", caller, file, mediaType);
    return { repeat: true, answer: { kind: "message" as const, from: "procuratorate", repeat: true } };
  }

  async requeue(caller: Caller, packet: string): Promise<PacketView> {
    this.#enter("requeue", caller, packet);
    return { ...this.#view("queued"), id: packet };
  }

  async requeueAll(...[caller, filter, portion]: Parameters<Exchange["requeueAll"]>) {
    this.#enter("requeueAll", caller, filter, portion);
    return { dryRun: portion.dryRun, items: [this.#view("queued")], ...(portion.dryRun ? { count: 1 } : {}) };
  }

  async endpoints() {
    return [{ party: "civil-affairs", state: "pull" as const, queued: 0, failed: 0, pushes: 0, taken: 0 }];
  }

  async setEndpoint(...[caller, party, to]: Parameters<Exchange["setEndpoint"]>) {
    this.#enter("setEndpoint", caller, party, to);
    const state = typeof to === "string" ? to : ("paused" as const);
    return { party, state, queued: 0, failed: 0, pushes: 0, taken: 0 };
  }

  async testEndpoint(caller: Caller, party: string): Promise<EndpointTest> {
    this.#enter("testEndpoint", caller, party);
    return { party, outcome: "taken", code: "http-204", milliseconds: 3 };
  }

  async reseal(caller: Caller, packet: string): Promise<PacketView> {
    this.#enter("reseal", caller, packet);
    return { ...this.#view("queued"), replaces: packet };
  }

  #enter(method: keyof Exchange, caller: Caller, ...args: unknown[]): void {
    this.calls.push({ method, caller, args });
    const { fault } = this;
    this.fault = undefined;
    if (fault !== undefined) throw fault;
  }

  /** Waits until a packet comes, the time is over, or the signal aborts. */
  #held(waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, waitMs);
      this.#waiting.add(end);
      signal.addEventListener("abort", end);
      if (signal.aborted) end();
    });
  }

  #view(state: "queued"): PacketView {
    return {
      id: this.#newId(),
      recipient: "civil-affairs",
      state,
      digest: "sha-256=:AA==:",
      size: 1,
      sealedAt: AT,
      due: { receipt: AT },
      attempts: 0,
      disclosed: ["identity"],
    };
  }
}

function itemOf(packet: HeldPacket): InboxItem {
  return {
    packet: packet.id,
    message: packet.message,
    thread: packet.message,
    type: "aid-subject-list",
    from: "procuratorate",
    sealedAt: AT,
    size: packet.bytes.length,
    digest: `sha-256=:${sha256(packet.bytes).toString("base64")}:`,
    due: AT,
  };
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
