import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import t from "tap";
import { readArchive } from "../../src/evidence/archive.ts";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { EvidenceThread } from "../support/evidence/evidence-thread.ts";
import { noteSigner, signCheckpoint } from "../support/log/memory-log.ts";
import { outside } from "../support/referees/outside.ts";
import { like } from "../support/like.ts";

const thread = await EvidenceThread.made();
const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
const files = readArchive(bytes);
const key = `--log-key ${thread.log.signer.vkey}`;

async function folder(): Promise<CommandLine> {
  return new CommandLine(await mkdtemp(path.join(tmpdir(), "aidx-verify-")), { LANG: "en" });
}

async function writeAll(root: string, content: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [name, of] of content) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), of);
  }
}

t.test("verify: evidence as a file and unpacked, with keys as options and in a file", async (t) => {
  const aidx = await folder();
  await writeFile(path.join(aidx.cwd, "evidence.zip"), bytes);
  await writeAll(path.join(aidx.cwd, "unpacked"), files);
  const [one = "", two = ""] = thread.witnesses.map(({ vkey }) => vkey);
  await aidx.write("trust.json", { log: [thread.log.signer.vkey], witnesses: [one, two], quorum: 2 });
  for (const what of ["evidence.zip", "unpacked"]) {
    t.equal((await aidx.run(`verify ${what} ${key}`)).code, 0, what);
    const trusted = await aidx.run(`verify ${what} --trust trust.json --json`);
    t.equal(trusted.code, 0);
    like(t, trusted.lines[0], { ok: true, kind: "evidence", thread: thread.thread });
    const steps = trusted.lines[0]?.steps as { id: string; status: string; title: { zh: string } }[];
    t.equal(steps.find(({ id }) => id === "witnesses")?.status, "passed");
    t.ok(steps.every(({ title }) => title.zh.length > 0));
  }
  const unasked = await aidx.run(`verify evidence.zip ${key} --witness ${one}`);
  t.equal(unasked.code, 0, "a witness that is named must have cosigned");
  const stranger = (await EvidenceThread.made()).witnesses[0]?.vkey ?? "";
  t.equal((await aidx.run(`verify evidence.zip ${key} --witness ${stranger}`)).code, 5);
  t.equal((await aidx.run(`verify evidence.zip ${key} --witness ${stranger} --quorum 0`)).code, 0);
  await aidx.write("stranger.json", { log: [thread.log.signer.vkey], witnesses: [stranger] });
  t.equal((await aidx.run("verify evidence.zip --trust stranger.json")).code, 5, "and so must one that a file names");
  await writeFile(path.join(aidx.cwd, "unpacked", "more.txt"), "more");
  t.equal((await aidx.run(`verify unpacked ${key}`)).code, 5, "an extra file");
  await symlink("/etc/hostname", path.join(aidx.cwd, "unpacked", "link"));
  t.equal((await aidx.run(`verify unpacked ${key}`)).code, 1, "a link is not followed");
});

t.test("verify: a key option beside a trust file is refused", async (t) => {
  const aidx = await folder();
  await writeFile(path.join(aidx.cwd, "evidence.zip"), bytes);
  await aidx.write("trust.json", { log: [thread.log.signer.vkey] });
  await writeFile(path.join(aidx.cwd, "tsa.pem"), "a certificate");
  const [one = ""] = thread.witnesses.map(({ vkey }) => vkey);
  for (const beside of [key, `--witness ${one}`, "--quorum 1", "--quorum 0", "--tsa tsa.pem"]) {
    const { code, stderr } = await aidx.run(`verify evidence.zip --trust trust.json ${beside}`);
    t.equal(code, 2, beside);
    t.match(stderr, /a --trust file names all that is trusted/, beside);
  }
  t.equal((await aidx.run("verify evidence.zip --trust trust.json")).code, 0);
});

