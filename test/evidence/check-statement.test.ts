/**
 * Lies about a party's packets, one for each check that could find them. With all checks none passes; without that
 * check some must.
 */
import t from "tap";
import { STATEMENT_CHECKS, statementFaults } from "../../src/evidence/statement/check-statement.ts";
import { readStatement, type SignedStatement } from "../../src/evidence/statement/read-statement.ts";
import type { LogSide, StatementCase, StatementFaultCode } from "../../src/evidence/statement/statement-fault.ts";
import { StatementLog } from "../../src/evidence/statement/statement-log.ts";
import {
  COVERED_MS,
  monthPeriod,
  type StatedPacket,
  type Statement,
  StatementBuilder,
} from "../../src/evidence/statement/statement.ts";
import type { AuditEntry } from "../../src/domain/audit-entry.ts";
import { EvidenceThread, GATEWAY } from "../support/evidence/evidence-thread.ts";
import { like } from "../support/like.ts";

const thread = await EvidenceThread.made();
const [late] = await thread.accept(thread.thread, "supplement", "procuratorate", ["housing"]);
const settled = thread.log.all.length;
if (late === undefined) throw new TypeError("a packet");
await thread.receipt(late, "accepted");
const entries = thread.log.all.map(({ entry }) => entry);
const NOW = thread.at + COVERED_MS + 60_000;
const KID = thread.key(GATEWAY).kid;
const SCOPE = { party: "housing", ...(monthPeriod("2026-11", 480) ?? { from: "", to: "" }) };
const ASKED = { party: "housing", from: Date.parse(SCOPE.from), to: Date.parse(SCOPE.to) };

/** Signed statement of the first `size` entries, with a change. */
function signed(
  change: (honest: Statement) => Partial<Statement> = () => ({}),
  size = entries.length,
): SignedStatement {
  const builder = new StatementBuilder(SCOPE);
  for (const [index, entry] of entries.slice(0, size).entries()) builder.add(index, entry);
  const honest = builder.statement({ origin: "log.example/aid", size, root: `${"A".repeat(43)}=` });
  return { gateway: GATEWAY, subject: "housing", madeAt: NOW, statement: { ...honest, ...change(honest) } };
}

function sideOf(of: SignedStatement, all: readonly AuditEntry[] = entries, more: Partial<LogSide> = {}): LogSide {
  const log = new StatementLog(of);
  for (const [index, entry] of all.entries()) log.add(index, entry);
  return { ...log.side(KID, "holds"), ...more };
}

const caseOf = (of: SignedStatement, more: Partial<StatementCase> = {}): StatementCase => ({
  signed: of,
  asked: ASKED,
  now: NOW,
  fresh: true,
  log: sideOf(of),
  ...more,
});

const [FIRST] = signed().statement.packets;
if (FIRST === undefined) throw new TypeError("a packet");

/** Totals are counted honestly after the change, so that they alone do not show it. */
const withPackets = (change: (packets: readonly StatedPacket[]) => readonly StatedPacket[]) =>
  signed(({ packets, totals }) => {
    const changed = change(packets);
    const counted: Record<string, number> = Object.fromEntries(Object.keys(totals).map((name) => [name, 0]));
    for (const { state } of changed) counted[state] = (counted[state] ?? 0) + 1;
    return { packets: changed, totals: { ...counted, packets: changed.length } as Statement["totals"] };
  });

const LIES: Readonly<Record<StatementFaultCode, () => StatementCase>> = {
  "other-party": () => caseOf({ ...signed(), subject: "education" }),
  "other-period": () => caseOf(signed(), { asked: { ...ASKED, to: ASKED.to + 1 } }),
  "made-at-other-time": () => caseOf({ ...signed(), madeAt: NOW - 6 * 60_000 }),
  "totals-differ": () => caseOf(signed(({ totals }) => ({ totals: { ...totals, accepted: totals.accepted + 1 } }))),
  "other-log": () => caseOf(signed(), { log: sideOf(signed(), entries, { checkpoint: "other" }) }),
  "log-behind": () => caseOf(signed(), { log: sideOf(signed(), entries, { checkpoint: "behind", own: undefined }) }),
  "key-unregistered": () => {
    const without = entries.filter(({ kid }) => kid !== KID);
    return caseOf(signed(), { log: { ...sideOf(signed()), keyInForce: sideOf(signed(), without).keyInForce } });
  },
  "party-unknown": () => {
    const without = entries.filter(({ party }) => party !== "housing");
    return caseOf(signed(), { log: { ...sideOf(signed()), partyKnown: sideOf(signed(), without).partyKnown } });
  },
  "too-many-packets": () => caseOf(signed(), { log: sideOf(signed(), entries, { tooMany: true, own: undefined }) }),
  "packet-missing": () => caseOf(withPackets((packets) => packets.slice(1))),
  "packet-left-out": () => caseOf(signed(undefined, settled - 2)),
  "packet-extra": () => caseOf(withPackets((packets) => [...packets, { ...FIRST, packet: "x" }])),
  "packet-differs": () =>
    caseOf(withPackets((packets) => packets.map((packet, n) => (n === 0 ? { ...packet, attempts: 9 } : packet)))),
  "fate-left-out": () => caseOf(signed(undefined, settled)),
  "otherwise-differs": () => caseOf(withPackets((packets) => packets.toReversed())),
};

