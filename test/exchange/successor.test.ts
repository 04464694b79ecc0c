/** A department that another one took over from: what is sent to it goes to the successor, what it has stays its own. */
import { readFileSync } from "node:fs";
import t from "tap";
import { directoryToday } from "../../src/directory/successors.ts";
import type { SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import { defaultPolicy } from "../support/exchange/default-policy.ts";
import { flowFixture, JOSE, key } from "../support/exchange/flow.ts";

const example = JSON.parse(
  readFileSync(new URL("../../schemas/aid-subject-list/1.example.json", import.meta.url), "utf8"),
) as { readonly header: object };
const { policy, directory } = await defaultPolicy();
const withKey = (id: string) => {
  const enc = key("enc");
  const party = directory.party(id);
  if (party === undefined) throw new Error(`no party ${id}`);
  return { ...party, keys: new Map([[enc.kid, enc]]), encryptionKey: enc };
};
let day = "2026-11-22";
const f = await flowFixture(t, (flow) => {
  const of = new Map(["education", "medical-insurance"].map((id) => [id, withKey(id)] as const));
  const procuratorate = flow.directory().party("procuratorate");
  const civil = flow.directory().party("civil-affairs");
  if (procuratorate === undefined || civil === undefined) throw new Error("the fixture has these parties");
  const parties = new Map([
    [procuratorate.id, procuratorate],
    [civil.id, { ...civil, division: "990101", successor: { party: "civil-2", from: "2026-11-23" } }],
    ["civil-2", { ...withKey("civil-affairs"), id: "civil-2", role: "civil-affairs" }],
    ...of,
  ]);
  const whole = { version: "test", party: (id: string) => parties.get(id), parties: () => parties.values() };
  return {
    ...flow,
    policy: () => policy,
    directory: directoryToday(
      () => whole,
      () => day,
    ),
  };
});
const { procuratorate, civil } = f.parties;
let jti = 0;
async function send(type: string, body: unknown, more: object = {}): Promise<SubmissionAnswer> {
  const envelope = await f.envelope(procuratorate, { jti: `s-${++jti}`, type, body, ...more });
  return JSON.parse((await f.exchange.submit(procuratorate.caller, envelope, JOSE)).json) as SubmissionAnswer;
}
const list = () => ({
  ...example,
  header: { ...example.header, transferId: `t-${jti}`, listNumber: `n-${jti}`, legalBasis: "statutory-duty" },
});
const recipients = ({ packets }: SubmissionAnswer) => packets.map(({ recipient }) => recipient).toSorted();
const told = ({ warnings = [] }: SubmissionAnswer) =>
  warnings.filter(({ code }) => code === "sent-to-successor").map(({ pointer }) => pointer);

t.test("before the day the old department gets everything, and the new one nothing", async (t) => {
  const answer = await send("aid-subject-list", list());
  t.same(recipients(answer), ["civil-affairs", "education", "medical-insurance"]);
  t.same(told(answer), []);
});

t.test("from the day on the successor gets what is sent, answer and log tell it, and old packets stay", async (t) => {
  day = "2026-11-22";
  const before = await send("aid-subject-list", list());
  day = "2026-11-23";
  const routed = await send("aid-subject-list", list());
  t.same(recipients(routed), ["civil-2", "education", "medical-insurance"], "the needs lead to it");
  const named = await send("aid-subject-list", list(), { to: ["education", "civil-affairs", "civil-2"] });
  t.same(recipients(named), ["civil-2", "education"]);
  t.same(told(named), ["/to/1"]);
  const sealed = (await f.entries()).filter(({ type, message }) => type === "sealed" && message === named.id);
  t.same(Object.fromEntries(sealed.map(({ recipient, insteadOf }) => [String(recipient), insteadOf])), {
    "civil-2": ["civil-affairs"],
    education: undefined,
  });
  const old = before.packets.find(({ recipient }) => recipient === "civil-affairs");
  if (old === undefined) throw new Error("the old department had a packet");
  t.ok((await f.exchange.packet(civil.caller, old.id)).bytes.length > 0, "it reads what it got before");

  const withdrawn = await send("withdrawal", { reason: "W09", message: before.id }, { thread: before.id });
  t.same(
    recipients(withdrawn),
    ["civil-affairs", "education", "medical-insurance"],
    "who has the data must learn of the withdrawal",
  );
});
