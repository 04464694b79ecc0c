import { globSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { run } from "./packed-sdk.ts";

/** A program that others' machines have in another version, found on this one. */
export interface Platform {
  readonly program: string;
  readonly version: string;
}

const ROOT = path.resolve(".");
/** Where versions of Node stand side by side: nvm, GitHub's runners. */
const SIDE_BY_SIDE = [`${homedir()}/.nvm/versions/node/*/bin/node`, "/opt/hostedtoolcache/node/*/x64/bin/node"];

/** Finds the versions of Node from 20 on that this machine has, this process's among them: one of each major version. */
export async function nodes(): Promise<Platform[]> {
  const onPath = [...(process.env.PATH ?? "").split(":"), "/usr/bin", "/usr/local/bin"].map((dir) => `${dir}/node`);
  const found = await eachOf(
    [process.execPath, ...globSync([...onPath, ...SIDE_BY_SIDE])],
    ["-p", "process.versions.node"],
  );
  return found.filter(({ version }) => Number.parseInt(version) >= 20);
}

/** Finds the versions of the TypeScript compiler in this project's packages: its own, and those that its tools bring. */
export async function compilers(): Promise<Platform[]> {
  return eachOf(globSync(["node_modules/typescript/bin/tsc", "node_modules/*/node_modules/typescript/bin/tsc"]), [
    "-v",
  ]);
}

/** Asks each program for its version, and keeps the first of each major one. */
async function eachOf(programs: readonly string[], question: readonly string[]): Promise<Platform[]> {
  const byMajor = new Map<number, Platform>();
  for (const program of new Set(programs.map((found) => realpathSync(path.resolve(ROOT, found))))) {
    const version = (await run(program, question, ROOT)).replace("Version", "").trim();
    const major = Number.parseInt(version);
    if (!byMajor.has(major)) byMajor.set(major, { program, version });
  }
  return [...byMajor.values()];
}
