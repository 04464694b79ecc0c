import { connect, type LookupFunction } from "node:net";
import { connect as connectTls } from "node:tls";
import { AbstractConnector, type RedisOptions } from "ioredis";

/**
 * Makes ioredis' `Connector` for one server. It connects as ioredis does, but for two things: the server's name is looked
 * up with `lookup`, where given (ioredis passes none to `net.connect`), and no connection is made once `ended` says so.
 * BullMQ's worker may connect anew while it is closed, and nobody would ever close that connection.
 */
export function redisConnector(
  lookup: LookupFunction | undefined,
  ended: () => boolean = () => false,
): NonNullable<RedisOptions["Connector"]> {
  return class extends AbstractConnector {
    readonly #options: RedisOptions;

    constructor(options: unknown) {
      const given = options as RedisOptions;
      super(given.disconnectTimeout ?? 2_000);
      this.#options = given;
    }

    override async connect(): Promise<typeof this.stream> {
      // The words that BullMQ takes for a lost connection.
      if (ended()) throw new Error("Connection is closed.");
      const { path, port = 6379, host = "localhost", family, tls } = this.#options;
      this.connecting = true;
      const named = { ...(lookup === undefined ? {} : { lookup }), ...(family === undefined ? {} : { family }) };
      const to = path ? { path } : { port, host, ...named };
      const stream = tls === undefined ? connect(to) : connectTls({ ...to, ...tls });
      stream.once("error", (error) => (this.firstError = error));
      this.stream = stream;
      return stream;
    }
  };
}
