import { decodeUtf8 } from "./utf8.ts";
import { isWellFormed } from "./well-formed.ts";

/** Reason for which a text is refused as JSON: a code for the audit log, which never has the text. */
export type JsonErrorCode =
  | "not-utf8"
  | "byte-order-mark"
  | "lone-surrogate"
  | "nul"
  | "too-deep"
  | "syntax"
  | "duplicate-name"
  | "forbidden-name"
  | "number-range";

/** Thrown for a text that is not JSON, or that two readers of JSON could understand differently. */
export class JsonError extends Error {
  override readonly name = "JsonError";
  readonly code: JsonErrorCode;

  // No `cause`: the messages of JSON.parse quote the text, which may hold personal data.
  constructor(code: JsonErrorCode) {
    super(`not acceptable as JSON: ${code}`);
    this.code = code;
  }
}

/** Bounds of a text besides its length, which the caller has bounded already. */
export interface JsonLimits {
  /** Deepest nesting of arrays and objects that is allowed, 1 to 512: `{}` is 1, a bare value is 0. */
  readonly maxDepth: number;
}

/**
 * Reads JSON (RFC 8259) as I-JSON (RFC 7493 section 2) asks: valid UTF-8 without a byte order mark,
 * no two members of one name however they are escaped, no lone surrogates, numbers within a double.
 * Also refuses NUL, which PostgreSQL's text cannot hold, and member names that are `__proto__` (a
 * careless copy of it changes a prototype) or hold a quotation mark, backslash or control character.
 * The time is linear in the length of the input, whatever it is.
 *
 * @throws {JsonError} for every text that is refused
 * @throws {RangeError} when `maxDepth` is out of its range
 */
export function parseStrict(text: string | Uint8Array, limits: JsonLimits): unknown {
  if (!(limits.maxDepth >= 0 && limits.maxDepth <= 512)) throw new RangeError("maxDepth must be 0 to 512");
  const source = typeof text === "string" ? text : decode(text);
  if (source.charCodeAt(0) === 0xfeff) throw new JsonError("byte-order-mark");
  if (!isWellFormed(source)) throw new JsonError("lone-surrogate");
  const written = scan(source, limits.maxDepth);
  const value = parse(written.escapedNames.length === 0 ? source : unescapeNames(source, written.escapedNames));
  // Only an escape can still bring a lone surrogate or NUL: without one, strings need not be checked.
  const kept = countKept(value, source.includes("\\u"));
  if (kept !== written.members) throw new JsonError("duplicate-name");
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch {
    throw new JsonError("not-utf8");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new JsonError("syntax");
  }
}

/** Findings of a scan of the text before it is parsed. They are exact for every text that JSON.parse takes. */
interface Written {
  /** Number of members at any depth, by their colons: nothing else has one outside of strings. */
  readonly members: number;
  /** Positions of names with a backslash, with their quotation marks: start, end, start, … */
  readonly escapedNames: readonly number[];
}

/** Scans a text, and bounds its depth before anything is built from it. */
function scan(text: string, maxDepth: number): Written {
  const escapedNames: number[] = [];
  let members = 0;
  let depth = 0;
  // Place of the last string when it has a backslash: it is a member's name if a colon follows.
  let start = -1;
  let end = -1;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: {
        const from = i;
        start = -1;
        for (i++; i < text.length; i++) {
          const c = text.charCodeAt(i);
          if (c === 0x22) break;
          if (c === 0x5c) {
            start = from;
            i++;
          }
        }
        end = i + 1;
        break;
      }
      case 0x3a: // :
        members++;
        if (start !== -1) escapedNames.push(start, end);
        break;
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > maxDepth) throw new JsonError("too-deep");
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
    }
  }
  return { members, escapedNames };
}

/**
 * Writes the names at those places without escapes. V8 12.8 and later can read an escaped name as
 * the beginning of its raw text (nodejs/node#63785: once any object had a member `\`, `{"\u0061":1}`
 * may come out as `{"\\":1}`), so one sender's message could change what another's says. A name that
 * cannot be written without an escape has no use here and is refused.
 */
function unescapeNames(text: string, spans: readonly number[]): string {
  const parts: string[] = [];
  let done = 0;
  for (let i = 0; i < spans.length; i += 2) {
    const start = spans[i] as number;
    const end = spans[i + 1] as number;
    const name = parse(text.slice(start, end)) as string;
    checkString(name);
    const plain = JSON.stringify(name);
    if (plain.includes("\\")) throw new JsonError("forbidden-name");
    parts.push(text.slice(done, start), plain);
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join("");
}

/**
 * Counts the members of a parsed value at any depth. JSON.parse keeps the last of members with one
 * name and drops the others with all that is in them: the count is that of the text exactly when no
 * object has two members of one name.
 */
function countKept(value: unknown, escaped: boolean): number {
  if (typeof value === "string") {
    if (escaped) checkString(value);
    return 0;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new JsonError("number-range");
    return 0;
  }
  if (typeof value !== "object" || value === null) return 0;
  if (Array.isArray(value)) {
    let members = 0;
    for (let i = 0; i < value.length; i++) members += countKept(value[i], escaped);
    return members;
  }
  const names = Object.keys(value);
  let members = names.length;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (name === "__proto__") throw new JsonError("forbidden-name");
    if (escaped) checkString(name);
    members += countKept((value as Record<string, unknown>)[name], escaped);
  }
  return members;
}

function checkString(text: string): void {
  if (!isWellFormed(text)) throw new JsonError("lone-surrogate");
  if (text.includes("\0")) throw new JsonError("nul");
}
