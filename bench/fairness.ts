/**
 * Latency of packets for eleven healthy departments, from the commit to the arrival, alone and beside a twelfth with
 * BENCH_BACKLOG (100,000) due packets that fails, never answers or is slow. `node bench/fairness.ts [postgres-url]`: about
 * three minutes.
 *
 * A turn of the relay carries a tenth of all packets of threads of a measurement, so that one late turn is its p99. So each
 * figure is the median of BENCH_ROUNDS (3) measurements, which alternate.
 */
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createAddressGuard } from "../src/courier/address-guard.ts";
import { createCourier, DEFAULT_COURIER } from "../src/courier/courier.ts";
import type { Flow } from "../src/exchange/flow.ts";
import { createOutgoing } from "../src/exchange/outgoing.ts";
import type { Party } from "../src/exchange/ports.ts";
import { createLookup } from "../src/names/lookup.ts";
import { openQueue } from "../src/queue/delivery-queue.ts";
import { openStore } from "../src/store/open.ts";
import { createLogger } from "../src/telemetry/logger.ts";
import { writeBacklog } from "../test/support/store/backlog.ts";
import { newId, sampleMessage, samplePacket } from "../test/support/store/store-samples.ts";
import { newDatabase } from "./database.ts";
import { print, quantile } from "./figure.ts";

const PACKETS = Number(process.env.BENCH_BACKLOG ?? 100_000);
const PER_SECOND = 44;
const MEASURE_MS = 9_000;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
/** Time-out of an answer, ms; a slow endpoint needs most of it. */
const RESPONSE_MS = 3_000;
const BAD = "department-0";
const HEALTHY = Array.from({ length: 11 }, (_, n) => `department-${n + 1}`);

/** Behaviour of the bad department's endpoint; no answer at all where it does nothing. */
const KINDS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  // It fetches its packets, and the relay reads nothing of it.
  alone: () => undefined,
  failing: (response) => void response.writeHead(503).end(),
  black: () => undefined,
  slow: (response) => void setTimeout(() => response.writeHead(202).end(), RESPONSE_MS - 500),
};

