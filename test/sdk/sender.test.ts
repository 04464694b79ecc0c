import t from "tap";
import type { AidSubjectList } from "../../src/schema/generated/aid-subject-list.ts";
import { GatewayClient, Sender, UnreachableError } from "../../src/sdk/index.ts";
import { FakeGateway } from "../support/sdk/fake-gateway.ts";
import { newKeySet } from "../support/sdk/party-key-set.ts";
import { recordedEnvironment } from "../support/sdk/recorded-environment.ts";

const keys = await newKeySet();
const departmentKeys = await newKeySet();
const gateway = await FakeGateway.start({ procuratorate: keys, "civil-affairs": departmentKeys });
t.teardown(() => gateway.stop());

function connect(attempts = 6) {
  const environment = recordedEnvironment();
  const client = new GatewayClient({
    url: gateway.url,
    party: "procuratorate",
    keys,
    environment,
    retry: { attempts },
  });
  return { sender: new Sender(client), environment };
}

/** Document that the fake gateway takes: any without the member `refuse`. */
const document = {} as AidSubjectList;

const LIST = { type: "aid-subject-list" } as const;

t.test("a document is sealed and submitted, and its receipt verified", async (t) => {
  const { sender } = connect();
  const sealed = await sender.seal(document, LIST);
  const { answer, repeat, receipt } = await sender.push(sealed);
  t.equal(repeat, false);
  t.equal(receipt.sub, answer.id);
  t.match(sealed.jti, /^[0-9a-f-]{36}$/);
});

t.test("after a lost answer the same envelope is pushed again: one message", async (t) => {
  const { sender } = connect();
  const sealed = await sender.seal(document, LIST);
  const before = gateway.messages.size;
  gateway.fail("/v1/messages", "lose-answer", { status: 503 }, "lose-answer");
  const { repeat } = await sender.push(sealed);
  t.equal(repeat, true);
  t.equal(gateway.messages.size, before + 1);
  const posts = gateway.requests.filter(({ body }) => body === sealed.envelope);
  t.equal(posts.length, 4, "byte for byte the same");
});

t.test("a document sealed again under the same id is still one message", async (t) => {
  const { sender } = connect(1);
  const jti = "my-own-id";
  gateway.fail("/v1/messages", "lose-answer");
  await t.rejects(sender.push(await sender.seal(document, { ...LIST, jti })), UnreachableError);
  const before = gateway.messages.size;
  const { repeat } = await sender.push(await sender.seal(document, { ...LIST, jti }));
  t.equal(repeat, true);
  t.equal(gateway.messages.size, before);
});

t.test("each fault of a document is reported", async (t) => {
  const { sender } = connect();
  const sealed = await sender.seal({ ...document, refuse: true } as AidSubjectList, LIST);
  await t.rejects(sender.push(sealed), {
    code: "invalid-document",
    errors: [{ pointer: "/body/refuse", messageZh: "未知" }],
  });
});

t.test("a check does not submit", async (t) => {
  const { sender } = connect();
  const before = gateway.messages.size;
  t.same(await sender.check(await sender.seal(document, LIST)), { recipients: ["civil-affairs"], disclosures: [] });
  t.equal(gateway.messages.size, before);
});

t.test("a type that opens a thread must not name one, and every other type must", async (t) => {
  const { sender } = connect();
  await t.rejects(sender.seal(document, { ...LIST, thread: "x" }), TypeError);
  await t.rejects(sender.seal(document as never, { type: "withdrawal" }), TypeError);
});

t.test("a receipt that is not for this submission is refused", async (t) => {
  const { sender, environment } = connect();
  const sealed = await sender.seal(document, LIST);
  const { answer, receipt } = await sender.push(sealed);
  const forged = async (claims: object, typ = "aid-submission-receipt+jwt") => ({
    ...answer,
    receipt: await gateway.sign({ ...receipt, ...claims }, typ),
  });
  await sender.verifySubmissionReceipt(await forged({}), sealed);
  const bad = {
    "another gateway": await forged({ iss: "other" }),
    "another sender": await forged({ aud: "other" }),
    "another message": await forged({ sub: "other" }),
    "another envelope": await forged({ digest: "sha-256=:AAAA:" }),
    "fewer packets": await forged({ packets: [] }),
    "another packet": await forged({ packets: receipt.packets.map((packet) => ({ ...packet, digest: "other" })) }),
    "another type": await forged({}, "aid-packet+jwt"),
    "not a JWS": { ...answer, receipt: "x.y.z" },
    "no signature of the gateway's": {
      ...answer,
      receipt: await gateway.sign(receipt, "aid-submission-receipt+jwt", keys.keys[0]),
    },
  };
  environment.advance(11_000);
  for (const [what, answer] of Object.entries(bad)) {
    await t.rejects(sender.verifySubmissionReceipt(answer, sealed), { code: "submission-receipt" }, what);
  }
});

t.test("a message is followed until it is settled, and yielded only when it changes", async (t) => {
  const { sender, environment } = connect();
  const { answer } = await sender.push(await sender.seal(document, LIST));
  const packet = gateway.packets.find(({ id }) => id === answer.packets[0]?.id);
  const seen: string[] = [];
  environment.pauses.length = 0;
  for await (const view of sender.follow(answer.id)) {
    seen.push(view.packets.map(({ state }) => state).join());
    if (packet !== undefined) packet.state = packet.state === "queued" ? "delivered" : "accepted";
  }
  t.same(seen, ["queued", "delivered", "accepted"]);
  t.equal(environment.pauses.length, 2);
});
