import t from "tap";
import type { Feedback } from "../../src/schema/generated/feedback.ts";
import type { ReverseLead } from "../../src/schema/generated/reverse-lead.ts";
import { Department, GatewayClient, PacketError, UnreachableError } from "../../src/sdk/index.ts";
import { digestOf, FakeGateway } from "../support/sdk/fake-gateway.ts";
import { newKeySet } from "../support/sdk/party-key-set.ts";
import { recordedEnvironment } from "../support/sdk/recorded-environment.ts";
import { claimsOf } from "../support/jws.ts";
import { like } from "../support/like.ts";

const keys = await newKeySet();
const others = await newKeySet();
const senderKeys = await newKeySet();
const gateway = await FakeGateway.start({ "civil-affairs": keys, education: others, procuratorate: senderKeys });
t.teardown(() => gateway.stop());

function connect(party = "civil-affairs", partyKeys = keys) {
  const environment = recordedEnvironment();
  const client = new GatewayClient({ url: gateway.url, party, keys: partyKeys, environment });
  return { department: new Department(client), environment };
}

const BODY = { note: "合成数据" };

t.test("a poll lists the inbox page by page, and lists again what was not acknowledged", async (t) => {
  const { department } = connect();
  const sealed = [];
  for (let i = 0; i < 5; i++) sealed.push((await gateway.seal("civil-affairs", { body: BODY })).id);
  const seen = [];
  for await (const item of department.poll({ once: true, limit: 2 })) seen.push(item.packet);
  t.same(seen, sealed);
  for await (const item of department.poll({ once: true, limit: 2 })) {
    await department.acknowledge(await department.fetch(item), "accepted");
  }
  for await (const item of department.poll({ once: true })) t.fail(`still there: ${item.packet}`);
});

t.test("a poll waits for new packets, and ends when its caller aborts", async (t) => {
  const { department } = connect();
  const abort = new AbortController();
  const reason = new Error("enough");
  const poll = department.poll({ signal: abort.signal });
  const next = poll.next();
  const { id } = await gateway.seal("civil-affairs", {});
  const { value } = await next;
  t.equal(value?.packet, id);
  await department.acknowledge(await department.fetch({ packet: id }), "accepted");
  abort.abort(reason);
  await t.rejects(poll.next(), reason);
});

t.test("a packet is decrypted, verified and checked", async (t) => {
  const { department } = connect();
  const sealed = await gateway.seal("civil-affairs", { body: BODY });
  const packet = await department.fetch({ packet: sealed.id, digest: sealed.digest });
  like(t, packet, { id: sealed.id, digest: sealed.digest, from: "procuratorate", body: BODY, disclosed: ["identity"] });
  await t.rejects(department.fetch({ packet: sealed.id, digest: digestOf(Buffer.from("x")) }), {
    code: "packet-digest",
  });
});

t.test("the same verdict is the same receipt, however often it is signed; another verdict conflicts", async (t) => {
  const { department } = connect();
  const { id } = await gateway.seal("civil-affairs", {});
  const packet = await department.fetch({ packet: id });
  gateway.fail(`/v1/packets/${id}/receipt`, "lose-answer");
  t.equal((await department.acknowledge(packet, "accepted")).repeat, true, "the first answer was lost");
  t.equal((await connect().department.acknowledge(packet, "accepted")).repeat, true, "another process");
  await t.rejects(department.acknowledge(packet, { rejected: "other" }), { code: "receipt-conflict" });
});

t.test("a rejection carries its reason and note", async (t) => {
  const { department } = connect();
  const sealed = await gateway.seal("civil-affairs", {});
  const packet = await department.fetch({ packet: sealed.id });
  const { receipt } = await department.acknowledge(packet, { rejected: "not-responsible", note: "请转医保" });
  const claims = claimsOf(receipt);
  like(t, claims, { outcome: "rejected", reason: "not-responsible", note: "请转医保", sub: sealed.id });
  t.equal(sealed.state, "rejected");
  await t.rejects(department.signReceipt(packet, { rejected: "other", note: "字".repeat(501) }), TypeError);
  await department.signReceipt(packet, { rejected: "other", note: "𠮷".repeat(500) });
});

