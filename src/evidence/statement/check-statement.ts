/**
 * Checks a signed statement against what was asked for, in itself, and against the statement that the log's own entries
 * make. Pure.
 */
import { canonicalize } from "../../wire/jcs.ts";
import type { SignedStatement } from "./read-statement.ts";
import type { StatementCase, StatementFault, StatementFaultCode } from "./statement-fault.ts";
import { countStated, COVERED_MS, type StatedPacket } from "./statement.ts";

/** One check. It gives the packets that are at fault, or an empty text for the statement as a whole. */
interface Check {
  readonly code: StatementFaultCode;
  readonly find: (its: StatementCase) => Iterable<string>;
}

const whole = (wrong: boolean): readonly string[] => (wrong ? [""] : []);

/** Difference allowed between the gateway's clock and the reader's, including the time to make the statement, ms. */
const CLOCKS_MS = 5 * 60_000;

/** All checks, in the order in which faults are reported. */
export const STATEMENT_CHECKS: readonly Check[] = [
  {
    code: "other-party",
    find: ({ signed: { subject, statement }, asked: { party } }) =>
      whole(subject !== party || statement.party !== party),
  },
  {
    code: "other-period",
    find: ({ signed: { statement }, asked }) =>
      whole(
        (asked.from !== undefined && Date.parse(statement.from) !== asked.from) ||
          (asked.to !== undefined && Date.parse(statement.to) !== asked.to),
      ),
  },
  {
    code: "made-at-other-time",
    find: ({ signed: { madeAt }, now, fresh }) =>
      whole(madeAt > now + CLOCKS_MS || (fresh && madeAt < now - CLOCKS_MS)),
  },
  {
    code: "totals-differ",
    find: ({
      signed: {
        statement: { totals, packets },
      },
    }) => whole(canonicalize(totals) !== canonicalize(countStated(packets))),
  },
  { code: "other-log", find: ({ log }) => whole(log?.checkpoint === "other") },
  { code: "log-behind", find: ({ log }) => whole(log?.checkpoint === "behind") },
  { code: "key-unregistered", find: ({ log }) => whole(log?.keyInForce === false) },
  { code: "party-unknown", find: ({ log }) => whole(log?.partyKnown === false) },
  { code: "too-many-packets", find: ({ log }) => whole(log?.tooMany === true) },
  {
    code: "packet-missing",
    find: (its) =>
      missing(its)
        .filter(({ entries }) => within(its, entries.slice(0, 1)))
        .map(id),
  },
  {
    code: "packet-left-out",
    find: (its) =>
      missing(its)
        .filter(({ entries }) => !within(its, entries.slice(0, 1)))
        .map(id),
  },
  {
    code: "packet-extra",
    find: (its) => extra(its),
  },
  {
    code: "packet-differs",
    find: (its) =>
      different(its)
        .filter(({ entries }) => within(its, entries))
        .map(id),
  },
  {
    code: "fate-left-out",
    find: (its) =>
      different(its)
        .filter(({ entries }) => !within(its, entries))
        .map(id),
  },
  {
    code: "otherwise-differs",
    find: ({ signed, log }) =>
      whole(
        log?.own !== undefined &&
          missing({ signed, log }).length + extra({ signed, log }).length + different({ signed, log }).length === 0 &&
          canonicalize({ ...log.own, totals: "" }) !== canonicalize({ ...signed.statement, totals: "" }),
      ),
  },
];

/** Finds every fault of a statement; empty when it is what was asked for and what the log says. */
export function statementFaults(its: StatementCase, checks: readonly Check[] = STATEMENT_CHECKS): StatementFault[] {
  return checks.flatMap(({ code, find }) =>
    [...find(its)].map((packet) => (packet === "" ? { code } : { code, packet })),
  );
}

/**
 * Tells whether packets of the period may still come (暂定): when the statement was made the period had not ended, long
 * enough before, to be in the log.
 */
export function isProvisional({ madeAt, statement }: SignedStatement): boolean {
  return Date.parse(statement.to) > madeAt - COVERED_MS;
}

type Compared = Pick<StatementCase, "signed" | "log">;
const id = ({ packet }: StatedPacket): string => packet;

/** Tells whether all these entries lie below the statement's checkpoint. */
function within({ signed }: Compared, entries: readonly number[]): boolean {
  return entries.every((index) => index < signed.statement.log.size);
}

/** Packets of the log that the statement does not list. */
function missing({ signed, log }: Compared): readonly StatedPacket[] {
  const listed = new Set(signed.statement.packets.map(id));
  return log?.own?.packets.filter(({ packet }) => !listed.has(packet)) ?? [];
}

/** Packets of the statement that the log does not have, and those that it lists twice. */
function extra({ signed, log }: Compared): readonly string[] {
  if (log?.own === undefined) return [];
  const known = new Set(log.own.packets.map(id));
  return signed.statement.packets.map(id).filter((packet) => !known.delete(packet));
}

/** Packets that both have but not alike, as the log has them. */
function different({ signed, log }: Compared): readonly StatedPacket[] {
  const listed = new Map(signed.statement.packets.map((packet) => [packet.packet, canonicalize(packet)]));
  return (
    log?.own?.packets.filter((packet) => {
      const told = listed.get(packet.packet);
      return told !== undefined && told !== canonicalize(packet);
    }) ?? []
  );
}
