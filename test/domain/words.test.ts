/** Tests that every code shown to people has one word in each language. */
import { AID_GROUPS } from "../../src/casework/report/counted-report.ts";
import { FIXED_COLUMNS, SECTIONS } from "../../src/casework/report/report.ts";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { PURPOSES } from "../../src/domain/purpose.ts";
import t from "tap";
import { ATTENTION_CODES } from "../../src/domain/attention.ts";
import { ORIGINS } from "../../src/domain/origin.ts";
import { PAUSE_REASONS } from "../../src/domain/endpoint-pause.ts";
import { LETTER_KINDS, LETTER_STATES } from "../../src/domain/letter.ts";
import { ENTRY_TYPES, LEGAL_BASES } from "../../src/domain/audit-entry.ts";
import {
  CLOSING_FAULTS,
  CONCLUSIONS,
  DUTY_STATES,
  FOLLOW_TODOS,
  GRADES,
  PERSON_LISTS,
  SUBJECT_STATES,
  VETOES,
  VISIT_KINDS,
  VISIT_OUTCOMES,
} from "../../src/domain/follow.ts";
import { AGENDA_KINDS, DECISION_STATES } from "../../src/domain/meeting.ts";
import { INQUIRY_STATES } from "../../src/domain/inquiry.ts";
import { ITEM_FLAGS, ITEM_STATES, REPLIES, SUBJECT_TODOS, WORKLISTS } from "../../src/domain/item.ts";
import { MEASURE_KINDS, MEASURE_STATUSES } from "../../src/domain/measure.ts";
import { LOG_STAGES } from "../../src/domain/log-stage.ts";
import { MESSAGE_TYPES } from "../../src/domain/message.ts";
import { PACKET_STATES } from "../../src/domain/packet.ts";
import { REJECT_REASONS } from "../../src/domain/receipt.ts";
import { LOOKUP_BASES } from "../../src/domain/recorded-request.ts";
import { REFUSALS } from "../../src/domain/refusal.ts";
import { KEY_CHANGE_STATES } from "../../src/exchange/key-changes-port.ts";
import { causeWord, WORDS, type WordKind, wordOf } from "../../src/domain/words/words.ts";
import { ALARM_CODES } from "../../src/monitor/alarm.ts";

/** Events that the schema of the rules allows. */
const EVENTS = (
  JSON.parse(await readFile(new URL("../../schemas/config/deadlines.schema.json", import.meta.url), "utf8")) as {
    $defs: { rule: { properties: { start: { enum: string[] } } } };
  }
).$defs.rule.properties.start.enum;

/** Kinds of readings that the endpoints record. */
const READINGS = (await readdir(new URL("../../src/http/routes/", import.meta.url))).flatMap((file) =>
  Array.from(
    readFileSync(new URL(`../../src/http/routes/${file}`, import.meta.url), "utf8").matchAll(
      /kind: "([a-z-]+)",\s*question/g,
    ),
    ([, kind = ""]) => kind,
  ),
);

const HAN = /\p{Script=Han}/u;

