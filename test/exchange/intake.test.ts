import type { SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import t from "tap";
import { formatDigest } from "../../src/wire/digest.ts";
import { createSuites } from "../../src/crypto/suites.ts";
import { sha256 } from "../../src/exchange/entries.ts";
import type { LogPosition } from "../../src/domain/log-stage.ts";
import { flowFixture, JOSE, key } from "../support/exchange/flow.ts";
import { Refusal } from "../../src/domain/refusal.ts";
import { rejection } from "../support/refusal.ts";
import { refusalOf } from "../support/exchange/refusal-of.ts";
import { like } from "../support/like.ts";

const published = (leafHash: Uint8Array): LogPosition => ({
  origin: "gateway.example/log",
  leafHash: Buffer.from(leafHash).toString("base64url"),
  stage: "published",
  index: 7,
});

t.test("an accepted list has its packets, submission receipt and audit entries", async (t) => {
  const f = await flowFixture(t);
  const { procuratorate, civil, school } = f.parties;
  const body = { to: ["civil-affairs", "education"], all: 1, "civil-affairs": "only-civil", education: "only-school" };
  const envelope = await f.envelope(procuratorate, { jti: "one", body });
  const { repeat, id, json } = await f.exchange.submit(procuratorate.caller, envelope, JOSE);
  t.notOk(repeat);
  const answer = JSON.parse(json) as SubmissionAnswer;
  t.equal(answer.id, id);
  t.equal(answer.thread, id, "a list opens its own thread");
  t.same(
    answer.packets.map(({ recipient, state }) => [recipient, state]),
    [
      ["civil-affairs", "queued"],
      ["education", "queued"],
    ],
  );

  const suite = createSuites().get("jose");
  const gateway = f.flow.keys().signing;
  const receipt = await suite.verify(answer.receipt, "aid-submission-receipt+jwt", () => gateway);
  const claims = JSON.parse(receipt.payload.toString()) as Record<string, unknown>;
  like(t, claims, { iss: "gateway", aud: "procuratorate", sub: id, digest: formatDigest(sha256(envelope)) });
  t.same(
    claims.packets,
    answer.packets.map(({ id: packet, recipient, digest }) => ({ id: packet, recipient, digest })),
  );

  for (const [recipient, other] of [
    [civil, "only-school"],
    [school, "only-civil"],
  ] as const) {
    const packet = answer.packets.find((each) => each.recipient === recipient.id);
    const { bytes } = await f.exchange.packet(recipient.caller, packet?.id ?? "");
    t.equal(formatDigest(sha256(bytes)), packet?.digest, "the bytes are those of the answer's digest");
    const opened = await suite.open(
      bytes,
      "aid-packet+jwt",
      new Map([[recipient.enc.kid, recipient.enc]]),
      () => gateway,
    );
    const text = opened.payload.toString();
    like(t, JSON.parse(text), {
      iss: "gateway",
      aud: recipient.id,
      jti: packet?.id,
      message: id,
      thread: id,
      type: "aid-subject-list",
      version: "1",
      from: "procuratorate",
      policy: "test@1",
      disclosed: ["all"],
    });
    t.notMatch(text, other, "nobody sees what is not theirs");
  }

  const entries = await f.entries();
  t.same(entries.map(({ type }) => type).slice(0, 3), ["accepted", "sealed", "sealed"]);
  const accepted = entries[0] ?? {};
  const leaf = sha256(Buffer.concat([Buffer.of(0), Buffer.from(JSON.stringify(accepted))]));
  const leafHash = leaf.toString("base64url");
  t.same(
    claims.log,
    { origin: "gateway.example/log", leafHash },
    "what is signed has no stage, which would be untrue soon",
  );
  t.same(answer.log, { origin: "gateway.example/log", leafHash, stage: "pending" });
});

t.test("the same message again gets the same answer; another message under its id is a conflict", async (t) => {
  const f = await flowFixture(t);
  const { caller } = f.parties.procuratorate;
  const first = await f.exchange.submit(caller, await f.list("same"), JOSE);
  // Signed and encrypted anew with another `iat`, when the first message would be too old to be accepted.
  f.clock.at += 400 * 86_400_000;
  const old = await f.exchange.submit(caller, await f.list("same", { iat: f.clock.at / 1000 - 300 * 86_400 }), JOSE);
  t.same(old, { repeat: true, id: first.id, json: first.json });
  // The entry has been published since; all other bytes are those of the first answer.
  f.flow.log.positions = async (hashes) => hashes.map((hash) => published(hash));
  const later = await f.exchange.submit(caller, await f.list("same"), JOSE);
  const { log } = JSON.parse(first.json) as SubmissionAnswer;
  t.same((JSON.parse(later.json) as SubmissionAnswer).log, { ...log, stage: "published", index: 7 });
  t.equal(later.json.replace('"stage":"published","index":7', '"stage":"pending"'), first.json);
  const conflict = f.exchange.submit(caller, await f.list("same", { body: { to: ["education"] } }), JOSE);
  const error: unknown = await conflict.catch((reason: unknown) => reason);
  like(t, error, { code: "duplicate-id", options: { members: { message: first.id } } });
  t.equal((await f.entries()).filter(({ type }) => type === "accepted").length, 1);
});

t.test("a repeated answer has the present position of its entry", async (t) => {
  const f = await flowFixture(t);
  const { caller } = f.parties.procuratorate;
  const first = await f.exchange.submit(caller, await f.list("stored"), JOSE);
  const { rows } = await f.store.pool.query<{ answer: string }>("select answer from messages");
  const { log, ...stored } = JSON.parse(first.json) as SubmissionAnswer;
  t.same(JSON.parse(rows[0]?.answer ?? ""), stored, "no stage is stored, for it changes");
  const { json } = await f.exchange.submit(caller, await f.list("stored"), JOSE);
  t.same(JSON.parse(json), { ...stored, log });
});

t.test("twenty copies at once become one message", async (t) => {
  const f = await flowFixture(t);
  const { caller } = f.parties.procuratorate;
  const copies = await Promise.all(Array.from({ length: 20 }, () => f.list("at-once")));
  const answers = await Promise.all(copies.map((copy) => f.exchange.submit(caller, copy, JOSE)));
  t.equal(new Set(answers.map(({ json }) => json)).size, 1);
  t.equal(answers.filter(({ repeat }) => !repeat).length, 1);
  const { rows } = await f.store.pool.query("select count(*)::int as n from packets");
  t.same(rows, [{ n: 1 }]);
});

t.test("a refused message leaves its id free and leaves only an entry", async (t) => {
  const f = await flowFixture(t);
  const { caller } = f.parties.procuratorate;
  t.equal(
    await refusalOf(f.exchange.submit(caller, await f.list("free", { body: { invalid: 1 } }), JOSE)),
    "invalid-document invalid",
  );
  t.same(
    (await f.entries()).map(({ type, code, codes, actor }) => ({ type, code, codes, actor })),
    [{ type: "refused", code: "invalid-document", codes: ["invalid"], actor: "procuratorate" }],
  );
  const { rows } = await f.store.pool.query(
    "select (select count(*) from messages) + (select count(*) from packets) as n",
  );
  t.same(rows, [{ n: "0" }]);
  const { repeat } = await f.exchange.submit(caller, await f.list("free"), JOSE);
  t.notOk(repeat, "the id was free");
});

t.test("bad input of each kind is refused with its code and changes nothing", async (t) => {
  const f = await flowFixture(t);
  const { procuratorate, civil, school } = f.parties;
  const good = await f.list("good");
  const answered = new Set<string | undefined>();
  const submit = async (envelope: Buffer, from = procuratorate, type = JOSE) => {
    const refusal = await refusalOf(f.exchange.submit(from.caller, envelope, type));
    answered.add(refusal.split(" ")[0]);
    return refusal;
  };

  t.equal(await submit(good, procuratorate, "application/json"), "unsupported-media-type");
  t.equal(await submit(Buffer.from("not jose")), "invalid-envelope");
  t.equal(await submit(Buffer.alloc(0)), "invalid-envelope");
  t.equal(await submit(good, civil), "invalid-envelope", "another party's token");
  t.equal(await submit(await f.envelope({ ...procuratorate, sig: key("sig") }, { jti: "x" })), "invalid-envelope");
  const parts = good.toString().split(".");
  for (let i = 0; i < 5; i++) {
    const part = parts[i] ?? "";
    const flipped = part === "" ? "AA" : (part.startsWith("A") ? "B" : "A") + part.slice(1);
    const tampered = Buffer.from(parts.map((each, j) => (i === j ? flipped : each)).join("."));
    t.equal(await submit(tampered), "invalid-envelope", `part ${i} tampered`);
  }

  const [gatewayKey] = f.flow.keys().decryption.values();
  if (gatewayKey === undefined) throw new Error("the gateway has a key");
  const seal = (payload: string | Buffer) =>
    f.flow.suites.get("jose").seal(Buffer.from(payload as string), "aid-message+jwt", procuratorate.sig, gatewayKey);
  t.equal(await submit(await seal("[]")), "invalid-claims claims-object");
  t.match(await submit(await seal('{"iss":"a","iss":"b"}')), /^invalid-claims /);
  t.match(await submit(await seal(`{"a":${"[".repeat(40)}${"]".repeat(40)}}`)), /^invalid-claims /);
  t.match(await submit(await seal('{"a":"\\ud800"}')), /^invalid-claims /);
  t.match(await submit(await seal(Buffer.from([0x7b, 0xff, 0x7d]))), /^invalid-claims /);
  const unknown = "019ab000-0000-7000-8000-000000000001";
  t.equal(await submit(await f.list("a", { type: "letter" })), "invalid-claims unknown-type");
  t.equal(await submit(await f.list("a", { version: "9" })), "invalid-claims unknown-version");
  t.equal(await submit(await f.list("a", { iss: "education" })), "invalid-claims claim-issuer");
  t.equal(await submit(await f.list("a", { type: "supplement", thread: unknown })), "invalid-claims unknown-thread");
  t.equal(await submit(await f.list("a", { to: ["nobody"] })), "invalid-claims unknown-recipient");
  t.equal(await submit(await f.list("a", { to: ["auditor"] })), "not-permitted");
  t.equal(await submit(await f.list("a", { to: ["procuratorate"] })), "not-permitted");
  t.equal(await submit(await f.list("a", { body: {} })), "no-recipient");
  t.equal(await submit(await f.list("a", { body: [] })), "invalid-document invalid");
  t.equal(await submit(await f.list("a", { body: "text" })), "invalid-document invalid");
  school.party.encryptionKey = undefined;
  t.equal(await submit(await f.list("a", { to: ["education"] })), "no-recipient recipient-without-key");
  civil.party.active = false;
  t.equal(await submit(await f.list("a")), "no-recipient", "a party that was suspended is not routed to");
  procuratorate.party.retired = new Set([procuratorate.sig.kid]);
  t.equal(await submit(await f.list("a")), "invalid-envelope", "a retired key signs nothing new");
  procuratorate.party.active = false;
  t.equal(await submit(await f.list("a")), "invalid-token");

  const { rows } = await f.store.pool.query(
    "select (select count(*) from messages) + (select count(*) from packets) as n",
  );
  t.same(rows, [{ n: "0" }]);
  const entries = await f.entries();
  t.ok(entries.every(({ type }) => type === "refused"));
  t.same(new Set(entries.map(({ code }) => code)), answered, "every kind of refusal is an entry");
});

t.test("a check tells who would get which groups, and stores nothing", async (t) => {
  const f = await flowFixture(t);
  const { caller } = f.parties.procuratorate;
  t.same(await f.exchange.check(caller, await f.list("check"), JOSE), {
    recipients: ["civil-affairs"],
    disclosures: [{ recipient: "civil-affairs", groups: { all: "full" } }],
  });
  t.equal(await refusalOf(f.exchange.check(caller, await f.list("check", { to: ["auditor"] }), JOSE)), "not-permitted");
  t.same(await f.entries(), []);
});

t.test("a withdrawal withdraws packets without a receipt, and reaches every recipient", async (t) => {
  const f = await flowFixture(t);
  const { procuratorate, civil, school } = f.parties;
  f.wire.answer = () => ({ kind: "retry", code: "http-503", status: 503 });
  const body = { to: ["civil-affairs", "education", "medical-insurance"] };
  const first = await f.exchange.submit(procuratorate.caller, await f.list("w", { body }), JOSE);
  const { packets } = JSON.parse(first.json) as SubmissionAnswer;
  const [forCivil, forSchool, forClinic] = packets;
  if (!forCivil || !forSchool || !forClinic) throw new Error("three packets");
  await f.exchange.receipt(civil.caller, forCivil.id, await f.receipt(civil, forCivil));

  const outsider = await f.envelope(school, {
    jti: "o",
    type: "withdrawal",
    thread: first.id,
    body: { message: first.id },
  });
  t.equal(await refusalOf(f.exchange.submit(school.caller, outsider, JOSE)), "invalid-document unknown-message");
  const withdrawal = await f.envelope(procuratorate, { jti: "w2", type: "withdrawal", thread: first.id, body: {} });
  const done = await f.exchange.submit(procuratorate.caller, withdrawal, JOSE);
  t.same((JSON.parse(done.json) as SubmissionAnswer).packets.map(({ recipient }) => recipient).sort(), [
    "civil-affairs",
    "education",
    "medical-insurance",
  ]);
  const view = await f.exchange.message(procuratorate.caller, first.id);
  t.same(
    view.packets.map(({ state }) => state),
    ["accepted", "withdrawn", "withdrawn"],
    "what was accepted stays accepted",
  );
  t.equal(await refusalOf(f.exchange.packet(school.caller, forSchool.id)), "withdrawn");
  t.equal(
    await refusalOf(f.exchange.receipt(school.caller, forSchool.id, await f.receipt(school, forSchool))),
    "withdrawn",
  );
  const types = (await f.entries()).filter(({ packet }) => packet === forSchool.id).map(({ type }) => type);
  t.same(types.slice(-2), ["withdrawn", "conflict"], "the late receipt is kept in the log");
});

t.test(
  "a message for a retired key of the gateway is taken while one may be that old, with a hint; for a revoked one never",
  async (t) => {
    const retired = new Map<string, { at: number; reason: "superseded" | "compromised" }>();
    const f = await flowFixture(t, (flow) => ({ ...flow, keys: () => ({ ...flow.keys(), retired }) }));
    const { procuratorate } = f.parties;
    const [kid = ""] = f.flow.keys().decryption.keys();
    const body = { to: ["civil-affairs"], all: 1, "civil-affairs": "x" };
    const envelope = (jti: string) => f.envelope(procuratorate, { jti, body });
    const submit = async (jti: string) => f.exchange.submit(procuratorate.caller, await envelope(jti), JOSE);
    await submit("before");
    const at = Math.floor(f.clock.at / 1000);

    retired.set(kid, { at, reason: "superseded" });
    f.clock.at += 86_399_000;
    like(t, JSON.parse((await submit("within")).json), { warnings: [{ code: "retired-key" }] });
    f.clock.at += 2_000;
    const refusal = async (work: Promise<unknown>) => (await rejection(Refusal, () => work))?.options;
    const hint = { step: "retired-key", detail: { en: /fetch its keys again/ } };
    like(t, await refusal(submit("late")), hint);
    retired.set(kid, { at: at + 90_000, reason: "compromised" });
    like(t, await refusal(submit("revoked")), hint);
    t.equal(await refusalOf(submit("again")), "invalid-envelope");
    t.ok((await submit("before")).repeat, "what was accepted is answered as before, whatever became of the key");
    const { caller } = f.parties.civil;
    const stolen = await envelope("stolen");
    const told = await refusal(f.exchange.submit(caller, stolen, JOSE));
    like(t, told, { step: "signer", detail: undefined }, "the hint is for the proven sender alone");
  },
);
