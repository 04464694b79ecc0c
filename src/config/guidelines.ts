import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { guidelineFaults } from "../casework/guideline/guideline-faults.ts";
import type { GuidelineDocument } from "../casework/guideline/guideline-document.ts";
import type { ConfigFault } from "../domain/config-fault.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import { resolver } from "../schema/resolver.ts";
import { readSchemas } from "../schema/schema-files.ts";
import { type ReadDocument, readDocument } from "./document.ts";

const SCHEMAS = fileURLToPath(new URL("../../schemas", import.meta.url));

/** Guidelines that were read, or their faults. */
export interface ReadGuidelines {
  readonly documents: readonly GuidelineDocument[];
  readonly faults: readonly ConfigFault[];
}

/**
 * Reads the guidelines of a folder, a file each, and checks them against their schema and each other. Without the folder
 * there are none.
 *
 * @param shownAs name of the folder in faults
 */
export async function readGuidelines(folder: string, shownAs: string): Promise<ReadGuidelines> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith(".json")).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { documents: [], faults: [] };
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    return {
      documents: [],
      faults: [{ source: shownAs, pointer: "", en: `cannot be read (${code})`, zh: `无法读取（${code}）` }],
    };
  }
  return readGuidelineFiles(names.map((name) => ({ path: join(folder, name), shownAs: join(shownAs, name) })));
}

/** Reads and checks guidelines from files. @param beside others that they may extend, without those of the same ids */
export async function readGuidelineFiles(
  files: readonly { readonly path: string; readonly shownAs: string }[],
  beside: readonly GuidelineDocument[] = [],
): Promise<ReadGuidelines> {
  const read: ReadDocument[] = [];
  for (const { path, shownAs } of files) read.push(await readDocument("guideline", path, shownAs));
  const faults = read.flatMap((document) => document.faults);
  if (faults.length > 0 || read.length === 0) return { documents: [], faults };
  const documents = read.map(({ content }) => content as GuidelineDocument);
  const isPath = await pathsOfLists();
  const wrong = guidelineFaults(documents, isPath, beside).map(({ guideline, pointer, en, zh }) => {
    const file = read[documents.indexOf(guideline)];
    return file?.fault(pointer, en, zh) ?? { source: guideline.id, pointer, en, zh };
  });
  return wrong.length > 0 ? { documents: [], faults: wrong } : { documents, faults: [] };
}

/** Makes a test of paths: those of a subject of a list, and those of `answers`, the results of feedback about it. */
async function pathsOfLists(): Promise<(path: string) => boolean> {
  const { documents, names } = await readSchemas(SCHEMAS);
  const itemsOf = (type: string, list: string): Field | undefined => {
    const [id] = [...names].findLast(([, name]) => name.type === type) ?? [];
    const schema = id === undefined ? undefined : documents.get(id);
    if (id === undefined || schema === undefined) return undefined;
    return fieldOf(schema, id, resolver(documents)).members.find(({ name }) => name === list)?.items;
  };
  const subject = itemsOf("aid-subject-list", "subjects");
  const result = itemsOf("feedback", "results");
  return (path) => {
    const [first = "", ...rest] = path.split(".");
    return first === "answers" ? has(result, rest) : has(subject, [first, ...rest]);
  };
}

function has(field: Field | undefined, names: readonly string[]): boolean {
  const at = names.reduce<Field | undefined>(
    (inner, name) => (inner?.items ?? inner)?.members.find((member) => member.name === name),
    field,
  );
  return at !== undefined;
}
