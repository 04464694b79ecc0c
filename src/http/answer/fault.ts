import { EntryDamaged } from "../../tlog/entry.ts";
import { LogRefusal } from "../../log/log-refusal.ts";
import type { FastifyRequest } from "fastify";
import { Refusal } from "../../domain/refusal.ts";
import { tooLarge } from "./too-large.ts";
import { StoreUnavailable } from "../../exchange/store-port.ts";

/** Retry-After when the database cannot commit, seconds. */
const RETRY_AFTER_UNAVAILABLE = 5;

const DAMAGED = {
  en: "A stored entry of the log is not what was logged: its row was changed. Tell the operator; aidx verify finds it",
  zh: "日志中有条目与登记时的内容不符，其存储记录已被改动。请告知运营方；aidx verify 可查明",
};

const LOG_DAMAGED = {
  en: "A part of the log is not as it was published. The operator is told; the log does not grow until it is mended",
  zh: "日志有部分与发布时不符。已告知运营方；修复前日志不再增长",
};

/**
 * Turns whatever was thrown into the refusal that the caller is told. The framework's own errors become coded ones; an
 * unexpected error becomes `internal`, with nothing of the error in it.
 */
export function refusalOf(error: unknown, request?: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof StoreUnavailable) {
    return new Refusal("unavailable", { retryAfter: RETRY_AFTER_UNAVAILABLE, cause: error });
  }
  if (error instanceof EntryDamaged) return new Refusal("unavailable", { detail: DAMAGED, cause: error });
  if (error instanceof LogRefusal) return new Refusal("unavailable", { detail: LOG_DAMAGED, cause: error });
  const { code, statusCode } = error as { readonly code?: unknown; readonly statusCode?: unknown };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return tooLarge(request?.routeOptions.bodyLimit, request?.headers["content-length"]);
  }
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return new Refusal("unsupported-media-type");
  // Bad escapes in the path, a body shorter than its announced length, a connection that broke within the body.
  if (typeof statusCode === "number" && statusCode >= 400 && statusCode < 500) {
    return new Refusal("malformed-request", { cause: error });
  }
  return new Refusal("internal", { cause: error });
}

/**
 * Describes an error for the log: its kind, its code and where it was thrown. Its message is left out, because it may quote
 * the input that caused it, and the input is about a person.
 */
export function describeFault(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as { readonly code?: unknown };
  const frames = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  return {
    name: error.name,
    ...(typeof code === "string" ? { code } : {}),
    at: frames.map((line) => line.slice(7)),
    ...(error.cause === undefined ? {} : { cause: describeFault(error.cause) }),
  };
}
