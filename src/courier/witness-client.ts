import type { AddressGuard } from "./address-guard.ts";
import { HttpClient, questionLimits } from "./http-client.ts";
import { decodeUtf8 } from "../wire/utf8.ts";

/** Answer of a witness, unchecked. */
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
 * Most bytes of an answer. The largest one is the witness's last checkpoint: a few hundred bytes of text and at most 64
 * signature lines (`note.ts`) of a name (255 characters) and 76 bytes in base64, together less than 24 KiB. The answer to
 * `add-checkpoint` has a line for each key of the witness (3.3 KiB for ML-DSA-44), or, with 409, a number.
 */
const MOST_BYTES = 32 * 1024;

/**
 * Makes a client of a witness. Plain HTTP is allowed: the answer is signed.
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