t.test("verify: a proof with its entry", async (t) => {
  const aidx = await folder();
  const index = [...files.keys()].find((name) => name.endsWith(".tlog-proof"))?.match(/\d+/)?.[0] ?? "";
  await writeAll(aidx.cwd, files);
  t.equal((await aidx.run(`verify entries/${index}.tlog-proof ${key}`)).code, 0, "its entry lies beside it");
  const other = await aidx.run(`verify entries/${index}.tlog-proof --entry manifest.json ${key} --json`);
  t.equal(other.code, 5);
  like(t, other.lines[0], { kind: "proof", ok: false });
  t.equal((await aidx.run(`verify entries/${index}.tlog-proof --entry nothing.json ${key}`)).code, 1);
  await writeAll(path.join(aidx.cwd, "log"), thread.log.mirror());
  const beside = await aidx.run(`verify entries/${index}.tlog-proof ${key} --log log --json`);
  t.equal(beside.code, 0, beside.stdout);
  like(t, beside.lines[0], { kind: "proof", ok: true, standing: "present", log: { index: Number(index) } });
});

t.test("verify: a mirrored log", async (t) => {
  const aidx = await folder();
  await writeAll(path.join(aidx.cwd, "log"), thread.log.mirror());
  const whole = await aidx.run(`verify log ${key} --json`);
  t.equal(whole.code, 0, whole.stdout);
  like(t, whole.lines[0], { kind: "log", ok: true, origin: thread.log.origin, size: thread.log.all.length });
  t.equal((await aidx.run(`verify log ${key} --tiles-only`)).code, 0);
  await writeFile(path.join(aidx.cwd, "log", "tile", "0", `000.p`, String(thread.log.all.length)), "no hashes");
  const broken = await aidx.run(`verify log ${key}`);
  t.equal(broken.code, 5);
  t.match(broken.stdout, /FAILED {2}Every tile is what the leaves make it\n {4}tile 0\/0/);
  t.equal((await aidx.run(`verify log ${key}`, AbortSignal.abort(new DOMException("", "AbortError")))).code, 130);
  await mkdir(path.join(aidx.cwd, "empty"));
  t.equal((await aidx.run(`verify empty ${key}`)).code, 5);
});

t.test("verify: a log whose newest checkpoint is not witnessed says how far it is witnessed", async (t) => {
  const aidx = await folder();
  const slow = await EvidenceThread.made();
  const witnessed = slow.log.all.length;
  const beside = (await slow.log.heads()).witnessed?.text ?? "";
  slow.log.append(...slow.log.all.slice(0, 3).map(({ entry }) => entry));
  await slow.log.publish(witnessed + 3, []);
  await writeAll(path.join(aidx.cwd, "log"), slow.log.mirror());
  const trusted = `--log-key ${slow.log.signer.vkey} --witness ${slow.witnesses[0]?.vkey} --quorum 1`;
  const none = await aidx.run(`verify log ${trusted}`);
  t.equal(none.code, 5);
  t.match(none.stdout, /FAILED {2}Witnesses cosigned the checkpoint\n {4}0 of the trusted witnesses/);
  await writeFile(path.join(aidx.cwd, "log", "checkpoint.witnessed"), beside);
  const all = witnessed + 3;
  const whole = await aidx.run(`verify log ${trusted}`);
  t.equal(whole.code, 0, whole.stdout);
  t.match(
    whole.stdout,
    new RegExp(`passed {2}Witnesses cosigned the checkpoint\n {4}witnessed up to ${witnessed} of ${all} entries\n`),
  );
  t.match(
    whole.stdout,
    new RegExp(
      `Every required step passed\\.\nOf ${all} entries witnesses have cosigned the first ${witnessed}\\. ` +
        "The other 3 are verified as published only: no witness says yet that others are shown the same\\.\n$",
    ),
  );
  const zh = (await aidx.run(`verify log ${trusted} --lang zh`)).stdout;
  t.match(
    zh,
    new RegExp(`日志共 ${all} 条，见证方仅联署至第 ${witnessed} 条；其后 3 条只核验为已发布：.*尚无见证方证明。\n$`),
  );
  like(t, (await aidx.run(`verify log ${trusted} --json`)).lines, [{ ok: true, size: all, witnessed }]);
  t.notMatch((await aidx.run(`verify log --log-key ${slow.log.signer.vkey}`)).stdout, /witnessed up to|published only/);
  const other = { origin: slow.log.origin, size: witnessed, root: Buffer.alloc(32), extensions: [] };
  for (const [served, reason] of [
    [signCheckpoint(other, slow.log.signer), /THE LOG FORKED: .* keep both, they prove it\n/],
    [signCheckpoint(other, noteSigner(slow.log.origin)), /checkpoint.witnessed is not a checkpoint that the log has/],
  ] as const) {
    await writeFile(path.join(aidx.cwd, "log", "checkpoint.witnessed"), served);
    const { code, stdout } = await aidx.run(`verify log ${trusted}`);
    t.equal(code, 5);
    t.match(stdout, reason);
    t.notMatch(stdout, /published only/);
  }
});

