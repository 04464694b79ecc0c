/**
 * The audit log: entries appended in batches, the time from a `202` to the published checkpoint over it, and
 * proofs in a large log. Over a PostgreSQL server, each part on a database of its own.
 */
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogSigner } from "../src/log/log-signer.ts";
import { rememberIn } from "../src/log/remembered.ts";
import { sequence, takeOver } from "../src/log/sequence.ts";
import { createLogReader } from "../src/log/stored-log.ts";
import { createLogger } from "../src/telemetry/logger.ts";
import { HASH_BYTES } from "../src/tlog/merkle.ts";
import { NATIVE_HASHER } from "../src/tlog/native-hasher.ts";
import { sha256 } from "../src/tlog/native-sha256.ts";
import { formatVerifierKey } from "../src/tlog/note.ts";
import { EMPTY_EDGE, grow, rootOf, type TreeEdge } from "../src/tlog/tree-edge.ts";
import { type OpenStore, openStore } from "../src/store/open.ts";
import { type Database, newDatabase } from "./database.ts";
import { print, quantile } from "./figure.ts";
import { startGateway } from "./gateway.ts";
import { listOf } from "./list.ts";
import { fire } from "./load.ts";

const ORIGIN = "bench-gateway/log";
const APPENDED = 120_000;
const BATCH = 8192;
const PROOFS = 2_000;
/** An entry of about the usual size, of number `g`. */
const ENTRY =
  `convert_to('{"actor":"bench-gateway","digest":"sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",` +
  `"message":"01980000-0000-7000-8000-000000000000","recipient":"civil-affairs","time":"2026-11-24T08:00:00.000Z",` +
  `"type":"delivered","v":1,"via":"push","n":' || g || '}', 'UTF8')`;
const COLUMNS = "type, at, actor, message, packet, thread, recipient, leaf_hash, bytes";
/** A UUIDv7 as the gateway makes them: ids of one time lie side by side. */
const uuid7 = (n: string) =>
  `(lpad(to_hex(1750000000000 + ${n}), 12, '0') || '70008000' || lpad(to_hex(${n}), 12, '0'))::uuid`;
// Three packets a message, about three entries a packet.
const VALUES = `'delivered', 1795507200000, 'bench-gateway', ${uuid7("g / 9")}, ${uuid7("g / 3")}, ${uuid7("g / 9")},
  'civil-affairs', sha256('\\x00'::bytea || bytes), bytes`;
const QUIET = createLogger("warn");

/** Runs all of it. @param entries how large the log is in which is proved */
export async function runLog(server: string, entries: number): Promise<void> {
  await on(server, "aidx_bench_append", append);
  await published(server, "log.published", 1000);
  await stalled((log) => published(server, "log.published.stalled", 5000, log));
  await on(server, "aidx_bench_proof", (database, store) => prove(database, store, entries));
}

async function on(server: string, name: string, work: (database: Database, store: OpenStore) => Promise<void>) {
  const database = await newDatabase(server, name);
  const store = await openStore({ databaseUrl: database.url, dataDir: "unused", logger: QUIET });
  try {
    await work(database, store);
  } finally {
    await store.close();
    await database.drop();
  }
}

function newSigner() {
  const { publicKey: key, privateKey } = generateKeyPairSync("ed25519");
  return createLogSigner(ORIGIN, [{ key, privateKey }]);
}

