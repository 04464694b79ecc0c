import { TIMESTAMP_QUERY, TIMESTAMP_REPLY } from "../tlog/rfc3161/request.ts";
import { MAX_TIMESTAMP_BYTES } from "../tlog/rfc3161/verify.ts";
import type { AddressGuard } from "./address-guard.ts";
import { HttpClient, mediaTypeOf, questionLimits } from "./http-client.ts";
import { HttpFault } from "./http-fault.ts";

/** Thrown when an authority gave no usable answer. The message is a short word for logs, never the authority's own text. */
export class TimestampUnavailable extends Error {
  override readonly name = "TimestampUnavailable";
}

/** Asks a time-stamping authority over HTTP (RFC 3161 section 3.4). */
export interface TimestampClient {
  /** @throws {TimestampUnavailable} */
  ask(query: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Makes a client of an authority. Plain HTTP is allowed: the answer is signed.
 *
 * @param timeoutMs for the whole exchange
 */
export function createTimestampClient(url: string, guard: AddressGuard, timeoutMs: number): TimestampClient {
  const client = new HttpClient(guard, questionLimits(timeoutMs));
  return {
    async ask(query) {
      const headers = { "content-type": TIMESTAMP_QUERY, accept: TIMESTAMP_REPLY };
      const answer = await client
        .send(
          { method: "POST", url: new URL(url), headers, body: query },
          (status, given) => (status === 200 && mediaTypeOf(given) === TIMESTAMP_REPLY ? MAX_TIMESTAMP_BYTES : 0),
          AbortSignal.timeout(timeoutMs),
        )
        .catch((cause: unknown) => {
          const late = cause instanceof HttpFault && cause.fault === "aborted";
          throw new TimestampUnavailable(late ? "timeout" : "no answer", { cause });
        });
      const { status, body } = answer;
      if (status !== 200) throw new TimestampUnavailable(`status ${status}`);
      if (mediaTypeOf(answer.headers) !== TIMESTAMP_REPLY) throw new TimestampUnavailable("another media type");
      if (body === undefined) throw new TimestampUnavailable("too large");
      return body;
    },
    close: async () => client.close(),
  };
}