/** The codes of each kind, from where the program has them. */
const CODES: Readonly<Record<WordKind, readonly string[]>> = {
  role: ["procuratorate", "department", "social-work", "convener", "auditor", "security-administrator", "operator"],
  message: MESSAGE_TYPES,
  inquiryState: INQUIRY_STATES,
  legalBasis: LEGAL_BASES,
  rightsKind: ["access", "correct", "erase", "withdraw", "explain", "other"],
  purpose: PURPOSES,
  reading: [...new Set(READINGS)],
  rightsOutcome: ["open", "told", "erased"],
  decisionState: DECISION_STATES,
  agendaKind: AGENDA_KINDS,
  milestone: ["accepted", "delivered", "confirmed", "outcome"],
  state: PACKET_STATES,
  outcome: ["accepted", "rejected"],
  reason: REJECT_REASONS,
  mode: ["push", "pull"],
  actor: ["operator", "recipient", "sender", "nobody"],
  origin: ORIGINS,
  endpoint: ["on", "failing", "paused", "off", "pull", "suspended", "removed"],
  test: ["taken", "answered", "unreachable"],
  attention: ATTENTION_CODES,
  remedy: ATTENTION_CODES,
  circuit: ["closed", "open", "half-open"],
  delivery: ["push", "fetch", "receipt"],
  keyChange: KEY_CHANGE_STATES,
  push: ["delivered", "retry", "failed", "gone"],
  cause: [
    "timeout",
    "aborted",
    "refused",
    "unreachable",
    "dns",
    "tls",
    "address-refused",
    "connection-closed",
    "answer-incomplete",
    "bad-answer",
    "operator",
    ...PAUSE_REASONS,
    "unrecorded",
    "window-closed",
    "endpoint-not-a-url",
    "endpoint-not-http",
    "endpoint-not-https",
    "endpoint-userinfo",
    "endpoint-address-refused",
  ],
  basis: LOOKUP_BASES,
  stage: LOG_STAGES,
  entry: ENTRY_TYPES,
  rules: ["sharing-policy", "routing", "calendar", "deadlines", "retention", "schema"],
  key: ["key-added", "key-retired", "key-restored", "key-removed", "key-sent", "key-confirmed", "key-refused"],
  step: ["passed", "failed", "not-checked"],
  alarm: ALARM_CODES,
  item: ITEM_STATES,
  reply: REPLIES,
  personList: PERSON_LISTS,
  personListAbout: PERSON_LISTS,
  gapLevel: ["G0", "G1", "G2", "G3"],
  worklist: WORKLISTS,
  itemFlag: ITEM_FLAGS,
  letterKind: ["1", ...LETTER_KINDS],
  letterState: LETTER_STATES,
  measureKind: MEASURE_KINDS,
  measureStatus: MEASURE_STATUSES,
  subjectTodo: SUBJECT_TODOS,
  refusal: Object.keys(REFUSALS),
  clockStage: ["normal", "paused", "due-soon", "overdue", "supervise", "meeting"],
  clockState: ["running", "planned", "met", "late", "missed", "cancelled"],
  clockEvent: EVENTS,
  clockDuty: ["department", "procuratorate", "person"],
  sourceStatus: ["found", "quoted", "local", "proposed", "unverified"],
  pause: ["P1", "P3", "P4"],
  extension: ["X1", "X2", "X3", "X4"],
  reportSection: SECTIONS,
  reportColumn: [...new Set(Object.values(FIXED_COLUMNS).flat()), "R13-R19"],
  reportRate: ["I04", "I05", "I12", "I07", "I08", "I06"],
  reportFigure: [
    "I01.cases",
    "I01.persons",
    "I01.amount",
    ...AID_GROUPS.map((group) => `I02.${group}`),
    "I03.cases",
    "I03.persons",
    "I09.R99",
    "I10.median",
    "I10.p90",
    "I13.persons",
    "I13.days",
    ...["2", "3", "4", "5", "answered"].map((name) => `I15.${name}`),
    "I16.leads",
    "I16.signed",
    "I16.listed",
    ...["due", "visited", "home"].map((name) => `I17.${name}`),
    "I18.persons",
    "I18",
    ...["A", "B", "C", "D", "none"].map((grade) => `I19.${grade}`),
    "I20.answers",
    "I20",
    "I21",
    "I22",
    ...["accepted", "declined", "rules"].map((name) => `I23.${name}`),
    "year.sent",
    "year.delivered",
  ],
  subject: SUBJECT_STATES,
  visitKind: [...VISIT_KINDS, "H"],
  visitOutcome: VISIT_OUTCOMES,
  visitWay: ["1", "2", "3", "4"],
  duty: DUTY_STATES,
  grade: GRADES,
  conclusion: CONCLUSIONS,
  veto: VETOES,
  gradeLacks: ["ratio", "delivery", "satisfaction", "answers"],
  followTodo: FOLLOW_TODOS,
  closing: CLOSING_FAULTS,
  reportTrend: ["period", "sent", "decided", "delivered", "once"],
};

t.test("every code has a word in both languages", async (t) => {
  for (const [kind, codes] of Object.entries(CODES) as [WordKind, readonly string[]][]) {
    t.same(Object.keys(WORDS[kind]).toSorted(), [...codes].toSorted(), kind);
    for (const code of codes) {
      const { zh, en } = wordOf(kind, code);
      t.match(zh, HAN, `${kind} ${code}`);
      t.ok(en !== "" && !HAN.test(en), `${kind} ${code}`);
    }
  }
});

t.test("no two codes of a kind have the same word", async (t) => {
  for (const kind of Object.keys(CODES) as WordKind[]) {
    for (const language of ["zh", "en"] as const) {
      const words = CODES[kind].map((code) => wordOf(kind, code)[language]);
      t.same(
        words.filter((word, at) => words.indexOf(word) !== at),
        [],
        `${kind} ${language}`,
      );
    }
  }
});

t.test("a code without a word is shown as itself", async (t) => {
  for (const code of ["of-tomorrow", "toString", "__proto__"]) t.same(wordOf("state", code), { zh: code, en: code });
  t.same(causeWord("http-503"), { zh: "对方应答 HTTP 503", en: "HTTP 503" });
  t.same(causeWord("http-5030"), { zh: "http-5030", en: "http-5030" });
  t.same(Object.keys(wordOf("refusal", "expired")), ["zh", "en"], "words and nothing else");
});

t.test("the directory's schema has the roles and modes that have words", async (t) => {
  const schema = await readFile(new URL("../../schemas/config/directory.schema.json", import.meta.url), "utf8");
  const enums = [...schema.matchAll(/"enum": (\[[^\]]+\])/g)].map(([, list = ""]) => JSON.parse(list) as string[]);
  for (const kind of ["role", "mode"] as const) {
    const words = Object.keys(WORDS[kind]).toSorted();
    t.ok(
      enums.some((list) => list.toSorted().join() === words.join()),
      kind,
    );
  }
});