/** Measures on a server; the database is made and dropped. */
export async function runFairness(server: string): Promise<void> {
  const logger = createLogger("fatal");
  const database = await newDatabase(server, "aidx_bench_fairness");
  const store = await openStore({ databaseUrl: database.url, dataDir: "unused", logger });
  const queue = await openQueue({ databaseUrl: database.url, prefix: "aidx_queue", logger });
  const sent = new Map<string, number>();
  const took: Record<"fresh" | "thread", number[]> = { fresh: [], thread: [] };
  const threads = new Set<string>();
  let pushedToBad = 0;
  let answerBad = KINDS.failing;
  const endpoint = createServer((request, response) => {
    request.resume();
    if (request.url?.startsWith(`/${BAD}/`) === true) {
      pushedToBad++;
      return answerBad?.(response);
    }
    const packet = String(request.headers["aid-packet"]);
    const at = sent.get(packet);
    if (at !== undefined) took[threads.has(packet) ? "thread" : "fresh"].push(performance.now() - at);
    sent.delete(packet);
    response.writeHead(202).end();
  }).listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  const { port } = endpoint.address() as AddressInfo;
  const parties = [BAD, ...HEALTHY].map((id) => {
    const delivery = { mode: "push", endpoint: `http://127.0.0.1:${port}/${id}` };
    return { id, delivery, active: id !== BAD } as Party;
  });
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signer = { kid: "bench", use: "sig", alg: "ES256", jwk: { kty: "EC" }, key: publicKey, privateKey } as const;
  const lookup = createLookup({ elapsed: () => performance.now() });
  const courier = createCourier({
    signer: () => signer,
    settings: {
      ...DEFAULT_COURIER,
      requireHttps: false,
      limits: { ...DEFAULT_COURIER.limits, responseMs: RESPONSE_MS },
    },
    guard: createAddressGuard(["127.0.0.0/8"], lookup),
    now: Date.now,
    logger,
  });
  const none = () => undefined;
  const flow = {
    settings: {
      gatewayId: "gateway",
      deliveryWindow: 259_200_000,
      lease: 60_000,
      owner: "bench",
      stopGrace: 100,
      concurrency: 32,
      relayEvery: 1_000,
      catchUpPerSecond: 64,
      retry: { baseMs: 5_000, capMs: 7_200_000, minMs: 500, lastTryMs: 60_000 },
    },
    clock: { now: Date.now, sound: () => true, vouch: none },
    random: Math.random,
    newId,
    store,
    queue,
    courier,
    directory: () => ({
      version: "1",
      parties: () => parties,
      party: (id: string) => parties.find((p) => p.id === id),
    }),
    observer: { changed: none, failed: none, attempted: none, endpointsOff: none, relayed: none, fault: none },
  } as unknown as Flow;
  const outgoing = createOutgoing(flow, none);
  await outgoing.start();

  /** Commits a packet for a department: a fresh one, or one that goes through the relay as in a thread. */
  async function commit(n: number): Promise<void> {
    const recipient = HEALTHY[n % HEALTHY.length] ?? "";
    const sealed = samplePacket(recipient, { windowUntil: Date.now() + 259_200_000 });
    const packet = { ...sealed, leased: n % 2 === 0 && outgoing.mayClaim(sealed) };
    const message = sampleMessage([], {
      packets: [packet],
      acceptedAt: Date.now(),
      lease: { owner: "bench", duration: 60_000 },
    });
    if (n % 2 === 1) threads.add(packet.id);
    await store.accept(message);
    sent.set(packet.id, performance.now());
    outgoing.committed(message);
  }

  async function measure(): Promise<Record<"fresh" | "thread" | "pushedToBad", number>> {
    for (const way of ["fresh", "thread"] as const) took[way].length = 0;
    pushedToBad = 0;
    const began = performance.now();
    for (let n = 0; performance.now() - began < MEASURE_MS; n++) {
      void commit(n);
      await pause(Math.max(0, began + ((n + 1) * 1_000) / PER_SECOND - performance.now()));
    }
    for (let tries = 0; sent.size > 0 && tries < 200; tries++) await pause(50);
    return { fresh: quantile(took.fresh, 0.99), thread: quantile(took.thread, 0.99), pushedToBad };
  }

  try {
    await measure(); // warms up
    const dueAt = Date.now() - 3_600_000;
    await writeBacklog(store, { recipients: [BAD], packets: PACKETS / 2, dueAt });
    await writeBacklog(store, { recipients: [BAD], packets: PACKETS / 2, perThread: 100, dueAt });
    // As autovacuum does within a minute of such a growth.
    await store.pool.query("analyze packets");
    const rounds = new Map(Object.keys(KINDS).map((kind) => [kind, [] as Awaited<ReturnType<typeof measure>>[]]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [kind, answer] of Object.entries(KINDS)) {
        // The pushes of the kind before have ended.
        await pause(RESPONSE_MS + 500);
        answerBad = answer;
        // An address of its own each time: its circuit is closed at first.
        const delivery =
          kind === "alone"
            ? ({ mode: "pull" } as const)
            : ({ mode: "push", endpoint: `http://127.0.0.1:${port}/${BAD}/${kind}-${round}` } as const);
        parties[0] = { id: BAD, delivery, active: true } as Party;
        rounds.get(kind)?.push(await measure());
      }
    }
    const middle = (kind: string, way: "fresh" | "thread") =>
      quantile(
        (rounds.get(kind) ?? []).map((one) => one[way]),
        0.5,
      );
    for (const kind of Object.keys(KINDS).filter((one) => one !== "alone")) {
      const pushed = (rounds.get(kind) ?? []).reduce((sum, one) => sum + one.pushedToBad, 0);
      for (const way of ["fresh", "thread"] as const) {
        const more = { backlog: PACKETS, lost: sent.size, pushedToBad: pushed, rounds: ROUNDS, targetRatio: 1.1 };
        print({
          name: `fairness.${kind}.${way}`,
          unit: "ms p99",
          value: middle(kind, way),
          floor: middle("alone", way),
          ...more,
        });
      }
    }
  } finally {
    endpoint.closeAllConnections();
    endpoint.close();
    await outgoing.stop();
    await courier.close();
    await store.close();
    await database.drop();
  }
}

const [, program, url] = process.argv;
if (program?.endsWith("fairness.ts")) {
  await runFairness(url ?? process.env.DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres");
}
