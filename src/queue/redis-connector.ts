import { connect, type LookupFunction } from "node:net";
import { connect as connectTls } from "node:tls";
import { AbstractConnector, type RedisOptions } from "ioredis";

/**
 * Makes ioredis' `Connector` for one server, whose name is looked up with `lookup`: ioredis passes none to `net.connect`.
 * Otherwise it connects as ioredis does.
 */
export function redisConnector(lookup: LookupFunction): NonNullable<RedisOptions["Connector"]> {
  return class extends AbstractConnector {
    readonly #options: RedisOptions;

    constructor(options: unknown) {
      const given = options as RedisOptions;
      super(given.disconnectTimeout ?? 2_000);
      this.#options = given;
    }

    override async connect(): Promise<typeof this.stream> {
      const { path, port = 6379, host = "localhost", family, tls } = this.#options;
      this.connecting = true;
      const to = path ? { path } : { port, host, lookup, ...(family === undefined ? {} : { family }) };
      const stream = tls === undefined ? connect(to) : connectTls({ ...to, ...tls });
      stream.once("error", (error) => (this.firstError = error));
      this.stream = stream;
      return stream;
    }
  };
}
