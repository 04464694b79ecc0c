import { request } from "undici";
import { TIMESTAMP_QUERY, TIMESTAMP_REPLY } from "../tlog/rfc3161/request.ts";
import { MAX_TIMESTAMP_BYTES } from "../tlog/rfc3161/verify.ts";
import type { AddressGuard } from "./address-guard.ts";
import { createBoundedAgent, readAtMost } from "./bounded-answer.ts";

/** Why an authority gave no answer: a short word for logs, never its own text. */
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
 * The answer is someone else's: it is bounded as `bounded-answer.ts` says.
 *
 * @param timeoutMs for the whole exchange
 */
export function createTimestampClient(url: string, guard: AddressGuard, timeoutMs: number): TimestampClient {
  const agent = createBoundedAgent(guard, timeoutMs);
  return {
    async ask(query) {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const headers = { "content-type": TIMESTAMP_QUERY, accept: TIMESTAMP_REPLY };
        const answer = await request(url, { method: "POST", dispatcher: agent, signal, headers, body: query });
        const type = String(answer.headers["content-type"] ?? "").split(";", 1)[0];
        if (answer.statusCode !== 200 || type?.trim().toLowerCase() !== TIMESTAMP_REPLY) {
          answer.body.on("error", () => undefined).destroy();
          throw new TimestampUnavailable(
            answer.statusCode === 200 ? "another media type" : `status ${answer.statusCode}`,
          );
        }
        const reply = await readAtMost(answer.body, MAX_TIMESTAMP_BYTES);
        if (reply === undefined) throw new TimestampUnavailable("too large");
        return reply;
      } catch (cause) {
        if (cause instanceof TimestampUnavailable) throw cause;
        throw new TimestampUnavailable(signal.aborted ? "timeout" : "no answer", { cause });
      }
    },
    close: () => agent.destroy(),
  };
}
