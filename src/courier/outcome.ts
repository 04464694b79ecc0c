import type { PushResult } from "../exchange/ports.ts";
import type { Answer } from "./post.ts";
import { retryAfterMs } from "./retry-after.ts";

/**
 * What an answer means for the packet (protocol section 5). A redirect is not followed and is
 * treated like any other answer that will not get better by asking again: `failed`, so that the
 * operator corrects the endpoint.
 */
export function outcomeOf(answer: Answer, now: number): PushResult {
  const { status } = answer;
  const code = `http-${status}`;
  if (status >= 200 && status <= 299) {
    const receipt = answer.receipt !== undefined && "text" in answer.receipt ? { receipt: answer.receipt.text } : {};
    return { kind: "delivered", status, ...receipt };
  }
  if (status === 408 || status === 429 || (status >= 500 && status <= 599)) {
    const wait = answer.retryAfter === undefined ? undefined : retryAfterMs(answer.retryAfter, now);
    return { kind: "retry", code, status, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
  }
  return status === 410 ? { kind: "gone", code, status } : { kind: "failed", code, status };
}
