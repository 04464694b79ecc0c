import pino, { type DestinationStream, type Logger } from "pino";
import { type LogSink, openLogSink } from "./log-sink.ts";

/** Values of `AIDX_LOG_LEVEL`. */
export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** One of the values of `AIDX_LOG_LEVEL`. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Members that are never printed, wherever in an event they occur. */
const SECRET = new Set([
  "authorization",
  "Authorization",
  "dpop",
  "cookie",
  "client_assertion",
  "access_token",
  "token",
  "assertion",
  "jws",
  "password",
  "passphrase",
  "privateKey",
  "d",
  "body",
  "payload",
  "envelope",
  "subjects",
  "connectionString",
  "databaseUrl",
  "redisUrl",
]);

/** Depth down to which an event is printed. */
const DEPTH = 4;

/** Members of a Fastify or Node request that may be printed. */
interface LoggedRequest {
  readonly id?: unknown;
  readonly method?: string;
  readonly url?: string;
  readonly routeOptions?: { readonly url?: string };
}

/** Members of a reply that may be printed. */
interface LoggedReply {
  readonly statusCode?: number;
}

/** Opens the sink of the log's lines on standard error, or on a file that is open. */
export function openLoggerSink(fd = 2): LogSink {
  const marker = (lines: number) =>
    `{"level":"warn"${pino.stdTimeFunctions.isoTime()},"event":"log-lines-lost","lines":${lines},"msg":"lines of this log were lost here"}\n`;
  return openLogSink(fd, { marker });
}

/**
 * Makes the gateway's logger: JSON lines on standard error. Standard output has one line only, which says that the gateway is
 * ready. An event names what happened with ids, codes and times; it never
 * holds a person, a body, a token or a query string. The serializers and the redaction here are the
 * second line of defence, in case an object is logged whole.
 *
 * Lines are not waited for: see `log-sink.ts`.
 *
 * @param destination standard error unless a test brings its own
 */
export function createLogger(level: LogLevel, destination: DestinationStream = openLoggerSink()): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: {
        // pino takes the text of an event that has an error and no text from the error's message.
        logMethod([first, text, ...rest], method) {
          const event: unknown = first;
          const failed = event instanceof Error ? { err: event } : event;
          const plain = text === undefined && typeof failed === "object" ? "failed" : text;
          method.apply(this, [failed, plain, ...rest] as Parameters<typeof method>);
        },
      },
      formatters: { level: (label) => ({ level: label }), log: (event) => redacted(event, 0, SERIALIZERS) },
      serializers: SERIALIZERS,
    },
    destination,
  );
}

/**
 * Replaces the members of an event that must not be printed. Takes 1 µs an event; pino's own redaction of twenty names at
 * three levels takes 100 µs.
 */
function redacted(event: object, depth: number, printedOtherwise: object = {}): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(event)) {
    if (SECRET.has(name)) {
      out[name] = "[redacted]";
    } else {
      out[name] = name in printedOtherwise ? value : printable(value, depth + 1);
    }
  }
  return out;
}

function printable(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) {
    return value;
  }
  if (depth >= DEPTH) {
    return "[deep]";
  }
  if (Array.isArray(value)) {
    return value.map((item) => printable(item, depth + 1));
  }
  const prototype = Object.getPrototypeOf(value) as object | null;
  // Instances of classes (a request, a connection, a key) are not printed.
  return prototype === Object.prototype || prototype === null ? redacted(value, depth) : `[${value.constructor.name}]`;
}

function requestFields(request: LoggedRequest): object {
  // The route's template, not the path: ids are no secret, but a caller may have put anything into a path.
  const route = request.routeOptions?.url ?? request.url?.split("?", 1)[0];
  return { id: request.id, method: request.method, route };
}

function replyFields(reply: LoggedReply): object {
  return { status: reply.statusCode };
}

/**
 * Gives name, code and stack frames of an error and its causes. Leaves their messages out, because parsers and databases
 * quote their input in them.
 */
function errorFields(error: unknown): unknown {
  if (typeof error === "string" && /^[\w.-]{1,64}$/.test(error)) {
    return error; // a code
  }
  if (!(error instanceof Error)) {
    return { name: typeof error };
  }
  const { code } = error as { code?: unknown };
  const { stack = "", message } = error;
  // Only what follows the message: it may have lines that look like frames.
  const frames = stack.slice(stack.indexOf(message) + message.length).match(/^ +at .+$/gm) ?? [];
  return {
    name: error.name,
    ...(typeof code === "string" ? { code } : {}),
    stack: frames.slice(0, 12).map((frame) => frame.trim()),
    ...(error.cause === undefined ? {} : { cause: errorFields(error.cause) }),
  };
}

const SERIALIZERS = {
  req: requestFields,
  res: replyFields,
  err: errorFields,
  error: errorFields,
};
