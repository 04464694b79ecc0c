/** What officers made of suggestions (I23): a choice counts once, in the month in which a plan first has it. */
import { randomUUID } from "node:crypto";
import t from "tap";
import { acceptedAtOf } from "../../../src/casework/report/as-at.ts";
import { ChoiceCount } from "../../../src/casework/report/choice-count.ts";
import { periodOf } from "../../../src/casework/report/period.ts";
import { GA } from "../../cli/casework/ga.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { KeptCase } from "../../support/kept-case.ts";
import { CALENDAR } from "../../support/report.ts";

const kept = new KeptCase(await defaultPolicy());
const [subject] = GA.subjects;
const personId = subject?.personId ?? "";
const basis = (ruleId: string, choice: string) => ({ ruleId, version: "default@2026-1", choice, reason: "家有债务" });
const measureId = randomUUID();

/** Sends a version of the plan; the measure for N01 rests on G06, and N03 is declined on the word of G04. */
async function plan(time: string, choices: readonly [string, string], supersedes?: string): Promise<string> {
  const transferId = randomUUID();
  const measure = { measureId, need: "N01", kind: "M4", owner: "civil-affairs", dueBy: "2026-12-31", status: "sent" };
  const header = {
    transferId,
    answers: GA.header.transferId,
    issuedAt: time,
    ...(supersedes ? { supersedes: { transferId: supersedes } } : {}),
  };
  const own = {
    measures: [{ ...measure, basis: basis("G06", choices[0]) }],
    declined: [{ need: "N03", reason: "有赡养人", basis: basis("G04", choices[1]) }],
  };
  await kept.accept("plan", { header, subjects: [{ personId, plan: own }] }, time);
  return transferId;
}

function figures(month: string) {
  const { start, cut } = periodOf(month, undefined, CALENDAR);
  const count = new ChoiceCount();
  count.add(
    kept.facts.filter(({ fact }) => acceptedAtOf(fact) < cut),
    start,
    kept.secretOf,
  );
  return count.figures();
}

t.test("each choice counts once, a changed one again; the reason is not kept", async (t) => {
  await kept.accept("aid-subject-list", GA, "2026-09-24T10:00:00+08:00");
  const first = await plan("2026-10-09T10:00:00+08:00", ["accepted", "declined"]);
  await plan("2026-11-09T10:00:00+08:00", ["accepted", "accepted"], first);
  t.same(figures("2026-09"), { "I23.accepted": 0, "I23.declined": 0 });
  const october = { "I23.accepted": 1, "I23.declined": 1, "I23.rules": "G04 0/1; G06 1/0" };
  t.same(figures("2026-10"), october, "what came in November changes nothing");
  t.same(figures("2026-11"), { "I23.accepted": 1, "I23.declined": 0, "I23.rules": "G04 1/0" }, "only what is new");
  t.same(figures("2026-12"), { "I23.accepted": 0, "I23.declined": 0 });
  const plans = kept.facts.filter(({ fact }) => fact.event === "plan");
  t.notMatch(JSON.stringify(kept.facts.map(({ fact }) => fact)), /G0[46]|default@/, "not in the clear");
  t.notMatch(JSON.stringify(plans.map(kept.secretOf)), /债务|赡养/);

  const withdrawn = plans.at(-1)?.fact;
  const at = Date.parse("2026-12-09T10:00:00+08:00");
  const fact = { ...withdrawn, event: "plan-withdrawn", message: "w", acceptedAt: at, corrects: withdrawn?.message };
  kept.facts.push({ ...plans.at(-1), fact, secret: null } as never);
  const december = { "I23.accepted": 0, "I23.declined": 1, "I23.rules": "G04 0/1" };
  t.same(figures("2026-12"), december, "the plan before is in force again, and its choice with it");
});
