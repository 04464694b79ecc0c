import type { AddressGuard } from "./address-guard.ts";
import { HttpClient, questionLimits } from "./http-client.ts";
import { decodeUtf8 } from "../wire/utf8.ts";

/** A witness's answer as it came. */
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Asks a witness over HTTP (C2SP tlog-witness). Methods throw when there is no answer. */
export interface WitnessHttp {
  addCheckpoint(body: string): Promise<Answer>;
  latest(originHash: string): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * The largest answer is the last checkpoint that it cosigned: a few hundred bytes of text, and signature lines of which a
 * note may have 64 (`note.ts`), each a name of some 255 characters at most and 76 bytes in base64: less than 24 KiB. To
 * `add-checkpoint` it answers with a line for each of its keys, of 3.3 KiB for an ML-DSA-44 one, or (409) with a number.
 */
const MOST_BYTES = 32 * 1024;

/**
 * Makes a client of a witness. Plain HTTP will do: the answer is signed.
 *
 * @param url prefix without a slash at the end
 * @param timeoutMs for the whole exchange
 */
export function createWitnessClient(url: string, guard: AddressGuard, timeoutMs: number): WitnessHttp {
  const client = new HttpClient(guard, questionLimits(timeoutMs));
  async function call(path: string, text?: string): Promise<Answer> {
    const answer = await client.send(
      {
        url: new URL(`${url}${path}`),
        ...(text === undefined
          ? { method: "GET", headers: {} }
          : { method: "POST", body: Buffer.from(text), headers: { "content-type": "text/plain; charset=utf-8" } }),
      },
      () => MOST_BYTES,
      AbortSignal.timeout(timeoutMs),
    );
    const { status, headers, body } = answer;
    if (body === undefined) throw new RangeError("the answer of a witness is too large");
    return { status, type: headers["content-type"] ?? "", body: decodeUtf8(body) };
  }
  return {
    addCheckpoint: (body) => call("/add-checkpoint", body),
    latest: (originHash) => call(`/${originHash}/checkpoint`),
    close: async () => client.close(),
  };
}
