/** The types of the answers are those of their schemas: generated ones by comparison, the domain's own by their members. */
import { readFile } from "node:fs/promises";
import t from "tap";
import type { LogPosition } from "../../src/domain/log-stage.ts";
import type { Due } from "../../src/domain/packet.ts";
import type { ReceiptOutcome } from "../../src/domain/receipt.ts";
import type { Issue } from "../../src/domain/refusal.ts";
import { ANSWER_TYPES, generateAnswerTypes } from "../../src/http/schemas/generate.ts";
import { SCHEMAS } from "../../src/http/schemas/schemas.ts";

t.test("npm run generate would change no type of an answer", async (t) => {
  t.equal(await readFile(ANSWER_TYPES, "utf8"), await generateAnswerTypes(), "run npm run generate");
});

t.test("every member and every list of an answer is read-only", async (t) => {
  const members = (await readFile(ANSWER_TYPES, "utf8")).match(/^ +(?:readonly )?[\w"[\]: ]+\??: .*$/gm) ?? [];
  t.ok(members.length > 200, `${members.length} members`);
  t.same(
    members.filter((line) => !/^ +readonly /.test(line) || (line.includes("[]") && !/: readonly /.test(line))),
    [],
  );
});

t.test("the shapes that the domain works with have the members of their schemas", async (t) => {
  // A member that the type gains or loses does not compile here, until its schema is looked at too.
  const due: Readonly<Record<keyof Due, true>> = { receipt: true, feedback: true, provisional: true };
  const position: Readonly<Record<keyof LogPosition, true>> = {
    origin: true,
    leafHash: true,
    stage: true,
    index: true,
  };
  const issue: Readonly<Record<keyof Issue, true>> = {
    pointer: true,
    code: true,
    message: true,
    messageZh: true,
    ordinal: true,
    field: true,
    fieldZh: true,
  };
  const outcomes: Readonly<Record<ReceiptOutcome, true>> = { accepted: true, rejected: true };
  const membersOf = (schema: object) => Object.keys((schema as { readonly properties: object }).properties);
  t.same(membersOf(SCHEMAS.Due), Object.keys(due));
  t.same(membersOf(SCHEMAS.LogPosition), Object.keys(position));
  t.same(membersOf(SCHEMAS.Issue), Object.keys(issue));
  t.same(SCHEMAS.ReceiptOutcome.enum, Object.keys(outcomes));
});
