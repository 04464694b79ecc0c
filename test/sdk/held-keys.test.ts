/** Keys that the platform holds, and a party without a connection. */
import t from "tap";
import { Department, GatewayClient, OfflineParty, PartyKeys } from "../../src/sdk/index.ts";
import { FakeGateway } from "../support/sdk/fake-gateway.ts";
import { newKeySet, publicSet } from "../support/sdk/party-key-set.ts";

const keySet = await newKeySet();
const gateway = await FakeGateway.start({ procuratorate: await newKeySet(), "civil-affairs": keySet });
t.teardown(() => gateway.stop());
const held = (await PartyKeys.from(keySet)).held();
const trust = gateway.trust();
const BODY = { header: { remark: "给民政" } };

t.test("keys that cannot be taken away get tokens, open packets and sign receipts", async (t) => {
  const privates = [held.signing, ...held.decryption].map(({ privateKey }) => privateKey.extractable);
  t.same(privates, [false, false]);
  // As a browser keeps them.
  const keys = await PartyKeys.of(structuredClone(held));
  const client = new GatewayClient({ url: gateway.url, party: "civil-affairs", keys, trust });
  const department = new Department(client);
  const { id } = await gateway.seal("civil-affairs", { body: BODY });
  const packet = await department.fetch({ packet: id });
  t.same(packet.body, BODY);
  t.equal((await department.acknowledge(packet, "accepted")).repeat, false);
});

t.test("halves that do not belong together are refused, and so is another kind of key", async (t) => {
  const other = (await PartyKeys.from(await newKeySet())).held();
  const mixed = { privateKey: held.signing.privateKey, publicKey: other.signing.publicKey };
  await t.rejects(PartyKeys.of({ ...held, signing: mixed }), TypeError);
  const [enc] = held.decryption;
  const [otherEnc] = other.decryption;
  if (enc === undefined || otherEnc === undefined) throw new TypeError("no key");
  const decryption = [{ privateKey: enc.privateKey, publicKey: otherEnc.publicKey }];
  await t.rejects(PartyKeys.of({ ...held, decryption }), TypeError);
  await t.rejects(PartyKeys.of({ ...held, signing: enc }), TypeError, "a key to decrypt does not sign");
  const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-384" }, false, ["sign", "verify"]);
  await t.rejects(PartyKeys.of({ ...held, signing: made }), TypeError, "P-384");
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  t.ok((await PartyKeys.of({ ...held, signing: pair })).signing.kid, "a pair as the platform makes it");
});

t.test("a party without a connection opens, signs and seals, and asks nobody", async (t) => {
  const gatewayKeys = publicSet(gateway.keys);
  const keys = await PartyKeys.of(held);
  const desk = new OfflineParty({ party: "civil-affairs", keys, trust, gatewayKeys });
  const { id, bytes } = await gateway.seal("civil-affairs", { body: BODY });
  const asked = gateway.requests.length;
  const packet = await desk.open(bytes);
  t.same([packet.id, packet.body], [id, BODY]);
  const receipt = await desk.signReceipt(packet, "accepted");
  const options = { type: "feedback", thread: packet.thread, to: [packet.from] } as const;
  t.match((await desk.seal({} as never, options)).envelope, /^[\w-]+(\.[\w-]*){4}$/);
  t.equal(gateway.requests.length, asked, "nothing was asked");

  const client = new GatewayClient({ url: gateway.url, party: "civil-affairs", keys, trust });
  const path = `/v1/packets/${id}/receipt`;
  const { status } = await client.call({ method: "POST", path, body: receipt, contentType: "application/jwt" });
  t.equal(status, 201, "the receipt is good");

  const another = packet.id.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
  await t.rejects(desk.open(bytes, another), { name: "PacketError", reason: "bad-content" });
  const changed = new OfflineParty({ party: "housing", keys, trust, gatewayKeys });
  await t.rejects(changed.open(bytes), { name: "PacketError", reason: "bad-signature" }, "a packet for another party");
  const none = { ...trust, sig: trust.enc };
  const unpinned = new OfflineParty({ party: "civil-affairs", keys, trust: none, gatewayKeys });
  await t.rejects(unpinned.open(bytes), { name: "PacketError", reason: "bad-signature" }, "a key that is not pinned");
  await t.rejects(unpinned.open(bytes), { name: "PacketError", reason: "bad-signature" }, "each time");
});
