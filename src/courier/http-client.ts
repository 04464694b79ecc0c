import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { AddressRefused, type AddressGuard } from "./address-guard.ts";
import { faultOf, HttpFault, type HttpFaultCode } from "./http-fault.ts";

/** Bounds of one exchange. Milliseconds and bytes. */
export interface HttpLimits {
  /** From the start to an open connection: name, TCP and TLS together. */
  readonly connectMs: number;
  /** From the open connection to the last byte of the answer. */
  readonly responseMs: number;
  /** How long an answer whose body does not matter may take to end, so that its connection can be used again. */
  readonly drainMs: number;
  /** Bytes of such a body that are read before the connection is closed instead. */
  readonly drainBytes: number;
}

/** TLS material for a server with a certificate of a private authority, or that asks for ours. PEM. */
export interface HttpTls {
  /** Trusted in place of the system's authorities. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** One request. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly tls?: HttpTls;
}

/** An answer. Nothing else of it is kept. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** All of the body; without it when it was not wanted, or longer than wanted. */
  readonly body?: Buffer;
}

/** Bytes of the body that are wanted; 0 for none. An answer may be longer: then it comes without its body. */
export type Wanted = (status: number, headers: IncomingHttpHeaders) => number;

/** Bounds of a question that its signal ends, in all of its parts, after `timeoutMs`. */
export function questionLimits(timeoutMs: number): HttpLimits {
  return { connectMs: 2 * timeoutMs, responseMs: 2 * timeoutMs, drainMs: 0, drainBytes: 0 };
}

/** The media type of an answer, in lower case, without its parameters. */
export function mediaTypeOf(headers: IncomingHttpHeaders): string | undefined {
  return headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
}

/** Bytes of the header fields of an answer. */
const HEADER_BYTES = 16_384;
/** Interim answers (1xx) before the answer; more count as a fault. */
const INTERIM_ANSWERS = 16;
/** Idle connections are closed before the 5 s after which many servers close them. */
const IDLE_MS = 4_000;

/**
 * HTTP for what the gateway sends out: to push endpoints, witnesses and time-stamping authorities. The other side is
 * somebody else's: its addresses are checked, time and size are bounded at every point, redirects are not followed, and a
 * connection that does not end is destroyed. Interim answers such as `100 Continue` are passed over, asked for or not (RFC
 * 9110 section 15.2).
 */
export class HttpClient {
  readonly #guard: AddressGuard;
  readonly #limits: HttpLimits;
  readonly #agents = {
    "http:": new http.Agent({ keepAlive: true, timeout: IDLE_MS }),
    "https:": new https.Agent({ keepAlive: true, timeout: IDLE_MS }),
  };

  constructor(guard: AddressGuard, limits: HttpLimits) {
    this.#guard = guard;
    this.#limits = limits;
  }

  /** @throws {HttpFault} when there is no answer, or not all that is wanted of it */
  send(request: HttpRequest, wanted: Wanted, signal: AbortSignal): Promise<HttpAnswer> {
    const address = request.url.hostname.replace(/^\[|\]$/g, "");
    // An address written as such is not looked up, so the guard's lookup does not see it.
    if (isIP(address) !== 0 && !this.#guard.permits(address)) {
      return Promise.reject(new HttpFault("address-refused", { cause: new AddressRefused() }));
    }
    if (signal.aborted) return Promise.reject(new HttpFault("aborted"));
    return new Exchange(this.#open(request), this.#limits, wanted, signal).answer;
  }

  #open({ method, url, headers, body, tls }: HttpRequest): ClientRequest {
    const secure = url.protocol === "https:";
    const length = body === undefined ? {} : { "content-length": String(body.length) };
    const options = {
      method,
      agent: this.#agents[secure ? "https:" : "http:"],
      headers: { ...headers, ...length },
      lookup: this.#guard.lookup,
      autoSelectFamily: true,
      maxHeaderSize: HEADER_BYTES,
      ...(secure
        ? { ca: tls?.ca, cert: tls?.cert, key: tls?.key, rejectUnauthorized: true, minVersion: "TLSv1.2" as const }
        : {}),
    };
    const request = secure ? https.request(url, options) : http.request(url, options);
    request.end(body);
    return request;
  }

  /** Ends all connections; those in use too. */
  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}

