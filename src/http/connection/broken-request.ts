import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

import { Refusal, type RefusalCode } from "../../domain/refusal.ts";
import type { NewId } from "../../exchange/ports.ts";
import { PROBLEM_TYPE, problemDocument } from "../answer/problem.ts";
import { SECURITY_HEADERS } from "../answer/security-headers.ts";

/** Refusals by the codes of Node's parser and timers; any other code is `malformed-request`. */
const REFUSED: Readonly<Record<string, RefusalCode>> = {
  HPE_HEADER_OVERFLOW: "header-too-large",
  ERR_HTTP_REQUEST_TIMEOUT: "request-timeout",
};

/**
 * Answers bytes that are not an HTTP request, on the bare connection, and closes it: after such bytes it is unknown where
 * the next request begins. In English, because no header field was read.
 */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket, newId: NewId): void {
  if (error.code === "ECONNRESET" || !socket.writable || answerUnderWay(socket)) {
    socket.destroy();
    return;
  }
  const id = newId();
  const refusal = new Refusal(REFUSED[error.code ?? ""] ?? "malformed-request");
  const body = JSON.stringify(problemDocument(refusal, "en", id));
  const fields: Record<string, string | number> = {
    ...SECURITY_HEADERS,
    "content-type": PROBLEM_TYPE,
    "content-language": "en",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-request-id": id,
    connection: "close",
  };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${head.join("")}\r\n${body}`);
}

/**
 * Tells whether the answer to an earlier request has begun on this connection: another answer in its midst would be taken
 * for a part of it. Node keeps the answer in this field, and reads it itself when `clientError` has no listener.
 */
function answerUnderWay(socket: Socket): boolean {
  const { _httpMessage } = socket as { readonly _httpMessage?: { readonly headersSent?: boolean } | null };
  return _httpMessage?.headersSent === true;
}
