/** Joint meetings, end to end with an injected clock: the pack, the record, who does what by when, and what became of it. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import t from "tap";
import { Department, Meetings, Sender } from "../../../src/sdk/index.ts";
import { like } from "../../support/like.ts";
import { refusalCodes, Scene } from "../../support/scenario.ts";

t.setTimeout(60_000);

const scene = await Scene.start(t, "2026-10-12T09:00:00+08:00");
const { clock } = scene;
const at = (time: string) => clock.moveTo(`${time}+08:00`);
const packOf = async (party: string, version: "public" | "internal" = "public") =>
  new Meetings(await clock.clientOf(scene.home, party)).pack("2026-10", { sender: "procuratorate", version });

interface Sent {
  readonly id: string;
  readonly number: string;
}

/** Sends the example's record as of now; members given replace its own. */
async function record(
  { header = {}, ...more }: Record<string, unknown> & { readonly header?: object },
  { from = "joint-meeting", to }: { readonly from?: string; readonly to?: string[] } = {},
): Promise<Sent> {
  const example = JSON.parse(readFileSync("schemas/meeting/1.example.json", "utf8")) as Record<string, unknown>;
  const now = new Date(clock.now() - 1_000 + 8 * 3_600_000).toISOString().slice(0, 19) + "+08:00";
  const { approval: _approval, ...common } = example.header as Record<string, unknown>;
  const number = randomUUID();
  const documentNumber = `示救联席〔2026〕${String(clock.now() % 9_000)}号`;
  const own = { ...common, transferId: number, documentNumber, issuedAt: now, ...header };
  const body = { ...example, header: own, heldOn: now.slice(0, 10), period: "2026-10", ...more };
  const sender = new Sender(await clock.clientOf(scene.home, from));
  const sealed = await sender.seal(body as never, { type: "meeting", ...(to === undefined ? {} : { to }) });
  return { id: (await sender.push(sealed)).answer.id, number };
}

const first = {
  decisionId: randomUUID(),
  agenda: 1,
  text: "逐项列出办结时间",
  owners: ["civil-affairs"],
  due: "2026-11-20",
};
const second = {
  decisionId: randomUUID(),
  agenda: 2,
  text: "由急难发生地先行救助",
  owners: ["civil-affairs", "medical-insurance"],
  due: "2026-12-10",
};
const states = async () => (await packOf("procuratorate")).decisions.map(({ text, state }) => `${text} ${state}`);

const thread = await scene.send("N01", ["civil-affairs"]);

t.test("the pack has what waits for the meeting; others see no small numbers", async (t) => {
  at("2026-11-03T09:00:00");
  const internal = await packOf("procuratorate", "internal");
  t.same(internal.agenda, [{ kind: "overdue", department: "civil-affairs", items: 1 }]);
  t.same(internal.decisions, []);
  t.equal(internal.report.report.version, "internal");
  const shown = await packOf("education");
  t.same(shown.agenda, [], "one person is hidden");
  const own = await packOf("civil-affairs");
  t.same(own.agenda, [{ kind: "overdue", department: "civil-affairs", items: 1 }], "its own line in full");
  await t.rejects(packOf("education", "internal"), { code: "insufficient-scope" });
});

t.test("a record names no person, and only members do what it decides", async (t) => {
  const decisions = [{ ...first, text: "请核查 110101199003070017 的低保" }];
  t.equal(await refusalCodes(record({ decisions })), "invalid-document meeting-person");
  t.equal(
    await refusalCodes(record({ decisions: [{ ...first, owners: ["housing"] }] })),
    "invalid-document decision-owner",
  );
  t.equal(
    await refusalCodes(record({ decisions: [], last: [{ decisionId: randomUUID(), state: "open" }] })),
    "invalid-document decision-unknown",
  );
  await t.rejects(record({ decisions: [first] }, { from: "civil-affairs" }), { code: "not-permitted" });
});

t.test("decisions stand until a later record says that they are done", async (t) => {
  const sent = await record({ decisions: [first, second] });
  const department = new Department(await clock.clientOf(scene.home, "medical-insurance"));
  const found = [];
  for await (const item of department.poll({ once: true })) {
    const packet = await department.fetch(item);
    if (packet.type === "meeting") found.push(packet.body.decisions);
    await department.acknowledge(packet, "accepted");
  }
  t.same(found, [[first, second]], "members get the record whole");
  like(t, (await packOf("joint-meeting")).decisions[0], { text: first.text, due: first.due, message: sent.id });
  t.same((await packOf("education")).decisions.length, 2, "education was absent and has it");
  t.same((await packOf("housing")).decisions, [], "housing is no member");
  t.equal(await refusalCodes(record({ decisions: [first] })), "invalid-document decision-taken");

  at("2026-11-24T09:00:00");
  t.equal((await packOf("procuratorate")).decisions[0]?.late, true);
  const later = await record({
    decisions: [],
    last: [
      { decisionId: first.decisionId, state: "done", on: "2026-11-23" },
      { decisionId: second.decisionId, state: "open", due: "2027-01-15" },
    ],
  });
  const { decisions } = await packOf("procuratorate");
  like(t, decisions[0], { state: "done", doneOn: "2026-11-23" });
  t.notOk(decisions[0]?.late);
  like(t, decisions[1], { state: "open", due: "2027-01-15", carried: 1 });

  const other = await record({
    header: {
      supersedes: { transferId: later.number },
    },
    decisions: [],
    last: [{ decisionId: second.decisionId, state: "dropped", note: "已有统一规定" }],
  });
  t.same(await states(), [`${first.text} open`, `${second.text} dropped`], "a superseded record counts no more");
  await scene.withdraw(
    { id: other.id, transferId: other.number },
    { message: other.id, reason: "W02" },
    "joint-meeting",
  );
  t.same(await states(), [`${first.text} open`, `${second.text} open`], "nor does one that was withdrawn");
});

t.test("letters without an answer wait for the meeting", async (t) => {
  const sender = new Sender(await clock.clientOf(scene.home, "procuratorate"));
  const example = JSON.parse(readFileSync("schemas/reminder/1.example.json", "utf8")) as Record<string, object>;
  const now = new Date(clock.now() - 1_000 + 8 * 3_600_000).toISOString().slice(0, 19) + "+08:00";
  const approval = { approver: "周明理", approvedAt: now };
  const header = { ...example.header, answers: thread.transferId, issuedAt: now, approval };
  const body = { ...example, header, replyBy: "2026-12-01" };
  await sender.push(await sender.seal(body as never, { type: "reminder", thread: thread.id, to: ["civil-affairs"] }));
  const letters = async () =>
    (await packOf("procuratorate", "internal")).agenda.filter(({ kind }) => kind === "letters");
  t.same(await letters(), [], "there is still time");
  at("2026-12-02T09:00:00");
  t.same(await letters(), [
    { kind: "letters", department: "civil-affairs", items: 1, persons: 1, since: "2026-10-12", letters: 1 },
  ]);
  t.same(
    (await packOf("education")).agenda.find(({ kind }) => kind === "letters"),
    {
      kind: "letters",
      department: "civil-affairs",
      items: null,
      persons: null,
    },
  );
});
