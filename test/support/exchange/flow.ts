import { createHmac, randomBytes } from "node:crypto";
import type { Test } from "tap";
import { generateJwk, importPrivateJwk } from "../../../src/crypto/jose/jwk.ts";
import { createSuites } from "../../../src/crypto/suites.ts";
import type { PrivateKey } from "../../../src/crypto/suite.ts";
import { createBlindIndex } from "../../../src/crypto/mac.ts";
import { createThreadCipher } from "../../../src/crypto/thread-cipher.ts";
import { formatDigest } from "../../../src/wire/digest.ts";
import { createUuid7 } from "../../../src/wire/uuid7.ts";
import { createExchange, type RunningExchange } from "../../../src/exchange/exchange.ts";
import type { Flow } from "../../../src/exchange/flow.ts";
import { dueTime } from "../../../src/exchange/relay.ts";
import type { Caller } from "../../../src/exchange/service.ts";
import type {
  Courier,
  DeliveryJob,
  DeliveryQueue,
  Directory,
  Party,
  Policy,
  Push,
  PushResult,
  Schemas,
} from "../../../src/exchange/ports.ts";
import type { DuePacket } from "../../../src/exchange/store-port.ts";
import { type OpenStore, openStore } from "../../../src/store/open.ts";
import { SILENT } from "../loggers.ts";
import { migratedDatabase } from "../store/postgres.ts";

/** A party of the test with its private keys. */
export interface TestParty {
  readonly id: string;
  readonly caller: Caller;
  sig: PrivateKey;
  enc: PrivateKey;
  readonly party: { -readonly [K in keyof Party]: Party[K] };
}

/** The flow over a real store and real cryptography; clock, courier, queue, policy and schemas are the test's. */
export interface FlowFixture {
  readonly flow: Flow;
  readonly exchange: RunningExchange;
  readonly store: OpenStore;
  readonly clock: { at: number; sound: boolean };
  readonly parties: Record<"procuratorate" | "civil" | "school" | "clinic" | "auditor", TestParty>;
  /** Pushes that went out, and what the next ones come to; `delivered` 200 without a receipt when there is none. */
  readonly wire: {
    readonly pushes: Push[];
    answer: (push: Push) => PushResult | Promise<PushResult>;
    /** Number of pushes that an endpoint would take at once. */
    room: (endpoint: string) => number;
  };
  /** Jobs handed to the queue and not worked yet. */
  readonly jobs: DuePacket[];
  /** Works all jobs in the queue. */
  work(): Promise<void>;
  /** Hands what is due to the queue and works it. */
  relay(): Promise<void>;
  /** Seals claims of a message as a party does; members given replace the defaults. */
  envelope(from: TestParty, claims: Record<string, unknown>): Promise<Buffer>;
  /** A list for pull recipients. */
  list(jti: string, more?: Record<string, unknown>): Promise<Buffer>;
  receipt(from: TestParty, packet: { id: string; digest: string }, more?: Record<string, unknown>): Promise<string>;
  entries(): Promise<Record<string, unknown>[]>;
}

export const JOSE = "application/jose";
export const START = Date.parse("2026-11-23T08:00:00Z");

