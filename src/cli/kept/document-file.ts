import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { JsonError, parseStrict } from "../../wire/json.ts";
import { CommandError } from "../terminal/exit-code.ts";

/** A document read from a file. */
export interface DocumentFile {
  readonly path: string;
  readonly document: Readonly<Record<string, unknown>>;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
}

/** Deepest nesting of a document. The gateway's own limit decides. */
const MAX_DEPTH = 64;

/**
 * Reads a document as strictly as the gateway does. A file with duplicate members has two readings: it is refused here,
 * where it can be mended.
 */
export async function readDocument(path: string): Promise<DocumentFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new CommandError("refused", { zh: `无法读取文件：${path}`, en: `cannot read ${path}` }, { cause });
  }
  let document: unknown;
  try {
    document = parseStrict(bytes, { maxDepth: MAX_DEPTH });
  } catch (error) {
    const code = error instanceof JsonError ? error.code : "syntax";
    throw new CommandError("refused", {
      zh: `不是可接受的 JSON（${code}）：${path}`,
      en: `not acceptable as JSON (${code}): ${path}`,
    });
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new CommandError("refused", { zh: `不是一份文书：${path}`, en: `not a document: ${path}` });
  }
  return {
    path,
    document: document as Readonly<Record<string, unknown>>,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}
