import { readFileSync, writeFileSync } from "node:fs";
import t from "tap";
import { cliPage } from "./cli-page.ts";

t.test("docs/cli.md is what the command line says of itself", async (t) => {
  const page = await cliPage();
  if (process.env.UPDATE_DOCS === "1") writeFileSync("docs/cli.md", page);
  t.equal(readFileSync("docs/cli.md", "utf8"), page);
  t.match(page, "Usage: aidx push");
  t.notMatch(page, "asking for help starts nothing");
});
