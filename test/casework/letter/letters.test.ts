/** Letters about late items, end to end with an injected clock: drafted from facts, sent by the procuratorate, answered or not. */
import { randomUUID } from "node:crypto";
import t from "tap";
import { unansweredLetters } from "../../../src/casework/letter/letters.ts";
import type { LetterDraft } from "../../../src/domain/generated/answers.ts";
import { Cases, Department, Sender } from "../../../src/sdk/index.ts";
import { sentItem } from "../../support/casework.ts";
import { like } from "../../support/like.ts";
import { refusalCodes, Scene, type SceneThread } from "../../support/scenario.ts";

t.setTimeout(60_000);

const scene = await Scene.start(t, "2026-10-12T09:00:00+08:00");
const { clock, cases } = scene;
const at = (time: string) => clock.moveTo(`${time}+08:00`);
const thread = await scene.send("N01", ["civil-affairs"]);
const drafts = async (filter: object = {}) => (await cases.letterDrafts({ thread: thread.id, ...filter })).drafts;
const item = () => scene.item(thread, "civil-affairs");
/** Items in the work list of letters without an answer, for a party. */
const unanswered = async (party: string, on?: string) => {
  const found = [];
  const reader = new Cases(await clock.clientOf(scene.home, party));
  for await (const { id } of reader.worklist("letters", on === undefined ? {} : { on })) found.push(id);
  return found;
};
const states = async () => (await item()).letters?.map(({ kind, state }) => `${kind} ${state}`);

/** Sends a letter about the example's person; members given replace the default ones. */
async function send(
  kind: string,
  more: Record<string, unknown> = {},
  {
    to = ["civil-affairs"],
    from = "procuratorate",
    of = thread,
  }: { to?: string[]; from?: string; of?: SceneThread } = {},
): Promise<string> {
  const sender = new Sender(await clock.clientOf(scene.home, from));
  const now = new Date(clock.now() - 1_000 + 8 * 3_600_000).toISOString().slice(0, 19) + "+08:00";
  const transferId = randomUUID();
  const header = {
    transferId,
    documentNumber: "示检救督〔2026〕3号",
    messageType: "REMINDER",
    answers: of.transferId,
    from: { department: "procuratorate", division: "990101", name: "示例区人民检察院" },
    secrecy: "0",
    issuedAt: now,
    officer: { name: "林知远", office: "第六检察部", phone: "0518-88000000" },
    approval: { approver: "周明理", approvedAt: now },
  };
  const line = {
    personId: "P-2025-0001",
    need: "N01",
    ruleId: "D06",
    due: "2026-10-14",
    stage: "supervise",
    overdueWd: 3,
  };
  const body = { header, kind, items: [line], replyBy: "2026-10-26", ...more };
  await sender.push(await sender.seal(body as never, { type: "reminder", thread: of.id, to }));
  return transferId;
}

t.test("drafts follow the stages, one for each list and department, and name nobody", async (t) => {
  t.same(await drafts(), []);
  at("2026-10-15T09:00:00");
  const [urge, more] = await drafts();
  t.equal(more, undefined);
  like(t, urge, {
    kind: "2",
    thread: thread.id,
    department: "civil-affairs",
    to: "civil-affairs",
    replyBy: "2026-10-22",
  });
  like(t, urge?.office, { name: { zh: "社会救助科" }, phone: "12345" });
  t.same(await drafts({ kind: "3" }), [], "not yet");
  at("2026-10-19T09:00:00");
  const [supervise] = await drafts();
  like(t, supervise, { kind: "3", earlier: [] });
  t.same(
    supervise?.items.map(({ ruleId, stage, overdueWd }) => [ruleId, stage, overdueWd]),
    [["D06", "supervise", 3]],
  );
  at("2026-10-22T09:00:00");
  t.same(
    (await drafts())[0]?.items.map(({ ruleId }) => ruleId),
    ["D06", "D07"],
    "one letter, not one for each deadline",
  );
  const all = (await cases.letterDrafts({ department: "civil-affairs" })).drafts;
  t.same(
    all.map((draft: LetterDraft) => draft.thread),
    [thread.id],
    "over all lists",
  );
  t.notOk(/P-2025|陈秀兰/.test(JSON.stringify(all)));
  const own = new Sender(await clock.clientOf(scene.home, "civil-affairs"));
  t.same((await new Cases(own.client).letterDrafts()).drafts, [], "only who sent the list drafts letters about it");
});

t.test("a letter that does not fit its case is refused", async (t) => {
  const line = {
    personId: "P-2025-0001",
    need: "N01",
    ruleId: "D06",
    due: "2026-10-14",
    stage: "supervise",
    overdueWd: 3,
  };
  const codes = (sending: Promise<unknown>) => refusalCodes(sending);
  const refused = "invalid-document";
  t.match(await codes(send("1", { replyBy: undefined })), /^invalid-document reminder-/, "the gateway's own kind");
  t.equal(await codes(send("3", { items: [{ ...line, personId: "P-9" }] })), `${refused} not-in-list`);
  t.equal(await codes(send("3", { items: [{ ...line, need: "N05" }] })), `${refused} not-at-department`);
  t.equal(await codes(send("3", {}, { to: ["education"] })), `${refused} not-at-department`);
  t.equal(await codes(send("3", {}, { to: ["civil-affairs", "education"] })), `${refused} letter-recipient`);
  t.equal(await codes(send("3", {}, { to: ["joint-meeting"] })), `${refused} letter-recipient not-at-department`);
  t.equal(
    await codes(send("4", { items: [{ ...line, party: "civil-affairs" }] })),
    `${refused} letter-recipient`,
    "kind 4 is for the convener",
  );
  t.equal(await codes(send("4", {}, { to: ["joint-meeting"] })), `${refused} reminder-required`);
  t.equal(await codes(send("5")), `${refused} reminder-required`, "without its checklist");
  t.equal(
    await codes(send("3", {}, { of: { ...thread, transferId: randomUUID() } })),
    `${refused} answers-another-list`,
  );
  t.equal(await codes(send("3", {}, { from: "civil-affairs", to: ["procuratorate"] })), "not-permitted");
  t.equal(await states(), undefined, "nothing is kept");
});

