/** The list that a unit sent before, from the file that it kept: the gateway has no plaintext to give back. */
import type { draftPlan } from "../../casework/plan/draft-plan.ts";
import { isGroup } from "../../schema/reading.ts";
import { parseStrict } from "../../wire/json.ts";
import type { DocumentRules } from "./document-rules.ts";
import { openDraft } from "./draft-file.ts";
import { readWorkbook } from "./read-workbook.ts";

/** A list of persons, whole. */
export type OwnList = Parameters<typeof draftPlan>[0];

/** Largest JSON file, bytes. */
const MAX_BYTES = 5 * 1024 * 1024;

/**
 * Reads a kept list: the filled workbook, the draft or copy that this page saved under a passphrase, or a document as JSON.
 * Undefined for a file that is none, or not whole.
 * @throws SheetError for a damaged workbook
 */
export async function readOwnList(
  file: File,
  passphrase: string,
  { layout, judge }: DocumentRules,
): Promise<OwnList | undefined> {
  const document = await documentIn(file, passphrase, layout);
  if (document === undefined) return undefined;
  const judged = judge(document);
  return judged.ok ? (judged.body as unknown as OwnList) : undefined;
}

async function documentIn(
  file: File,
  passphrase: string,
  layout: DocumentRules["layout"],
): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (/\.xlsx$/i.test(file.name)) {
    const { document, faults } = await readWorkbook(file, layout);
    return faults.length === 0 ? document : undefined;
  }
  if (/\.jwe$/i.test(file.name)) {
    const draft = await openDraft(file, passphrase);
    return draft?.type === "aid-subject-list" ? draft.document : undefined;
  }
  if (file.size > MAX_BYTES) return undefined;
  try {
    const read = parseStrict(await file.text(), { maxDepth: 32 });
    // An opened packet, as the command line keeps it, has the document inside.
    return isGroup(read) ? (isGroup(read["body"]) ? read["body"] : read) : undefined;
  } catch {
    return undefined;
  }
}