t.test("verify: nothing is verified without keys, with wrong keys or without a file", async (t) => {
  const aidx = await folder();
  await writeFile(path.join(aidx.cwd, "evidence.zip"), bytes);
  t.equal((await aidx.run("verify evidence.zip")).code, 2);
  t.equal((await aidx.run("verify evidence.zip --log-key nonsense")).code, 2);
  t.equal((await aidx.run(`verify evidence.zip ${key} --quorum 1`)).code, 2, "a quorum of no witnesses");
  const zh = await aidx.run(`verify evidence.zip ${key} --quorum 1 --lang zh`);
  t.match(zh.stderr, /法定数为 1，须给出同样多的见证方公钥，现有 0 个/);
  t.equal((await aidx.run("verify evidence.zip --trust none.json")).code, 1);
  for (const wrong of [{}, { log: [] }, { log: "x" }, { log: [1] }, { log: [thread.log.signer.vkey], more: 1 }, []]) {
    await aidx.write("trust.json", wrong);
    t.equal((await aidx.run("verify evidence.zip --trust trust.json")).code, 2, JSON.stringify(wrong));
  }
  t.equal((await aidx.run(`verify nothing.zip ${key}`)).code, 1);
  t.equal((await aidx.run(`verify ${thread.thread} ${key}`)).code, 1);
  await writeFile(path.join(aidx.cwd, "text.zip"), "no archive");
  const text = await aidx.run(`verify text.zip ${key} --lang zh`);
  t.equal(text.code, 5);
  t.match(text.stdout, /不是 ZIP 归档/);
});

t.test("evidence needs an id", async (t) => {
  const aidx = await folder();
  t.equal((await aidx.run("evidence not-an-id --out e.zip")).code, 2);
  t.equal((await aidx.run(`evidence ${thread.thread} --out e.zip`)).code, 2, "who asks must be said");
  t.equal((await aidx.run(`evidence ${thread.thread}`)).code, 2, "where to write it must be said");
  await writeFile(path.join(aidx.cwd, "e.zip"), "kept");
  const there = await aidx.run(`evidence ${thread.thread} --out e.zip --lang zh`);
  like(t, there, { code: 1, stderr: /文件已存在，不予覆盖：.*e\.zip/ }, "before anybody is asked");
  t.equal(await readFile(path.join(aidx.cwd, "e.zip"), "utf8"), "kept");
});

const noPipes = outside(t, spawnSync("mkfifo", ["--version"]).status === 0, "reading a pipe", "coreutils");
t.test("verify: a pipe is refused without waiting", { skip: noPipes }, async (t) => {
  const aidx = await folder();
  await mkdir(path.join(aidx.cwd, "mirror"));
  const pipes = ["pipe.zip", "mirror/checkpoint"].map((name) => path.join(aidx.cwd, name));
  t.equal(spawnSync("mkfifo", pipes).status, 0);
  for (const what of ["pipe.zip", "mirror"]) {
    const refused = await aidx.run(`verify ${what} ${key}`);
    t.equal(refused.code, 1, what);
    t.match(refused.stderr, /not a regular file/);
  }
});

