import { readFile } from "node:fs/promises";
import t from "tap";
import type { EvidenceModel, TimelineEntry } from "../../src/evidence/model.ts";
import { entryWords } from "../../src/evidence/summary/event.ts";
import { groupWords } from "../../src/evidence/summary/groups.ts";
import { shownSecond, shownTime, zonedTime } from "../../src/evidence/summary/shown-time.ts";
import { EVIDENCE_STEPS, STEP_TITLES } from "../../src/evidence/steps.ts";
import { viewOf } from "../../src/evidence/summary/view.ts";
import { EVIDENCE_CHECKS } from "../../src/evidence/verify/verify-evidence.ts";
import { trustOf } from "../../src/evidence/verify/trust.ts";
import { ENTRY_TYPES } from "../../src/domain/audit-entry.ts";
import { noteSigner } from "../support/log/memory-log.ts";
import { sha256 } from "../support/sha256.ts";
import { like } from "../support/like.ts";

const HAN = /\p{Script=Han}/u;

t.test("summary: groups of fields have the names of the sharing policy", async (t) => {
  const policy = JSON.parse(await readFile(new URL("../../config/sharing-policy.json", import.meta.url), "utf8")) as {
    readonly members: Readonly<Record<string, { readonly title: string }>>;
    readonly groups: Readonly<Record<string, { readonly title: string }>>;
  };
  for (const [group, { title }] of Object.entries({ ...policy.members, ...policy.groups })) {
    t.equal(groupWords([group]).zh, title);
  }
  t.same(groupWords(["identity", "own-group"]), { zh: "身份、own-group", en: "identity, own-group" });
});

t.test("summary: every type of entry has words for all its members", async (t) => {
  const more: Readonly<Record<string, TimelineEntry["more"]>> = {
    accepted: {
      messageType: "supplement",
      version: "1",
      policy: "p@1",
      digest: "d",
      origin: "o",
      directory: "x",
      packets: 3,
    },
    refused: { code: "invalid-envelope", digest: "d" },
    sealed: { kid: "k", policy: "p@1", disclosed: ["identity"], digest: "d", replaces: "packet-1" },
    attempt: { attempt: 2, code: "http-503", outcome: "retry", milliseconds: 12, digest: "d" },
    delivered: { via: "push", digest: "d" },
    fetched: { digest: "d" },
    receipt: { outcome: "rejected", reason: "other", issued: "2026-01-01T00:00:00.000Z", receipt: "r", digest: "d" },
    conflict: { outcome: "accepted", state: "withdrawn", digest: "d" },
    failed: { code: "window-closed", attempt: 4, digest: "d" },
    withdrawn: { by: "message-2", was: "queued", digest: "d" },
    requeued: { digest: "d" },
    resealed: { by: "packet-2", digest: "d" },
    erased: { reason: "retention", rule: "retention@1", digest: "d" },
    "envelope-erased": { reason: "request", basis: "pipl-47", reference: "2026-17" },
    "erasure-requested": { basis: "court-order", reference: "7", packets: 2 },
    "person-lookup": { basis: "pipl-45", reference: "8", threads: 1 },
    "person-lookup-approved": { reference: "8" },
    "case-facts": { facts: 3, root: "d" },
    "case-erased": { facts: 3, reason: "retention", rule: "default@2026-2" },
  };
  const view = viewOf({
    parties: {},
    packets: [{ id: "packet-1" }, { id: "packet-2" }],
    messages: [],
  } as unknown as EvidenceModel);
  for (const type of ENTRY_TYPES) {
    const entry: TimelineEntry = { index: 1, time: "", type, actor: "a", packet: "packet-1", more: more[type] ?? {} };
    const { what, details, told } = entryWords(view, entry);
    t.match(what.zh, HAN, type);
    t.same(
      Object.keys(entry.more).filter((name) => !told.includes(name) && name !== "threads"),
      [],
      type,
    );
    for (const line of details) if (typeof line === "object" && "zh" in line) t.match(line.zh, HAN);
  }
  const about = (type: TimelineEntry["type"]) =>
    JSON.stringify(entryWords(view, { index: 1, time: "", type, actor: "a", more: more[type] ?? {} }));
  t.match(about("erased"), "保存期限届满（retention@1）");
  t.match(about("envelope-erased"), "按登记的请求 2026-17：《个人信息保护法》第四十七条");
  t.match(about("erasure-requested"), "人民法院");
  t.match(about("sealed"), "替换数据包 1");
  t.match(about("resealed"), "改用数据包 2");
  t.match(about("person-lookup"), "查找人员");
  t.match(about("refused"), "拒绝报文");
  const later = entryWords(view, {
    index: 1,
    time: "",
    type: "of-tomorrow" as never,
    actor: "a",
    more: { via: "push" },
  });
  t.same([later.what.zh, later.told], ["其他事项 of-tomorrow", []], "one of a later version is shown as it is");
});

t.test("summary: only a pushed packet is called pushed", async (t) => {
  const view = viewOf({ parties: {}, packets: [], messages: [] } as unknown as EvidenceModel);
  const what = (via: string) => entryWords(view, { index: 1, time: "", type: "delivered", actor: "a", more: { via } });
  like(t, what("push").what, { zh: "推送送达", en: "delivered by push" });
  like(t, what("receipt").what, { zh: "以回执认定送达" });
  t.notMatch(what("receipt").what.en, /push/);
  like(t, what("pigeon"), { what: { zh: "送达" }, told: ["digest"] }, "another way is shown as it stands");
});

t.test("summary: times are in one zone", async (t) => {
  t.equal(shownTime("2026-03-02T16:30:00.123Z"), "2026-03-03 00:30:00.123");
  t.equal(shownSecond("2026-03-02T16:30:00.000Z"), "2026-03-03 00:30:00");
  t.equal(zonedTime("2026-03-02T16:30:00.000Z"), "2026-03-03 00:30:00 +08:00");
  t.equal(zonedTime("2026-03-02T16:30:00.500Z"), "2026-03-03 00:30:00.500 +08:00", "no earlier than it was");
  for (const other of ["", "yesterday", "2026-13-02T16:30:00.000Z", "2026-03-02T16:30:00Z"]) {
    t.same([shownTime(other), shownSecond(other), zonedTime(other)], [other, other, other]);
  }
});

t.test("summary: it describes the verifier's own steps", async (t) => {
  const witness = noteSigner("w.example", 4).vkey;
  const log = [noteSigner("l.example").vkey];
  const nothing = trustOf({ log }, sha256);
  const everything = trustOf({ log, witnesses: [witness], parties: { a: ["b"] }, authorities: "PEM" }, sha256);
  const required = (asked: never) => EVIDENCE_CHECKS.filter((check) => check.required(asked)).map(({ id }) => id);
  const always = required({ trust: nothing } as never);
  // Types are always looked at; an unknown one of a later version does not fail the evidence.
  t.same(
    Object.keys(EVIDENCE_STEPS.always).filter((id) => id !== "types"),
    always,
  );
  t.same(
    Object.keys(EVIDENCE_STEPS.asked).toSorted(),
    required({ trust: everything, log: {} } as never)
      .filter((id) => !always.includes(id))
      .toSorted(),
  );
  t.same(Object.keys(STEP_TITLES).toSorted(), EVIDENCE_CHECKS.map(({ id }) => id).toSorted(), "each step once");
});
