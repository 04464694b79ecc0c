import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

import { Refusal, type RefusalCode } from "../../domain/refusal.ts";
import type { NewId } from "../../exchange/ports.ts";
import { PROBLEM_TYPE, problemDocument } from "../answer/problem.ts";
import { SECURITY_HEADERS } from "../answer/security-headers.ts";

/** What Node's parser and timers report, by their code; anything else is a malformed request. */
const REFUSED: Readonly<Record<string, RefusalCode>> = {
  HPE_HEADER_OVERFLOW: "header-too-large",
  ERR_HTTP_REQUEST_TIMEOUT: "request-timeout",
};

/**
 * Answers what could not be read as an HTTP request at all, on the bare connection, and closes it:
 * after such bytes nobody knows where the next request begins. English, for no field was read.
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
 * Whether an answer to an earlier request has begun on this connection: a second one in its midst
 * would be taken for a part of it. Node keeps the answer in this field and looks there itself when
 * nobody listens to `clientError`.
 */
function answerUnderWay(socket: Socket): boolean {
  const { _httpMessage } = socket as { readonly _httpMessage?: { readonly headersSent?: boolean } | null };
  return _httpMessage?.headersSent === true;
}
