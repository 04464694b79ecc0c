import { readFileSync, writeFileSync } from "node:fs";
import t from "tap";
import { errorsPage } from "./errors-page.ts";
import { flowFaults } from "./flow-faults.ts";

t.test("docs/errors.md is what the code says", async (t) => {
  const page = errorsPage();
  if (process.env.UPDATE_DOCS === "1") writeFileSync("docs/errors.md", page);
  t.equal(readFileSync("docs/errors.md", "utf8"), page);
});

t.test("the reader of the flow's sources finds all three ways to write a fault", async (t) => {
  const codes = new Map(flowFaults().map((fault) => [fault.code, fault.file]));
  t.equal(codes.get("claim-too-old"), "claims.ts");
  t.equal(codes.get("claim-subject"), "check-receipt.ts");
  t.equal(codes.get("unknown-thread"), "route.ts");
});
