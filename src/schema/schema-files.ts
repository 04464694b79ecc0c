import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readText } from "../files/text-file.ts";
import { isMessageType, type MessageType } from "../domain/message.ts";
import { type Group, isGroup, textOf } from "./reading.ts";

/** Message type and version of a schema. */
export interface SchemaName {
  readonly type: MessageType;
  readonly version: string;
}

/** Schemas of a folder, parsed but not compiled. */
export interface SchemaFiles {
  /** All schemas by their `$id`, including the shared definitions. */
  readonly documents: ReadonlyMap<string, Group>;
  /** Type and version of the message schemas, by their `$id`. */
  readonly names: ReadonlyMap<string, SchemaName>;
}

/**
 * Reads `{dir}/{type}/{version}.schema.json` of every message type and `{dir}/defs/{name}/{version}.schema.json`.
 * @throws {Error} naming the file, when one cannot be read or has no `$id` of its own
 */
export async function readSchemas(dir: string): Promise<SchemaFiles> {
  const documents = new Map<string, Group>();
  const names = new Map<string, SchemaName>();
  for (const file of schemaFiles(dir)) {
    const document = await readSchema(join(dir, file.path));
    const id = textOf(document, "$id");
    if (id === undefined || documents.has(id)) throw new Error(`${file.path}: $id is missing or used twice`);
    documents.set(id, document);
    if (isMessageType(file.type)) names.set(id, { type: file.type, version: file.version });
  }
  return { documents, names };
}

/** Lists the schema files of the message types, then those of the shared definitions in `defs`. */
function schemaFiles(dir: string): { path: string; type: string; version: string }[] {
  const found: { path: string; type: string; version: string }[] = [];
  const addFrom = (folder: string, type: string): void => {
    for (const name of readdirSync(join(dir, folder)).sort()) {
      const version = /^([1-9]\d*(?:\.[1-9]\d*)?)\.schema\.json$/.exec(name)?.[1];
      if (version !== undefined) found.push({ path: join(folder, name), type, version });
    }
  };
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (entry.isDirectory() && isMessageType(entry.name)) addFrom(entry.name, entry.name);
  }
  if (existsSync(join(dir, "defs"))) {
    for (const name of readdirSync(join(dir, "defs")).sort()) addFrom(join("defs", name), "");
  }
  return found;
}

async function readSchema(path: string): Promise<Group> {
  const document: unknown = JSON.parse(await readText(path));
  if (!isGroup(document)) throw new Error(`${path}: not a JSON object`);
  return document;
}