/** Builds the fixture; `change` may replace any part of the flow. */
export async function flowFixture(t: Test, change: (flow: Flow) => Flow = (flow) => flow): Promise<FlowFixture> {
  const { url } = await migratedDatabase(t);
  const store = await openStore({ databaseUrl: url, dataDir: "unused", logger: SILENT });
  t.teardown(() => store.close());
  const clock = { at: START, sound: true };
  const parties = {
    procuratorate: party("procuratorate", "procuratorate", "pull"),
    civil: party("civil-affairs", "department", "pull"),
    school: party("education", "department", "push"),
    clinic: party("medical-insurance", "department", "push"),
    auditor: party("auditor", "auditor", "pull"),
  };
  const gatewaySig = key("sig");
  const gatewayEnc = key("enc");
  const suites = createSuites();
  const wire: FlowFixture["wire"] = {
    pushes: [],
    answer: () => ({ kind: "delivered", status: 202 }),
    room: () => 32,
  };
  const jobs: DuePacket[] = [];
  let handle: (job: DeliveryJob) => Promise<void> = async () => undefined;
  const queue: DeliveryQueue = {
    add: async (more) => {
      for (const job of more) if (!jobs.some(({ packet }) => packet === job.packet)) jobs.push(job);
    },
    work: async (worker) => {
      handle = worker;
    },
    ping: async () => undefined,
    close: async () => undefined,
  };
  const courier: Courier = {
    room: (endpoint) => wire.room(endpoint),
    push: async (push) => {
      wire.pushes.push(push);
      return wire.answer(push);
    },
    test: async () => "http-204",
    circuit: () => "closed",
    close: async () => undefined,
  };
  const macKey = randomBytes(32);
  const flow = change({
    settings: {
      gatewayId: "gateway",
      logOrigin: "gateway.example/log",
      issuedWithin: 86_400_000,
      clockSkew: 60_000,
      maxDepth: 32,
      deliveryWindow: 72 * 3_600_000,
      lease: 60_000,
      owner: "test",
      concurrency: 8,
      stopGrace: 1_000,
      // The test turns the relay by hand.
      relayEvery: 3_600_000,
      catchUpPerSecond: 64,
      inboxEvery: 50,
      retry: { baseMs: 1_000, capMs: 60_000, minMs: 100, lastTryMs: 1_000 },
    },
    clock: { now: () => clock.at, sound: () => clock.sound, vouch: () => undefined },
    random: () => 0.5,
    newId: createUuid7(
      () => clock.at,
      (n) => randomBytes(n),
    ),
    store,
    queue,
    courier,
    suites,
    schemas: anySchema,
    lookAgain: async () => false,
    keys: () => ({
      lookAgain: async () => false,
      signing: gatewaySig,
      decryption: new Map([[gatewayEnc.kid, gatewayEnc]]),
      jwks: { keys: [] },
      retired: new Map(),
      successions: [],
    }),
    directory: () => directoryOf(Object.values(parties).map(({ party: of }) => of)),
    policy: () => openPolicy,
    mac: (data) => createHmac("sha256", macKey).update(data).digest(),
    blindIndex: createBlindIndex(macKey),
    documentNumbers: createThreadCipher(macKey, "document number"),
    casework: { take: async () => ({ warnings: [] }), outcomes: async () => new Map() },
    // No sequencer runs: every entry waits.
    log: {
      positions: async (leafHashes) =>
        leafHashes.map((hash) => ({
          origin: "gateway.example/log",
          leafHash: Buffer.from(hash).toString("base64url"),
          stage: "pending",
        })),
    },
    observer: {
      accepted: () => undefined,
      refused: () => undefined,
      changed: () => undefined,
      failed: () => undefined,
      attempted: () => undefined,
      receipt: () => undefined,
      endpointsOff: () => undefined,
      takenOver: () => undefined,
      relayed: () => undefined,
      fault: (_where, error) => t.error(error),
    },
  });
  const exchange = createExchange(flow);
  await exchange.start();
  t.teardown(() => exchange.stop());
  const seal = (from: TestParty, typ: string, claims: object) =>
    suites.get("jose").seal(Buffer.from(JSON.stringify(claims)), typ, from.sig, gatewayEnc);
  const envelope = async (from: TestParty, claims: Record<string, unknown>) =>
    seal(from, "aid-message+jwt", {
      iss: from.id,
      aud: "gateway",
      iat: Math.floor(clock.at / 1000),
      version: "1",
      type: "aid-subject-list",
      body: { to: ["civil-affairs"] },
      ...claims,
    });
  const pushParties = Object.values(parties)
    .filter(({ party: { delivery } }) => delivery.mode === "push")
    .map(({ id }) => ({ party: id, share: 100 }));
  const work = async () => {
    for (const job of jobs.splice(0)) await handle(job);
  };
  return {
    flow,
    exchange,
    store,
    clock,
    parties,
    wire,
    jobs,
    work,
    relay: async () => {
      await flow.queue.add((await flow.store.duePackets(dueTime(flow), pushParties, 100)).due);
      await work();
    },
    envelope,
    list: (jti, more = {}) => envelope(parties.procuratorate, { jti, ...more }),
    receipt: async (from, packet, more = {}) =>
      suites.get("jose").sign(
        Buffer.from(
          JSON.stringify({
            iss: from.id,
            aud: "gateway",
            iat: Math.floor(clock.at / 1000),
            jti: `receipt-${packet.id}`,
            sub: packet.id,
            digest: packet.digest,
            outcome: "accepted",
            ...more,
          }),
        ),
        "aid-receipt+jwt",
        from.sig,
      ),
    entries: async () => {
      const { rows } = await store.pool.query<{ bytes: Buffer }>(
        "select bytes from recorded_entries order by leaf_index nulls last, pending_id",
      );
      return rows.map(({ bytes }) => JSON.parse(bytes.toString()) as Record<string, unknown>);
    },
  };
}

/** A private key of a party or of the gateway. */
export function key(use: "sig" | "enc"): PrivateKey {
  return importPrivateJwk(generateJwk(use));
}

/** The digest of a push as a receipt names it. */
export function digestOf(push: Push): { id: string; digest: string } {
  return { id: push.packet, digest: formatDigest(push.digest) };
}

function party(id: string, kind: Party["kind"], mode: "pull" | "push"): TestParty {
  const sig = key("sig");
  const enc = key("enc");
  return {
    id,
    caller: { party: id, scopes: new Set(["message:send", "packet:receive"]) },
    sig,
    enc,
    party: {
      id,
      kind,
      name: { zh: id, en: id },
      division: "990100",
      scopes: ["message:send", "packet:receive"],
      suite: "jose",
      delivery: mode === "pull" ? { mode } : { mode, endpoint: `http://127.0.0.1:9/${id}` },
      keys: new Map([sig, enc].map((each) => [each.kid, each])),
      encryptionKey: enc,
      active: true,
    },
  };
}

function directoryOf(parties: readonly Party[]): Directory {
  return { version: "test", party: (id) => parties.find((each) => each.id === id), parties: () => parties };
}

/** Every object is a document; a member `invalid` makes it none. */
const anySchema: Schemas = {
  has: (_type, version) => version === "1",
  validate: (_type, _version, body) =>
    typeof body === "object" && body !== null && !Array.isArray(body) && !("invalid" in body)
      ? { ok: true, body: body as Record<string, unknown>, folded: [], warnings: [] }
      : {
          ok: false,
          errors: [{ pointer: "/body", code: "invalid", message: "not a document", messageZh: "不是文书" }],
          total: 1,
          persons: 0,
        },
  locate: (_type, _version, issues) => [...issues],
};

/** Routes to the parties that the document names in `to`; shows a recipient the member of its own name and `all`. */
const openPolicy: Policy = {
  id: "test@1",
  permits: (from, type, to) => to.kind !== "auditor" && !(type === "feedback" && from.kind !== "department"),
  newcomerGroups: () => [],
  route: (_type, body) => (Array.isArray(body.to) ? (body.to as string[]) : []),
  disclose: (_type, body) => (to) => ({
    body: { ...("all" in body ? { all: body.all } : {}), ...(to.id in body ? { [to.id]: body[to.id] } : {}) },
    groups: [{ group: "all", level: "full" }],
  }),
  due: () => ({ receipt: "2026-11-25T23:59:59+08:00" }),
};
