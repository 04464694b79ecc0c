import { type LookupFunction, Socket } from "node:net";

/**
 * A TCP socket that looks names up with a `lookup` of its own where a library (pg, ioredis) connects by port and host
 * and takes no `lookup`. Paths of Unix sockets are connected as ever.
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
