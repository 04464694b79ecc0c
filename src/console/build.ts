/**
 * Builds the console into `dist/console`: `node src/console/build.ts`, or with `--if-needed` only when there is none, or
 * another state of the sources made it. `npm start` and `npm run demo` call it so: a fresh clone needs no further command,
 * and `npm ci` does not pay for it. Without the packages for development (an image, a server) what is there stays.
 *
 * The finished folder takes the place of the old one by a rename: a gateway that runs meanwhile never reads half of one.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { decodeUtf8 } from "../wire/utf8.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const PLACE = path.join(ROOT, "dist/console");
/** Parts of the project that the console may be made of. */
const SOURCES = ["src", "schemas", "package-lock.json"];
/** Says which state of the sources made the folder. */
const MARK = "made-of";
/** Smallest file for which a second coding pays, bytes. */
const WORTH_BYTES = 1024;

/** Digest of all that the build reads. */
async function stateOfSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    const place = path.join(ROOT, source);
    const files = source.includes(".")
      ? [place]
      : (await readdir(place, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile() && isRead(entry.parentPath))
          .map((entry) => path.join(entry.parentPath, entry.name))
          .sort();
    for (const file of files) hash.update(path.relative(ROOT, file)).update(await readFile(file));
  }
  return hash.digest("hex");
}

/** Rooms of `src` that the architecture lets the console use, and the schemas. */
function isRead(folder: string): boolean {
  const [top, room = ""] = path.relative(ROOT, folder).split(path.sep);
  if (folder.includes("node_modules")) return false;
  return (
    top === "schemas" ||
    /^(console|sdk|domain|wire|tlog|evidence|disclosure|schema|sheets|casework|directory)$/.test(room)
  );
}

async function compress(folder: string): Promise<void> {
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  for (const name of await readdir(folder)) {
    const bytes = await readFile(path.join(folder, name));
    if (bytes.length < WORTH_BYTES) continue;
    await writeFile(path.join(folder, `${name}.br`), await promisify(brotliCompress)(bytes, brotli));
    await writeFile(path.join(folder, `${name}.gz`), await promisify(gzip)(bytes, { level: 9 }));
  }
}

async function buildConsole(state: string): Promise<void> {
  const { build } = await import("vite");
  await mkdir(path.dirname(PLACE), { recursive: true });
  const fresh = await mkdtemp(path.join(path.dirname(PLACE), ".console-"));
  try {
    const configFile = path.join(import.meta.dirname, "vite.config.ts");
    await build({ configFile, configLoader: "native", logLevel: "warn", build: { outDir: path.join(fresh, "new") } });
    await compress(path.join(fresh, "new/assets"));
    await writeFile(path.join(fresh, "new", MARK), state);
    await rename(PLACE, path.join(fresh, "old")).catch(unlessNone);
    await rename(path.join(fresh, "new"), PLACE);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

function unlessNone(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}

const ifNeeded = process.argv.includes("--if-needed");
const state = await stateOfSources();
const made = existsSync(path.join(PLACE, MARK)) ? decodeUtf8(await readFile(path.join(PLACE, MARK))) : undefined;
if (!ifNeeded || made !== state) {
  if (existsSync(path.join(ROOT, "node_modules/vite"))) {
    process.stderr.write(
      "构建网页控制台（仅首次或源码变更后）… building the web console (first time, or sources changed) …\n",
    );
    await buildConsole(state);
  } else if (!ifNeeded) {
    process.stderr.write("缺少开发依赖，请先执行 npm ci。the packages for development are missing: npm ci\n");
    process.exitCode = 1;
  }
}
