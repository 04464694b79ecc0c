/** C2SP tlog-witness, sections add-checkpoint and monitor retrieval, sentence by sentence in their order. */
import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import t from "tap";
import { EMPTY_ROOT } from "../../src/witness/consistency.ts";
import { readCheckpoint } from "../../src/witness/request.ts";
import { newLog, NOW, ORIGIN, witnessOf } from "./signing-log.ts";
import { like } from "../support/like.ts";

const hex = (origin: string) => createHash("sha256").update(origin).digest("hex");

t.test("The request MUST be an HTTP POST", async (t) => {
  const { url } = await witnessOf(t, [newLog()]);
  for (const method of ["GET", "PUT", "DELETE"]) {
    const answer = await fetch(`${url}/add-checkpoint`, { method });
    like(t, [answer.status, answer.headers.get("allow")], [405, "POST"], method);
  }
});

t.test("a body of another form is a bad request", async (t) => {
  const log = newLog();
  const { post } = await witnessOf(t, [log]);
  const note = log.note(1);
  const bad = {
    nothing: "",
    "an old size alone": "old 0\n",
    "no empty line": `old 0\n${note}`,
    "a leading zero": `old 00\n\n${note}`,
    "a sign": `old -1\n\n${note}`,
    "another notation": `old 1e3\n\n${note}`,
    "two spaces": `old  0\n\n${note}`,
    "a space behind": `old 0 \n\n${note}`,
    "another word": `new 0\n\n${note}`,
    "no size": `old\n\n${note}`,
    "too many digits": `old 99999999999999999999\n\n${note}`,
    "a hash without padding": `old 0\n${"A".repeat(43)}\n\n${note}`,
    "a hash of 31 bytes": `old 0\n${Buffer.alloc(31).toString("base64")}\n\n${note}`,
    "base64 of another alphabet": `old 0\n${"_".repeat(43)}=\n\n${note}`,
    "64 hashes": `old 0\n${`${"A".repeat(43)}=\n`.repeat(64)}\n${note}`,
    "a size with a leading zero": `old 0\n\n${note.replace(/\n1\n/, "\n01\n")}`,
    "no origin": `old 0\n\n${note.replace(/^.*/, "")}`,
    "a short root": `old 0\n\n${note.replace(/\n(.{40}).{4}\n/, "\n$1\n")}`,
    "no signature": `old 0\n\n${note.slice(0, note.indexOf("\n\n") + 2)}`,
    "no newline at the end": `old 0\n\n${note.slice(0, -1)}`,
    "carriage returns": `old 0\n\n${note.replaceAll("\n", "\r\n")}`,
    "a hyphen for the dash": `old 0\n\n${note.replace("—", "-")}`,
    "a key's id alone": `old 0\n\n${note.replace(/(— \S+ )\S+/u, "$1AAAAAA==")}`,
    "65 signatures": `old 0\n\n${note}${"— x.example AAAAAAA=\n".repeat(64)}`,
    "no UTF-8": Buffer.from([0xff, 0xfe, 0x00]),
  };
  for (const [name, body] of Object.entries(bad)) t.equal((await post(body)).status, 400, name);
  t.equal((await post("old 0\n".padEnd(300_000, "A"))).status, 413, "more than any request has");
  t.equal((await post(await log.request(0, 1))).status, 200, "a body of the form is taken");
});

t.test("The submitted checkpoint MAY include multiple signatures … at least up to 16, each nearly 5 kB", async (t) => {
  const log = newLog();
  const { post } = await witnessOf(t, [log]);
  const large = (n: number) => `— quantum.example/${n} ${Buffer.alloc(5000, n).toString("base64")}\n`;
  const checkpoint = log.note(1) + Array.from({ length: 15 }, (_, n) => large(n)).join("");
  t.equal((await post(await log.request(0, 1, { checkpoint }))).status, 200);
});

t.test(
  "MUST verify against the keys it trusts for the origin, and MUST ignore signatures from unknown keys",
  async (t) => {
    const [one, other] = [newLog(), newLog({ salt: "other" })];
    const both = newLog({ pair: generateKeyPairSync("ed25519") });
    const { post } = await witnessOf(t, [one, both]);
    const unknown = other.note(5).split("\n").at(-2);
    t.equal((await post(await one.request(0, 5, { checkpoint: `${one.note(5)}${unknown}\n` }))).status, 200);
    t.equal((await post(await both.request(5, 9))).status, 200, "either key of one origin");
  },
);

t.test("If the checkpoint origin is unknown … 404 Not Found", async (t) => {
  const { post } = await witnessOf(t, [newLog()]);
  t.equal((await post(await newLog({ origin: "other.example/log" }).request(0, 1))).status, 404);
  const spaced = newLog().note(1).replace(ORIGIN, "a log + its origin");
  t.equal((await post(`old 0\n\n${spaced}`)).status, 404, "an origin need not look like a URL");
});

