import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { Fault } from "./cast.ts";

/** Answers a push, in the terms of `fetch`. */
export type Handler = (request: Request) => Promise<Response>;

/** Called when an endpoint misbehaves. */
export type OnFault = (party: string, fault: Fault) => void;

/** Push endpoints of all departments, on one loopback port. Each takes pushes after it has shown its faults. */
export class Endpoints {
  readonly #server: Server;
  readonly #base: string;
  readonly #handlers = new Map<string, { faults: Fault[]; handle: Handler }>();
  readonly #onFault: OnFault;

  private constructor(server: Server, onFault: OnFault) {
    this.#server = server;
    this.#onFault = onFault;
    this.#base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /** Starts to listen. Until `serve` is called for a party, its pushes get 503. */
  static async listen(onFault: OnFault): Promise<Endpoints> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Endpoints(server, onFault);
  }

  url(party: string): string {
    return `${this.#base}/aid/${party}`;
  }

  /** Takes pushes for a party from now on, with these faults first. */
  serve(party: string, faults: readonly Fault[], handle: Handler): void {
    this.#handlers.set(`/aid/${party}`, { faults: [...faults], handle });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const endpoint = this.#handlers.get(path);
    if (endpoint === undefined) return void response.writeHead(503).end();
    const fault = endpoint.faults.shift();
    if (fault !== undefined) this.#onFault(path.replace("/aid/", ""), fault);
    if (fault === "breaks") return void request.socket.destroy();
    // A stalled connection stays open until the other side gives up.
    if (fault === "stalls") return void request.resume();
    if (fault === "fails") return void response.writeHead(503).end();
    if (fault === "busy") return void response.writeHead(429, { "retry-after": "1" }).end();
    const answer = await endpoint.handle(requestOf(request, this.#base + path));
    if (fault === "loses-answer") return void request.socket.destroy();
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  }
}

/** Turns a request of Node's into one of `fetch`. */
function requestOf(request: IncomingMessage, url: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === "string") headers.set(name, value);
  const body = Readable.toWeb(request) as ReadableStream<Uint8Array>;
  return new Request(url, { method: request.method ?? "POST", headers, body, duplex: "half" } as RequestInit);
}
