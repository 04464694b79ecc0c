import { parseStrict } from "../wire/json.ts";
import { isObject } from "../wire/value.ts";
import type { CaseKeys, StoredFact } from "./ports.ts";

/** Decrypts the secret members of a stored fact; none when it has none. @throws {Error} when it was changed */
export function openSecret(
  keys: Pick<CaseKeys, "open">,
  thread: string,
  { secret, salt }: StoredFact,
): Readonly<Record<string, unknown>> {
  if (secret === null) return {};
  const value = parseStrict(keys.open(thread, secret, salt), { maxDepth: 4 });
  return isObject(value) ? value : {};
}
