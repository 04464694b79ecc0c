import type { PushResult } from "../exchange/ports.ts";
import type { Answer } from "./post.ts";
import { retryAfterMs } from "./retry-after.ts";

/**
 * Derives from an answer what follows for the packet (protocol section 5). Only `422` refuses the packet itself. Any other
 * answer may be that of a proxy, a gate that wants other credentials or an endpoint that moved, and get better within the
 * delivery window: it is tried again. Redirects are not followed.
 */
export function outcomeOf(answer: Answer, now: number): PushResult {
  const { status } = answer;
  const code = `http-${status}`;
  if (status >= 200 && status <= 299) {
    const receipt = answer.receipt !== undefined && "text" in answer.receipt ? { receipt: answer.receipt.text } : {};
    return { kind: "delivered", status, ...receipt };
  }
  if (status === 410) return { kind: "gone", code, status };
  if (status === 422) return { kind: "failed", code, status };
  const wait = answer.retryAfter === undefined ? undefined : retryAfterMs(answer.retryAfter, now);
  return { kind: "retry", code, status, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}
