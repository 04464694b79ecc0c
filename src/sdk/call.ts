import { ProblemError, UnreachableError } from "./problem-error.ts";
import { isTransient, pauseBeforeRetry, type RetryPolicy } from "./retry.ts";

/** One call. Every call of the protocol may be repeated unchanged, so every call is retried. */
export interface Call {
  readonly method: "GET" | "POST";
  /** Path from the root, with the query. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
  /** Time for which the gateway may hold the answer, ms. */
  readonly held?: number;
  /** False for a public endpoint. */
  readonly authenticated?: boolean;
  /** Largest answer that is read, bytes. 32 MiB when absent. */
  readonly mostBytes?: number;
  /** False when a time-out is not retried, because the gateway would do long work twice. */
  readonly afterTimeout?: false;
}

/** Pause before the next try, ms. @throws the outcome when there is none, or the gateway asks for too long a pause */
export function pauseAfter(policy: RetryPolicy, outcome: Error, attempt: number, random: number): number {
  const unreachable = outcome instanceof UnreachableError;
  const mayTryAgain = unreachable || (outcome instanceof ProblemError && isTransient(outcome.status));
  if (!mayTryAgain || attempt >= policy.attempts || (outcome.retryAfterMs ?? 0) > policy.longest) throw outcome;
  return pauseBeforeRetry(policy, attempt, random, outcome.retryAfterMs);
}

/** Tells whether a try may have had its effect although it failed: any but one that the gateway itself refused. */
export function mayHaveEffect(error: Error): boolean {
  return !(error instanceof ProblemError && error.code !== "unexpected-answer" && error.status < 500);
}

/** Tells whether a call ran into its time-out and must not be repeated after that. */
export function ranOut({ cause }: Error, { afterTimeout }: Call): boolean {
  return afterTimeout === false && cause instanceof Error && cause.name === "TimeoutError";
}
