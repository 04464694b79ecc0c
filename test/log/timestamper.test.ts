import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import t, { type Test } from "tap";
import { openCheckpoint, parseCheckpoint } from "../../src/tlog/checkpoint.ts";
import { createTimestamper, type TimestampRows } from "../../src/log/timestamper.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { timestampRequest } from "../../src/tlog/rfc3161/request.ts";
import { readRoots, verifyTimestamp } from "../../src/tlog/rfc3161/verify.ts";
import { createAddressGuard } from "../../src/courier/address-guard.ts";
import { createLookup } from "../../src/names/lookup.ts";
import { createTimestampClient } from "../../src/courier/timestamp-client.ts";
import { openStore } from "../../src/store/open.ts";
import { MemoryLog } from "../support/log/memory-log.ts";
import { SILENT } from "../support/loggers.ts";
import { testDatabase } from "../support/store/postgres.ts";
import { TimeAuthority, timeServer } from "../support/log/time-authority.ts";
import { AT, changed, encode, treeOf } from "../tlog/rfc3161/token-tree.ts";
import { like } from "../support/like.ts";

const lookup = createLookup({ elapsed: () => performance.now() });
const LOOPBACK = createAddressGuard(["127.0.0.0/8"], lookup);
const REPLY = { "content-type": "application/timestamp-reply" };
const authority = await TimeAuthority.made();
const roots = readRoots(await authority.roots());

async function logOf(entries: number): Promise<MemoryLog> {
  const log = new MemoryLog();
  for (let n = 0; n < entries; n++) {
    log.append({ v: 1, type: "directory", time: "2026-03-02T08:00:00.000Z", actor: "aid-gateway", n } as never);
  }
  await log.publish();
  return log;
}

function memoryRows(): TimestampRows & { readonly all: Map<number, unknown> } {
  const all = new Map<number, Awaited<ReturnType<TimestampRows["covering"]>>>();
  return {
    all,
    covering: async (size) => [...all].toSorted(([a], [b]) => a - b).find(([at]) => at >= size)?.[1],
    keep: async (one) => void (all.has(one.size) || all.set(one.size, one)),
  };
}

/** A timestamper against a server with these answers. */
async function against(test: Test, handle: Parameters<typeof timeServer>[1], timeoutMs = 20_000) {
  const url = await timeServer(test, handle);
  const client = createTimestampClient(url, LOOPBACK, timeoutMs);
  test.teardown(() => client.close());
  const log = await logOf(5);
  const rows = memoryRows();
  const faults: string[] = [];
  const clock = { ms: 0 };
  const timestamper = createTimestamper({
    log,
    rows,
    ask: (query) => client.ask(query),
    roots,
    sha256,
    random: randomBytes,
    now: () => clock.ms,
    every: 1_000_000,
    fault: (error) =>
      faults.push(
        error instanceof Error ? `${error.name} ${"code" in error ? String(error.code) : error.message}` : "?",
      ),
  });
  return { timestamper, log, rows, faults, clock };
}

const honest = async (body: Buffer, response: ServerResponse) =>
  response.writeHead(200, REPLY).end(await authority.answer(body));

t.test("timestamper: a published checkpoint is stamped once, and found again", async (t) => {
  let asked = 0;
  const { timestamper, log, rows, faults } = await against(t, async (body, response) => {
    asked++;
    await honest(body, response);
  });
  await timestamper.stampLatest();
  await timestamper.stampLatest();
  t.same(faults, []);
  t.equal(asked, 1, "one checkpoint, one question");
  t.same([...rows.all.keys()], [5]);
  const head = (await log.heads()).published;
  if (head === undefined) throw new TypeError("published");
  const found = await timestamper.timestampFor(3);
  t.equal(found?.checkpoint, head.text);
  t.equal(await timestamper.timestampFor(6), undefined);
  t.ok(await verifyTimestamp({ token: found?.token ?? Buffer.of(), text: head.note.text, roots }));
  t.ok(await authority.verifies(found?.token ?? Buffer.of(), head.note.text), "OpenSSL verifies it too");
  t.ok(await timestamper.forCheckpoint(head));
  t.equal(asked, 1);
  log.append({ v: 1, type: "directory", time: "2026-03-02T08:00:00.000Z", actor: "aid-gateway" });
  const next = await log.publish();
  t.ok(await timestamper.forCheckpoint(next), "evidence asks for its own checkpoint");
  t.equal(asked, 2);
  const other = await openCheckpoint((await logOf(6)).files.get("checkpoint")?.toString() ?? "", []).catch(
    () => undefined,
  );
  t.equal(other, undefined);
  const fork = { ...parseCheckpoint(next.note.text), root: Buffer.alloc(32), text: next.text };
  t.equal(await timestamper.forCheckpoint(fork), undefined, "a stamp of another tree does not count");
});

