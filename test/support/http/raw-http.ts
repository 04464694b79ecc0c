import { connect, type Socket } from "node:net";
import type { Test } from "tap";
import { until } from "../until.ts";

/** Opens a connection that is destroyed with the test. */
export function openRaw(t: Test, port: number): RawConnection {
  const connection = new RawConnection(port);
  t.teardown(() => connection.destroy());
  return connection;
}

/** Head of a request: its request line and fields, each line on its own. */
export const requestHead = (...lines: string[]): string => `${lines.join("\r\n")}\r\n\r\n`;

/** Head of a request that submits a message. @param fields besides host, token and media type */
export const messageHead = (token: string, ...fields: string[]): string =>
  requestHead(
    "POST /v1/messages HTTP/1.1",
    "Host: x",
    `Authorization: Bearer ${token}`,
    "Content-Type: application/jose",
    ...fields,
  );

/** A bare connection to a server, for requests that no HTTP client would send. */
export class RawConnection {
  readonly socket: Socket;
  #text = "";
  #closed = false;

  constructor(port: number) {
    this.socket = connect({ host: "127.0.0.1", port });
    this.socket.setNoDelay(true);
    this.socket.on("data", (chunk: Buffer) => (this.#text += chunk.toString("latin1")));
    // A reset is one of the ways in which a server ends a connection.
    this.socket.on("error", () => undefined);
    this.socket.on("close", () => (this.#closed = true));
  }

  get text(): string {
    return this.#text;
  }

  get closed(): boolean {
    return this.#closed;
  }

  write(text: string | Buffer): this {
    this.socket.write(text);
    return this;
  }

  /** Waits until so many whole answers have come; the statuses of all. Fails when the connection ends before. */
  async answers(count: number): Promise<number[]> {
    await until(`${count} answers`, () => statusesOf(this.#text).length >= count || this.#closed);
    const statuses = statusesOf(this.#text);
    if (statuses.length < count) {
      throw new Error(`closed after ${statuses.length} answers: ${this.#text.slice(0, 200)}`);
    }
    return statuses;
  }

  /** Waits until the server ended the connection; what it had said. */
  async end(): Promise<string> {
    await until("the server ends the connection", () => this.#closed);
    return this.#text;
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** The statuses of the answers that are whole in a text of HTTP/1.1 answers with Content-Length. */
export function statusesOf(text: string): number[] {
  const statuses: number[] = [];
  let at = 0;
  for (;;) {
    const end = text.indexOf("\r\n\r\n", at);
    if (end === -1) return statuses;
    const head = text.slice(at, end);
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
    if (text.length < end + 4 + length) return statuses;
    statuses.push(Number(head.slice(9, 12)));
    at = end + 4 + length;
  }
}

/** The body of the last answer in a text, as JSON. */
export function lastJson(text: string): unknown {
  return JSON.parse(text.slice(text.lastIndexOf("\r\n\r\n") + 4));
}
