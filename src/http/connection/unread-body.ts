import type { IncomingMessage } from "node:http";

/**
 * Bounds what is read of a body that nobody wants, after its request was answered (too large, refused
 * at the door). The rest is thrown away for a while, because closing at once would reset the
 * connection and with it the answer that the caller has not read yet (RFC 9112 section 9.6); then the
 * connection is cut, because a body need not end.
 */
export function cutUnreadBody(request: IncomingMessage, afterMs: number): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, afterMs).unref();
  request.once("close", () => clearTimeout(timer));
}
