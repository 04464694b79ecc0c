/** The command line as a process whose reader may go and whose disk may be full. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { FakeGateway } from "../../support/sdk/fake-gateway.ts";
import { newKeySet } from "../../support/sdk/party-key-set.ts";
import { like } from "../../support/like.ts";
import { AIDX, startChild } from "../../support/child-process.ts";
import { noteSigner } from "../../support/log/memory-log.ts";
import { temporaryDirectory } from "../../support/store/postgres.ts";

/**
 * Runs a line of bash in which `aidx` is the command line. The last line of the output has the exit codes of its last
 * pipe.
 */
async function bash(line: string, cwd: string, env: NodeJS.ProcessEnv = {}) {
  const script = `aidx() { "${process.execPath}" "${AIDX}" "$@"; }; ${line}; echo "\${PIPESTATUS[*]}"`;
  const child = spawn("bash", ["-c", script], { cwd, env: { ...process.env, ...env, LANG: "en" } });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (part: Buffer) => (text[name] += part.toString()));
  }
  await once(child, "close");
  const lines = text.stdout.trimEnd().split("\n");
  return { codes: lines.pop(), lines, stderr: text.stderr };
}

t.test(
  "what npm started ends when npm is told to end, although the shell between them passes nothing on",
  async (t) => {
    const dir = await temporaryDirectory(t);
    const log = noteSigner("log.example/a").vkey;
    const witness = ["witness", "--dir", dir, "--name", "witness.example/w", "--log", log, "--port", "0"];
    const start = async (env: NodeJS.ProcessEnv) => {
      // With a command after it, the shell stays.
      const shell = startChild(t, ["-c", '"$0" "$@"; true', process.execPath, AIDX, ...witness], env, "sh");
      t.ok(await shell.prints(/^ready /));
      return shell;
    };
    const ofNpm = await start({ npm_lifecycle_event: "start" });
    ofNpm.process.kill("SIGTERM");
    // Its output closes with the last process that has it.
    t.same(await ofNpm.ended, [null, "SIGTERM"]);
    const next = await start({ npm_lifecycle_event: "start" });
    t.ok(next, "the folder is free");
    next.process.kill("SIGTERM");
    await next.ended;
  },
);

t.test("a reader that closes the pipe ends the command quietly, with the code of SIGPIPE", async (t) => {
  const cwd = t.testdir();
  const ran = await bash("aidx sample --count 1000000 | head -n 1", cwd);
  t.equal(ran.codes, "141 0");
  t.equal(ran.lines.length, 1);
  t.equal(ran.stderr, "");
  const both = await bash("aidx sample --count 1000000 2>&1 | head -n 1", cwd);
  like(t, both, { codes: "141 0", stderr: "" });
  const errors = await bash("aidx sample --subjects 501 2>&1 >/dev/null | true", cwd);
  like(t, errors, { codes: /^(2|141) 0$/, stderr: "" }, "standard error");
  like(t, await bash("aidx sample | cat >/dev/null", cwd), { codes: "0 0", stderr: "" }, "one that reads all");
});

t.test("an endless list ends with its reader, and nothing more is requested", async (t) => {
  const auditor = await newKeySet();
  const gateway = await FakeGateway.start({ auditor });
  t.teardown(() => gateway.stop());
  const page = (at: number) => {
    const entry = { v: 1, type: "read", time: "2026-11-23T08:00:00.000Z", actor: "auditor" };
    const log = { origin: "o", leafHash: "h", stage: "published", index: at };
    return { items: Array.from({ length: 500 }, () => ({ entry, log })), next: String(at) };
  };
  const pages = Array.from({ length: 200 }, (_, at) => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(page(at)),
  }));
  gateway.fail("/v1/audit/events", ...pages);
  const cwd = t.testdir();
  await mkdir(path.join(cwd, "keys", "dev"), { recursive: true });
  await writeFile(path.join(cwd, "keys/dev/auditor.jwks.json"), JSON.stringify(auditor), { mode: 0o600 });
  const env = { AIDX_GATEWAY: gateway.url, AIDX_PARTY: "auditor" };
  const ran = await bash("aidx audit events --csv | head -n 2", cwd, env);
  t.same(ran, {
    codes: "141 0",
    lines: [
      "index,stage,stage in words,time,type,type in words,actor,message,packet,thread,recipient,digest,leaf hash,entry\r",
      '0,published,published,2026-11-23T16:00:00.000+08:00,read,records read,auditor,,,,,,h,"{""v"":1,""type"":""read"",' +
        '""time"":""2026-11-23T08:00:00.000Z"",""actor"":""auditor""}"\r',
    ],
    stderr: "",
  });
  t.ok(gateway.requests.length < 100, `${gateway.requests.length} requests`);
});

t.test("a full disk is reported in both languages, without a stack", async (t) => {
  const ran = await bash("aidx sample --count 1000000 > /dev/full", t.testdir());
  like(t, ran, {
    codes: "1",
    stderr: /^输出无法写入（ENOSPC） · the output cannot be written \(ENOSPC\)\n$/,
  });
});
