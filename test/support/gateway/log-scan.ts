import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { samplePersons } from "./persons.ts";
import { LOG_DIRECTORY } from "./suite-log.ts";

/** Findings of the search of all gateway logs of a suite. */
export interface LogScan {
  readonly files: number;
  readonly bytes: number;
  /** Files in which a person of the samples occurs, or a token or key. */
  readonly leaks: readonly string[];
}

/** A compact JWS or JWE, or a private member of a JWK: nothing that may be in a log. */
const SECRETS = [/eyJ[\w-]{20,}\.[\w-]+\./, /"d":"[\w-]{40,}"/];

/** Removes the logs of the run before. */
export function clearLogs(): void {
  rmSync(LOG_DIRECTORY, { recursive: true, force: true });
}

/** Searches every log that a gateway wrote during the suite for the samples' persons. */
export function scanLogs(directory: string = LOG_DIRECTORY, persons: ReadonlySet<string> = samplePersons()): LogScan {
  const leaks: string[] = [];
  let bytes = 0;
  const files = existsSync(directory) ? readdirSync(directory) : [];
  for (const name of files) {
    const text = readFileSync(path.join(directory, name), "utf8");
    bytes += text.length;
    const person = [...persons].some((value) => text.includes(value));
    if (person || SECRETS.some((pattern) => pattern.test(text))) leaks.push(name);
  }
  return { files: files.length, bytes, leaks };
}
