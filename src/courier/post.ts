import type { Dispatcher } from "undici";
import { AddressRefused } from "./address-guard.ts";

/** Bounds of one exchange with an endpoint. */
export interface PostLimits {
  /** From the start to the answer's header fields, connecting included, ms. */
  readonly headersMs: number;
  /** From the start to the end of the answer, ms: it bounds an answer that drips. */
  readonly totalMs: number;
  /** How long an answer whose body does not matter may take to end, so that its connection can be used again, ms. */
  readonly drainMs: number;
  /** Bytes of such a body that are read before the connection is closed instead. */
  readonly drainBytes: number;
  /** Bytes of a receipt. */
  readonly receiptBytes: number;
}

/** One request. */
export interface Post {
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/**
 * What came back. `receipt` is present for `200 application/jwt`: the body, or why there is none.
 * Nothing else of the answer is kept.
 */
export interface Answer {
  readonly status: number;
  readonly retryAfter?: string;
  readonly receipt?: { readonly text: string } | { readonly fault: "receipt-too-large" };
}

/** Why there was no answer, as a short word for logs and the audit log; never the other side's text. */
export type PostFault =
  | "timeout"
  | "aborted"
  | "refused"
  | "unreachable"
  | "dns"
  | "tls"
  | "address-refused"
  | "connection-closed"
  | "answer-incomplete"
  | "bad-answer";

/** No answer. */
export class PostError extends Error {
  override readonly name = "PostError";
  readonly fault: PostFault;

  constructor(fault: PostFault, options?: { cause?: unknown }) {
    super(fault, options);
    this.fault = fault;
  }
}

/** Why a request is ended from this side; undici passes it back to the handler as its error. */
class Ended extends Error {}

/**
 * POSTs and reads what matters of the answer. The answer belongs to someone else: its size and its
 * time are bounded at every point, it is not followed anywhere, and its connection is destroyed
 * when it does not end.
 */
export function post(dispatcher: Dispatcher, request: Post, limits: PostLimits, signal: AbortSignal): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  let controller: Dispatcher.DispatchController | undefined;
  let ended = false;
  let timer = setTimeout(() => fail("timeout"), limits.headersMs);
  const deadline = performance.now() + limits.totalMs;
  const onAbort = () => fail("aborted");
  signal.addEventListener("abort", onAbort, { once: true });

  let answer: Answer | undefined;
  let chunks: Buffer[] | undefined;
  let bytes = 0;

  function end(): boolean {
    if (ended) {
      return false;
    }
    ended = true;
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    return true;
  }
  function fail(fault: PostFault, cause?: unknown): void {
    if (end()) {
      controller?.abort(new Ended());
      reject(new PostError(fault, { cause }));
    }
  }
  function succeed(found: Answer, destroy: boolean): void {
    if (end()) {
      if (destroy) {
        controller?.abort(new Ended());
      }
      resolve(found);
    }
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
      if (ended) {
        started.abort(new Ended()); // the time was over before there was a connection
      }
    },
    onResponseStart(_controller, status, headers) {
      if (status < 200 || ended) {
        return; // an interim answer
      }
      const retryAfter = single(headers["retry-after"]);
      const found = { status, ...(retryAfter === undefined ? {} : { retryAfter }) };
      answer = found;
      clearTimeout(timer);
      const left = deadline - performance.now();
      if (status === 200 && mediaType(single(headers["content-type"])) === "application/jwt") {
        chunks = [];
        timer = setTimeout(() => fail("answer-incomplete"), left);
      } else {
        timer = setTimeout(() => succeed(found, true), Math.min(left, limits.drainMs));
      }
    },
    onResponseData(_controller, chunk) {
      if (answer === undefined) {
        return;
      }
      bytes += chunk.length;
      if (chunks === undefined) {
        if (bytes > limits.drainBytes) {
          succeed(answer, true);
        }
      } else if (bytes > limits.receiptBytes) {
        succeed({ ...answer, receipt: { fault: "receipt-too-large" } }, true);
      } else {
        chunks.push(chunk);
      }
    },
    onResponseEnd() {
      if (answer !== undefined) {
        // latin1: a byte that is no ASCII stays one that no token has.
        const receipt = chunks === undefined ? undefined : { text: Buffer.concat(chunks).toString("latin1") };
        succeed(receipt === undefined ? answer : { ...answer, receipt }, false);
      }
    },
    onResponseError(_controller, error) {
      if (answer === undefined) {
        fail(faultOf(error), error);
      } else if (chunks === undefined) {
        succeed(answer, false); // the status was all that mattered
      } else {
        fail("answer-incomplete", error);
      }
    },
  };

  if (signal.aborted) {
    fail("aborted");
    return promise;
  }
  const { url, headers, body } = request;
  dispatcher.dispatch({ origin: url.origin, path: url.pathname + url.search, method: "POST", headers, body }, handler);
  return promise;
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}

function mediaType(contentType: string | undefined): string | undefined {
  return contentType?.split(";", 1)[0]?.trim().toLowerCase();
}

const FAULTS: Readonly<Record<string, PostFault>> = {
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  ETIMEDOUT: "timeout",
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_FAIL: "dns",
  EAI_NODATA: "dns",
  ECONNRESET: "connection-closed",
  ECONNABORTED: "connection-closed",
  EPIPE: "connection-closed",
  UND_ERR_SOCKET: "connection-closed",
  EPROTO: "tls",
};

function faultOf(error: unknown): PostFault {
  if (error instanceof AddressRefused) {
    return "address-refused";
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = FAULTS[code];
  if (known !== undefined) {
    return known;
  }
  // OpenSSL's verification results (CERT_HAS_EXPIRED, SELF_SIGNED_CERT_IN_CHAIN, …) and Node's TLS errors.
  return /^ERR_(TLS|SSL)_|CERT|SIGNATURE|ISSUER|^HOSTNAME/.test(code) ? "tls" : "bad-answer";
}
