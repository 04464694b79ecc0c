import { readFileSync } from "node:fs";
import t from "tap";
import { readSource } from "../architecture/source.ts";

/** Files and packages that a browser would load for the client. */
function loaded(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const open = (path: string) => {
    if (files.has(path)) return;
    files.add(path);
    for (const { to, typeOnly } of readSource(path, readFileSync(path, "utf8")).arrows) {
      if (typeOnly) continue;
      if (/^(src|node_modules)\//.test(to)) open(to);
      else packages.add(to);
    }
  };
  open(entry);
  return { files, packages };
}

t.test("the client loads no module of Node, so it runs in browsers", async (t) => {
  const { files, packages } = loaded("src/sdk/index.ts");
  t.ok(files.has("src/sdk/department.ts") && files.has("src/wire/json.ts"));
  t.same([...packages].toSorted(), [
    "@noble/curves/ed25519.js",
    "@noble/curves/nist.js",
    "@noble/hashes/sha2.js",
    "asn1js",
    "canonicalize",
    "cborg",
    "jose",
    "pkijs",
  ]);
  // Asks first whether there is a Buffer, and does without.
  const guarded = "src/wire/base64-node.ts";
  t.match(readFileSync(guarded, "utf8"), 'typeof Buffer === "undefined"');
  for (const path of files) {
    t.match(path, /^src\/(sdk|domain|wire|tlog|evidence)\//);
    if (path === guarded) continue;
    t.notMatch(
      readFileSync(path, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""),
      /\b(Buffer|process|require)\b/,
      path,
    );
  }
});
