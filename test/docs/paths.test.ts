import { existsSync, readFileSync } from "node:fs";
import t from "tap";
import { filesUnder } from "../architecture/tree.ts";

/** Paths of this project that a page names in backticks; templates such as `schemas/{type}/` are left out. */
function pathsIn(text: string): string[] {
  const quoted = [...text.matchAll(/`((?:src|test|schemas|config|docs|bench)\/[^`\s]*)`/g)].map(
    ([, path]) => path ?? "",
  );
  return quoted.filter((path) => !/[{}*…:]/.test(path));
}

const missing = (text: string) => pathsIn(text).filter((path) => !existsSync(path));

t.test("docs: every path of the project that a page names exists", async (t) => {
  t.same(missing("`src/none.ts`, `src/domain/` and `schemas/{type}/`"), ["src/none.ts"], "can fail");
  const pages = filesUnder(".").filter((path) => path.endsWith(".md"));
  t.same(
    pages.flatMap((page) => missing(readFileSync(page, "utf8")).map((path) => `${page} → ${path}`)),
    [],
  );
});

t.test("docs: design.md answers newcomers' questions with paths", async (t) => {
  const [, section = ""] = readFileSync("docs/design.md", "utf8").split("\n## Where to find what\n");
  const rows = section.split("\n").filter((line) => line.startsWith("| Wh"));
  t.ok(rows.length >= 10, `${rows.length} questions`);
  for (const row of rows) t.not(pathsIn(row).length, 0, row);
});
