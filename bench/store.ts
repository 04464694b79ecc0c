/**
 * The store alone: referrals with three packets committed, and outcomes settled, 16 callers at once, each
 * against plain statements one by one on the same tables, as the floor. Rounds alternate, so that a busy
 * neighbour meets both. `node bench/store.ts [postgres-url]`: about 10 s, on the embedded server when no
 * URL is given. CPU is client and server together.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { createLogger } from "../src/telemetry/logger.ts";
import { recordEntry } from "../src/tlog/entry.ts";
import { createUuid7 } from "../src/wire/uuid7.ts";
import type { NewMessage } from "../src/exchange/store-port.ts";
import { startEmbedded } from "../src/store/embedded/embedded.ts";
import { openStore } from "../src/store/open.ts";
import { samplePacket } from "../test/support/store/store-samples.ts";
import { type Database, newDatabase } from "./database.ts";
import { print, quantile } from "./figure.ts";

const CALLERS = 16;
const ROUND_MS = 700;
const ROUNDS = 3;
const RECIPIENTS = ["civil-affairs", "education", "medical-insurance"];

const newId = createUuid7(Date.now, randomBytes);
const envelope = randomBytes(6_100);
const sealed = randomBytes(7_700);
const digest = createHash("sha256").update(sealed).digest();
const written = `sha-256=:${digest.toString("base64")}:`;
/** What all packets have in common. */
const PACKET = samplePacket("", { bytes: sealed, disclosed: ["identity:full", "contact:full", "address:reduced"] });

/** A referral with three packets, sized as figures of a 4 KiB list are. */
function referral(): NewMessage {
  const id = newId();
  const at = Date.now();
  const about = { v: 1, time: new Date(at).toISOString(), actor: "aid-gateway", message: id, thread: id } as const;
  const packets = RECIPIENTS.map((recipient) => ({
    ...PACKET,
    id: newId(),
    recipient,
    windowUntil: at + 259_200_000,
    leased: true,
  }));
  return {
    id,
    thread: id,
    type: "aid-subject-list",
    version: "1",
    sender: "procuratorate",
    jti: id,
    claimsMac: digest,
    requestDigest: digest,
    originDigest: digest,
    policy: "default@1",
    issuedAt: at,
    acceptedAt: at,
    answer: JSON.stringify({ id, receipt: envelope.toString("base64url", 0, 1_500) }),
    leafHash: digest,
    envelope,
    envelopeMediaType: "application/jose",
    packets,
    // A subject and two who live with it, as a usual list has them.
    documentKeys: [],
    documentNumber: null,
    persons: [0, 1, 2].map(() => randomBytes(16)),
    entries: [
      recordEntry({ ...about, type: "accepted", digest: written }),
      ...packets.map(({ id: packet, recipient }) =>
        recordEntry({ ...about, type: "sealed", packet, recipient, digest: written }),
      ),
    ],
    lease: { owner: "bench", duration: 60_000 },
  };
}

/** One row by one statement, prepared once. */
async function insert(client: pg.PoolClient, table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const columns = Object.keys(row);
  const text = `insert into ${table} (${columns.join(", ")}) values (${columns.map((_, i) => `$${i + 1}`).join(", ")})`;
  await client.query({ name: `floor-${table}`, text, values: Object.values(row) });
}

/** The same rows by a statement each, in one transaction. */
async function acceptPlainly(pool: pg.Pool, m: NewMessage): Promise<void> {
  const client = await pool.connect();
  await client.query("begin");
  const { id: message, thread, type, version, sender } = m;
  await insert(client, "messages", {
    id: message,
    thread,
    type,
    version,
    sender,
    jti: m.jti,
    policy: m.policy,
    issued_at: m.issuedAt,
    accepted_at: m.acceptedAt,
    answer: m.answer,
    envelope: m.envelope,
    claims_mac: m.claimsMac,
    request_digest: m.requestDigest,
    origin_digest: m.originDigest,
    leaf_hash: m.leafHash,
    envelope_media_type: m.envelopeMediaType,
  });
  for (const p of m.packets) {
    await insert(client, "packets", {
      id: p.id,
      message,
      thread,
      type,
      version,
      sender,
      recipient: p.recipient,
      sealed_at: m.acceptedAt,
      media_type: p.mediaType,
      kid: p.kid,
      size: p.bytes.length,
      digest: p.digest,
      bytes: p.bytes,
      disclosed: JSON.stringify(p.disclosed),
      due: JSON.stringify(p.due),
      push: p.push,
      next_at: m.acceptedAt,
      window_until: p.windowUntil,
      lease_owner: m.lease?.owner,
      lease_until: m.acceptedAt + (m.lease?.duration ?? 0),
    });
  }
  for (const recorded of m.entries) await insertEntry(client, recorded);
  await client.query("commit");
  client.release();
}