t.test(
  "403 Forbidden if no signature from a trusted key is present, or one of its name and ID fails to verify",
  async (t) => {
    const log = newLog();
    const other = newLog({ salt: "other" });
    const { post } = await witnessOf(t, [log]);
    const right = log.note(7);
    const line = `${right.split("\n").at(-2)}\n`;
    const [, head = "", material = ""] = /^(— \S+ )(\S+)/u.exec(line) ?? [];
    const bytes = Buffer.from(material, "base64");
    const changed = (at: number) => bytes.map((byte, n) => (n === at ? byte ^ 1 : byte));
    const false64 = `${head}${Buffer.from(changed(20)).toString("base64")}\n`;
    const short = `${head}${bytes.subarray(0, 5).toString("base64")}\n`;
    const body = (signatures: string) => `old 0\n\n${right.slice(0, right.indexOf("\n\n") + 2)}${signatures}`;
    const status = async (signatures: string) => (await post(body(signatures))).status;
    t.equal(await status(`${other.note(7).split("\n").at(-2)}\n`), 403, "no signature of a trusted key");
    t.equal(await status(`${head}${Buffer.from(changed(0)).toString("base64")}\n`), 403, "its name, another ID");
    t.equal(await status(line.replace(ORIGIN, "x.example")), 403, "its ID, another name");
    t.equal(await status(false64), 403, "one that fails");
    t.equal(await status(short), 403, "one of another length");
    t.equal(await status(line + false64), 403, "one that holds and one that fails");
    t.equal(await status(line), 200);
  },
);

t.test("The old size MUST be equal to or lower than the checkpoint size. Otherwise … 400", async (t) => {
  const log = newLog();
  const { post } = await witnessOf(t, [log]);
  t.equal((await post(await log.request(2, 1))).status, 400, "also when it never cosigned");
  await post(await log.request(0, 200));
  t.equal((await post(await log.request(200, 150))).status, 400);
});

t.test("409 Conflict … the size in decimal, followed by a newline … Content-Type of text/x.tlog.size", async (t) => {
  const log = newLog();
  const { post } = await witnessOf(t, [log]);
  const conflict = (size: number) => ({ status: 409, type: "text/x.tlog.size", text: `${size}\n` });
  t.same(await post(await log.request(1, 2)), conflict(0), "zero if it never cosigned");
  await post(await log.request(0, 200));
  t.same(await post(await log.request(100, 300)), conflict(200));
  t.same(await post(await log.request(0, 50)), conflict(200), "MAY initially make a request with an old size of zero");
  t.same(await post(await log.request(201, 300)), conflict(200), "from a size that it never saw");
});

t.test("A checkpoint of size zero MUST have the root hash of the empty tree … Otherwise 422", async (t) => {
  const log = newLog();
  const { post } = await witnessOf(t, [log]);
  const empty = (root: Buffer) => log.request(0, 0, { checkpoint: log.note(0, root) });
  t.equal((await post(await empty(Buffer.alloc(32)))).status, 422);
  t.equal((await post(await empty(EMPTY_ROOT))).status, 200);
  t.equal((await post(await empty(Buffer.alloc(32, 1)))).status, 422, "also when it cosigned the empty tree");
  t.equal((await post(await log.request(0, 5))).status, 200, "every tree continues the empty one");
});

t.test("If the old size is zero, the consistency proof MUST be empty … or doesn't verify, 422", async (t) => {
  const log = newLog();
  const { post } = await witnessOf(t, [log]);
  const proof = await log.proof(100, 300);
  const status = async (from: number, to: number, hashes: readonly string[]) =>
    (await post(await log.request(from, to, { proof: hashes }))).status;
  t.equal(await status(0, 100, proof.slice(0, 1)), 422, "a proof from nothing");
  t.equal(await status(0, 100, []), 200);
  t.equal(await status(100, 300, []), 422, "none");
  t.equal(await status(100, 300, proof.slice(1)), 422, "a hash is missing");
  t.equal(await status(100, 300, [...proof, proof[0] ?? ""]), 422, "a hash too many");
  t.equal(await status(100, 300, proof.toReversed()), 422, "in another order");
  t.equal(await status(100, 100, proof), 422, "where none is due");
  t.equal(await status(100, 300, proof), 200);
});

t.test("If the old size matches … check that the root hashes are also identical … 422", async (t) => {
  const log = newLog();
  const liar = newLog({ salt: "fork", pair: log.pair });
  const { post } = await witnessOf(t, [log]);
  await post(await log.request(0, 100));
  t.equal((await post(await liar.request(100, 100))).status, 422, "two trees of one size, signed by one key");
  t.equal((await post(await liar.request(100, 300))).status, 422, "and no later size of the other one");
  t.equal((await post(await log.request(100, 100))).status, 200, "the same is cosigned again");
});

