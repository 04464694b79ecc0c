import type { FastifyReply, FastifyRequest } from "fastify";

import { Refusal } from "../domain/refusal.ts";
import type { Clock } from "../exchange/ports.ts";
import { type CallInFlight, InFlight, within } from "../limits/in-flight.ts";
import type { SharedCounters } from "../limits/shared-counters.ts";
import { Turns } from "../limits/turns.ts";
import { addressCaller, createRateLimiter } from "./rate-limit.ts";
import type { HttpSettings } from "./settings.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Under which name the call was counted; null until it was. */
    counted: CountedAs | null;
    /** The call among those under way; null when it is not one of them. */
    underWay: CallInFlight | null;
  }
}

/** Whom a call counts for: the party that its credentials prove, or its network address. */
export interface CountedAs {
  readonly kind: "party" | "address";
  readonly name: string;
}

/** Accounts of all calls, and of those that prove no party: these use at most half. */
const ALL = "all";
const UNKNOWN = "unknown";
/** Most calls of one caller that wait for a turn. */
const LANE_LENGTH = 1000;
/** Seconds until a call may be made again: some calls will have ended by then. */
const RETRY_AFTER_FULL = 1;
const RETRY_AFTER_BUSY = 2;

const TOO_MANY_AT_ONCE = {
  en: "Too many calls of this caller are under way, or too many bytes of them",
  zh: "该调用方同时进行的请求或其数据量过多",
};
const BUSY = {
  en: "More is asked than the gateway can do now; try again later",
  zh: "请求超出网关当前处理能力，请稍后重试",
};

/** Bounds what callers may ask: calls a second, calls and bytes under way, calls that are worked on at once. */
export interface Calls {
  /** Counts a call for its caller's rate. @throws Refusal `rate-limited` */
  count(request: FastifyRequest, as: CountedAs): Promise<void>;
  /**
   * Begins a call before its body is read; it ends with its answer's last byte, or with its connection.
   * @param bytes most that its body may have
   * @throws Refusal `rate-limited`, `unavailable`
   */
  begin(request: FastifyRequest, reply: FastifyReply, as: CountedAs, bytes: number): Promise<void>;
  /** Does the work of a call in its turn. @throws Refusal `rate-limited`, `unavailable` when none came in time */
  work<T>(request: FastifyRequest, reply: FastifyReply, work: () => Promise<T>): Promise<T>;
}

/**
 * Makes the bounds. Rates, and what a party has under way, are for all processes while their shared counters can be reached,
 * and else for each. The other bounds are a process's own: of all callers and of work, as its memory is, and of an address,
 * as only the process that holds an unfinished request can cut it for another.
 *
 * @param elapsed monotonic clock, ms
 */
export function createCalls(
  { rates, limits }: HttpSettings,
  clock: Clock,
  elapsed: () => number,
  shared?: SharedCounters,
): Calls {
  const limiters = {
    party: createRateLimiter(rates.party, clock, shared, "party"),
    address: createRateLimiter(rates.address, clock, shared, "address"),
  };
  const inFlight = new InFlight();
  const { total } = limits.inFlight;
  const all = { name: ALL, bound: total };
  const unknown = { name: UNKNOWN, bound: { calls: total.calls / 2, bytes: total.bytes / 2 } };
  const { atOnce, waitMs } = limits.work;
  const turns = new Turns({
    atOnce,
    waitMs,
    standingMs: waitMs / 2,
    laneLength: LANE_LENGTH,
    elapsed,
  });

  return {
    async count(request, as) {
      // Set first: a call that is refused here is not counted again.
      request.counted = as;
      await limiters[as.kind].take(as.name);
    },

    async begin(request, reply, as, bytes) {
      const [known, caller, bound] = [as.kind === "party", keyOf(as), limits.inFlight[as.kind]];
      if (turns.isFull(as)) throw busy();
      const own = { name: caller, bound };
      // Whoever shares a bound with a flood of unfinished requests gets through: the flood's own are ended.
      const giveWay = () => cutUnfinished(request);
      const call = inFlight.begin(
        known ? { bytes, accounts: [own, all] } : { bytes, accounts: [own, unknown, all], giveWay },
      );
      if (typeof call === "string") throw call === caller ? tooManyAtOnce() : busy();
      request.underWay = call;
      const everywhere = known ? shared : undefined;
      const end = () => {
        call.end();
        void everywhere?.report(caller, inFlight.of(caller));
      };
      if (reply.raw.destroyed) end();
      else reply.raw.once("close", end);
      const here = inFlight.of(caller);
      const elsewhere = await everywhere?.report(caller, here);
      if (elsewhere === undefined) return;
      const sum = { calls: here.calls + elsewhere.calls, bytes: here.bytes + elsewhere.bytes };
      if (!within(sum, bound)) throw tooManyAtOnce();
    },

    async work(request, reply, work) {
      const { underWay, counted } = request;
      // Answers that are not read yet may have filled it since the call began.
      if (underWay?.isWithin() === false) throw tooManyAtOnce();
      if (!(await turns.take(counted ?? byAddress(request)))) throw busy();
      try {
        // Nobody waits for the answer any more: under overload the time is somebody else's.
        if (reply.raw.destroyed) throw busy();
        return await work();
      } finally {
        turns.release();
      }
    },
  };
}

function tooManyAtOnce(): Refusal {
  return new Refusal("rate-limited", { retryAfter: RETRY_AFTER_FULL, detail: TOO_MANY_AT_ONCE });
}

function busy(): Refusal {
  return new Refusal("unavailable", { retryAfter: RETRY_AFTER_BUSY, detail: BUSY });
}

function keyOf({ kind, name }: CountedAs): string {
  return `${kind} ${name}`;
}

/** Cuts a request whose body has not come yet; false when it has. */
function cutUnfinished({ raw }: FastifyRequest): boolean {
  if (raw.complete) return false;
  raw.socket.destroy();
  return true;
}

/** The address that a call comes from, as whom it counts. */
export function byAddress(request: FastifyRequest): CountedAs {
  return { kind: "address", name: addressCaller(request.ip) };
}