t.test("a packet that cannot be taken has a reason for its receipt", async (t) => {
  const { department, environment } = connect();
  const sealed = await gateway.seal("civil-affairs", {});
  const claims = gateway.packetClaims(sealed.id, "civil-affairs");
  const pack = async (claims: object | string, typ = "aid-packet+jwt", jwk = gateway.key("sig")) =>
    gateway.encryptFor("civil-affairs", await gateway.sign(claims, typ, jwk));
  const good = await pack(claims);
  t.equal((await department.open(Buffer.from(good), sealed.id)).id, sealed.id);

  const parts = good.split(".");
  const changed = (index: number) => {
    const bytes = Buffer.from(parts[index] ?? "", "base64url");
    if (bytes.length > 0) bytes[0] = (bytes[0] ?? 0) ^ 1;
    return parts.with(index, bytes.toString("base64url")).join(".");
  };
  const cases: Record<string, [PacketError["reason"], string]> = {
    "not a JWE": ["undecryptable", "hello"],
    "padded base64url": ["undecryptable", `${good}=`],
    "white space": ["undecryptable", `${good}\n`],
    "a header changed": ["undecryptable", changed(0)],
    "a nonce changed": ["undecryptable", changed(2)],
    "a ciphertext changed": ["undecryptable", changed(3)],
    "a tag changed": ["undecryptable", changed(4)],
    "for another": [
      "undecryptable",
      await gateway.encryptFor("education", await gateway.sign(claims, "aid-packet+jwt")),
    ],
    "signed by a stranger": ["bad-signature", await pack(claims, "aid-packet+jwt", others.keys[0])],
    "another type of JWS": ["bad-signature", await pack(claims, "aid-message+jwt")],
    "from another gateway": ["bad-signature", await pack({ ...claims, iss: "other" })],
    "addressed to another": ["bad-signature", await pack({ ...claims, aud: "education" })],
    "another packet's": ["bad-content", await pack({ ...claims, jti: gateway.packets[0]?.id })],
    "without a body": ["bad-content", await pack({ ...claims, body: undefined })],
    "of an unknown type": ["bad-content", await pack({ ...claims, type: "letter" })],
    "with a duplicate member": ["bad-content", await pack(JSON.stringify(claims).replace("{", '{"aud":"x",'))],
    "not an object": ["bad-content", await pack("[]")],
  };
  for (const [what, [reason, bytes]] of Object.entries(cases)) {
    environment.advance(11_000);
    const error = await department.open(Buffer.from(bytes), sealed.id).catch((error: unknown) => error);
    t.ok(error instanceof PacketError, what);
    t.equal(error instanceof PacketError && error.reason, reason, what);
    t.equal(error instanceof PacketError && error.digest, digestOf(Buffer.from(bytes)), what);
  }
});

t.test("bytes that were damaged on the way get no receipt and are fetched again", async (t) => {
  const { department } = connect();
  const { id, digest } = await gateway.seal("civil-affairs", {});
  gateway.fail(`/v1/packets/${id}`, { status: 200, headers: { "content-digest": digest }, body: "half a pack" });
  await t.rejects(department.fetch({ packet: id }), { name: "UntrustedError", code: "content-digest" });
  t.equal((await department.fetch({ packet: id })).id, id);
});

t.test("an unknown kid causes a look-up of keys, but not each time", async (t) => {
  const { department, environment } = connect();
  const { id } = await gateway.seal("civil-affairs", {});
  await department.fetch({ packet: id });
  const lookUps = () => gateway.requests.filter(({ path }) => path === "/.well-known/jwks.json").length;
  const before = lookUps();
  const stranger = await gateway.sign(gateway.packetClaims(id, "civil-affairs"), "aid-packet+jwt", others.keys[0]);
  const bytes = Buffer.from(await gateway.encryptFor("civil-affairs", stranger));
  // The key may be new: the packet is not refused for good before a look-up.
  for (let i = 0; i < 3; i++) await t.rejects(department.open(bytes, id), UnreachableError);
  t.equal(lookUps(), before, "looked up just now");
  environment.advance(11_000);
  await t.rejects(department.open(bytes, id), PacketError);
  t.equal(lookUps(), before + 1);
});

t.test("concurrent packets share the first look-up of keys", async (t) => {
  const { department } = connect();
  const before = gateway.requests.filter(({ path }) => path === "/.well-known/jwks.json").length;
  const sealed = await Promise.all(Array.from({ length: 12 }, () => gateway.seal("civil-affairs", {})));
  const opened = await Promise.all(sealed.map(({ bytes, id }) => department.open(bytes, id)));
  t.same(
    opened.map(({ id }) => id),
    sealed.map(({ id }) => id),
  );
  t.equal(gateway.requests.filter(({ path }) => path === "/.well-known/jwks.json").length, before + 1);
});

t.test("feedback goes to the thread's sender, and a lead opens a thread", async (t) => {
  const { department } = connect();
  const { id, thread } = await gateway.seal("civil-affairs", {});
  const packet = await department.fetch({ packet: id });
  const first = await department.sendFeedback(packet, BODY as unknown as Feedback, { jti: "feedback-1" });
  t.equal(first.answer.thread, thread);
  t.equal(first.answer.packets[0]?.recipient, "procuratorate");
  const again = await department.sendFeedback(packet, BODY as unknown as Feedback, { jti: "feedback-1" });
  t.equal(again.repeat, true, "the same jti: the same report");
  const lead = await department.reportLead(BODY as unknown as ReverseLead, ["procuratorate"]);
  t.equal(lead.answer.thread, lead.answer.id);
});
