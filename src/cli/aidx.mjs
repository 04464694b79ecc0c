#!/usr/bin/env node
/**
 * `aidx`, whatever Node finds it first: the sources are TypeScript that Node 24 runs as it is, and an
 * older Node of the machine hands over to the one that is installed with the project.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const source = join(root, "src", "cli.ts");
const program = existsSync(source) ? source : join(root, "dist", "cli.js");

// What is compiled, and stripped of its types, once need not be again: starts take half of the time, and the
// stripper's 25 MB are never loaded. The cache lies with the code, where only who may change the code can
// write; where nobody can, as in an image, there is none.
const cache = process.env.NODE_COMPILE_CACHE ?? join(root, "node_modules", ".cache", "aidx");

if (Number(process.versions.node.split(".")[0]) >= 24) {
  module.enableCompileCache(cache);
  await import(pathToFileURL(program).href);
} else {
  const own = ownNode();
  if (own === undefined) {
    process.stderr.write(`aidx 需要 Node 24 或更高版本，当前为 ${process.version}；请先执行 npm ci，或安装 Node 24\n`);
    process.stderr.write(
      `aidx needs Node 24 or newer, this is ${process.version}; run npm ci first, or install Node 24\n`,
    );
    process.exit(6);
  }
  const child = spawn(own, [program, ...process.argv.slice(2)], { stdio: "inherit" });
  // Ctrl-C reaches the whole group, the child too; what is sent to this process alone is passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
  });
}

/** Path of the Node that `npm ci` brought for this platform; undefined where there is none. */
function ownNode() {
  const windows = process.platform === "win32";
  const name = `node-${windows ? "win" : process.platform}-${process.arch}`;
  const path = join(root, "node_modules", name, "bin", windows ? "node.exe" : "node");
  return existsSync(path) ? path : undefined;
}
