import { readBase64url } from "../../wire/base64.ts";
import { HeaderError } from "../../wire/token.ts";
import { EnvelopeError, type EnvelopeStep } from "../suite.ts";

const DOT = 0x2e;

/**
 * Splits a compact serialization (RFC 7515 section 7.1, RFC 7516 section 7.1) into segments, as views of its bytes.
 *
 * @throws {EnvelopeError} for another number of segments
 */
export function splitCompact(text: Buffer, count: 3 | 5, step: EnvelopeStep): readonly Buffer[] {
  const segments: Buffer[] = [];
  let from = 0;
  // The limit keeps a text of a million dots from becoming a million views.
  for (let at = text.indexOf(DOT); at !== -1 && segments.length < count; at = text.indexOf(DOT, from)) {
    segments.push(text.subarray(from, at));
    from = at + 1;
  }
  segments.push(text.subarray(from));
  if (segments.length !== count) throw new EnvelopeError(step);
  return segments;
}

/** Decodes a segment. @throws {EnvelopeError} when it is not canonical base64url */
export function decodeSegment(segment: Uint8Array, step: EnvelopeStep): Buffer {
  const bytes = readBase64url(segment);
  if (bytes === undefined) throw new EnvelopeError(step);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * Reads a protected header with a reader of `wire/token.ts`.
 * @throws {EnvelopeError} of that step for a header that it refuses
 */
export function decodeHeader<T>(read: () => T, step: EnvelopeStep): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof HeaderError) throw new EnvelopeError(step, { cause });
    throw cause;
  }
}