t.test("timestamper: texts that an authority adds to its stamp are not kept", async (t) => {
  const { timestamper, log, rows, faults } = await against(t, async (body, response) => {
    const text = { tag: 0x30, parts: [{ tag: 0x0c, bytes: Buffer.from("Operation Okay") }] };
    const status = { tag: 0x30, parts: [{ tag: 0x02, bytes: Buffer.of(1) }, text] };
    const answer = encode(changed(treeOf(await authority.answer(body)), AT.statusInfo, () => [status]));
    response.writeHead(200, REPLY).end(answer);
  });
  await timestamper.stampLatest();
  t.same(faults, []);
  const { token } = (await timestamper.timestampFor(5)) ?? { token: Buffer.of() };
  t.notOk(Buffer.from(token).includes("Okay"));
  const text = (await log.heads()).published?.note.text ?? "";
  t.ok(await verifyTimestamp({ token, text, roots }));
  t.ok(await authority.verifies(token, text));
  t.equal(rows.all.size, 1);
});

t.test("timestamper: an authority that fails stops nothing, and nothing of its answer is kept", async (t) => {
  const stale = await authority.answer(timestampRequest(sha256(Buffer.from("something else")), Buffer.alloc(16, 1)));
  const cases: Record<string, [Parameters<typeof timeServer>[1], RegExp, number?]> = {
    "an error": [(_body, response) => response.writeHead(503).end("busy"), /status 503/],
    "a redirect": [
      (_body, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
      /status 302/,
    ],
    "another type": [
      (_body, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
      /media type/,
    ],
    garbage: [(_body, response) => response.writeHead(200, REPLY).end("garbage"), /malformed/],
    nothing: [(_body, response) => response.writeHead(200, REPLY).end(), /malformed/],
    "an answer to something else": [(_body, response) => response.writeHead(200, REPLY).end(stale), /wrong-imprint/],
    "a broken connection": [(_body, _response, request) => request.socket.destroy(), /no answer/],
    "no answer": [() => undefined, /timeout/, 300],
    "an endless answer": [
      (_body, response) => {
        response.writeHead(200, REPLY);
        const more = () => response.write(Buffer.alloc(16_384)) || response.once("drain", more);
        const timer = setInterval(more, 1);
        response.on("close", () => clearInterval(timer));
      },
      /too large/,
    ],
    "an answer that drips": [
      (_body, response) => {
        response.writeHead(200, REPLY);
        const timer = setInterval(() => response.write("0"), 20);
        response.on("close", () => clearInterval(timer));
      },
      /timeout/,
      300,
    ],
  };
  for (const [name, [handle, expected, timeout]] of Object.entries(cases)) {
    const { timestamper, rows, faults } = await against(t, handle, timeout);
    await timestamper.stampLatest();
    t.match(faults.join(), expected, name);
    t.equal(rows.all.size, 0);
  }
});

t.test("timestamper: an old answer to the same checkpoint is refused by its nonce", async (t) => {
  let first: Buffer | undefined;
  const { timestamper, rows, faults } = await against(t, async (body, response) => {
    const answer = first ?? (await authority.answer(body));
    first = answer;
    response.writeHead(200, REPLY).end(answer);
  });
  await timestamper.stampLatest();
  rows.all.clear();
  await timestamper.stampLatest();
  t.match(faults.join(), /wrong-nonce/);
  t.equal(rows.all.size, 0);
});

t.test("timestamper: after a failure evidence is made without a stamp for a while", async (t) => {
  let asked = 0;
  const { timestamper, log, clock } = await against(t, (_body, response) => {
    asked++;
    response.writeHead(500).end();
  });
  const head = (await log.heads()).published;
  if (head === undefined) throw new TypeError("published");
  for (let n = 0; n < 3; n++) t.equal(await timestamper.forCheckpoint(head), undefined);
  t.equal(asked, 1);
  clock.ms += 60_000;
  await timestamper.forCheckpoint(head);
  t.equal(asked, 2);
});

t.test("timestamper: an authority that says 100 Continue unasked is understood", async (t) => {
  const { timestamper, log } = await against(t, async (body, response) => {
    response.writeContinue();
    await honest(body, response);
  });
  const head = (await log.heads()).published;
  if (head === undefined) throw new TypeError("published");
  t.ok(await timestamper.forCheckpoint(head));
});

t.test("timestamper: addresses that packets are not pushed to are not asked", async (t) => {
  const url = await timeServer(t, honest);
  const client = createTimestampClient(url, createAddressGuard([], lookup), 1_000);
  t.teardown(() => client.close());
  await t.rejects(client.ask(Buffer.of(0)), { name: "TimestampUnavailable" });
});

t.test("timestamp rows: the first stamp of a checkpoint stays", async (t) => {
  const { url: databaseUrl } = await testDatabase(t);
  const store = await openStore({ databaseUrl, dataDir: t.testdir({}), logger: SILENT });
  t.teardown(() => store.close());
  const { timestampRows: rows } = store;
  const at = new Date("2026-03-02T08:00:00.000Z");
  for (const size of [20, 10]) {
    await rows.keep({ size, checkpoint: `c${size}`, token: Buffer.from([0, 255, size]), genTime: at });
  }
  await rows.keep({ size: 10, checkpoint: "later", token: Buffer.of(1), genTime: at });
  like(t, await rows.covering(5), { size: 10, checkpoint: "c10", token: Buffer.from([0, 255, 10]), genTime: at });
  like(t, await rows.covering(11), { size: 20 });
  t.equal(await rows.covering(21), undefined);
});
