/**
 * `npm run bench`: all parts one after the other, a JSON line for each figure. With names of parts only
 * those: `npm run bench -- floor accept`. How to read the lines: bench/README.md.
 */
import { arch, cpus, totalmem } from "node:os";
import { runAccept } from "./accept.ts";
import { runAudit } from "./audit.ts";
import { runAgainst, runSteady } from "./against.ts";
import { runConsole } from "./console.ts";
import { runCasework } from "./casework.ts";
import { runFeedback } from "./feedback.ts";
import { runFairness } from "./fairness.ts";
import { runExchange } from "./exchange.ts";
import { runLog } from "./log.ts";
import { runMemory } from "./memory.ts";
import { runOverload } from "./overload.ts";
import { runWorklists } from "./worklists.ts";
import { startServer } from "./server.ts";
import { runVerify } from "./verify.ts";
import { runSize } from "./size.ts";
import { runSoak } from "./soak.ts";

const PARTS = [
  "floor",
  "against",
  "accept",
  "exchange",
  "memory",
  "soak",
  "steady",
  "verify",
  "console",
  "log",
  "audit",
  "overload",
  "fairness",
  "size",
  "casework",
  "worklists",
  "feedback",
] as const;
type Part = (typeof PARTS)[number];

const asked = process.argv.slice(2);
const unknown = asked.filter((part) => !(PARTS as readonly string[]).includes(part));
if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(", ")}; there are ${PARTS.join(", ")}`);
const wanted = (part: Part) => asked.length === 0 || asked.includes(part);

const began = performance.now();
const { node, openssl } = process.versions;
const machine = {
  cpu: cpus()[0]?.model.trim(),
  cores: cpus().length,
  memory: `${Math.round(totalmem() / 1e9)} GB`,
  arch: arch(),
};
console.log(JSON.stringify({ name: "machine", ...machine, node, openssl, at: new Date().toISOString() }));

// First, while this process has done nothing else: what other parts leave in the heap would be in its figures.
if (wanted("floor")) await import("./floor.ts");
if (wanted("casework")) await runCasework();

if (wanted("against")) await runAgainst(Number(process.env.BENCH_REFERRALS ?? 5_000), 3);
const shared = ["accept", "exchange", "log", "audit", "overload", "fairness", "size", "worklists", "feedback"] as const;
if (shared.some(wanted)) {
  const server = await startServer();
  try {
    if (wanted("accept")) await runAccept(server.url, 2000, 6);
    if (wanted("log")) await runLog(server.url, Number(process.env.BENCH_ENTRIES ?? 1_000_000));
    if (wanted("audit")) await runAudit(server.url, Number(process.env.BENCH_PACKETS ?? 1_000_000));
    if (wanted("worklists")) await runWorklists(server.url, Number(process.env.BENCH_ITEMS ?? 1_000_000));
    if (wanted("feedback")) await runFeedback(server.url, 2_800);
    if (wanted("overload")) await runOverload(server.url);
    if (wanted("fairness")) await runFairness(server.url);
    if (wanted("size")) await runSize(server.url);
    if (wanted("exchange")) await runExchange(server.url);
  } finally {
    await server.stop();
  }
}

if (wanted("memory")) await runMemory(60);
if (wanted("verify")) runVerify(1_000_000);
if (wanted("console")) await runConsole();
// An hour, a quarter of one: only when they are asked for.
if (asked.includes("soak")) await runSoak(Number(process.env.BENCH_MINUTES ?? 60), 10);
if (asked.includes("steady")) await runSteady(Number(process.env.BENCH_REFERRALS ?? 100_000));
console.log(JSON.stringify({ name: "bench", unit: "s", value: Math.round((performance.now() - began) / 1000) }));