/** Entries that wait, moved, hashed, signed and published as fast as it goes. */
async function append(database: Database, store: OpenStore): Promise<void> {
  const fill = () =>
    database.query(
      `insert into audit_pending (${COLUMNS}) select ${VALUES}
       from (select g, ${ENTRY} as bytes from generate_series(1, ${APPENDED}) as g) as made`,
    );
  const rates: { floor: number[]; value: number[] } = { floor: [], value: [] };
  const home = mkdtempSync(join(tmpdir(), "aidx-bench-log-"));
  const signer = newSigner();
  const lead = await store.logStore.lead();
  if (lead === undefined) throw new Error("the log of a new database has no lead");
  try {
    const deps = {
      signer: () => signer,
      remembered: rememberIn(home),
      hasher: NATIVE_HASHER,
      now: Date.now,
      batch: BATCH,
      published: () => undefined,
    };
    await takeOver(lead, deps);
    await database.query("create table floor_entries (like audit_entries including all)");
    for (let round = 0, next = 0; round < 3; round++) {
      // The floor: the same rows moved by the database alone, batch by batch.
      await fill();
      let began = performance.now();
      for (let moved = 0; moved < APPENDED; moved += BATCH, next += BATCH) {
        await database.query(
          `with taken as (delete from audit_pending
             where id = any (array(select id from audit_pending order by id limit ${BATCH})) returning *)
           insert into floor_entries (leaf_index, ${COLUMNS})
           select ${next} + row_number() over (order by id), ${COLUMNS} from taken order by id`,
        );
      }
      rates.floor.push(APPENDED / ((performance.now() - began) / 1000));
      await fill();
      began = performance.now();
      while ((await sequence(lead, deps)) > 0);
      rates.value.push(APPENDED / ((performance.now() - began) / 1000));
    }
  } finally {
    await lead.release();
    rmSync(home, { recursive: true, force: true });
  }
  const figure = { value: quantile(rates.value, 0.5), floor: quantile(rates.floor, 0.5) };
  print({ name: "log.append", unit: "entries/s", ...figure, target: 20_000, batch: BATCH });
}

/** The same with a witness that takes connections and never answers. */
async function stalled(measure: (log: object) => Promise<void>): Promise<void> {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const { publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-HASH_BYTES);
  const key = formatVerifierKey({ name: "witness.example/silent", type: 4, publicKey: raw }, sha256);
  try {
    await measure({ witnesses: [{ url: `http://127.0.0.1:${port}`, key }], quorum: 1 });
  } finally {
    silent.close();
  }
}

