/** The SDK's package as a case system gets it: packed by npm, and installed into an empty project without a network. */
import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Test } from "tap";
import { temporaryDirectory } from "../store/postgres.ts";
import { commandsOfGuide } from "./guide.ts";

const ROOT = path.resolve(".");
const SOURCE = path.join(ROOT, "src/sdk");

/** Manifest of a package, as far as it is looked at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

/** Reads the manifest of the package in a folder. */
export async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as Manifest;
}

/** Arguments of `env` for a program without the test runner's loaders, which are for this process only. */
export const PLAIN = ["-u", "NODE_OPTIONS"];

/** Runs a program to its end. @returns standard output */
export async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const ended = promisify(execFile)("env", [...PLAIN, program, ...args], { cwd, maxBuffer: 2 ** 24 });
  const { stdout } = await ended.catch((error: { readonly stdout: string; readonly stderr: string }) => {
    throw new Error(`${program} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`);
  });
  return stdout;
}

/** Packs folders into a folder. @returns the files' paths */
async function pack(into: string, folders: readonly string[]): Promise<string[]> {
  const line = ["pack", "--json", "--ignore-scripts", "--pack-destination", into, ...folders];
  const packed = JSON.parse(await run("npm", line, ROOT)) as readonly { readonly filename: string }[];
  return packed.map(({ filename }) => path.join(into, filename));
}

/**
 * Packs the SDK with the guide's own command, in a copy of the project, so that several tests may do it at a time.
 * @returns the file's path
 */
export async function packedSdk(t: Test): Promise<string> {
  const copy = await temporaryDirectory(t);
  for (const name of ["package.json", "package-lock.json", ".npmrc", "LICENSE", "tsconfig.json"]) {
    await copyFile(path.join(ROOT, name), path.join(copy, name));
  }
  await cp(path.join(ROOT, "src"), path.join(copy, "src"), {
    recursive: true,
    filter: (from) => from !== path.join(SOURCE, "dist"),
  });
  await symlink(path.join(ROOT, "node_modules"), path.join(copy, "node_modules"));
  const command = commandsOfGuide().find((line) => line.startsWith("npm pack"));
  if (command === undefined) throw new TypeError("the guide has no command that packs");
  const [npm = "", ...args] = command.split(" ");
  await run(npm, args, copy);
  const [file] = globSync("aid-exchange-sdk-*.tgz", { cwd: copy });
  if (file === undefined) throw new TypeError("nothing was packed");
  return path.join(copy, file);
}

/**
 * Installs the package into an empty project. Its dependencies are packed from this project's own `node_modules`, and npm
 * has neither a network nor what it kept of one.
 * @returns the project's folder
 */
export async function installedSdk(t: Test): Promise<string> {
  const project = await temporaryDirectory(t);
  const files = path.join(project, "files");
  await mkdir(files);
  const { dependencies } = await manifestOf(SOURCE);
  const needed = await pack(
    files,
    Object.keys(dependencies).map((name) => path.join(ROOT, "node_modules", name)),
  );
  await writeFile(path.join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const cache = path.join(project, "cache");
  const line = ["install", "--offline", "--no-audit", "--no-fund", "--cache", cache, await packedSdk(t), ...needed];
  await run("npm", line, project);
  return project;
}
