import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bilingual } from "../../domain/bilingual.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";
import { SCHEMAS } from "./schemas.ts";

interface CodeLists {
  readonly $defs: Readonly<Record<string, { readonly "x-labels"?: Readonly<Record<string, Bilingual>> } | undefined>>;
}

/** Reads the words of needs and of reasons from the published code lists; a code without a word is its own. */
export async function codeWords(): Promise<(code: string) => Bilingual> {
  const text = decodeUtf8(await readFile(join(SCHEMAS, "defs/codes/1.schema.json")));
  const { $defs } = JSON.parse(text) as CodeLists;
  const lists = ["needCode", "replyReason", "replyReasonDetailed"].map((name) => $defs[name]?.["x-labels"] ?? {});
  const words: Readonly<Record<string, Bilingual>> = Object.assign({}, ...lists);
  return (code) => words[code] ?? { zh: code, en: code };
}