t.test("verify: evidence with its log, from a folder and from an address", async (t) => {
  const aidx = await folder();
  await writeFile(path.join(aidx.cwd, "evidence.zip"), bytes);
  await writeAll(path.join(aidx.cwd, "unpacked"), files);
  await writeAll(path.join(aidx.cwd, "log"), thread.log.mirror());
  for (const what of ["evidence.zip", "unpacked"]) {
    const alone = await aidx.run(`verify ${what} ${key}`);
    t.match(alone.stdout, /But an entry may have been left out .*: compare with the log \(--log\)\.\n$/);
    t.match(
      (await aidx.run(`verify ${what} ${key} --lang zh`)).stdout,
      /但可能有条目被略去.*请用 --log 与日志核对。\n$/,
    );
    const beside = await aidx.run(`verify ${what} ${key} --log log`);
    t.equal(beside.code, 0, beside.stdout);
    t.match(beside.stdout, /Every required step passed, and no entry of the thread is left out\.\n$/);
    t.match((await aidx.run(`verify ${what} ${key} --log log --lang zh`)).stdout, /该移送的条目无一略去。\n$/);
  }
  const served = thread.log.mirror();
  const server = createServer(({ url = "" }, response) => {
    const file = served.get(url.replace(/^\/log\//, ""));
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  t.equal((await aidx.run(`verify evidence.zip ${key} --log ${address}`)).code, 0);
  await mkdir(path.join(aidx.cwd, "empty"));
  const none = await aidx.run(`verify evidence.zip ${key} --log empty --json`);
  t.equal(none.code, 5);
  like(t, none.lines[0], { kind: "evidence", ok: false, thread: thread.thread });
  for (const other of ["log", address]) {
    const refused = await aidx.run(`verify ${other} ${key} --log log`);
    t.equal(refused.code, 2, other);
    t.match(refused.stderr, /--log is for evidence/);
  }
  const stopped = AbortSignal.abort(new DOMException("", "AbortError"));
  t.equal((await aidx.run(`verify evidence.zip ${key} --log log`, stopped)).code, 130);
});

t.test("verify: the verdict names thread, gateway, log, and witnesses with their times", async (t) => {
  const aidx = await folder();
  await writeFile(path.join(aidx.cwd, "evidence.zip"), bytes);
  const witnesses = thread.witnesses.map(({ vkey }) => `--witness ${vkey}`).join(" ");
  const { stdout } = await aidx.run(`verify evidence.zip ${key} ${witnesses}`);
  const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})? \+08:00`;
  t.match(
    stdout,
    new RegExp(
      `^thread ${thread.thread}, made by aid-gateway at ${time}\nlog log.example/aid, ${thread.log.all.length} entries\n` +
        `cosigned by witness1.example at ${time}\ncosigned by witness2.example at ${time}\npassed  `,
    ),
  );
  t.notMatch(
    (await aidx.run(`verify evidence.zip ${key}`)).stdout,
    /cosigned by/,
    "nobody whom the reader does not trust",
  );
  const { lines } = await aidx.run(`verify evidence.zip ${key} ${witnesses} --json`);
  like(t, lines[0], {
    gateway: "aid-gateway",
    log: { origin: "log.example/aid", size: thread.log.all.length },
    cosigned: [{ witness: "witness1.example" }, { witness: "witness2.example" }],
    pending: 0,
  });
});

t.test("verify: checkpoints are requested without caches, immutable files with caches", async (t) => {
  const aidx = await folder();
  const served = thread.log.mirror();
  const fields = new Map<string, string | undefined>();
  const server = createServer(({ url = "", headers }, response) => {
    const path = url.replace(/^\/log\//, "");
    fields.set(path, headers["cache-control"]);
    const file = served.get(path);
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ran = await aidx.run(`verify ${address} ${key} --witness ${thread.witnesses[0]?.vkey}`);
  t.equal(ran.code, 0, ran.stdout + ran.stderr);
  const past = [...fields].filter(([, field]) => field === "no-cache").map(([path]) => path);
  t.same(past, ["checkpoint.witnessed", "checkpoint"]);
  t.ok(fields.size > 3);
});

t.test("verify: it waits for a busy gateway, tells the user, and gives up when the wait is long", async (t) => {
  const aidx = await folder();
  let seconds = 30;
  const served = thread.log.mirror();
  let asked = 0;
  const server = createServer(({ url = "" }, response) => {
    const file = served.get(url.replace(/^\/log\//, ""));
    if (asked++ === 0) return void response.writeHead(503, { "retry-after": String(seconds) }).end();
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const slept: number[] = [];
  aidx.sleep = async (ms) => void slept.push(ms);
  const waited = await aidx.run(`verify ${address} ${key}`);
  t.equal(waited.code, 0, waited.stdout + waited.stderr);
  t.match(waited.stderr, /the gateway is not available, waiting 3\d s/);
  t.equal(slept.length, 1);
  [asked, seconds] = [0, 86_400];
  const refused = await aidx.run(`verify ${address} ${key} --lang zh`);
  t.equal(refused.code, 4);
  t.match(refused.stderr, /网关要求 \d+ 秒后再来/);
  t.equal(slept.length, 1, "nobody waits for an hour");
});