/** From each `202` to the checkpoint that covers its entry, while a steady rate is accepted. */
async function published(server: string, name: string, target: number, log?: object): Promise<void> {
  const database = await newDatabase(server, "aidx_bench_published");
  const gateway = await startGateway({ databaseUrl: database.url, ...(log === undefined ? {} : { log }) });
  const { url } = gateway.process;
  const perSecond = 200;
  const sizes: { size: number; at: number }[] = [];
  const watching = new AbortController();
  const watch = async () => {
    while (!watching.signal.aborted) {
      const size = Number((await (await fetch(`${url}/log/checkpoint`)).text()).split("\n")[1]);
      if (size !== sizes.at(-1)?.size) sizes.push({ size, at: performance.now() });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  try {
    const body = listOf(4096);
    await fire(url, await gateway.seal(200, body, 3), { width: 32, status: 202 });
    const shots = await gateway.seal(perSecond * 10, body, 3);
    const answers: { leaf: string; at: number }[] = [];
    const watcher = watch();
    const answered = (text: string, at: number) => answers.push({ leaf: leafOf(text), at });
    const { latencies } = await fire(url, shots, { width: 64, status: 202, perSecond, answered });
    const indexes = await indexesOf(
      database,
      answers.map(({ leaf }) => leaf),
      sizes,
    );
    watching.abort();
    await watcher;
    const delays = answers.map(({ leaf, at }) => {
      const index = indexes.get(leaf) ?? Number.NaN;
      // Seen before its 202: published as soon as it was answered.
      return Math.max(0, (sizes.find(({ size }) => size > index)?.at ?? Number.NaN) - at);
    });
    if (delays.some(Number.isNaN)) throw new Error("an entry was not published");
    const about = { perSecond, recipients: 3 };
    print({ name: `${name}.p50`, unit: "ms", value: quantile(delays, 0.5), ...about });
    print({ name: `${name}.p99`, unit: "ms", value: quantile(delays, 0.99), target, ...about });
    print({ name: `${name}.accept.p99`, unit: "ms", value: quantile(latencies, 0.99), ...about });
  } finally {
    watching.abort();
    await gateway.stop();
    await database.drop();
  }
}

/** The leaf that a submission receipt names. */
function leafOf(answer: string): string {
  const { receipt } = JSON.parse(answer) as { receipt: string };
  const claims = JSON.parse(Buffer.from(receipt.split(".")[1] ?? "", "base64url").toString()) as {
    log: { leafHash: string };
  };
  return claims.log.leafHash;
}

/** Where the leaves are, once all are published. */
async function indexesOf(
  database: Database,
  leaves: readonly string[],
  sizes: readonly { readonly size: number }[],
): Promise<ReadonlyMap<string, number>> {
  for (;;) {
    const rows = await database.query("select leaf_index, leaf_hash from audit_entries");
    const found = new Map(
      rows.map((row) => [(row["leaf_hash"] as Buffer).toString("base64url"), Number(row["leaf_index"])]),
    );
    const last = Math.max(...leaves.map((leaf) => found.get(leaf) ?? Number.POSITIVE_INFINITY));
    if (last < (sizes.at(-1)?.size ?? 0)) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A large log, made by the database; then proofs of entries anywhere in it, from leaf hash to the last line. */
async function prove(database: Database, store: OpenStore, entries: number): Promise<void> {
  const began = performance.now();
  await database.query("alter table audit_entries set unlogged");
  // The one that is asked is made afterwards; the others are not.
  const indexes = await database.query("select indexname from pg_indexes where tablename = 'audit_entries'");
  await database.query(
    `drop index ${indexes
      .map((row) => String(row["indexname"]))
      .filter((name) => !name.includes("pkey"))
      .join(", ")}`,
  );
  let edge: TreeEdge = EMPTY_EDGE;
  const STEP = 65_536;
  for (let begin = 0; begin < entries; begin += STEP) {
    const end = Math.min(begin + STEP, entries);
    const [made] = await database.query(
      `with stored as (
         insert into audit_entries (leaf_index, ${COLUMNS}) select g, ${VALUES}
         from (select g, ${ENTRY} as bytes from generate_series(${begin}, ${end - 1}) as g) as made
         returning leaf_index, leaf_hash)
       select string_agg(leaf_hash, ''::bytea order by leaf_index) as hashes from stored`,
    );
    const hashes = made?.["hashes"] as Buffer;
    const leaves = Array.from({ length: end - begin }, (_, n) => hashes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES));
    const grown = grow(NATIVE_HASHER, edge, leaves);
    ({ edge } = grown);
    await database.query(
      grown.tiles
        .map(
          ({ level, index, bytes }) =>
            `insert into log_tiles values (${level}, ${index}, '\\x${Buffer.from(bytes).toString("hex")}')
             on conflict (level, index) do update set hashes = excluded.hashes`,
        )
        .join(";"),
    );
  }
  await database.query("create index audit_entries_leaf on audit_entries (leaf_hash)");
  await database.query("vacuum (analyze) audit_entries, log_tiles");
  // What filling has left to write would be in the figures of reading.
  await database.query("checkpoint");
  const signer = newSigner();
  const note = signer.sign({ size: entries, root: rootOf(NATIVE_HASHER, edge) });
  await database.query(`update log_state set checkpoint = '${note}', published = '${note}', size = ${entries}`);
  const reader = createLogReader(store.logRows, () => signer, NATIVE_HASHER);
  print({ name: "log.proof.made", unit: "s", value: (performance.now() - began) / 1000, entries });

  const places = Array.from({ length: PROOFS }, () => Math.floor(Math.random() * entries));
  const rows = await database.query(`select leaf_hash from audit_entries where leaf_index in (${places.join(",")})`);
  const times: { floor: number[]; value: number[] } = { floor: [], value: [] };
  for (const row of rows) {
    const leaf = row["leaf_hash"] as Buffer;
    let start = performance.now();
    const index = await reader.indexOf(leaf);
    await reader.inclusionProof(index ?? Number.NaN, entries);
    times.value.push(performance.now() - start);
    // The floor: one question to the same server for one of the tiles.
    start = performance.now();
    await store.logRows.tiles([{ level: 0, index: Math.floor((index ?? 0) / 256) }]);
    times.floor.push(performance.now() - start);
  }
  for (const [name, q] of [
    ["p50", 0.5],
    ["p99", 0.99],
  ] as const) {
    const figure = { value: quantile(times.value, q), floor: quantile(times.floor, q) };
    print({ name: `log.proof.${name}`, unit: "ms", ...figure, target: 5, entries });
  }
}