t.same(statementFaults(caseOf(signed())), [], "what is lied about is honest");
t.same(
  Object.keys(LIES),
  STATEMENT_CHECKS.map(({ code }) => code),
  "a lie for each check",
);

for (const [code, lie] of Object.entries(LIES)) {
  t.test(`${code}: found, and by no other check`, async (t) => {
    t.same([...new Set(statementFaults(lie()).map((fault) => fault.code))], [code]);
    t.same(
      statementFaults(
        lie(),
        STATEMENT_CHECKS.filter((check) => check.code !== code),
      ),
      [],
      "switched off it passes",
    );
  });
}

t.test("statement: each packet that is removed, doubled or told differently is named", async (t) => {
  const { packets } = signed().statement;
  t.ok(packets.length >= 3);
  for (const [n, { packet }] of packets.entries()) {
    t.same(statementFaults(caseOf(withPackets((all) => all.toSpliced(n, 1)))), [{ code: "packet-missing", packet }]);
    const twice = withPackets((all) => all.toSpliced(n, 0, ...all.slice(n, n + 1)));
    t.same(statementFaults(caseOf(twice)), [{ code: "packet-extra", packet }]);
    const other = withPackets((all) => all.map((one, at) => (at === n ? { ...one, entries: [n] } : one)));
    t.same(statementFaults(caseOf(other)), [{ code: "packet-differs", packet }]);
  }
});

t.test("statement: late entries that an honest gateway could not have are not a fault", async (t) => {
  const made = (size: number, madeAt: number) => {
    const of = { ...signed(undefined, size), madeAt };
    return statementFaults(caseOf(of, { now: madeAt, log: sideOf(of) })).map(({ code }) => code);
  };
  t.same(made(settled - 2, NOW - 2 * 60_000), [], "recorded within the five minutes before");
  t.same(made(settled, NOW - 2 * 60_000), []);
  t.same(made(settled - 2, NOW), ["packet-left-out"]);
});

t.test("statement: a packet with a backdated entry contradicts the earlier statement", async (t) => {
  const of = signed();
  const backdated = {
    ...(entries.find(({ type }) => type === "sealed") as AuditEntry),
    packet: "x",
    recipient: "housing",
  };
  t.same(statementFaults(caseOf(of, { log: sideOf(of, [...entries, backdated]) })), [
    { code: "packet-left-out", packet: "x" },
  ]);
  const accepted = { ...(entries.find(({ type }) => type === "accepted") as AuditEntry), message: "y", time: SCOPE.to };
  const own = { ...of, subject: "procuratorate", statement: { ...of.statement, party: "procuratorate", packets: [] } };
  const later = { ...backdated, message: "y", recipient: "education" };
  const found = statementFaults(
    caseOf(own, { asked: { ...ASKED, party: "procuratorate" }, log: sideOf(own, [...entries, accepted, later]) }),
  );
  like(
    t,
    found.filter(({ code }) => code === "packet-left-out"),
    [{ packet: "x" }],
    "a sender's too",
  );
});

t.test("statement: it is read back from its claims", async (t) => {
  const { statement } = signed();
  const claims = { iss: GATEWAY, sub: "housing", iat: NOW / 1000, statement };
  t.same(readStatement(claims), { gateway: GATEWAY, subject: "housing", madeAt: NOW, statement });
  t.equal(readStatement({ ...claims, statement: { ...statement, v: 2 } }), undefined);
});