async function insertEntry(client: pg.PoolClient, recorded: NewMessage["entries"][number]): Promise<void> {
  const { type, time, actor, message, packet, thread, recipient } = recorded.entry;
  const found = { type, at: Date.parse(time), actor, message, packet, thread, recipient };
  await insert(client, "audit_pending", { ...found, leaf_hash: recorded.leafHash, bytes: recorded.bytes });
}

const deliveredEntry = (packet: string) =>
  recordEntry({
    v: 1,
    type: "delivered",
    time: new Date().toISOString(),
    actor: "aid-gateway",
    packet,
    digest: written,
  });

async function settlePlainly(pool: pg.Pool, packet: string): Promise<void> {
  const client = await pool.connect();
  await client.query("begin");
  await client.query({
    name: "floor-settle",
    text: `update packets set state = 'delivered', attempts = attempts + 1, next_at = null, lease_owner = null,
             lease_until = null, delivered_at = $2
           where id = $1 and state = 'queued' and lease_owner = 'bench'`,
    values: [packet, Date.now()],
  });
  await insertEntry(client, deliveredEntry(packet));
  await client.query("commit");
  client.release();
}

/** What one way of doing it came to. */
interface Run {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
}

/** Calls `work` from many callers for a while, or until it has nothing more to do. */
async function measure(database: Database, work: () => Promise<unknown> | undefined): Promise<Run> {
  const [server, client, start] = [database.cpuMs(), process.cpuUsage(), performance.now()];
  let done = 0;
  const caller = async () => {
    while (performance.now() - start < ROUND_MS) {
      const one = work();
      if (one === undefined) return;
      await one;
      done++;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const { user, system } = process.cpuUsage(client);
  const cpu = user + system + (database.cpuMs() - server) * 1_000;
  return { perSecond: (done * 1_000) / (performance.now() - start), cpuMicroseconds: cpu / done };
}

async function compare(
  name: string,
  database: Database,
  ways: { readonly grouped: () => Promise<unknown> | undefined; readonly plain: () => Promise<unknown> | undefined },
  target?: number,
): Promise<void> {
  const runs: { grouped: Run[]; plain: Run[] } = { grouped: [], plain: [] };
  for (let round = 0; round < ROUNDS; round++) {
    runs.plain.push(await measure(database, ways.plain));
    runs.grouped.push(await measure(database, ways.grouped));
  }
  const median = (of: Run[], what: keyof Run) =>
    quantile(
      of.map((run) => run[what]),
      0.5,
    );
  const figure = (what: keyof Run) => ({ value: median(runs.grouped, what), floor: median(runs.plain, what) });
  const aim = target === undefined ? {} : { target };
  print({ name: `store.${name}`, unit: "/s", ...figure("perSecond"), callers: CALLERS, ...aim });
  print({ name: `store.${name}.cpu`, unit: "µs", ...figure("cpuMicroseconds"), callers: CALLERS });
}

async function run(server: string): Promise<void> {
  const logger = createLogger("warn");
  const database = await newDatabase(server, "aidx_bench_store");
  const settings = { connections: CALLERS };
  const store = await openStore({ databaseUrl: database.url, dataDir: "unused", logger, settings });
  try {
    const packets: string[] = [];
    const accepted = async (accept: (message: NewMessage) => Promise<unknown>) => {
      const message = referral();
      await accept(message);
      packets.push(...message.packets.map(({ id }) => id));
    };
    const accept = {
      grouped: () => accepted((message) => store.accept(message)),
      plain: () => accepted((message) => acceptPlainly(store.pool, message)),
    };
    await compare("accept", database, accept, 6_000);

    const next = (work: (packet: string) => Promise<unknown>) => {
      const packet = packets.pop();
      return packet === undefined ? undefined : work(packet);
    };
    const delivered = (packet: string) => {
      const lease = { owner: "bench" };
      const entries = [deliveredEntry(packet)];
      return store.settle({ packet, to: "delivered", attempted: true, nextAt: null, at: Date.now(), lease, entries });
    };
    const settle = { grouped: () => next(delivered), plain: () => next((packet) => settlePlainly(store.pool, packet)) };
    await compare("settle", database, settle);
  } finally {
    await store.close();
    await database.drop();
  }
}

const url = process.argv[2] ?? process.env.DATABASE_URL;
if (url !== undefined) await run(url);
else {
  const home = mkdtempSync(join(tmpdir(), "aidx-bench-store-"));
  const server = await startEmbedded(home, createLogger("error"));
  try {
    await run(server.superuserUrl);
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}
