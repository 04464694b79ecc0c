import type { SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import t from "tap";
import type { Caller } from "../../src/exchange/service.ts";
import { flowFixture, JOSE } from "../support/exchange/flow.ts";
import { until } from "../support/until.ts";
import { like } from "../support/like.ts";

const OPERATOR: Caller = { party: "operator", scopes: new Set(["directory:read", "ops:read", "ops:write"]) };
const STRANGER: Caller = { party: "medical-insurance", scopes: new Set(["message:send", "packet:receive"]) };
const NOTE = "the note of a recipient";
const GROUP = "all";

/** All members that an entry may have which an operator sees. */
const ITEM = new Set(
  "type time actor log packet attempt outcome code milliseconds via reason state kid by was replaces".split(" "),
);

t.test(
  "an operator sees states, attempts and ids of other parties' messages, and nothing of their content",
  async (t) => {
    const f = await flowFixture(t);
    const { civil, procuratorate } = f.parties;
    f.wire.answer = () => ({ kind: "failed", code: "http-404", status: 404 });
    const body = { to: ["civil-affairs", "education"], all: "content-of-the-document" };
    const { json } = await f.exchange.submit(procuratorate.caller, await f.list("seen", { body }), JOSE);
    const answer = JSON.parse(json) as SubmissionAnswer;
    const [taken, pushed] = answer.packets;
    if (taken === undefined || pushed === undefined) throw new Error("two packets");
    const word = await f.receipt(civil, taken, { outcome: "rejected", reason: "undecryptable", note: NOTE });
    await f.exchange.receipt(civil.caller, taken.id, word);
    await until("the push has failed", async () => (await f.store.packet(pushed.id))?.state === "failed");

    const view = await f.exchange.message(OPERATOR, answer.id);
    like(t, view, {
      id: answer.id,
      from: "procuratorate",
      packets: [
        { id: taken.id, recipient: "civil-affairs", state: "rejected", receipt: { reason: "undecryptable" } },
        { id: pushed.id, recipient: "education", state: "failed", attempts: 1 },
      ],
    });
    const tried = view.timeline.find(({ type }) => type === "attempt");
    like(t, tried, { packet: pushed.id, attempt: 1, outcome: "failed", code: "http-404" }, "why it does not get on");
    t.ok(view.timeline.find(({ type, packet }) => type === "sealed" && packet === taken.id)?.["kid"], "for which key");
    for (const item of view.timeline) {
      t.same(
        Object.keys(item).filter((member) => !ITEM.has(member)),
        [],
        item.type,
      );
    }
    const { messages } = await f.exchange.thread(OPERATOR, answer.thread);
    t.same(messages, [view]);
    t.same(await f.exchange.messageOf(OPERATOR, pushed.id), { thread: answer.thread, messages: [view] });

    const text = JSON.stringify([view, await f.exchange.requeue(OPERATOR, pushed.id)]);
    for (const hidden of [
      NOTE,
      word,
      "jws",
      "disclosed",
      `"${GROUP}"`,
      "policy",
      "test@1",
      "content-of-the-document",
    ]) {
      t.notOk(text.includes(hidden), hidden);
    }
    const full = JSON.stringify(await f.exchange.message(procuratorate.caller, answer.id));
    for (const shown of [word, "disclosed", "test@1"]) t.ok(full.includes(shown), `its sender sees ${shown}`);
  },
);

t.test("a caller who is neither party nor operator sees nothing, by any id", async (t) => {
  const f = await flowFixture(t);
  const { caller } = f.parties.procuratorate;
  const { json } = await f.exchange.submit(caller, await f.list("hidden"), JOSE);
  const { id, thread, packets } = JSON.parse(json) as SubmissionAnswer;
  const packet = packets[0]?.id ?? "";
  const refused: (() => Promise<unknown>)[] = [
    () => f.exchange.message(STRANGER, id),
    () => f.exchange.thread(STRANGER, thread),
    () => f.exchange.messageOf(STRANGER, packet),
    // Its sender does not find it by the packet either: only operators may.
    () => f.exchange.messageOf(caller, packet),
    () => f.exchange.messageOf(OPERATOR, id),
    () => f.exchange.message(OPERATOR, packet),
    () => f.exchange.thread({ ...OPERATOR, scopes: new Set(["ops:write"]) }, thread),
  ];
  for (const work of refused) await t.rejects(work(), { code: "not-found" });
});

t.test("a party sees its own messages as a party, also with operator scopes", async (t) => {
  const f = await flowFixture(t);
  const { civil, procuratorate } = f.parties;
  const body = { to: ["civil-affairs", "education"] };
  const { json } = await f.exchange.submit(procuratorate.caller, await f.list("own", { body }), JOSE);
  const { id } = JSON.parse(json) as SubmissionAnswer;
  const both = new Set(["packet:receive", "ops:read"]);
  const view = await f.exchange.message({ party: civil.id, scopes: both }, id);
  like(t, view.packets, [{ recipient: "civil-affairs", disclosed: ["all"] }]);
  t.equal(view.packets.length, 1);
});
