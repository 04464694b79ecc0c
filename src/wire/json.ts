/** Why a text is not JSON that the gateway reads. Short codes for the audit log; never the text. */
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

/** A text that is not JSON, or JSON that two readers could understand differently. */
export class JsonError extends Error {
  override readonly name = "JsonError";
  readonly code: JsonErrorCode;

  // No `cause`: the messages of JSON.parse quote the text, which may hold personal data.
  constructor(code: JsonErrorCode) {
    super(`not acceptable as JSON: ${code}`);
    this.code = code;
  }
}

/** What bounds a text besides its length, which the caller has bounded already. */
export interface JsonLimits {
  /** Deepest nesting of arrays and objects, 1 to 512: `{}` is 1, a bare value is 0. */
  readonly maxDepth: number;
}

// `ignoreBOM` means that a byte order mark is kept, so that it can be seen and refused.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads JSON (RFC 8259) as I-JSON (RFC 7493 section 2) asks: valid UTF-8 without a byte order mark,
 * no duplicate member names in whatever escaped form, no lone surrogates, numbers within a double.
 * Refused too: NUL, which PostgreSQL's text cannot hold, and member names that are `__proto__` (a
 * careless copy of it changes a prototype) or hold a quotation mark, backslash or control character.
 *
 * Costs little more than JSON.parse, and is linear in the length of any input.
 *
 * @throws {JsonError} for every text that is refused
 * @throws {RangeError} when `maxDepth` is out of its range
 */
export function parseStrict(text: string | Uint8Array, limits: JsonLimits): unknown {
  if (!(limits.maxDepth >= 0 && limits.maxDepth <= 512)) throw new RangeError("maxDepth must be 0 to 512");
  const source = typeof text === "string" ? text : decode(text);
  if (source.charCodeAt(0) === 0xfeff) throw new JsonError("byte-order-mark");
  if (!source.isWellFormed()) throw new JsonError("lone-surrogate");
  const written = scan(source, limits.maxDepth);
  const value = parse(written.escapedNames.length === 0 ? source : unescapeNames(source, written.escapedNames));
  // Escapes are the only way left to a lone surrogate or NUL: without any, strings need no look.
  const kept = countKept(value, source.includes("\\u"));
  if (kept !== written.members) throw new JsonError("duplicate-name");
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
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

/** What a look at the text alone tells; exact for a text that JSON.parse takes, not used for others. */
interface Written {
  /** Members at any depth: each has exactly one colon outside of strings, and nothing else has one. */
  readonly members: number;
  /** Where names with a backslash begin and end, their quotation marks included: start, end, start, … */
  readonly escapedNames: readonly number[];
}

/** Depth is bounded here, before anything is built of the text. */
function scan(text: string, maxDepth: number): Written {
  const escapedNames: number[] = [];
  let members = 0;
  let depth = 0;
  // The last string, when it has a backslash: the name of a member if a colon follows.
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
 * The text with those names written without escapes. V8 12.8 and later can read an escaped name as
 * the beginning of its raw text (nodejs/node#63785: once any object had a member `\`, `{"\u0061":1}`
 * may come out as `{"\\":1}`), so what one sender sends would change what another's message says. A
 * name that must be escaped has no use here and is refused.
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
 * How many members the parsed value holds, at any depth. JSON.parse keeps the last of members with
 * one name and drops the others with all that is in them, so this is at most what the text writes,
 * and equal exactly when no object has two members of one name.
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
  if (!text.isWellFormed()) throw new JsonError("lone-surrogate");
  if (text.includes("\0")) throw new JsonError("nul");
}
