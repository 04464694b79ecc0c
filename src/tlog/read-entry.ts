/** Reading an entry of the log back from its bytes, as strictly as it was written. */
import { isObject, isTime } from "../wire/value.ts";
import type { AuditEntry } from "../domain/audit-entry.ts";
import { canonicalize } from "../wire/jcs.ts";
import { parseStrict } from "../wire/json.ts";

/** One level for the entry, one for a list in it. */
const MAX_DEPTH = 2;
const ID_MEMBERS = ["message", "packet", "thread", "recipient", "digest"] as const;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The entry that these bytes are: RFC 8785 form, version 1, a type, a time and an actor, and nothing but
 * texts, numbers, truth values and lists of texts. Undefined for everything else.
 */
export function readEntry(bytes: Uint8Array): AuditEntry | undefined {
  try {
    const value = parseStrict(bytes, { maxDepth: MAX_DEPTH });
    if (!isObject(value) || canonicalize(value) !== utf8.decode(bytes)) return undefined;
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The same answer the quick way, for whole logs: an ordinary flat object is parsed and written again, and must be
 * the same text, with names in order. Whatever is not that ordinary is read the strict way.
 */
export function readPlainEntry(bytes: Uint8Array): AuditEntry | undefined {
  try {
    const text = utf8.decode(bytes);
    // JSON.parse and JSON.stringify let through what is escaped and should not be there, and this name.
    if (text.includes("\\") || text.includes("__proto__")) return readEntry(bytes);
    const value: unknown = JSON.parse(text);
    if (isObject(value) && JSON.stringify(value) === text && inOrder(value)) return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
  return readEntry(bytes);
}

/** Whether bytes are an entry in RFC 8785 form, found out the quick way. */
export function isCanonicalEntry(bytes: Uint8Array): boolean {
  return readPlainEntry(bytes) !== undefined;
}

/** JSON.stringify writes numbers and strings as RFC 8785 does; only the order of names is left to look at. */
function inOrder(value: Readonly<Record<string, unknown>>): boolean {
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
