/** What the build of the console makes: sizes that pages may have, and nothing that the oldest browser lacks. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import t from "tap";
import { builtConsole } from "../support/console/built-console.ts";
import { newerThan109 } from "../support/sdk/newer-than-109.ts";

const KIB = 1024;
/** Most of scripts and styles that the first page loads, and that any part loads later, bytes after gzip. */
const FIRST = 260 * KIB;
const LATER = 200 * KIB;
/** Most of what composing loads in all: the page, the workbook's reader, the check of one type. */
const COMPOSE = (430 + 16 + 115) * KIB;
/** What the oldest browser lacks and the console adds, or asks for before it is used. */
const ADDED = new Set(["toSorted", "toReversed", "isWellFormed"]);
const GUARDED = new Set(
  "AbortSignal.any startViewTransition Uint8Array.fromHex Uint8Array.fromBase64 toBase64 toWellFormed".split(" "),
);

await builtConsole();
const FOLDER = "dist/console/assets";
const names = readdirSync(FOLDER);
const scripts = names.filter((name) => name.endsWith(".js"));
const zipped = (name: string) => gzipSync(readFileSync(path.join(FOLDER, name)), { level: 9 }).length;
const html = readFileSync("dist/console/index.html", "utf8");

t.test("the first page and each later part are within their budgets", async (t) => {
  const first = Array.from(html.matchAll(/"\.\/assets\/([^"]+)"/g), ([, name = ""]) => name);
  t.ok(first.some((name) => name.endsWith(".js")) && first.some((name) => name.endsWith(".css")));
  const sum = first.map(zipped).reduce((one, other) => one + other, 0);
  t.ok(sum <= FIRST, `the first page loads ${Math.round(sum / KIB)} KiB`);
  for (const name of scripts.filter((name) => !first.includes(name))) t.ok(zipped(name) <= LATER, name);
});

t.test("composing is within its budget, with the workbook and the check", async (t) => {
  const part = scripts.find((name) => name.startsWith("compose-page-")) ?? "";
  const first = new Set(Array.from(html.matchAll(/"\.\/assets\/([^"]+)"/g), ([, name = ""]) => name));
  const needed = new Set([...first, ...withImports(part)]);
  const lazy = scripts.filter((name) => name.startsWith("read-workbook-")).flatMap((name) => withImports(name));
  const check = Math.max(...scripts.filter((name) => name.startsWith("1-")).map(zipped));
  const sum = [...new Set([...needed, ...lazy])].map(zipped).reduce((one, other) => one + other, check);
  t.ok(sum <= COMPOSE, `composing loads ${Math.round(sum / KIB)} KiB`);
});

/** A script with all that it imports, as the build names it. */
function withImports(name: string, seen: Set<string> = new Set()): string[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const text = readFileSync(path.join(FOLDER, name), "utf8");
  const imports = Array.from(text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g), ([, one = ""]) => one);
  for (const one of imports) withImports(one, seen);
  return [...seen];
}

t.test("the page has nothing inline and names no other host", async (t) => {
  t.notMatch(html, /<script(?![^>]*\bsrc=)|<style| style=| on\w+=|https?:/);
});

t.test("nothing is newer than Chromium 109 but what the console adds", async (t) => {
  const found = new Map<string, string[]>();
  for (const name of scripts) {
    const newer = newerThan109(name, readFileSync(path.join(FOLDER, name), "utf8"));
    for (const what of newer) {
      if (!ADDED.has(what) && !GUARDED.has(what)) found.set(what, [...(found.get(what) ?? []), name]);
    }
  }
  t.same(found, new Map());
  t.match(newerThan109("a.js", "Object.groupBy([], String)"), new Set(["Object.groupBy"]), "can fail");
});

t.test("files are compressed beside themselves", async (t) => {
  const [largest = ""] = scripts.toSorted((one, other) => zipped(other) - zipped(one));
  t.ok(names.includes(`${largest}.br`) && names.includes(`${largest}.gz`));
});
