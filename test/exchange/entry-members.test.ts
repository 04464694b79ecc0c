import type { SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import { createHash, randomBytes } from "node:crypto";
import type { Arrival, Taken } from "../../src/casework/arrival.ts";
import { factsRoot, sealFacts } from "../../src/casework/seal-facts.ts";
import { createCaseCipher } from "../../src/crypto/case-keys.ts";
import t from "tap";
import { createReports } from "../../src/casework/report/reports.ts";
import { createReadings } from "../../src/audit/readings.ts";
import { canonicalize } from "../../src/wire/jcs.ts";
import { recordRules, recordSchemas } from "../../src/exchange/configuration.ts";
import { packPacket } from "../../src/exchange/pack.ts";
import { eraseThread } from "../../src/persons/erase.ts";
import { approveLookup, lookUpPerson } from "../../src/persons/person-lookup.ts";
import { flowFixture, JOSE } from "../support/exchange/flow.ts";
import { CALENDAR } from "../support/report.ts";

/** Members that every entry about a packet may have. */
const PACKET = ["v", "type", "time", "actor", "message", "packet", "thread", "recipient", "digest"];
/** Allow-list of the members of each type of entry: a name added here stays in the log for ever. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  accepted: [
    "v",
    "type",
    "time",
    "actor",
    "message",
    "thread",
    "digest",
    "origin",
    "messageType",
    "version",
    "policy",
    "directory",
    "packets",
  ],
  sealed: [...PACKET, "kid", "policy", "disclosed", "replaces", "insteadOf"],
  delivered: [...PACKET, "via"],
  fetched: PACKET,
  receipt: [...PACKET, "outcome", "reason", "issued", "receipt"],
  conflict: [...PACKET, "outcome", "reason", "state"],
  withdrawn: [...PACKET, "by", "was"],
  packed: [...PACKET, "until"],
  imported: [...PACKET, "kind", "from"],
  resealed: [...PACKET, "by"],
  rerouted: [...PACKET, "from"],
  refused: ["v", "type", "time", "actor", "message", "code", "step", "errors", "codes", "count", "since"],
  "erasure-requested": ["v", "type", "time", "actor", "thread", "basis", "reference", "packets"],
  erased: [...PACKET, "reason", "basis", "reference"],
  directory: [
    "v",
    "type",
    "time",
    "actor",
    "change",
    "party",
    "part",
    "from",
    "to",
    "rules",
    "schema",
    "digest",
    "code",
    "reason",
    "until",
  ],
  "clock-rules": ["v", "type", "time", "actor", "part", "from", "to", "rules"],
  guideline: ["v", "type", "time", "actor", "part", "from", "to", "rules"],
  read: ["v", "type", "time", "actor", "kind", "count", "since", "asked"],
  "envelope-erased": ["v", "type", "time", "actor", "message", "thread", "reason", "basis", "reference"],
  "person-lookup": [
    "v",
    "type",
    "time",
    "actor",
    "basis",
    "reference",
    "threads",
    "more",
    "asked",
    "quota",
    "approvedBy",
  ],
  "person-lookup-approved": ["v", "type", "time", "actor", "operator", "reference"],
  "case-facts": ["v", "type", "time", "actor", "message", "thread", "facts", "links", "root"],
  "case-erased": ["v", "type", "time", "actor", "thread", "facts", "links", "reason", "rule", "basis", "reference"],
  inquiry: [
    "v",
    "type",
    "time",
    "actor",
    "message",
    "thread",
    "recipient",
    "purpose",
    "questions",
    "subjects",
    "results",
  ],
  "report-released": ["v", "type", "time", "actor", "sender", "period", "cell"],
  report: ["v", "type", "time", "actor", "sender", "period", "cut", "rules", "facts", "root", "digest", "hidden"],
};

/** An inquiry that is asked and answered by the same message: of both there is an entry. */
const ASKED = {
  asker: "procuratorate",
  party: "civil-affairs",
  purpose: "U2",
  questions: [{ code: "Q01", mode: "compare" }],
  subjects: 1,
  urgency: "9",
  rules: "",
  askedAt: 0,
  state: "asked",
  since: 0,
  refusals: [],
  often: 0,
  day: "2026-11-23",
} as const;

/** A synthetic citizen number (sequence 000). It could be guessed from its digest. */
const NUMBER = "110101201001010008";
const BODY = {
  to: ["civil-affairs"],
  all: { idType: "01", idNumber: NUMBER },
  "civil-affairs": { telephone: "13800000000" },
};

const keys = createCaseCipher(randomBytes(32));
let turns = 0;

/** Takes the whole document as the secret of one fact. */
function factOf({ id, thread, type, at, body }: Arrival): Taken {
  if (type !== "aid-subject-list") return { warnings: [] };
  const clear = { event: "subject", message: id, issuedAt: at, subject: keys.subject(thread, NUMBER).toString("hex") };
  const facts = sealFacts(keys, thread, [{ clear, secret: body }]);
  const settled = {
    thread,
    parties: ["civil-affairs"],
    state: "answered",
    refusals: [],
    results: ["match:1"],
  } as const;
  const digests = keys.salts(2) as [Buffer, Buffer];
  return {
    change: {
      thread,
      revision: 1,
      facts,
      root: Buffer.from(factsRoot(facts)),
      items: [],
      links: [{ subject: clear.subject, link: keys.link(2026, `01 ${NUMBER}`), year: 2026 }],
    },
    inquiry: {
      asked: [{ ...ASKED, message: id, turn: (turns += 1) }],
      subjects: [{ subject: digests[0], person: digests[1] }],
      settled: [settled],
    },
    warnings: [],
  };
}

t.test(
  "entries have only the members of their type, and no digest from which a payload could be guessed",
  async (t) => {
    const f = await flowFixture(t, (flow) => ({
      ...flow,
      casework: { outcomes: async () => new Map(), take: async (arrival) => factOf(arrival) },
    }));
    const { civil, procuratorate } = f.parties;
    await recordSchemas(f.flow, [{ type: "aid-subject-list", version: "1", text: "{}" }]);
    const change = { part: "deadlines", from: "default@1", to: "default@2" };
    await recordRules(f.flow, { version: "0".repeat(64), document: "{}" }, () => [change], "clock-rules");
    await recordRules(f.flow, { version: "1".repeat(64), document: "{}" }, () => [change], "guideline");
    const submit = async (jti: string) => {
      const { json } = await f.exchange.submit(procuratorate.caller, await f.list(jti, { body: BODY }), JOSE);
      const answer = JSON.parse(json) as SubmissionAnswer;
      const [packet] = answer.packets;
      if (packet === undefined) throw new Error("a packet");
      return { answer, packet };
    };
    const { answer, packet } = await submit("a");
    const proofs = { entry: async () => "proof", gatewayKeys: async () => ({}) };
    await packPacket(f.flow, proofs, civil.caller, packet.id);
    const receipt = await f.receipt(civil, packet, { note: NUMBER });
    await f.exchange.importFile(procuratorate.caller, Buffer.from(receipt), "application/jwt");
    const other = { jti: "other", outcome: "rejected", reason: "other", note: NUMBER };
    await t.rejects(f.exchange.receipt(civil.caller, packet.id, await f.receipt(civil, packet, other)), {
      code: "receipt-conflict",
    });
    await t.rejects(
      f.exchange.submit(procuratorate.caller, await f.list("bad", { body: NUMBER, version: "9" }), JOSE),
      {
        code: "invalid-claims",
      },
    );

    const back = await submit("b");
    const withdrawal = { jti: "w", type: "withdrawal", thread: back.answer.thread, body: {} };
    await f.exchange.submit(procuratorate.caller, await f.envelope(procuratorate, withdrawal), JOSE);
    const operator = { ...civil.party, kind: "operator" as const };
    const directory = () => ({ ...f.flow.directory(), party: () => operator });
    const approval = { operator: procuratorate.caller.party, reference: "2026-17" };
    await approveLookup({ clock: f.flow.clock, directory }, f.store.personRows, civil.caller, approval);
    const { threads } = await lookUpPerson(f.flow, f.store.personRows, 20, procuratorate.caller, {
      idType: "01",
      idNumber: NUMBER,
      basis: "pipl-47",
      reference: "2026-17",
    });
    t.ok(threads.some(({ thread }) => thread === answer.thread));
    const reports = createReports({
      rows: f.store.reportRows,
      keys,
      now: () => Date.parse("2026-12-02T00:00:00Z"),
      rules: () => ({ calendar: CALENDAR, version: "default@1", digest: "00" }),
      kindOf: () => "procuratorate",
      asAt: async () => ({ calendar: CALENDAR, clocksFor: async () => () => [] }),
      gateway: "gateway",
    });
    await reports.report(procuratorate.caller, "2026-11", { version: "public" });
    await eraseThread(f.flow, f.store.erasureRows, procuratorate.caller, {
      thread: answer.thread,
      basis: "pipl-47",
      reference: "2026-17",
    });

    // One that is recorded at once, and those that are recorded together.
    const readings = createReadings(f.store, f.flow.clock);
    for (const party of ["civil-affairs", "housing", "education"]) {
      await readings.note("auditor", { kind: "deliveries", asked: { recipient: party, as: "csv" } });
    }
    await readings.flush();

    const entries = await f.entries();
    const types = new Set(entries.map(({ type }) => String(type)));
    const elsewhere = new Set(["delivered", "resealed", "rerouted", "report-released"]);
    for (const type of Object.keys(ALLOWED).filter((one) => !elsewhere.has(one))) {
      t.ok(types.has(type), type);
    }
    for (const entry of entries) {
      const allowed = ALLOWED[String(entry.type)] ?? [];
      t.same(
        Object.keys(entry).filter((member) => !allowed.includes(member)),
        [],
        String(entry.type),
      );
    }

    const text = entries.map((entry) => JSON.stringify(entry)).join("\n");
    const shown = { all: BODY.all, "civil-affairs": BODY["civil-affairs"] };
    for (const plain of [NUMBER, "13800000000", ...[BODY, shown, BODY.all, shown["civil-affairs"]].map(canonicalize)]) {
      const digest = createHash("sha256").update(plain).digest();
      for (const form of [plain, digest.toString("base64"), digest.toString("base64url"), digest.toString("hex")]) {
        t.notOk(text.includes(form), "neither a value nor its bare digest");
      }
    }
  },
);
