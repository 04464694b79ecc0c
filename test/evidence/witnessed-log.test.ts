/** A log whose newest checkpoint witnesses have not cosigned yet: how much of it is witnessed, and what is a lie. */
import t from "tap";
import { openCheckpoint } from "../../src/tlog/checkpoint.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { SIGNATURE_TYPES } from "../../src/tlog/note.ts";
import { EMPTY_EDGE, grow, rootOf } from "../../src/tlog/tree-edge.ts";
import { trustOf } from "../../src/evidence/verify/trust.ts";
import { type LogVerification, verifyLog } from "../../src/evidence/verify/verify-log.ts";
import { entry } from "../../src/exchange/entries.ts";
import { cosign, MemoryLog, type NoteSigner, noteSigner, signCheckpoint } from "../support/log/memory-log.ts";
import { sha256 } from "../support/sha256.ts";
import { like } from "../support/like.ts";

const [one, two] = ["one", "two"].map((name) => noteSigner(`witness.example/${name}`, SIGNATURE_TYPES.cosignature)) as [
  NoteSigner,
  NoteSigner,
];

/** A log whose witnesses have cosigned exactly so many of its entries. */
async function slow(witnessed: number, size: number, by = [one]): Promise<MemoryLog> {
  const log = new MemoryLog("log.example/aid", by);
  for (let n = 0; n < size; n++) {
    log.append(entry("fetched", 1_795_000_000_000 + n, "housing", { packet: `p${n}`, n }).entry);
  }
  await log.publish(witnessed);
  await log.publish(size, witnessed === size ? by : []);
  return log;
}

/** The file checkpoint.witnessed that it serves. */
async function served(log: MemoryLog): Promise<Uint8Array> {
  return Buffer.from((await log.heads()).witnessed?.text ?? "");
}

/** A checkpoint of this size as its log signs it, over the true root unless another is given. */
async function signed(
  log: MemoryLog,
  size: number,
  { by = [one], root = rootAt(log, size), signer = log.signer, origin = log.origin, at = 1_795_000_000n } = {},
): Promise<Uint8Array> {
  let text = signCheckpoint({ origin, size, root, extensions: [] }, signer);
  for (const witness of by) text = cosign((await openCheckpoint(text, [signer.key])).note, witness, at);
  return Buffer.from(text);
}

function rootAt(log: MemoryLog, size: number): Uint8Array {
  const leaves = log.all.slice(0, size).map(({ leafHash }) => leafHash);
  return rootOf(NATIVE_HASHER, grow(NATIVE_HASHER, EMPTY_EDGE, leaves).edge);
}

interface Asked {
  readonly beside?: Uint8Array | undefined;
  readonly witnesses?: readonly NoteSigner[];
  readonly quorum?: number;
  readonly logs?: readonly NoteSigner[];
  readonly files?: ReadonlyMap<string, Uint8Array>;
  readonly entries?: boolean;
  readonly earlier?: number;
}

function verify(log: MemoryLog, asked: Asked = {}): Promise<LogVerification> {
  const { beside, witnesses = [one], quorum = 1, logs = [log.signer], files = log.mirror(), ...more } = asked;
  const trust = trustOf(
    { log: logs.map(({ vkey }) => vkey), witnesses: witnesses.map(({ vkey }) => vkey), quorum },
    sha256,
  );
  const read = async (path: string) => (path === "checkpoint.witnessed" ? beside : files.get(path));
  return verifyLog(read, { trust, hasher: NATIVE_HASHER, ...more });
}

const witnessing = ({ steps }: LogVerification) => steps.find(({ id }) => id === "witnesses");
const failed = ({ steps }: LogVerification) => steps.filter(({ status }) => status === "failed").map(({ id }) => id);
const reasons = (found: LogVerification) => witnessing(found)?.reasons.map(({ en }) => en);

t.test("witnessed log: a log ahead of its witnesses is verified whole, and the witnessed part is told", async (t) => {
  for (const [witnessed, size] of [
    [1, 2],
    [255, 256],
    [256, 257],
    [256, 512],
    [300, 301],
    [300, 700],
    [512, 700],
    [699, 700],
  ] as const) {
    const log = await slow(witnessed, size);
    const beside = await served(log);
    for (const more of [{}, { entries: false, files: log.mirror() }, { earlier: 1 }, { earlier: witnessed }]) {
      const found = await verify(log, { beside, ...more });
      t.ok(found.ok, `${witnessed} of ${size}: ${JSON.stringify(found.steps)}`);
      like(t, found, { size, witnessed });
      like(t, witnessing(found), {
        status: "passed",
        required: true,
        remark: {
          en: `witnessed up to ${witnessed} of ${size} entries`,
          zh: `已见证至第 ${witnessed} 条，共 ${size} 条`,
        },
      });
      const { earlier } = more as { earlier?: number };
      const root = earlier === undefined ? undefined : Buffer.from(rootAt(log, earlier));
      t.same(found.earlierRoot && Buffer.from(found.earlierRoot), root, "and the other earlier root is there too");
    }
  }
});

