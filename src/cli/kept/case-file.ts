import { resolve } from "node:path";
import { type Result, resultsOf } from "../../casework/gap/answers.ts";
import type { MessageType } from "../../domain/message.ts";
import type { Feedback } from "../../schema/generated/feedback.ts";
import { isGroup } from "../../schema/reading.ts";
import { shippedSchemas } from "../../schema/shipped.ts";
import { ProblemError } from "../../sdk/index.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { readDocument } from "./document-file.ts";
import { versionOf } from "./schemas.ts";

/** Reads feedback files, one's own or opened packets, as results in their order. @throws as `readCaseFile` */
export async function readResults(terminal: Terminal, files: readonly string[], today: string): Promise<Result[]> {
  const all: Feedback[] = [];
  for (const file of files) all.push(await readCaseFile<Feedback>(terminal, file, "feedback", today));
  return resultsOf(all);
}

/**
 * Reads a document of a type, one's own or an opened packet as `aidx pull` keeps it, and checks it against the schema on
 * this machine.
 * @param today ISO day on which it is judged
 * @throws ProblemError `invalid-document` with its faults
 */
export async function readCaseFile<Document>(
  terminal: Terminal,
  file: string,
  type: MessageType,
  today: string,
): Promise<Document> {
  const { document: read } = await readDocument(resolve(terminal.world.cwd, file));
  const document = isGroup(read["body"]) && typeof read["type"] === "string" ? read["body"] : read;
  const at = new Date(`${today}T12:00:00+08:00`);
  const named = read["version"];
  const schemas = await shippedSchemas();
  const isKnown = typeof named === "string" && schemas.has(type, named);
  const version = isKnown ? named : await versionOf(type, document, at);
  const found = schemas.validate(type, version, document, at);
  if (found.ok) return found.body as Document;
  const { errors, total, persons } = found;
  throw new ProblemError(422, { code: "invalid-document", errors, total, persons });
}
