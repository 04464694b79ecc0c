import { readFileSync, writeFileSync } from "node:fs";
import t from "tap";
import { cliPage } from "./cli-page.ts";

const PAGES = [
  { path: "docs/cli.md", language: "en", usage: "Usage: aidx push" },
  { path: "docs/cli.zh-CN.md", language: "zh", usage: "用法： aidx push" },
] as const;

for (const { path, language, usage } of PAGES) {
  t.test(`${path} is what the command line says of itself`, async (t) => {
    const page = await cliPage(language);
    if (process.env.UPDATE_DOCS === "1") writeFileSync(path, page);
    t.equal(readFileSync(path, "utf8"), page);
    t.match(page, usage);
    t.notMatch(page, "asking for help starts nothing");
  });
}
