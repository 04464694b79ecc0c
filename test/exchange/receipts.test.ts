import type { SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import t from "tap";
import { flowFixture, type FlowFixture, JOSE, key } from "../support/exchange/flow.ts";
import { refusalOf } from "../support/exchange/refusal-of.ts";
import { like } from "../support/like.ts";

async function sealed(f: FlowFixture, jti: string) {
  const { json } = await f.exchange.submit(f.parties.procuratorate.caller, await f.list(jti), JOSE);
  const packet = (JSON.parse(json) as SubmissionAnswer).packets[0];
  if (packet === undefined) throw new Error("a packet");
  return packet;
}

t.test("a receipt settles a packet once; the first outcome stands", async (t) => {
  const f = await flowFixture(t);
  const { civil } = f.parties;
  const packet = await sealed(f, "r");
  const give = async (more: Record<string, unknown> = {}) =>
    f.exchange.receipt(civil.caller, packet.id, await f.receipt(civil, packet, more));
  const first = await give();
  like(t, first, { repeat: false, entry: { packet: packet.id, outcome: "accepted" } });
  f.clock.at += 1000;
  t.same(await give(), { repeat: true, entry: first.entry }, "the same word again");
  t.equal(await refusalOf(give({ jti: "other", outcome: "rejected", reason: "other" })), "receipt-conflict");
  const types = (await f.entries()).map(({ type }) => type);
  t.same(
    types,
    ["accepted", "sealed", "delivered", "receipt", "conflict"],
    "a receipt for a queued packet is its delivery",
  );
  const view = await f.exchange.message(
    f.parties.procuratorate.caller,
    (await f.store.packet(packet.id))?.message ?? "",
  );
  like(t, view.packets[0], { state: "accepted", receipt: { outcome: "accepted" } });
});

t.test("of receipts at once one outcome stands, and the others are told of it", async (t) => {
  const f = await flowFixture(t);
  const { civil } = f.parties;
  const packet = await sealed(f, "race");
  const yes = await f.receipt(civil, packet);
  const no = await f.receipt(civil, packet, { jti: "no", outcome: "rejected", reason: "duplicate" });
  const words = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      refusalOf(f.exchange.receipt(civil.caller, packet.id, i % 2 === 0 ? yes : no)),
    ),
  );
  t.equal(words.filter((word) => word === "none").length, 5);
  t.equal(words.filter((word) => word === "receipt-conflict").length, 5);
  t.equal((await f.entries()).filter(({ type }) => type === "receipt").length, 1);
});

t.test("a receipt that does not match its packet is refused", async (t) => {
  const f = await flowFixture(t);
  const { civil, school } = f.parties;
  const packet = await sealed(f, "bad");
  const other = await sealed(f, "other");
  const give = async (more: Record<string, unknown>, from = civil, as = civil) =>
    refusalOf(f.exchange.receipt(as.caller, packet.id, await f.receipt(from, packet, more)));
  t.equal(await give({}, school, school), "not-found", "another party's packet");
  t.equal(await give({}, school), "invalid-envelope", "another party's signature");
  t.equal(await give({}, { ...civil, sig: key("sig") }), "invalid-envelope", "an unknown key");
  t.equal(await give({ digest: other.digest }), "digest-mismatch");
  t.equal(await give({ sub: other.id }), "invalid-claims claim-subject");
  t.equal(await give({ iss: "education" }), "invalid-claims claim-issuer");
  t.equal(await give({ aud: "other" }), "invalid-claims claim-audience");
  t.equal(await give({ outcome: "maybe" }), "invalid-claims claim-outcome");
  t.equal(await give({ outcome: "rejected" }), "invalid-claims claim-reason");
  t.equal(await give({ outcome: "rejected", reason: "tired" }), "invalid-claims claim-reason");
  t.equal(await give({ reason: "other" }), "invalid-claims claim-reason");
  t.equal(await give({ note: "字".repeat(501) }), "invalid-claims claim-note");
  t.equal(await give({ iat: f.clock.at / 1000 + 61 }), "invalid-claims claim-issued-at");
  t.equal(await give({ iat: f.clock.at / 1000 - 62 }), "invalid-claims claim-issued-at", "before the sealing");
  t.equal(await refusalOf(f.exchange.receipt(civil.caller, packet.id, "not.a.jws")), "invalid-envelope");
  t.equal(await refusalOf(f.exchange.receipt(civil.caller, packet.id, "x".repeat(20_000))), "too-large");
  t.equal((await f.store.packet(packet.id))?.state, "queued", "nothing changed");
  t.equal(await give({ note: "𠮷".repeat(500) }), "none", "code points are counted, not UTF-16 units");
});

t.test("a receipt may be much older than its arrival, as on a disc", async (t) => {
  const f = await flowFixture(t);
  const { civil } = f.parties;
  const packet = await sealed(f, "disc");
  const receipt = await f.receipt(civil, packet);
  f.clock.at += 90 * 86_400_000;
  t.equal(await refusalOf(f.exchange.receipt(civil.caller, packet.id, receipt)), "none");
});

t.test("an undecryptable packet is resealed once for the present key, as a new packet", async (t) => {
  const f = await flowFixture(t);
  const { civil, auditor } = f.parties;
  const packet = await sealed(f, "key");
  t.equal(await refusalOf(f.exchange.reseal(auditor.caller, packet.id)), "state-conflict", "not before it was refused");
  const word = await f.receipt(civil, packet, { outcome: "rejected", reason: "undecryptable" });
  await f.exchange.receipt(civil.caller, packet.id, word);
  const enc = key("enc");
  civil.party.keys = new Map([...civil.party.keys, [enc.kid, enc]]);
  civil.party.encryptionKey = enc;
  const again = await f.exchange.reseal(auditor.caller, packet.id);
  like(t, again, { state: "queued", replaces: packet.id, recipient: "civil-affairs" });
  t.not(again.id, packet.id);
  const { bytes } = await f.exchange.packet(civil.caller, again.id);
  const opened = await f.flow.suites
    .get("jose")
    .open(bytes, "aid-packet+jwt", new Map([[enc.kid, enc]]), () => f.flow.keys().signing);
  like(t, JSON.parse(opened.payload.toString()), { jti: again.id, replaces: packet.id, aud: "civil-affairs" });
  t.equal(await refusalOf(f.exchange.reseal(auditor.caller, packet.id)), "state-conflict", "only once");
  t.equal((await f.store.packet(packet.id))?.state, "rejected", "the refused one keeps its state");
});
