import { parseStrict } from "../wire/json.ts";
import { MAX_DEPTH } from "./compact.ts";
import { ProblemError, UntrustedError } from "./problem-error.ts";
import { retryAfter } from "./retry.ts";

/** An answer, read whole: a connection that breaks in the middle of one is no answer. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Largest answer that is read, bytes, unless a call expects more: a list of a year's threads fits, an endless one ends. */
const MAX_ANSWER = 32 * 1024 * 1024;

/**
 * Reads an answer to its end.
 * @param most bytes
 * @throws UntrustedError `answer-size` for one that does not end.
 */
export async function answerOf(response: Response, most = MAX_ANSWER): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (response.body !== null) {
    for await (const chunk of streamed(response.body)) {
      size += chunk.byteLength;
      if (size > most) throw new UntrustedError("answer-size", "the answer is too large");
      chunks.push(chunk);
    }
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return { ok: response.ok, status: response.status, headers: response.headers, body };
}

/** Not every browser can iterate over a stream. */
async function* streamed(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Leaving early must not leave the rest of an endless answer running.
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * The JSON of an answer.
 * @throws UntrustedError `answer` when it is not JSON.
 */
export function jsonOf(answer: Answer): unknown {
  try {
    return parseStrict(answer.body, { maxDepth: MAX_DEPTH });
  } catch (cause) {
    throw new UntrustedError("answer", "the answer is not JSON", { cause });
  }
}

/** The problem that an answer other than 2xx tells; what is not a problem document counts as an empty one. */
export function problemOf(answer: Answer, now: number): ProblemError {
  const wait = retryAfter(answer.headers.get("retry-after"), now);
  let document: unknown;
  try {
    document = parseStrict(answer.body, { maxDepth: MAX_DEPTH });
  } catch {
    document = {};
  }
  const members = typeof document === "object" && document !== null && !Array.isArray(document) ? document : {};
  return new ProblemError(answer.status, members as Record<string, unknown>, wait);
}
