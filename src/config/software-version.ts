import { readFileSync } from "node:fs";
import { decodeUtf8 } from "../wire/utf8.ts";

/** Reads the version of this software, as package.json has it. */
export function softwareVersion(): string {
  const text = decodeUtf8(readFileSync(new URL("../../package.json", import.meta.url)));
  return (JSON.parse(text) as { version: string }).version;
}