t.test("witnessed log: a cosignature without a time does not count", async (t) => {
  const log = await slow(200, 300);
  for (const [at, status] of [
    [1n, "passed"],
    [0n, "failed"],
    [253_402_300_800n, "failed"],
  ] as const) {
    t.equal(witnessing(await verify(log, { beside: await signed(log, 200, { at }) }))?.status, status, `${at}`);
  }
});

t.test("witnessed log: checkpoint.witnessed is read before the newest one, and only with a quorum", async (t) => {
  const log = await slow(300, 300);
  const older = log.mirror();
  const trust = (quorum: number) => trustOf({ log: [log.signer.vkey], witnesses: [one.vkey], quorum }, sha256);
  const asked: string[] = [];
  const read = async (path: string) => {
    asked.push(path);
    // The log grows at each request.
    if (path === "checkpoint.witnessed") {
      const beside = await served(log);
      log.append(entry("fetched", 1_795_000_001_000, "housing", {}).entry);
      await log.publish(301, []);
      return beside;
    }
    return log.files.get(path) ?? older.get(path);
  };
  const found = await verifyLog(read, { trust: trust(1), hasher: NATIVE_HASHER });
  like(t, found, { ok: true, size: 301, witnessed: 300 });
  t.same(asked.slice(0, 2), ["checkpoint.witnessed", "checkpoint"]);
  asked.length = 0;
  const unasked = await verifyLog(read, { trust: trust(0), hasher: NATIVE_HASHER });
  like(t, unasked, { ok: true, size: 301, witnessed: undefined });
  t.notOk(asked.includes("checkpoint.witnessed"));
  like(t, witnessing(unasked), { status: "not-checked", required: false, remark: undefined });
});

t.test("witnessed log: a newest checkpoint with a quorum needs no other one", async (t) => {
  const log = await slow(300, 300);
  const alone = await verify(log);
  like(t, alone, { ok: true, witnessed: 300 });
  t.equal(witnessing(alone)?.remark, undefined);
  const stranger = noteSigner(log.origin);
  for (const beside of [
    await signed(log, 200),
    await signed(log, 300),
    await signed(log, 0),
    await signed(log, 301, { root: Buffer.alloc(32) }),
    await signed(log, 200, { signer: stranger }),
    Buffer.from("nonsense"),
    Buffer.alloc(0),
  ]) {
    t.same(await verify(log, { beside }), alone, beside.toString().slice(0, 40));
  }
});

t.test("witnessed log: without checkpoint.witnessed there is no quorum", async (t) => {
  const log = await slow(200, 300);
  const found = await verify(log);
  t.same(failed(found), ["witnesses"]);
  t.same(reasons(found), ["0 of the trusted witnesses cosigned, 1 are needed"]);
  t.equal(found.witnessed, undefined);
});

t.test("witnessed log: two signed trees are a fork, whatever the cosignatures", async (t) => {
  for (const size of [1, 199, 256, 299, 300]) {
    const log = await slow(200, 300);
    const cosigned = await slow(300, 300);
    for (const [of, by] of [
      [log, [one]],
      [log, [two]],
      [log, []],
      [cosigned, [one]],
    ] as const) {
      const found = await verify(of, { beside: await signed(of, size, { by: [...by], root: Buffer.alloc(32, 7) }) });
      t.same(failed(found), ["witnesses"], `${size}`);
      like(t, reasons(found), [
        new RegExp(`^THE LOG FORKED: .* checkpoint.witnessed \\(${size} entries\\) .* \\(300\\)`),
      ]);
      t.match(witnessing(found)?.reasons[0]?.zh, /^日志分叉/);
      t.equal(found.witnessed, undefined);
    }
  }
  // A root of other leaves that is true of its own tree, not an invented one.
  const log = await slow(200, 300);
  const other = await slow(200, 300);
  other.all.reverse();
  like(t, reasons(await verify(log, { beside: await signed(log, 200, { root: rootAt(other, 200) }) })), [/FORKED/]);
});

