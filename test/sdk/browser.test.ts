import { readFileSync } from "node:fs";
import t from "tap";
import { readSource } from "../architecture/source.ts";

/** Everything that a browser would load for the client, and what of it comes from elsewhere. */
function loaded(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const open = (path: string) => {
    if (files.has(path)) return;
    files.add(path);
    for (const { to, typeOnly } of readSource(path, readFileSync(path, "utf8")).arrows) {
      if (typeOnly) continue;
      if (to.startsWith("src/")) open(to);
      else packages.add(to);
    }
  };
  open(entry);
  return { files, packages };
}

t.test(
  "the client runs in browsers: it loads words, formats and others' cryptography, nothing of Node's",
  async (t) => {
    const { files, packages } = loaded("src/sdk/index.ts");
    t.ok(files.has("src/sdk/department.ts") && files.has("src/domain/json.ts"));
    t.same([...packages].toSorted(), ["@noble/hashes/sha2.js", "asn1js", "canonicalize", "cborg", "jose", "pkijs"]);
    for (const path of files) {
      t.match(path, /^src\/(sdk|domain|audit)\//);
      t.notMatch(
        readFileSync(path, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""),
        /\b(Buffer|process|require)\b/,
        path,
      );
    }
  },
);
