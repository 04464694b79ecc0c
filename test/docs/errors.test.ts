import { readFileSync, writeFileSync } from "node:fs";
import t from "tap";
import { errorsPage } from "./errors-page.ts";
import { codedErrors } from "./error-codes.ts";
import { COMMAND_ERRORS, JSON_ERRORS, NOT_SHOWN, SDK_ERRORS } from "./error-words.ts";
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

t.test("every code of every error class of the sources has its line, and every line its code", async (t) => {
  const told = { ...SDK_ERRORS, ...JSON_ERRORS, ...COMMAND_ERRORS };
  const errors = codedErrors();
  t.strictSame(
    errors.map(({ name }) => name),
    [...Object.keys(told), ...Object.keys(NOT_SHOWN)].toSorted(),
  );
  for (const { name, codes } of errors) {
    const meanings = told[name];
    if (meanings === undefined) continue;
    t.strictSame(Object.keys(meanings).toSorted(), (codes.length === 0 ? [name] : codes).toSorted(), name);
  }
});

t.test("the reader of error classes finds codes in each way that they are written", async (t) => {
  const codes = new Map(codedErrors().map((error) => [error.name, error.codes]));
  t.ok(codes.get("KeyError")?.includes("rsa-weak"), "a union of literals");
  t.ok(codes.get("LogRefusal")?.includes("swap"), "the keys of a table");
  t.ok(codes.get("PacketError")?.includes("bad-content"), "some of another type");
  t.ok(codes.get("UntrustedError")?.includes("unpinned"), "a literal where it is thrown");
  t.ok(codes.get("UntrustedError")?.includes("answer-size"), "a literal that is handed on");
  t.ok(codes.has("TrustError"), "a class of a class");
});

t.test("a kind of word that is a code of a fault is on the page", async (t) => {
  const page = readFileSync("docs/errors.md", "utf8");
  for (const fault of ["window-closed", "not-responsible", "rollback", "packet-left-out", "replaced-twice"]) {
    t.ok(page.includes(`| \`${fault}\` |`), fault);
  }
});
