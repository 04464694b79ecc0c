import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import t, { type Test } from "tap";
import { createLogSink, type Output } from "../../src/telemetry/log-sink.ts";
import { outside } from "../support/referees/outside.ts";
import { until } from "../support/until.ts";

const PROGRAM = fileURLToPath(new URL("stalled.ts", import.meta.url));
const marker = (lines: number) => `lost ${lines}\n`;

interface Report {
  readonly lines: number;
  readonly lost: number;
  readonly ms: number;
}

/** A program that logs 20,000 lines to that standard error. */
async function logging(t: Test, stderr: number | "pipe"): Promise<{ child: ChildProcess; report: Report }> {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ["pipe", "pipe", stderr] });
  if (typeof stderr === "number") closeSync(stderr);
  t.teardown(() => child.kill("SIGKILL"));
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  return { child, report: JSON.parse(String(line)) as Report };
}

async function endsByItself(child: ChildProcess): Promise<unknown> {
  const exited = once(child, "exit");
  child.stdin?.end();
  return (await exited)[0];
}

t.test("a pipe that nobody reads costs lines and no time, and the process ends without them", async (t) => {
  const { child, report } = await logging(t, "pipe");
  t.ok(report.lost > 0 && report.lost < report.lines, `${report.lost} of ${report.lines} lines lost`);
  t.ok(report.ms < 10_000, `${report.ms} ms`);
  t.equal(await endsByItself(child), 0);
});

t.test("a reader that comes back finds the lines before, how many are missing, and the lines after", async (t) => {
  const { child, report } = await logging(t, "pipe");
  const read = text(child.stderr!);
  child.stdin?.end("go\n");
  await once(child, "exit");
  const lines = (await read)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { n?: number; event?: string; lines?: number });
  const numbers = lines.flatMap(({ n }) => (n === undefined ? [] : [n]));
  t.same(
    numbers,
    [...new Set(numbers)].toSorted((a, b) => a - b),
    "in order, none twice",
  );
  t.equal(numbers.length, report.lines - report.lost + 1);
  t.equal(numbers.at(-1), report.lines, "the last one is the one after all");
  const missing = lines.flatMap(({ event, lines: count }) => (event === "log-lines-lost" ? [count ?? 0] : []));
  t.equal(
    missing.reduce((sum, count) => sum + count, 0),
    report.lost,
    "those that are missing were told of",
  );
});

t.test("a disk that is full costs lines and nothing else", { skip: !existsSync("/dev/full") }, async (t) => {
  const { child, report } = await logging(t, openSync("/dev/full", "w"));
  t.ok(report.ms < 10_000, `${report.ms} ms`);
  t.equal(await endsByItself(child), 0);
});

/** A file system of 64 KiB; undefined where it cannot be mounted. */
function smallDisk(t: Test): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), "aidx-small-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    rmdirSync(folder);
    return undefined;
  }
  t.teardown(() => {
    execFileSync("umount", [folder]);
    rmdirSync(folder);
  });
  return folder;
}

const disk = smallDisk(t);
const noDisk = disk === undefined && "no file system can be mounted here";
t.test("a small disk fills with whole lines, and room that is made is used", { skip: noDisk }, async (t) => {
  const folder = disk ?? "";
  const filler = path.join(folder, "filler");
  execFileSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=1024", "count=30"], { stdio: "ignore" });
  const file = path.join(folder, "log");
  const { child, report } = await logging(t, openSync(file, "a"));
  execFileSync("rm", [filler]);
  child.stdin?.end("go\n");
  t.equal((await once(child, "exit"))[0], 0);
  const lines = readFileSync(file, "utf8").trim().split("\n");
  t.match(lines.at(-1), "after all");
  t.match(lines.at(-2), "log-lines-lost");
  const whole = lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as object];
    } catch {
      return [];
    }
  });
  t.ok(lines.length - whole.length <= 1, "one line at most is torn, and the next one begins on its own");
  t.ok(report.lines > whole.length);
});

const pty = spawnSync("python3", ["-c", "import pty"]).status === 0;
const noTerminal = outside(t, pty, "a terminal that is stopped", "python3");
t.test("a terminal that is stopped (Ctrl-S) costs lines and no time", { skip: noTerminal }, async (t) => {
  const script = `
import os, pty, subprocess, sys, time
master, slave = pty.openpty()
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=slave)
line = child.stdout.readline()
child.stdin.close()
print(line.decode().strip(), child.wait(20))
`;
  const python = spawn("python3", ["-c", script, process.execPath, PROGRAM], { stdio: ["ignore", "pipe", "inherit"] });
  const said = await text(python.stdout);
  const [, report, code] = /^(\{.*\}) (\d+)$/.exec(said.trim()) ?? [];
  t.equal(code, "0");
  t.ok((JSON.parse(report ?? "{}") as Report).ms < 10_000);
});

t.test("what is written in part goes on where it was; what was torn is followed by a new line", async (t) => {
  let out = "";
  const steps: (number | string)[] = [3, "EAGAIN", 2, 5, "ENOSPC", 1, "ENOSPC", "ENOSPC"];
  const dones: (() => void)[] = [];
  const output: Output = (bytes, done) => {
    const step = steps.shift() ?? 100;
    const error = typeof step === "string" ? Object.assign(new Error(step), { code: step }) : null;
    const written = typeof step === "number" ? Math.min(step, bytes.length) : 0;
    out += bytes.subarray(0, written).toString();
    dones.push(() => done(error, written));
  };
  const sink = createLogSink(output, { marker, mostBytes: 30 });
  sink.write("abcde12\n");
  sink.write("second3\n");
  sink.write("third45\n");
  sink.write("too much\n");
  t.equal(sink.lost, 1, "beyond the bound");
  await until("two more lines are given up", () => {
    dones.shift()?.();
    return sink.lost >= 3;
  });
  t.equal(sink.lost, 3);
  for (const line of ["fourth6\n", "fifth78\n"]) {
    sink.write(line);
    const drained = sink.drained(10_000);
    while (dones.length > 0) {
      dones.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await drained;
  }
  t.equal(out, "abcde12\nt\nfourth6\nlost 3\nfifth78\n");
  t.equal(sink.lost, 3, "a marker that is lost is no lost line");
});