t.test("a letter is sent, unanswered after its day, escalated by a higher one, and answered by feedback", async (t) => {
  const urged = await send("2", { replyBy: "2026-10-23" });
  t.same(await states(), ["2 sent"]);
  const reader = new Department(await clock.clientOf(scene.home, "civil-affairs"));
  for await (const found of reader.poll({ once: true })) {
    if (found.type !== "reminder") continue;
    const packet = await reader.fetch(found);
    if (packet.type !== "reminder") throw new Error("a reminder is one");
    like(t, packet.body, { kind: "2", items: [{ personId: "P-2025-0001", need: "N01" }] });
    like(t, packet, { from: "procuratorate", thread: thread.id, due: { feedback: "2026-10-29T23:59:59+08:00" } });
    await reader.acknowledge(packet, "accepted");
  }
  at("2026-10-26T09:00:00");
  t.same(await states(), ["2 unanswered"]);
  const { id } = await item();
  for (const party of ["procuratorate", "civil-affairs"]) t.same(await unanswered(party), [id], party);
  t.same(await unanswered("education"), [], "only who sent and who got the letter");
  t.same(
    (await drafts())[0]?.earlier.map(({ kind, state }) => [kind, state]),
    [["2", "unanswered"]],
  );
  const supervise = await send("3", { replyBy: "2026-11-02" });
  t.same(await states(), ["2 escalated", "3 sent"]);
  t.same(await unanswered("procuratorate"), [], "the letter that followed has time");
  t.same(await unanswered("procuratorate", "2026-11-02"), []);
  t.same(await unanswered("procuratorate", "2026-11-03"), [id], "as it will be after its last day");
  const listed = [];
  for await (const one of cases.worklist("supervise")) listed.push(one.letters?.map(({ kind }) => kind));
  t.same(listed, [["2", "3"]], "the to-do of the procuratorate shows them");

  at("2026-10-28T09:00:00");
  const [agenda] = await drafts();
  like(t, agenda, { kind: "4", to: "joint-meeting" });
  t.match(agenda?.agenda?.zh, /^示例区民政局：1 人 2 项期限逾期，最长逾期 10 个工作日（D06 签收、D07 首次答复/);
  const line = {
    personId: "P-2025-0001",
    need: "N01",
    ruleId: "D06",
    due: "2026-10-14",
    stage: "meeting",
    overdueWd: 10,
  };
  await send("4", { items: [{ ...line, party: "civil-affairs" }] }, { to: ["joint-meeting"] });
  t.same(
    await states(),
    ["2 escalated", "3 escalated", "4 sent"],
    "the meeting answers by its decisions, not by feedback",
  );
  const convener = new Department(await clock.clientOf(scene.home, "joint-meeting"));
  const kinds = [];
  for await (const found of convener.poll({ once: true })) {
    const packet = await convener.fetch(found);
    if (packet.type === "reminder") kinds.push(packet.body.kind);
  }
  t.same(kinds, ["4"]);
  const [suggestion] = await drafts({ kind: "5" });
  like(t, suggestion, { kind: "5", to: "civil-affairs", replyBy: "2026-12-28", checklist: { letters: 3 } });
  t.match(suggestion?.checklist?.evidence[0], /^N01 2026-10-12 移送，2026-\d\d-\d\d 签收|未签收/);

  await scene.answer("civil-affairs", { ...thread, transferId: supervise }, [{ needs: ["N01"], reply: "10" }]);
  const after = await item();
  like(t, after, { state: "accepted" });
  t.same(await states(), ["2 escalated", "3 answered", "4 sent"]);
  t.same(await unanswered("procuratorate", "2026-12-31"), [], "what is put before the meeting asks for no answer");
  const seen = await new Cases(reader.client).case(thread.id);
  t.same(
    seen.subjects[0]?.items[0]?.letters?.map(({ kind }) => kind),
    ["2", "3"],
    "a department sees the letters that it got",
  );
  t.ok(urged);
});

t.test("a withdrawn letter and a withdrawn answer are undone, also when items are folded again", async (t) => {
  const sender = new Sender(await clock.clientOf(scene.home, "procuratorate"));
  const letter = (await item()).letters?.find(({ kind }) => kind === "2");
  const body = { reason: "W05", message: letter?.message };
  await sender.push(await sender.seal(body as never, { type: "withdrawal", thread: thread.id }));
  t.same(await states(), ["3 answered", "4 sent"]);
  const answered = (await item()).letters?.find(({ kind }) => kind === "3")?.answeredBy;
  const department = new Sender(await clock.clientOf(scene.home, "civil-affairs"));
  const back = { reason: "W05", message: answered };
  await department.push(await department.seal(back as never, { type: "withdrawal", thread: thread.id }));
  like(t, await item(), { state: "sent" });
  t.same(await states(), ["3 escalated", "4 sent"], "what answered it is void");
});

t.test("a need that was withdrawn asks for no answer any more", async (t) => {
  const letters = [{ message: "m", kind: "3", sentAt: 0, replyBy: "2026-10-26" }] as const;
  t.equal(unansweredLetters(sentItem({ letters }), "2026-10-27").length, 1);
  t.equal(unansweredLetters(sentItem({ letters, closed: true }), "2026-10-27").length, 0);
});
