import { Refusal } from "../../domain/refusal.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";

/** Most pairs that are read; requests of this protocol have fewer. */
const MAX_PAIRS = 32;

/**
 * Reads `application/x-www-form-urlencoded`, the form of a query and of a token request, without guessing: a name twice, a
 * stray `%`, bytes that are not UTF-8 and more than 32 pairs are refused, because two readers could understand them
 * differently.
 *
 * @throws Refusal `malformed-request`; it does not repeat what was sent
 */
export function parseUrlencoded(text: string): Map<string, string> {
  const pairs = new Map<string, string>();
  if (text === "") return pairs;
  const parts = text.split("&", MAX_PAIRS + 1);
  if (parts.length > MAX_PAIRS) throw malformed("too-many-parameters");
  for (const part of parts) {
    const equals = part.indexOf("=");
    if (equals < 1) throw malformed("parameter-syntax");
    const name = decode(part.slice(0, equals));
    if (pairs.has(name)) throw malformed("parameter-twice");
    pairs.set(name, decode(part.slice(equals + 1)));
  }
  return pairs;
}

function decode(text: string): string {
  if (!/[%+]|[^\x21-\x7e]/.test(text)) return text;
  if (/%(?![0-9A-Fa-f]{2})|[^\x21-\x7e]/.test(text)) throw malformed("parameter-syntax");
  // What is left is ASCII with well-formed escapes, so latin1 gives the bytes that were meant.
  const bytes = Buffer.from(
    text
      .replaceAll("+", " ")
      .replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
  try {
    return decodeUtf8(bytes);
  } catch {
    throw malformed("parameter-syntax");
  }
}

const DETAILS = {
  "too-many-parameters": ["There are too many parameters", "参数过多"],
  "parameter-syntax": ["A parameter is not well formed", "参数格式错误"],
  "parameter-twice": ["A parameter is given twice", "参数重复"],
} as const;

function malformed(step: keyof typeof DETAILS): Refusal {
  return new Refusal("malformed-request", { step, detail: { en: DETAILS[step][0], zh: DETAILS[step][1] } });
}
