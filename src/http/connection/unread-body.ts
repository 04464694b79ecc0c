import type { IncomingMessage } from "node:http";

/**
 * Bounds how much is read of a refused body (too large, or refused by the guard) after the answer. For some time the rest
 * is read and thrown away, because closing at once would reset the connection before the caller has read the answer
 * (RFC 9112 section 9.6). Then the connection is cut, because a body may never end.
 */
export function cutUnreadBody(request: IncomingMessage, afterMs: number): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, afterMs).unref();
  request.once("close", () => clearTimeout(timer));
}
