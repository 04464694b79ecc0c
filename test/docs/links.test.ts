import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import t from "tap";
import { filesUnder } from "../architecture/tree.ts";

/** GitHub's anchor of a heading: lower case, punctuation away, spaces to hyphens. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

const anchorsOf = (page: string) =>
  new Set([...readFileSync(page, "utf8").matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => anchor(heading ?? "")));

/** The links of a page that lead nowhere in this tree; links to other places are not looked at. */
function dead(page: string, text: string): string[] {
  const links = [...text.replace(/```[\s\S]*?```/g, "").matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? "");
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = "", fragment] = link.split("#");
      const target = file === "" ? page : join(dirname(page), file);
      if (!existsSync(target)) return true;
      return fragment !== undefined && statSync(target).isFile() && !anchorsOf(target).has(fragment);
    })
    .map((link) => `${page} → ${link}`);
}

t.test("every link of every page leads somewhere", async (t) => {
  t.same(dead("README.md", "[a](docs/none.md) [b](docs/design.md#none)").length, 2, "can fail");
  t.same(dead("README.md", "[a](docs/design.md) [b](https://example.org/none)"), []);
  const pages = filesUnder(".").filter((path) => path.endsWith(".md"));
  t.ok(pages.includes("docs/protocol.md"));
  t.same(
    pages.flatMap((page) => dead(page, readFileSync(page, "utf8"))),
    [],
  );
});
