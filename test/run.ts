/**
 * `npm test`: runs tap, shows one line a file and the failures whole, and ends with one plain line,
 * `N passed, N failed`, counted in tap's own summary. The exit code is tap's; a run without a summary or without a test
 * is a failure, and so is a test that asserted nothing. The raw TAP is left in `.tap/suite.tap`. Arguments go to tap, a
 * folder as the test files in it: `npm test -- test/domain`, `npm test -- test/domain/deadline.test.ts`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, globSync, mkdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { clearLogs, scanLogs } from "./support/gateway/log-scan.ts";

const RAW = ".tap/suite.tap";

mkdirSync(".tap", { recursive: true });
clearLogs();
const asked = process.argv
  .slice(2)
  .flatMap((path) =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory() ? globSync(`${path}/**/*.test.ts`).toSorted() : [path],
  );
// One more than there are processors: many tests wait for processes and servers most of the time.
const jobs = availableParallelism() + 1;
const args = ["run", "--disable-coverage", `--jobs=${jobs}`, "--no-color", "--reporter=tap", ...asked];
const tap = spawn("tap", args, { stdio: ["inherit", "pipe", "inherit"] });
const closed = once(tap, "close");
const raw = createWriteStream(RAW);

/** The failing points inside one file's lines, each with its diagnostics. */
function failuresIn(lines: readonly string[]): string[] {
  const shown: string[] = [];
  let inside = false;
  for (const line of lines) {
    if (/^\s+not ok /.test(line)) inside = true;
    if (inside) shown.push(line);
    if (/^\s+\.\.\.$/.test(line)) inside = false;
  }
  return shown.length > 0 ? shown : [...lines];
}

/** Names of the tests inside one file's lines that asserted nothing: a loop over nothing, say. */
function emptyIn(lines: readonly string[]): string[] {
  return lines.flatMap((line, at) => {
    if (!/^\s+1\.\.0\b/.test(line)) return [];
    const name = lines.slice(0, at).findLast((before) => before.includes("# Subtest: "));
    return [name?.trim().replace("# Subtest: ", "") ?? "the whole file"];
  });
}

let summary = "";
const empty: string[] = [];
let block: string[] = [];
let failedHeader = false;
let file = "";
for await (const line of createInterface({ input: tap.stdout })) {
  raw.write(`${line}\n`);
  if (line.startsWith("# { total:")) summary = line;
  if (/^\s/.test(line) || line === "") {
    block.push(line);
    continue;
  }
  const point = /^(not )?ok \d+ - (\S+).*/.exec(line);
  file = point?.[2] ?? file;
  // A file that ran beside others comes as `ok 1 - file {`, its lines, `}`; one that ran alone, after its lines.
  if (point) console.log(line.replace(/ \{$/, ""));
  if (point?.[1] && !line.endsWith("{")) console.log(failuresIn(block).join("\n"));
  if (line === "}" && failedHeader) console.log(failuresIn(block).join("\n"));
  if (line === "}" || (point && !line.endsWith("{"))) empty.push(...emptyIn(block).map((name) => `${file}: ${name}`));
  failedHeader = point?.[1] !== undefined && line.endsWith("{");
  block = [];
}
const [code] = (await closed) as [number | null];

const counts = new Map([...summary.matchAll(/(\w+): (\d+)/g)].map(([, name, count]) => [name, Number(count)]));
const of = (name: string) => counts.get(name) ?? 0;
const skipped = of("skip") + of("todo");
for (const name of empty) console.log(`asserted nothing: ${name}`);
const failed = of("fail") + empty.length + (of("total") === 0 ? 1 : 0);
const logs = scanLogs();
if (logs.leaks.length > 0) console.log(`personal data or secrets in gateway logs: ${logs.leaks.join(", ")}`);
else console.log(`no personal data in ${logs.files} gateway logs (${logs.bytes} characters)`);
process.exitCode = logs.leaks.length > 0 || code === null || (code === 0 && failed > 0) ? 1 : code;
console.log(`${of("pass")} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`);
