import { readdirSync, statSync } from "node:fs";
import { join } from "node:path/posix";

/** What no rule looks into: not the project's own text, or not text. */
const LEFT_OUT = new Set(["node_modules", ".git", ".tap", "dist", "aidx-demo", "data", "keys", "coverage"]);

/** All files of the project under a folder, by their path from the root, with `/`. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_OUT.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : entry.isFile() ? [path] : [];
  });
}

/** All TypeScript of the folders that exist. */
export function sourcesUnder(...folders: string[]): string[] {
  return folders
    .filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    .flatMap(filesUnder)
    .filter((path) => /\.tsx?$/.test(path));
}
