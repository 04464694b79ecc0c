import { readFileSync } from "node:fs";

/** Reads the version of this software, as package.json has it. */
export function softwareVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
