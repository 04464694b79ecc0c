/** Reads entries of the log from their bytes, and takes only what `recordEntry` writes. */
import { isObject, isTime } from "../wire/value.ts";
import type { AuditEntry } from "../domain/audit-entry.ts";
import { canonicalize } from "../wire/jcs.ts";
import { parseStrict } from "../wire/json.ts";
import { decodeUtf8 } from "../wire/utf8.ts";

/** Depth of an entry: one level for itself, one for a list in it. */
const MAX_DEPTH = 2;
const ID_MEMBERS = ["message", "packet", "thread", "recipient", "digest"] as const;

/**
 * Reads an entry: RFC 8785 form, version 1, a type, a time and an actor, and no other values than texts,
 * numbers, booleans and lists of texts. Undefined for all other bytes.
 */
export function readEntry(bytes: Uint8Array): AuditEntry | undefined {
  try {
    const value = parseStrict(bytes, { maxDepth: MAX_DEPTH });
    if (!isObject(value) || canonicalize(value) !== decodeUtf8(bytes)) return undefined;
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads an entry as `readEntry` does, but faster, for whole logs: a plain object is parsed and written again, and must
 * be the same text with sorted names. Bytes that are not so plain go to `readEntry`.
 */
export function readPlainEntry(bytes: Uint8Array): AuditEntry | undefined {
  try {
    const text = decodeUtf8(bytes);
    // JSON.parse and JSON.stringify would let needless escapes and this name pass.
    if (text.includes("\\") || text.includes("__proto__")) return readEntry(bytes);
    const value: unknown = JSON.parse(text);
    if (isObject(value) && JSON.stringify(value) === text && namesAreSorted(value)) {
      return isEntry(value) ? value : undefined;
    }
  } catch {
    return undefined;
  }
  return readEntry(bytes);
}

/** Tells whether bytes are an entry in RFC 8785 form. */
export function isCanonicalEntry(bytes: Uint8Array): boolean {
  return readPlainEntry(bytes) !== undefined;
}

/** Tells whether names are sorted: the one rule of RFC 8785 that JSON.stringify does not keep by itself. */
function namesAreSorted(value: Readonly<Record<string, unknown>>): boolean {
  let before = "";
  for (const name in value) {
    if (name < before) return false;
    before = name;
  }
  return true;
}

function isEntry(value: Readonly<Record<string, unknown>>): value is AuditEntry & Readonly<Record<string, unknown>> {
  if (value.v !== 1 || typeof value.type !== "string" || typeof value.actor !== "string" || !isTime(value.time)) {
    return false;
  }
  for (const name of ID_MEMBERS) if (value[name] !== undefined && typeof value[name] !== "string") return false;
  for (const name in value) if (!isMember(value[name])) return false;
  return true;
}

function isMember(value: unknown): boolean {
  return (
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean" ||
    (Array.isArray(value) && value.every((item) => typeof item === "string"))
  );
}
