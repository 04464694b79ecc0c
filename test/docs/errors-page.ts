import { REFUSALS } from "../../src/domain/refusal.ts";
import { FAULTS } from "../../src/schema/faults.ts";
import { SHEET_FAULTS } from "../../src/sheets/sheet-faults.ts";
import { SHEET_ERRORS } from "../../src/sheets/workbook.ts";
import { WORDS } from "../../src/domain/words/words.ts";
import { STATEMENT_FAULTS } from "../../src/evidence/statement/statement-fault-words.ts";
import { DIFFERENCES } from "../../src/evidence/reconcile/difference-words.ts";
import type { Words } from "../../src/domain/bilingual.ts";
import { COMMAND_ERRORS, JSON_ERRORS, type Meaning, SDK_ERRORS } from "./error-words.ts";
import { flowFaults } from "./flow-faults.ts";

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
const code = (text: string) => `\`${text}\``;
const byCode = (rows: readonly (readonly string[])[]) => [...rows].sort(([a], [b]) => ((a ?? "") < (b ?? "") ? -1 : 1));

/** What a caller should do about a status; the table of protocol section 8. */
function advice(name: string, status: number): string {
  if (name === "invalid-token") return "a new token, then again";
  if (status === 408 || status === 425 || status === 429 || status >= 500) return "the same again later";
  return "change something first";
}

/** Table of codes with their class. A class without codes stands alone. */
function classTable(errors: Readonly<Record<string, Readonly<Record<string, Meaning>>>>): string {
  const rows = Object.entries(errors).flatMap(([name, meanings]) =>
    Object.entries(meanings).map(([one, [en, zh]]) => [code(name), one === name ? "" : code(one), en, zh]),
  );
  return table(["error", "code", "message", "说明"], rows);
}

const wordTable = (words: Words) =>
  table(
    ["code", "message", "说明"],
    Object.entries(words).map(([name, { en, zh }]) => [code(name), en, zh]),
  );

/** `docs/errors.md`, from the tables in the code. */
export function errorsPage(): string {
  const refusals = Object.entries(REFUSALS)
    .sort(([, a], [, b]) => a.status - b.status)
    .map(([name, { status, en, zh }]) => [String(status), code(name), en, zh, advice(name, status)]);
  const flow = flowFaults().map(({ code: name, en, zh, file }) => ({ file, row: [code(name), en, zh] }));
  const inKeyChange = ({ file }: { file: string }) => file === "check-key-change.ts";
  const inReceipt = ({ file }: { file: string }) => file === "check-receipt.ts";
  const faults = Object.entries(FAULTS).map(([name, [en, zh]]) => ({ name, row: [code(name), en, zh] }));
  const folded = ({ name }: { name: string }) => name.startsWith("folded-") || name === "more-folded";
  return `# Errors

Generated from the code by \`UPDATE_DOCS=1 npm test -- test/docs/errors.test.ts\`; the tests compare it.

Every error is \`application/problem+json\` (RFC 9457) with \`type\` \`urn:aid-gateway:problem:{code}\`; the members are in
[protocol.md, section 8](protocol.md#8-problems). Codes are stable: a client may switch on them. Texts are not.

## Problems

${table(["status", "code", "title", "标题", "what to do"], refusals)}

## Faults in a message's claims

In \`errors\` of \`invalid-claims\`, \`no-recipient\` and \`invalid-document\`; \`pointer\` is into the signed claims.

${table(["code", "message", "说明"], byCode(flow.filter((fault) => !inReceipt(fault) && !inKeyChange(fault)).map(({ row }) => row)))}

Signed content that is not JSON as it must be has one of these codes, at the pointer \`""\`.

${table(
  ["code", "message", "说明"],
  Object.values(JSON_ERRORS).flatMap((meanings) =>
    Object.entries(meanings).map(([name, [en, zh]]) => [code(name), en, zh]),
  ),
)}

## Faults in a receipt

In \`errors\` of \`invalid-claims\`; \`pointer\` is into the receipt's claims.

${table(["code", "message", "说明"], byCode(flow.filter(inReceipt).map(({ row }) => row)))}

## Faults in a statement of new keys

In \`errors\` of \`invalid-claims\`; \`pointer\` is into the claims of the statement (\`aidx keys rotate --send\`).

${table(["code", "message", "说明"], byCode(flow.filter(inKeyChange).map(({ row }) => row)))}

## Faults and warnings in a document

Faults are in \`errors\` of \`invalid-document\`, all of them; warnings in \`warnings\` of the answer to an accepted message.
\`pointer\` (RFC 6901) starts with \`/body\`.

${table(
  ["code", "message", "说明"],
  faults.filter((fault) => !folded(fault)).map(({ row }) => row),
)}

## What input folding did

In \`normalized\` of the answer: the message was taken, and this was changed on the way in.

${table(
  ["code", "message", "说明"],
  faults.filter(folded).map(({ row }) => row),
)}

## Faults and notes of a spreadsheet

From \`aidx import\`, at a cell such as \`救助对象!F7\`; codes of a document are reported at their cells too.

${table(
  ["code", "message", "说明"],
  Object.entries({ ...SHEET_ERRORS, ...SHEET_FAULTS }).map(([name, { en, zh }]) => [code(name), en, zh]),
)}

## Errors of the SDK

Classes that the SDK throws, with the code in their \`code\`, \`reason\` (PacketError) or \`fault\`.

${classTable(SDK_ERRORS)}

## Errors of the command line and of a start

With \`--json\` the code is \`code\` of \`error\`; else it stands behind or before the message. Codes in capitals, such as
\`ENOENT\`, are the system's. Exit codes are in [cli.md](cli.md).

${classTable(COMMAND_ERRORS)}

## Causes of a push that failed

\`cause\` of a packet or an endpoint; \`http-NNN\` is the status of an answer.

${wordTable(WORDS.cause)}

## Reasons to reject a packet

\`reason\` of a receipt.

${wordTable(WORDS.reason)}

## Alarms of a monitor

${wordTable(WORDS.alarm)}

## Faults of a statement

From \`aidx audit statement\`.

${wordTable(STATEMENT_FAULTS)}

## Differences of a reconciliation

From \`aidx audit reconcile\`.

${wordTable(DIFFERENCES)}
`;
}
