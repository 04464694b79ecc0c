import { parseStrict } from "../wire/json.ts";
import { readBody } from "./body.ts";
import { MAX_DEPTH } from "./compact.ts";
import { ProblemError, UntrustedError } from "./problem-error.ts";
import { retryAfter } from "./retry.ts";

/** An answer that was read whole. A connection that breaks in the middle of one gives no answer. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Largest answer that is read, bytes, unless a call allows more: room for a list of a year's threads. */
const MAX_ANSWER = 32 * 1024 * 1024;

/**
 * Reads an answer to its end.
 * @param most largest body, bytes
 * @throws UntrustedError `answer-size` for a larger one.
 */
export async function answerOf(response: Response, most = MAX_ANSWER): Promise<Answer> {
  const { ok, status, headers } = response;
  return { ok, status, headers, body: await readBody(response.body, most, "answer-size") };
}

/**
 * Parses an answer as JSON.
 * @throws UntrustedError `answer` when it is not JSON.
 */
export function jsonOf(answer: Answer): unknown {
  try {
    return parseStrict(answer.body, { maxDepth: MAX_DEPTH });
  } catch (cause) {
    throw new UntrustedError("answer", "the answer is not JSON", { cause });
  }
}

/** Reads the problem in an answer other than 2xx. A body that is not a problem document counts as an empty one. */
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
