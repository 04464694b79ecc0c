/** A bridge through a running gateway: who gets what of it, by when, and the item that it opens. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import t from "tap";
import { openSecret } from "../../src/casework/open-secret.ts";
import { createCaseCipher } from "../../src/crypto/case-keys.ts";
import { openKeyring } from "../../src/crypto/keyring.ts";
import type { MessageType } from "../../src/domain/message.ts";
import type { Sender } from "../../src/sdk/index.ts";
import { departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";
import { refusalText as refusal } from "../support/gateway/refusal-text.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);
const procuratorate = await senderOf(home);
const civil = await senderOf(home, "civil-affairs");

async function push(from: Sender, type: MessageType, body: object, more: object = {}) {
  return (await from.push(await from.seal(body as never, { type, ...more }))).answer;
}

interface Document {
  readonly header: Record<string, unknown>;
  readonly subjects: Record<string, unknown>[];
}
const EXAMPLE = JSON.parse(readFileSync("schemas/bridge/1.example.json", "utf8")) as Document;
const FEEDBACK = JSON.parse(readFileSync("schemas/feedback/1.1.example.json", "utf8")) as { header: object };

/** Sends a list whose first person asks for the allowance only. */
async function listSent() {
  const list = (await exampleList()) as unknown as Document;
  const { id } = await push(procuratorate, "aid-subject-list", list);
  const bridge = (change: object = {}, subject: object = {}): Document => ({
    header: { ...EXAMPLE.header, transferId: randomUUID(), answers: list.header["transferId"], ...change },
    subjects: EXAMPLE.subjects.map((one) => ({ ...one, ...subject })),
  });
  const send = (document: Document, more: object = {}) =>
    push(procuratorate, "bridge", document, { thread: id, ...more });
  return { id, list, bridge, send };
}

t.test("a bridge goes to civil affairs alone, opens N02 with three days, and the payment meets it", async (t) => {
  const { id, list, bridge, send } = await listSent();
  const document = bridge();
  const answer = await send(document);
  t.same(
    answer.packets.map(({ recipient }) => recipient),
    ["civil-affairs"],
    "not to the other recipients of the list",
  );
  const items = async () =>
    ((await gateway.store.caseRows.caseOf(id))?.items ?? []).filter(({ need }) => need === "N02");
  like(t, await items(), [{ department: "civil-affairs", state: "sent", co: false, message: answer.id, urgency: "1" }]);

  const department = await departmentOf(home, "civil-affairs");
  for await (const item of department.poll({ once: true })) {
    if (item.type !== "bridge") continue;
    const packet = await department.fetch(item);
    const { body, disclosed, due, sealedAt } = packet;
    t.same(disclosed, ["header", "identity", "address", "contact", "household", "needs", "bridge"]);
    like(t, body, {
      header: { answers: list.header["transferId"], listNumber: EXAMPLE.header["listNumber"] },
      subjects: [{ personId: "P-2025-0001", bridge: EXAMPLE.subjects[0]?.["bridge"] }],
    });
    const sealedOn = new Date(sealedAt * 1000 + 8 * 3_600_000).toISOString().slice(0, 10);
    const last = new Date(Date.parse(sealedOn) + 3 * 86_400_000).toISOString().slice(0, 10);
    t.equal(due.feedback, `${last}T23:59:59+08:00`, "three calendar days, whatever day that is (D19)");
    await department.acknowledge(packet, "accepted");
  }

  const fact = (await gateway.store.caseRows.factsOf(id)).find(({ fact }) => fact.event === "bridge");
  const { macKey } = await openKeyring({ dir: home.keys, mode: "development", now: Date.now });
  t.same(fact && openSecret(createCaseCipher(macKey), id, fact), { level: "G2", days: 37 }, "no cause, no amount");

  const issuedAt = new Date().toISOString();
  const firstPaidOn = issuedAt.slice(0, 10);
  const aid = {
    need: "N02",
    category: "25",
    item: "临时救助",
    form: "1",
    amount: "1600.00",
    frequency: "1",
    for: "person",
  };
  const from = { department: "civil-affairs", division: "320723", name: "示例县民政局" };
  const paid = {
    header: { ...FEEDBACK.header, transferId: randomUUID(), answers: document.header["transferId"], from, issuedAt },
    results: [
      { personId: "P-2025-0001", needs: ["N02"], reply: "40", firstAid: true, aidGranted: [{ ...aid, firstPaidOn }] },
    ],
  };
  await push(civil, "feedback", paid, { thread: id, version: "1.1" });
  like(t, await items(), [{ state: "delivered", dates: { firstPaidOn } }]);
});

t.test("a bridge is for those who give such aid there, from the sender of the list, for its persons", async (t) => {
  const { id, bridge, send } = await listSent();
  t.equal(await refusal(send(bridge(), { to: ["education"] })), "not-permitted");
  t.equal(await refusal(send(bridge(), { to: ["medical-insurance"] })), "not-permitted");
  t.equal(await refusal(push(civil, "bridge", bridge(), { thread: id })), "not-permitted");
  t.equal(
    await refusal(send(bridge({}, { personId: "P-2025-0999" }))),
    "invalid-document | /body/subjects/0/personId not-in-list",
  );
  t.equal(
    await refusal(send(bridge({ answers: randomUUID() }))),
    "invalid-document | /body/header/answers answers-another-list",
  );
  t.equal(
    await refusal(send(bridge({}, { income: { total: 1 } }))),
    "invalid-document | /body/subjects/0/income unknown-member",
  );
  t.equal(((await gateway.store.caseRows.caseOf(id))?.items ?? []).filter(({ need }) => need === "N02").length, 0);
  t.equal(await refusal(send(bridge(), { to: ["civil-affairs"] })), "accepted");
});
