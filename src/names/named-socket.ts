import { type LookupFunction, Socket } from "node:net";

/**
 * TCP socket with a `lookup` of its own, for libraries (pg, ioredis) that connect by port and host and take no `lookup`.
 * Paths of Unix sockets are passed on unchanged.
 */
class NamedSocket extends Socket {
  readonly #lookup: LookupFunction;

  constructor(lookup: LookupFunction) {
    super();
    this.#lookup = lookup;
  }

  override connect(...to: unknown[]): this {
    const [port, host] = to;
    const [first, ...rest] =
      typeof port === "number" && typeof host === "string" ? [{ port, host, lookup: this.#lookup }] : to;
    return super.connect(first as never, ...(rest as []));
  }
}

/** Makes sockets that are not yet connected, for clients that connect them by port and host. */
export function namedSockets(lookup: LookupFunction): () => Socket {
  return () => new NamedSocket(lookup);
}