t.test(
  "signature lines, each starting with — and ending with a newline … cosignatures … on the checkpoint",
  async (t) => {
    const log = newLog();
    const { post, vkey } = await witnessOf(t, [log]);
    const [, name = "", id = "", material = ""] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
    const typed = Buffer.from(material, "base64");
    const hashed = createHash("sha256")
      .update(`${name}\n`)
      .update(Buffer.of(4))
      .update(typed.subarray(1))
      .digest("hex");
    like(t, [typed.length, typed[0], hashed.slice(0, 8)], [33, 4, id], "SHA-256(<name> || newline || 0x04 || key)[:4]");
    // An extension line is part of what is signed.
    const text = `${log.note(5).split("\n\n")[0]}\nmore of it\n`;
    const signed = Buffer.from(text);
    const { sign } = await import("node:crypto");
    const logLine = log.note(5).split("\n").at(-2) ?? "";
    const logId = Buffer.from(logLine.split(" ")[2] ?? "", "base64").subarray(0, 4);
    const own = `— ${ORIGIN} ${Buffer.concat([logId, sign(null, signed, log.pair.privateKey)]).toString("base64")}\n`;
    const answer = await post(`old 0\n\n${text}\n${own}`);
    t.equal(answer.status, 200);
    const [, by, base64 = ""] = /^— (\S+) (\S+)\n$/u.exec(answer.text) ?? [];
    const bytes = Buffer.from(base64, "base64");
    like(t, [by, bytes.length, bytes.toString("hex", 0, 4)], [name, 4 + 8 + 64, id]);
    t.equal(bytes.readBigUInt64BE(4), BigInt(NOW / 1000), "a POSIX timestamp, big-endian");
    const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), typed.subarray(1)]);
    const key = createPublicKey({ key: spki, format: "der", type: "spki" });
    const message = `cosignature/v1\ntime ${NOW / 1000}\n${text}`;
    t.ok(verify(null, Buffer.from(message), key, bytes.subarray(12)), "two lines, then the whole note body");
  },
);

t.test("the timestamp MUST NOT be zero … MUST NOT exceed 2^63 - 1", async (t) => {
  const log = newLog();
  for (const time of [0, 999, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 63 * 1000]) {
    const faults: unknown[] = [];
    const witness = await witnessOf(t, [log], { now: () => time, fault: (error) => faults.push(error) });
    const answer = await witness.post(await log.request(0, 5));
    like(t, [answer.status, answer.text], [500, "not now\n"], `${time} ms`);
    t.equal(faults.length, 1, "its operator is told of the fault");
    t.equal((await witness.post(await log.request(1, 5))).text, "0\n", "and nothing is remembered");
  }
});

t.test("checking the old size and persisting the new checkpoint must be performed atomically", async (t) => {
  const log = newLog();
  const other = newLog({ origin: "log.example/two" });
  const { post } = await witnessOf(t, [log, other]);
  await post(await log.request(0, 100));
  const sizes = [200, 300, 400, 500, 600];
  const bodies = await Promise.all([...sizes.map((to) => log.request(100, to)), other.request(0, 7)]);
  const answers = await Promise.all(bodies.map(post));
  const won = sizes.filter((_, n) => answers[n]?.status === 200);
  t.equal(won.length, 1, "one of five that continue the same size");
  for (const [n, size] of sizes.entries()) {
    if (size !== won[0]) like(t, answers[n], { status: 409, text: `${won[0]}\n` });
  }
  t.equal(answers[5]?.status, 200, "another log is not held up");
});

t.test("GET <origin hash>/checkpoint", async (t) => {
  const log = newLog();
  const stranger = newLog({ salt: "stranger" });
  const { post, url, vkey } = await witnessOf(t, [log]);
  const get = (hash: string) => fetch(`${url}/${hash}/checkpoint`);
  t.equal((await get(hex(ORIGIN))).status, 404, "if it has never cosigned a checkpoint for that log");
  const checkpoint = `${log.note(5)}${stranger.note(5).split("\n").at(-2)}\n`;
  const { text: line } = await post(await log.request(0, 5, { checkpoint }));
  const answer = await get(hex(ORIGIN));
  like(t, [answer.status, answer.headers.get("content-type")], [200, "text/plain; charset=utf-8"]);
  const note = await answer.text();
  t.equal(note, log.note(5) + line, "the log's signature that it verified and the cosignature that it returned");
  t.same(
    readCheckpoint(note).signatures.map(({ name }) => name),
    [ORIGIN, vkey.split("+")[0]],
  );
  t.equal((await get(hex(ORIGIN).toUpperCase())).status, 404, "hex encoded, in lowercase");
  for (const hash of [hex("other"), "__proto__", "constructor", "..", "%2e%2e"]) {
    t.equal((await get(hash)).status, 404, hash);
  }
});
