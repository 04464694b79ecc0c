import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";

import { createCountedEntries } from "../../exchange/counted-entries.ts";
import type { Clock } from "../../exchange/ports.ts";
import type { HttpMetrics } from "../metrics.ts";

/** Statuses of calls that were too many: of one caller, or for the gateway. */
const TOO_MANY: ReadonlySet<number> = new Set([429, 503]);

/** Writes the log's lines about answers, and counts them in the metrics. */
export interface AnswerLog {
  /**
   * Takes note of an answer. Its line names the endpoint's template, not the target: no query, no id of a packet, no address
   * of a person's machine.
   */
  answered(request: FastifyRequest, reply: FastifyReply): void;
  /** Writes the counts of minutes that are over. */
  sweep(): Promise<void>;
  /** Writes all counts. */
  flush(): Promise<void>;
}

/** Line about an answer, or about several with their count. */
interface Line {
  readonly request?: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms?: number;
  readonly party?: string;
  readonly code?: string;
  readonly count?: number;
  /** Asked by a balancer or a supervisor. */
  readonly probe?: true;
}

/**
 * Makes the log of answers: a line for each, but for calls that were too many (429, 503) one a minute with their count, by
 * caller and endpoint, because a flood must not become one of lines.
 */
export function createAnswerLog(logger: Logger, metrics: Pick<HttpMetrics, "answered">, clock: Clock): AnswerLog {
  const write = (line: Line) => {
    // A probe that says "not ready" may be a planned stop; what is wrong has lines of its own.
    const level = line.status < 500 ? "info" : line.probe === true ? "warn" : "error";
    const { probe: _probe, ...shown } = line;
    logger[level](shown, "answered");
  };
  const many = createCountedEntries<Line, Line>({ record: async (lines) => lines.forEach(write) }, clock, {
    keyOf: ({ method, route, status, party, code }) => JSON.stringify([method, route, status, party, code]),
    entryOf: ({ request, ms, ...line }, _at, { first, count }) =>
      first && request !== undefined && ms !== undefined ? { request, ...line, ms } : { ...line, count },
    maxDetailBytes: 0,
  });

  return {
    answered(request, reply) {
      const { endpoint, caller } = request;
      const route = endpoint?.url ?? "unmatched";
      const ms = reply.elapsedTime;
      // A method is the client's word, and could be any text. The endpoints' own are few.
      const method = endpoint === null ? "other" : request.method;
      const status = reply.statusCode;
      metrics.answered(method, route, status, ms / 1000);
      if (endpoint?.probe === true && status < 500) return;
      const line: Line = {
        request: request.id,
        method,
        route,
        status,
        ms: Math.round(ms * 10) / 10,
        ...(caller === null ? {} : { party: caller.party }),
        ...(request.refused === null ? {} : { code: request.refused }),
        ...(endpoint?.probe === true ? { probe: true as const } : {}),
      };
      if (TOO_MANY.has(status)) void many.note(line);
      else write(line);
    },
    sweep: many.sweep,
    flush: many.flush,
  };
}
