import type { IncomingMessage } from "node:http";

/** Longest refused body that is read to its end, bytes, by its announced length. */
const READ_BYTES = 262_144;

/**
 * Bounds how much is read of a refused body (too large, or refused by the guard) after the answer. For some time the
 * connection stays, because closing at once would reset it before the caller has read the answer (RFC 9112 section 9.6);
 * then it is cut, because a body may never end. Of a short body the rest is read and thrown away meanwhile, so that the
 * connection can be used again; a long one stays with the operating system, since reading a flood costs memory too.
 */
export function cutUnreadBody(request: IncomingMessage, afterMs: number): void {
  if (request.complete || request.destroyed) return;
  const { socket } = request;
  const announced = request.headers["content-length"];
  if (announced === undefined || Number(announced) > READ_BYTES) socket.pause();
  const timer = setTimeout(() => {
    if (!request.complete) socket.destroy();
  }, afterMs).unref();
  request.once("close", () => clearTimeout(timer));
}
