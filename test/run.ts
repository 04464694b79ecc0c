/**
 * `npm test`: runs each test file in a process of its own, shows one line a file and the failures whole, and ends with one
 * plain line, `N passed, N failed`, added up from tap's own summaries. A file without a summary or without a test is a
 * failure, and so is a test that asserted nothing. The raw TAP is left in `.tap/suite.tap`. Arguments are files or folders:
 * `npm test -- test/domain`, `npm test -- test/domain/deadline.test.ts`; without one all files run.
 *
 * The files are run by Node itself, not by `tap run`, whose hooks for coverage and mocks every process would load, the
 * gateways and commands that tests start too: a fifth of the suite's processor time. `tap run` runs single files as well.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, globSync, mkdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { clearLogs, scanLogs } from "./support/gateway/log-scan.ts";
import { databaseTemplate } from "./support/store/postgres.ts";

const RAW = ".tap/suite.tap";
/** Time of a file when its tests say nothing else, seconds; tap ends a file after it. */
const FILE_SECONDS = 600;
/** Time after which a file that does not even end itself is killed, ms. */
const KILLED_MS = 3 * FILE_SECONDS * 1000;

/** Files that take longest, which begin first: one that begins last keeps a single processor busy at the end. */
const LONGEST = [
  "test/faults/crash.test.ts",
  "test/faults/faults.test.ts",
  "test/linear-time/scanners.test.ts",
  "test/gateway/situations.test.ts",
  "test/cli/hostile-gateway.test.ts",
  "test/log/crash.test.ts",
  "test/cli/log.test.ts",
  "test/evidence/forgeries.test.ts",
  "test/linear-time/expressions.test.ts",
  "test/log/hang.test.ts",
  "test/sdk/package.test.ts",
  "test/console/desk.test.ts",
  "test/console/public-pages.test.ts",
  "test/console/walk.test.ts",
  "test/console/compose.test.ts",
  "test/console/operator.test.ts",
  "test/console/feedback.test.ts",
  "test/console/operator.test.ts",
  "test/console/disc.test.ts",
  "test/queue/delivery-queue.test.ts",
  "test/tlog/rfc3161/every-bit.test.ts",
  "test/gateway/evidence.test.ts",
  "test/exchange/delivery.test.ts",
  "test/log/row-mutations.test.ts",
  "test/clients/java.test.ts",
];

const asked = process.argv.slice(2);
const files = (asked.length === 0 ? ["test"] : asked).flatMap((path) =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ? globSync(`${path}/**/*.test.ts`) : [path],
);

mkdirSync(".tap", { recursive: true });
clearLogs();
const raw = createWriteStream(RAW);
raw.write(`TAP version 14\n1..${files.length}\n`);

const template = await databaseTemplate();
const env = {
  ...process.env,
  ...template.env,
  TAP: "1",
  TAP_TIMEOUT: String(FILE_SECONDS),
  // What many processes load is compiled once.
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? resolve("node_modules/.cache/suite"),
};

/** Runs one file and gives its standard output, and how it ended: 0 for well. */
async function run(file: string): Promise<{ readonly output: string; readonly end: number | string }> {
  const child = spawn(process.execPath, [file], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
    timeout: KILLED_MS,
    killSignal: "SIGKILL",
  });
  const [output, [code, signal]] = await Promise.all([
    text(child.stdout),
    once(child, "close") as Promise<[number | null, string | null]>,
  ]);
  return { output, end: code ?? signal ?? "unknown" };
}

/** The failing points inside one file's lines, each with its diagnostics. */
function failuresIn(lines: readonly string[]): readonly string[] {
  const shown: string[] = [];
  let inside = false;
  for (const line of lines) {
    if (/^\s*not ok /.test(line)) inside = true;
    if (inside) shown.push(line);
    if (/^\s*\.\.\.$/.test(line)) inside = false;
  }
  return shown.length > 0 ? shown : lines;
}

/** Names of the tests inside one file's lines that asserted nothing: a loop over nothing, say. */
function emptyIn(lines: readonly string[]): string[] {
  return lines.flatMap((line, at) => {
    if (!/^\s*1\.\.0\b/.test(line)) return [];
    const name = lines.slice(0, at).findLast((before) => before.includes("# Subtest: "));
    return [name?.trim().replace("# Subtest: ", "") ?? "the whole file"];
  });
}

/** Assertions of one file, from the last line but one that tap writes: `# { total: 5, pass: 4, skip: 1 }`. */
function sumOf(lines: readonly string[]): { total: number; pass: number; fail: number; skip: number } {
  const line = lines.findLast((line) => line.startsWith("# { total:")) ?? "";
  const counts = new Map([...line.matchAll(/(\w+): (\d+)/g)].map(([, name, count]) => [name, Number(count)]));
  const of = (name: string) => counts.get(name) ?? 0;
  return { total: of("total"), pass: of("pass"), fail: of("fail"), skip: of("skip") + of("todo") };
}

const total = { pass: 0, fail: 0, skip: 0 };
const empty: string[] = [];
let done = 0;

async function runNext(waiting: string[]): Promise<void> {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const begun = performance.now();
    const { output, end } = await run(file);
    const lines = output.split("\n");
    const sum = sumOf(lines);
    const nothing = emptyIn(lines).map((name) => `${file}: ${name}`);
    // A process that fails without a failing test, or tells no sum, counts as one failure.
    const failed = sum.fail + (sum.fail === 0 && (end !== 0 || sum.total === 0) ? 1 : 0);
    total.pass += sum.pass;
    total.fail += failed + nothing.length;
    total.skip += sum.skip;
    empty.push(...nothing);
    done++;
    const point = `${failed === 0 ? "ok" : "not ok"} ${done} - ${file} # time=${Math.round(performance.now() - begun)}ms`;
    raw.write(`# Subtest: ${file}\n${lines.map((line) => `    ${line}`.trimEnd()).join("\n")}\n${point}\n`);
    console.log(point);
    if (failed > 0) console.log(`${failuresIn(lines).join("\n")}\n    ended with ${end}`);
  }
}

const gone = LONGEST.filter((file) => !existsSync(file));
if (gone.length > 0) throw new TypeError(`no such test file: ${gone.join(", ")}`);
const placeOf = (file: string) => (LONGEST.includes(file) ? LONGEST.indexOf(file) : LONGEST.length);
// One more than there are processors: many tests wait for processes and servers most of the time.
const waiting = files.toSorted((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
await Promise.all(Array.from({ length: availableParallelism() + 1 }, () => runNext(waiting)));
await template.drop();

for (const name of empty) console.log(`asserted nothing: ${name}`);
if (files.length === 0) console.log("there is no test file");
const logs = scanLogs();
if (logs.leaks.length > 0) console.log(`personal data or secrets in gateway logs: ${logs.leaks.join(", ")}`);
else console.log(`no personal data in ${logs.files} gateway logs (${logs.bytes} characters)`);
process.exitCode = logs.leaks.length > 0 || total.fail > 0 || files.length === 0 ? 1 : 0;
const sum = { total: total.pass + total.fail + total.skip, ...total };
raw.end(`# ${JSON.stringify(sum).replaceAll('"', "")}\n`);
console.log(`${total.pass} passed, ${total.fail} failed${total.skip === 0 ? "" : `, ${total.skip} skipped`}`);
