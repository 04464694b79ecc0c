import { fileURLToPath } from "node:url";
import { loadSchemas, type SchemaRegistry } from "./registry.ts";

const FOLDER = fileURLToPath(new URL("../../schemas", import.meta.url));

let shipped: Promise<SchemaRegistry> | undefined;

/**
 * Schemas that come with the program, compiled once in a process: it takes half a second.
 * @throws {Error} as `loadSchemas`
 */
export function shippedSchemas(): Promise<SchemaRegistry> {
  shipped ??= loadSchemas(FOLDER);
  return shipped;
}
