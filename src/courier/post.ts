import { type HttpAnswer, type HttpClient, type HttpRequest, mediaTypeOf } from "./http-client.ts";

/** Answer that came back for a packet. */
export interface Answer {
  readonly status: number;
  readonly retryAfter?: string;
  /** For `200 application/jwt`: the body, or why there is none. */
  readonly receipt?: { readonly text: string } | { readonly fault: "receipt-too-large" };
}

/**
 * Posts a packet and reads what matters of the answer: its status, and a receipt of at most `receiptBytes`.
 * @throws {HttpFault} when there is no answer, or a receipt that does not end
 */
export async function post(
  client: HttpClient,
  request: Omit<HttpRequest, "method">,
  receiptBytes: number,
  signal: AbortSignal,
): Promise<Answer> {
  const answer = await client.send(
    { method: "POST", ...request },
    (status, headers) => (hasReceipt({ status, headers }) ? receiptBytes : 0),
    signal,
  );
  const { status, headers, body } = answer;
  const retryAfter = headers["retry-after"];
  return {
    status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    // latin1: a byte that is no ASCII stays one that no token has.
    ...(hasReceipt(answer)
      ? { receipt: body === undefined ? { fault: "receipt-too-large" } : { text: body.toString("latin1") } }
      : {}),
  };
}

function hasReceipt({ status, headers }: HttpAnswer): boolean {
  return status === 200 && mediaTypeOf(headers) === "application/jwt";
}
