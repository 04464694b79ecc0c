import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const SCHEMAS = fileURLToPath(new URL("../../../schemas/", import.meta.url));

/** Members whose values tell a person: what no log line, no answer and no file name may hold. */
const PERSONAL = new Set([
  "name",
  "formerName",
  "idNumber",
  "phone",
  "text",
  "disabilityCard",
  "caseNo",
  "account",
  "school",
]);

/** Every personal value in the examples of all schemas, the persons that the tests send around. */
export function samplePersons(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const folder of readdirSync(SCHEMAS, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    const directory = path.join(SCHEMAS, folder.name);
    for (const file of readdirSync(directory).filter((name) => name.includes(".example"))) {
      collect(JSON.parse(readFileSync(path.join(directory, file), "utf8")), "", found);
    }
  }
  return found;
}

/** Values of two characters and of offices and hotlines would be found in any text, and tell nobody. */
function collect(value: unknown, member: string, found: Set<string>): void {
  if (typeof value === "string") {
    if (PERSONAL.has(member) && value.length > 2 && !/^1\d{4}$/.test(value)) found.add(value);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, member, found);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, each] of Object.entries(value)) collect(each, name, found);
  }
}