t.test("witnessed log: a log that shows less than its witnesses saw fails", async (t) => {
  const log = await slow(200, 300);
  const found = await verify(log, { beside: await signed(log, 301, { root: Buffer.alloc(32) }) });
  t.same(failed(found), ["witnesses"]);
  like(t, reasons(found), [/^0 of/, /covers 301 entries, the newest checkpoint 300: the log shows less/]);
});

t.test("witnessed log: only the signatures of checkpoint.witnessed count", async (t) => {
  const log = await slow(200, 300);
  const good = (await served(log)).toString();
  const cosignature = /— witness.*\n/.exec(good)?.[0] ?? "";
  const stranger = noteSigner(log.origin);
  const elsewhere = noteSigner("log.example/other");
  for (const [what, beside, reason, asked = {}] of [
    ["signed by another key", await signed(log, 200, { signer: stranger }), /has signed$/],
    [
      "of another log that is trusted too",
      await signed(log, 200, { signer: elsewhere, origin: elsewhere.key.name }),
      /another log$/,
      { logs: [log.signer, elsewhere] },
    ],
    ["of another log", await signed(log, 200, { signer: elsewhere, origin: elsewhere.key.name }), /has signed$/],
    ["cosigned by nobody", await signed(log, 200, { by: [] }), /witnessed: 0 of the trusted witnesses/],
    ["by a stranger", await signed(log, 200, { by: [two] }), /witnessed: 0 of the trusted witnesses/],
    [
      "below the quorum",
      await signed(log, 200),
      /witnessed: 1 of .* 2 are needed/,
      { witnesses: [one, two], quorum: 2 },
    ],
    [
      "one witness twice",
      await signed(log, 200, { by: [one, one] }),
      /witnessed: 1 of/,
      { witnesses: [one, two], quorum: 2 },
    ],
    [
      "a cosignature of another checkpoint",
      Buffer.concat([await signed(log, 199, { by: [] }), Buffer.from(cosignature)]),
      /witnessed: 0 of/,
    ],
    ["another size under the signatures", Buffer.from(good.replace("\n200\n", "\n199\n")), /has signed$/],
    ["no entry", await signed(log, 0), /covers no entry$/],
    ["empty", Buffer.alloc(0), /has signed$/],
    ["nonsense", Buffer.from("nonsense"), /has signed$/],
    ["no text", Buffer.alloc(200, 0xff), /has signed$/],
    ["a page", Buffer.from("<html>\n\n</html>\n"), /has signed$/],
    ["too long", Buffer.from(good + "— a AAAAAAAA\n".repeat(10_000)), /has signed$/],
    ["cut off", Buffer.from(good.slice(0, -3)), /has signed$/],
  ] as const) {
    const found = await verify(log, { beside, ...asked });
    t.same(failed(found), ["witnesses"], what);
    like(t, reasons(found), [/^0 of the trusted witnesses/, reason], what);
    t.equal(found.witnessed, undefined, what);
  }
  t.ok((await verify(log, { beside: Buffer.from(good) })).ok, "as it is served");
});

t.test("witnessed log: a quorum counts over two texts of one tree", async (t) => {
  const log = await slow(300, 300);
  const bare = new Map([...log.mirror(), ["checkpoint", await signed(log, 300, { by: [] })]]);
  const found = await verify(log, { files: bare, beside: await served(log) });
  like(t, found, { ok: true, size: 300, witnessed: 300 });
  t.equal(witnessing(found)?.remark, undefined, "nothing is above it");
  const empty = await slow(0, 0);
  const none = new Map([["checkpoint", await signed(empty, 0, { by: [] })]]);
  like(t, await verify(empty, { files: none, beside: await signed(empty, 0) }), { ok: true, witnessed: 0 });
});

t.test("witnessed log: files that do not make the signed tree are not reported as a fork", async (t) => {
  const log = await slow(200, 300);
  const beside = await served(log);
  const other = await slow(200, 300);
  other.all.reverse();
  const fork = new MemoryLog(log.origin);
  for (const { entry: of } of other.all) fork.append(of);
  await fork.publish();
  const newest = log.files.get("checkpoint") ?? new Uint8Array();
  const elsewhere = await verify(log, { beside, files: new Map([...fork.mirror(), ["checkpoint", newest]]) });
  t.same(failed(elsewhere), ["root"]);
  like(t, witnessing(elsewhere), { status: "not-checked", required: true });
  const cut = new Map([...log.mirror()].filter(([path]) => path !== "tile/entries/000"));
  const missing = await verify(log, { beside, files: cut });
  like(t, [missing.ok, missing.witnessed, witnessing(missing)], [false, undefined, { status: "not-checked" }]);
});