/** One request with its answer or fault. */
class Exchange {
  readonly answer: Promise<HttpAnswer>;
  readonly #request: ClientRequest;
  readonly #limits: HttpLimits;
  readonly #wanted: Wanted;
  readonly #signal: AbortSignal;
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (fault: HttpFault) => void;
  readonly #aborted = () => this.#fail("aborted");
  #timer: NodeJS.Timeout;
  /** By `performance.now`; once there is a connection. */
  #deadline = Number.POSITIVE_INFINITY;
  #interim = 0;
  #response: IncomingMessage | undefined;
  /** Handles the end of the connection, as it counts at this point of the exchange. */
  #cut: (error?: unknown) => void = (error) => this.#fail(faultOf(error), error);
  #ended = false;

  constructor(request: ClientRequest, limits: HttpLimits, wanted: Wanted, signal: AbortSignal) {
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#request = request;
    this.#limits = limits;
    this.#wanted = wanted;
    this.#signal = signal;
    this.#timer = setTimeout(() => this.#fail("timeout"), limits.connectMs);
    signal.addEventListener("abort", this.#aborted, { once: true });
    request.on("socket", (socket) => this.#connecting(socket));
    request.on("information", () => {
      this.#interim += 1;
      if (this.#interim > INTERIM_ANSWERS) this.#fail("bad-answer");
    });
    request.on("upgrade", () => this.#fail("connection-closed"));
    request.on("response", (response) => this.#read(response));
    request.on("error", (error) => this.#cut(error));
  }

  #connecting(socket: Socket): void {
    // One that was kept is connected; for a new one the last step counts, TLS if there is any.
    if (!socket.connecting) this.#connected();
    else socket.once(socket instanceof TLSSocket ? "secureConnect" : "connect", () => this.#connected());
  }

  #connected(): void {
    if (this.#ended) return;
    this.#deadline = performance.now() + this.#limits.responseMs;
    this.#within(this.#limits.responseMs, () => this.#fail("timeout"));
  }

  #read(response: IncomingMessage): void {
    this.#response = response;
    const { statusCode: status = 0, headers } = response;
    const wanted = this.#wanted(status, headers);
    const { drainMs, drainBytes } = this.#limits;
    // An answer may be read after its time when the process stood still.
    const left = Math.max(0, this.#deadline - performance.now());
    // Of an answer that is not read the status is all that matters.
    const plain = { status, headers };
    this.#cut = (error) => (wanted > 0 ? this.#fail("answer-incomplete", error) : this.#succeed(plain));
    this.#within(wanted > 0 ? left : Math.min(left, drainMs), () => this.#cut());
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > (wanted > 0 ? wanted : drainBytes)) this.#succeed(plain);
      else if (wanted > 0) chunks.push(chunk);
    });
    response.on("end", () => {
      if (response.complete) this.#succeed(wanted > 0 ? { ...plain, body: Buffer.concat(chunks) } : plain);
    });
    response.on("error", (error) => this.#cut(error));
    response.on("close", () => this.#cut());
  }

  #within(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }

  #succeed(answer: HttpAnswer): void {
    if (this.#end()) this.#resolve(answer);
  }

  #fail(fault: HttpFaultCode, cause?: unknown): void {
    if (this.#end()) this.#reject(new HttpFault(fault, { cause }));
  }

  /** The first end counts; a connection whose answer has not come to its end is not used again. */
  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#aborted);
    if (this.#response?.complete !== true) this.#request.destroy();
    return true;
  }
}
