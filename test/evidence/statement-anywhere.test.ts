/** One packet that is taken out of a statement or of the log, or put in, anywhere: it is found and named. */
import fc from "fast-check";
import t from "tap";
import { STATEMENT_CHECKS, statementFaults } from "../../src/evidence/statement/check-statement.ts";
import { StatementLog } from "../../src/evidence/statement/statement-log.ts";
import {
  COVERED_MS,
  countStated,
  monthPeriod,
  type StatedPacket,
  type Statement,
  StatementBuilder,
  type StatementScope,
} from "../../src/evidence/statement/statement.ts";
import type { AuditEntry } from "../../src/domain/audit-entry.ts";
import { GATEWAY, ORIGIN, type Plan, plans, RECIPIENTS, SENDERS, storyOf } from "../support/evidence/exchange-story.ts";
import { holds } from "../support/holds.ts";

const KID = "the-gateway-s-key";
const PARTIES = [...SENDERS, ...RECIPIENTS];
/** Entries that a gateway records at its start. */
const REGISTERED: readonly AuditEntry[] = [
  {
    v: 1,
    type: "key",
    time: "2026-01-01T00:00:00.000Z",
    actor: GATEWAY,
    change: "key-added",
    party: GATEWAY,
    kid: KID,
    use: "sig",
  },
  ...PARTIES.map((party) => {
    const about = { change: "party-added", party };
    return { v: 1, type: "directory", time: "2026-01-01T00:00:00.000Z", actor: GATEWAY, ...about } as const;
  }),
];

/** Every month around the stories, in the locality and in UTC. */
const PERIODS = [480, 0].flatMap((offset) =>
  ["2026-10", "2026-11", "2026-12"].map((month) => monthPeriod(month, offset) ?? { from: "", to: "" }),
);

function made(scope: StatementScope, entries: readonly AuditEntry[]): Statement {
  const builder = new StatementBuilder(scope);
  for (const [index, entry] of entries.entries()) builder.add(index, entry);
  return builder.statement({ origin: ORIGIN, size: entries.length, root: "" });
}

/** Faults that a reader of that log finds in a statement. */
function faults(statement: Statement, entries: readonly AuditEntry[], checks = STATEMENT_CHECKS) {
  const { party } = statement;
  const madeAt = Math.max(...entries.map(({ time }) => Date.parse(time))) + COVERED_MS + 1;
  const signed = { gateway: GATEWAY, subject: party, madeAt, statement };
  const log = new StatementLog(signed);
  for (const [index, entry] of entries.entries()) log.add(index, entry);
  const asked = { party, from: Date.parse(statement.from), to: Date.parse(statement.to) };
  return statementFaults({ signed, asked, now: madeAt, fresh: true, log: log.side(KID, "holds") }, checks);
}

function withPackets(statement: Statement, packets: readonly StatedPacket[]): Statement {
  return { ...statement, packets, totals: countStated(packets) };
}

/** A statement and a log of which one was changed, and the packet that must be named. */
interface Change {
  readonly statement: Statement;
  readonly entries: readonly AuditEntry[];
  readonly names: string;
}

function* changesOf(statement: Statement, entries: readonly AuditEntry[]): Iterable<Change> {
  const { packets } = statement;
  for (const [at, one] of packets.entries()) {
    const names = one.packet;
    yield { statement: withPackets(statement, packets.toSpliced(at, 1)), entries, names };
    yield { statement: withPackets(statement, packets.toSpliced(at, 0, one)), entries, names };
    yield {
      statement: withPackets(statement, packets.toSpliced(at, 0, { ...one, packet: "extra" })),
      entries,
      names: "extra",
    };
    for (const change of [{ attempts: 9 }, { recipient: "nobody" }, { digest: "x" }, { sealedAt: statement.to }]) {
      yield { statement: withPackets(statement, packets.toSpliced(at, 1, { ...one, ...change })), entries, names };
    }
    yield { statement, entries: entries.filter(({ packet }) => packet !== names), names };
    for (const index of one.entries) yield { statement, entries: entries.toSpliced(index, 1), names };
  }
  // Entries of additional packets, at any place: of each message, for the party or, when the message is its own, for
  // any party.
  for (const [at, entry] of entries.entries()) {
    if (entry.type !== "accepted" || !within(statement, entry.time)) continue;
    const recipient = entry.actor === statement.party ? "nobody" : statement.party;
    const packet = { ...entry, type: "sealed", actor: GATEWAY, packet: "extra", recipient, digest: "d" } as const;
    yield { statement, entries: entries.toSpliced(at + 1, 0, packet), names: "extra" };
    yield { statement, entries: [...entries, packet], names: "extra" };
  }
}

function within({ from, to }: Statement, time: string): boolean {
  const at = Date.parse(time);
  return at >= Date.parse(from) && at < Date.parse(to);
}

/** Every statement that can be requested of a story. */
function* statementsOf(all: readonly Plan[]): Iterable<{ statement: Statement; entries: readonly AuditEntry[] }> {
  const entries = [...REGISTERED, ...storyOf(all).entries];
  for (const party of PARTIES) {
    for (const period of PERIODS) yield { statement: made({ party, ...period }, entries), entries };
  }
}

t.test("statement: honest ones have no fault, and each packet is in one month", async (t) => {
  await holds(
    t,
    fc.property(plans, (all) => {
      const listed = new Map<string, number>();
      for (const { statement, entries } of statementsOf(all)) {
        if (faults(statement, entries).length > 0) return false;
        for (const { packet } of statement.packets) listed.set(packet, (listed.get(packet) ?? 0) + 1);
      }
      const sealed = storyOf(all).entries.filter(({ type }) => type === "sealed");
      // For its recipient and its sender, in the months of two localities; except for a packet that was sealed again
      // later.
      return sealed.every(({ packet = "", time }) => listed.get(packet) === 4 || time > "2026-12-31T16:00");
    }),
    { numRuns: 30 },
  );
});

t.test(
  "a packet more or less, anywhere in a statement or the log, is named; each check finds what no other does",
  async (t) => {
    const survivors = new Map<string, number>();
    let tried = 0;
    fc.assert(
      fc.property(plans, (all) => {
        for (const { statement, entries } of statementsOf(all)) {
          for (const change of changesOf(statement, entries)) {
            tried++;
            const found = faults(change.statement, change.entries);
            if (!found.some(({ packet }) => packet === change.names)) throw new Error(`${change.names} is not named`);
            const codes = new Set(found.map(({ code }) => code));
            const [only] = codes;
            // Checks are independent: what one alone finds passes without it.
            if (codes.size === 1 && only !== undefined) survivors.set(only, (survivors.get(only) ?? 0) + 1);
          }
        }
      }),
      { numRuns: 10, seed: 20_261_125 },
    );
    t.ok(tried > 2_000, `${tried} changes`);
    for (const code of ["packet-missing", "packet-left-out", "packet-extra", "packet-differs"]) {
      t.ok((survivors.get(code) ?? 0) > 0, `${code}: ${survivors.get(code)} of ${tried} would survive`);
    }
  },
);
