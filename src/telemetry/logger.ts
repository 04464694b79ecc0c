import pino, { type DestinationStream, type Logger } from "pino";
import { type LogSink, openLogSink } from "./log-sink.ts";

/** The levels of AIDX_LOG_LEVEL. */
export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** One of the levels of AIDX_LOG_LEVEL. */
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

/** How deep an event is printed. */
const DEPTH = 4;

/** What of a Fastify or Node request may be printed. */
interface LoggedRequest {
  readonly id?: unknown;
  readonly method?: string;
  readonly url?: string;
  readonly routeOptions?: { readonly url?: string };
}

/** What of a reply may be printed. */
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
 * The gateway's log: JSON lines on standard error, because standard output belongs to the one line
 * that says the gateway is ready. An event names what happened with ids, codes and times; it never
 * holds a person, a body, a token or a query string. The serializers and the redaction here are the
 * second line of defence, for an object that someone logs whole.
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
 * The event without what must not be printed. Written by hand: pino's own redaction, told to look
 * three levels deep for twenty names, takes 100 µs an event and this 1 µs.
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
  // A request, a connection, a key: an object that is more than its members is not for printing.
  return prototype === Object.prototype || prototype === null ? redacted(value, depth) : `[${value.constructor.name}]`;
}

function requestFields(request: LoggedRequest): object {
  // The route's template, not the address: ids in a path are no secret, but a path is typed by someone else.
  const route = request.routeOptions?.url ?? request.url?.split("?", 1)[0];
  return { id: request.id, method: request.method, route };
}

function replyFields(reply: LoggedReply): object {
  return { status: reply.statusCode };
}

/**
 * Name, code and stack frames of an error and its causes, without their messages: the message of a
 * parser or a database quotes what it was given. An error of the gateway's own says its code.
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
  // Behind the message, which may hold lines that look like frames.
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
