/**
 * Builds what the package of the SDK holds: `node src/sdk/build.ts FOLDER`; npm does it into `dist` before it packs.
 *
 * - `index.js` for Node and bundlers. It has the rooms of this project that the SDK imports, and the packages that only
 *   evidence needs; the dependencies of package.json stay imports, so that whoever installs it can update them.
 * - `browser/index.js` for pages without a bundler: nothing is imported from elsewhere.
 * - `types/`, the declarations that are reachable from the entry.
 * - `LICENSE`, and `NOTICES.txt` with the licences of the packages that are inside.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { rolldown } from "rolldown";
import { decodeUtf8 } from "../wire/utf8.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = path.join(HERE, "../..");

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new TypeError("the folder to build into must be named");
const out = path.resolve(folder);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifestIn = async (place: string) =>
  JSON.parse(decodeUtf8(await readFile(path.join(place, "package.json")))) as Manifest;

/** Bundles the SDK into a folder. @returns folders of the packages that are inside */
async function bundle(
  entry: string,
  to: string,
  target: string,
  platform: "neutral" | "browser",
  outside: readonly string[],
): Promise<Set<string>> {
  const build = await rolldown({
    input: { index: path.join(HERE, entry) },
    platform,
    external: (id) => outside.some((name) => id === name || id.startsWith(`${name}/`)),
    transform: { target },
    // A package that is not found would be left an import without a word.
    onLog: (level, { message }) => {
      if (level === "warn") throw new Error(message);
    },
    ...(platform === "neutral" ? { resolve: { mainFields: ["module", "main"] } } : {}),
  });
  const { output } = await build.write({
    dir: path.join(out, to),
    format: "esm",
    minify: platform === "browser",
    chunkFileNames: "[name].js",
  });
  await build.close();
  const files = output.flatMap((part) => (part.type === "chunk" ? part.moduleIds : []));
  return new Set(
    files.flatMap((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll("\\", "/")) ?? []),
  );
}

/** Writes the declarations, and leaves out those that the entry does not lead to. */
async function declare(): Promise<void> {
  const types = path.join(out, "types");
  const tsc = path.join(ROOT, "node_modules/typescript/bin/tsc");
  await promisify(execFile)(process.execPath, [tsc, "-p", HERE, "--outDir", types]);
  const reached = new Set<string>();
  const follow = async (file: string): Promise<void> => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = decodeUtf8(await readFile(file));
    // Declarations keep the names of the sources; every compiler finds them by those of the programs.
    await writeFile(file, text.replaceAll(IMPORTED, "$1.js"));
    for (const [, , to = ""] of text.matchAll(IMPORTED)) await follow(path.join(path.dirname(file), `${to}.d.ts`));
  };
  await follow(path.join(types, "sdk/index.d.ts"));
  for (const entry of await readdir(types, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !reached.has(file)) await rm(file);
  }
}

/** File of this project that a declaration names. */
const IMPORTED = /((?:\bfrom |\bimport\()"(\.[^"]+))\.ts/g;

/** Writes name, version and licence of each package that is inside. */
async function notice(packages: readonly string[]): Promise<void> {
  const parts = await Promise.all(
    packages.map(async (place) => {
      const { name, version, license } = await manifestIn(place);
      const files = (await readdir(place)).filter((file) => /^(licen[cs]e|copying)/i.test(file));
      const texts = await Promise.all(files.map(async (file) => decodeUtf8(await readFile(path.join(place, file)))));
      if (texts.length === 0 && license === undefined) throw new Error(`${name} has no licence`);
      return [`${name} ${version} (${license ?? "see below"})`, ...texts].join("\n\n");
    }),
  );
  await writeFile(path.join(out, "NOTICES.txt"), `${parts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { dependencies } = await manifestIn(HERE);
const inNode = await bundle("index.ts", "", "es2022", "neutral", Object.keys(dependencies));
const inBrowser = await bundle("browser.ts", "browser", "chrome109", "browser", []);
await declare();
await notice([...new Set([...inNode, ...inBrowser])].sort());
await copyFile(path.join(ROOT, "LICENSE"), path.join(out, "LICENSE"));
