import { readBase64url } from "../../wire/base64.ts";
import { parseStrict } from "../../wire/json.ts";
import { EnvelopeError, type EnvelopeStep } from "../suite.ts";

/** A protected header, read strictly; its members are not checked yet. */
export type Header = Readonly<Record<string, unknown>>;

// The largest honest header is an RSA or P-256 one of some 350 characters.
const MAX_HEADER = 4096;

const DOT = 0x2e;

/**
 * The segments of a compact serialization (RFC 7515 section 7.1, RFC 7516 section 7.1), as views of its bytes.
 *
 * @throws {EnvelopeError} when there are more or fewer
 */
export function splitCompact(text: Buffer, count: 3 | 5, step: EnvelopeStep): readonly Buffer[] {
  const segments: Buffer[] = [];
  let from = 0;
  // With the limit, a text of nothing but dots does not become a million views.
  for (let at = text.indexOf(DOT); at !== -1 && segments.length < count; at = text.indexOf(DOT, from)) {
    segments.push(text.subarray(from, at));
    from = at + 1;
  }
  segments.push(text.subarray(from));
  if (segments.length !== count) throw new EnvelopeError(step);
  return segments;
}

/** The bytes of a segment. @throws {EnvelopeError} when it is not canonical base64url */
export function decodeSegment(segment: Uint8Array, step: EnvelopeStep): Buffer {
  const bytes = readBase64url(segment);
  if (bytes === undefined) throw new EnvelopeError(step);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * The protected header in a segment: a JSON object without duplicate names whose members are all among
 * `allowed`. So `crit`, `b64`, `zip`, `jwk`, `jku`, `x5c`, `x5u` and `p2c` are never even looked at.
 *
 * @throws {EnvelopeError}
 */
export function decodeHeader(segment: Uint8Array, allowed: ReadonlySet<string>, step: EnvelopeStep): Header {
  if (segment.length > MAX_HEADER) throw new EnvelopeError(step);
  const bytes = decodeSegment(segment, step);
  let header: unknown;
  try {
    header = parseStrict(bytes, { maxDepth: 2 });
  } catch (cause) {
    throw new EnvelopeError(step, { cause });
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) throw new EnvelopeError(step);
  for (const name of Object.keys(header)) if (!allowed.has(name)) throw new EnvelopeError(step);
  return header as Header;
}

/**
 * Whether a `typ` or `cty` names a media type (RFC 7515 sections 4.1.9 and 4.1.10): `application/` may
 * be written or left out when nothing else has a slash, and case does not count.
 */
export function namesType(value: unknown, type: string): boolean {
  if (value === type) return true;
  // ASCII only: toLowerCase turns some other characters, such as U+212A, into ASCII letters.
  if (typeof value !== "string" || !/^[\x21-\x7e]{1,100}$/.test(value)) return false;
  return fullType(value) === fullType(type);
}

function fullType(type: string): string {
  const lower = type.toLowerCase();
  return lower.includes("/") ? lower : `application/${lower}`;
}
