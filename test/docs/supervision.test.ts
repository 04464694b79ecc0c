/** docs/auditors.md names every kind of question that is recorded, docs/evidence.md every step of the verifier. */
import { readFileSync } from "node:fs";
import t from "tap";
import { EVIDENCE_CHECKS } from "../../src/evidence/verify/verify-evidence.ts";
import { sourcesUnder } from "../architecture/tree.ts";

t.test("docs/auditors.md names the kinds of questions that the log records", async (t) => {
  const sources = sourcesUnder("src/http/routes").map((path) => readFileSync(path, "utf8"));
  const kinds = sources.flatMap((text) =>
    [...text.matchAll(/kind: "([a-z-]+)",\s*question\b/g)].map(([, kind]) => kind),
  );
  const [, section = ""] = readFileSync("docs/auditors.md", "utf8").split("\n## You are supervised too\n");
  const [paragraph = ""] = section.trim().split("\n\n");
  const named = [...paragraph.matchAll(/`([a-z]+)`/g)].map(([, word]) => word);
  t.same(new Set(named), new Set([...kinds, "read", "kind"]));
});

t.test("docs/evidence.md has the steps of the verifier, in their order, and which are always required", async (t) => {
  const [, section = ""] = readFileSync("docs/evidence.md", "utf8").split("\n## What is verified\n");
  const table = section.split("\n\n").find((block) => block.startsWith("|")) ?? "";
  const rows = [...table.matchAll(/^\| `([a-z-]+)` \|.*\| ([^|]+) \|$/gm)].map(([, id, when]) => [id, when === "yes"]);
  const nothing = { trust: { log: [], witnesses: [], quorum: 0, parties: {} } };
  t.same(
    rows,
    EVIDENCE_CHECKS.map(({ id, required }) => [id, required(nothing)]),
  );
});
