import type { Bilingual } from "../domain/bilingual.ts";
import type { Issue, RefusalCode } from "../domain/refusal.ts";

/**
 * Thrown when the gateway refuses with a code (protocol section 8): an `application/problem+json` answer, or OAuth's
 * error answer (RFC 6749 section 5.2) with the same codes. `code` is `unexpected-answer` when a proxy answered instead
 * of the gateway.
 *
 * @example
 * ```ts
 * try {
 *   await sender.push(sealed);
 * } catch (error) {
 *   if (error instanceof ProblemError && error.code === "invalid-document") {
 *     for (const issue of error.errors) console.log(issue.pointer, issue.messageZh);
 *   } else throw error;
 * }
 * ```
 */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: RefusalCode | "unexpected-answer";
  /** HTTP status. */
  readonly status: number;
  /** Every fault in the submitted document; empty for other problems. */
  readonly errors: readonly Issue[];
  /** Explanation in the requested language. */
  readonly detail: string | undefined;
  /** The gateway's id of the request, by which its operator finds it. */
  readonly instance: string | undefined;
  /** The problem document as it came, with members such as `message` on `duplicate-id`. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Pause that `Retry-After` asks for, ms. */
  readonly retryAfterMs: number | undefined;
  /** True when an earlier try of the same call got no answer from the gateway: that try may have had its effect. */
  afterLostTry = false;

  constructor(status: number, document: Readonly<Record<string, unknown>>, retryAfterMs?: number) {
    const code = codeOf(document);
    const detail = text(document.detail) ?? text(document.error_description) ?? text(document.title);
    super(detail === undefined ? `${code} (HTTP ${status})` : `${code} (HTTP ${status}): ${detail}`);
    this.code = code;
    this.status = status;
    this.errors = Array.isArray(document.errors) ? document.errors.filter(isIssue) : [];
    this.detail = detail;
    this.instance = text(document.instance);
    this.document = document;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Thrown when there is no answer: the gateway could not be reached, the connection broke, or the time-out passed. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
  /** Shortest pause after which another try can succeed, ms, where that is known. */
  readonly retryAfterMs: number | undefined;

  constructor(options?: { cause?: unknown; retryAfterMs?: number }) {
    super("the gateway cannot be reached", options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/**
 * Thrown when a signature, digest, address or id is not what it must be. Nothing that came with it may be used. `code`
 * names the fault.
 */
export class UntrustedError extends Error {
  override readonly name = "UntrustedError";
  readonly code: string;
  /** Message in both languages, where a user can do something about it. */
  readonly text: Bilingual | undefined;

  constructor(code: string, message: string | Bilingual, options?: { cause?: unknown }) {
    super(typeof message === "string" ? message : message.en, options);
    this.code = code;
    this.text = typeof message === "string" ? undefined : message;
  }
}

function codeOf(document: Readonly<Record<string, unknown>>): RefusalCode | "unexpected-answer" {
  const code = text(document.code) ?? text(document.error)?.replaceAll("_", "-");
  // A code of a newer gateway is passed on: callers compare it with the codes that they know.
  return code === undefined || !/^[a-z0-9-]{1,64}$/.test(code) ? "unexpected-answer" : (code as RefusalCode);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isIssue(value: unknown): value is Issue {
  return typeof value === "object" && value !== null && "pointer" in value && "code" in value;
}
