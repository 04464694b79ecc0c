import t, { type Test } from "tap";
import { ConfigError } from "../../src/domain/config-fault.ts";
import { loadConfig } from "../../src/config/load.ts";
import { configFolder } from "../support/gateway/config-folder.ts";
import { rejection } from "../support/refusal.ts";

type Rule = Record<string, unknown> & { id: string; applies?: Record<string, unknown> };

/** Faults after a change of the rule at a place, or of the list of rules. */
async function faultsAfter(t: Test, change: (rules: Rule[]) => void) {
  const folder = await configFolder(t);
  await folder.edit("deadlines.json", ({ rules }: { rules: Rule[] }) => change(rules));
  const error = await rejection(ConfigError, () => loadConfig({ AIDX_CONFIG_DIR: folder.path }, "/"));
  return (error?.faults ?? []).map(({ pointer, en }) => `${pointer}: ${en.split(/[:,]/)[0]}`);
}

const first = (rules: Rule[]) => rules[0] ?? { id: "" };

t.test("deadlines: two rules that are equally specific are refused, and named", async (t) => {
  const faults = await faultsAfter(t, (rules) => void rules.splice(1, 0, { ...first(rules) }));
  t.strictSame(faults, ["/rules/1: D01 is as specific as the D01 at /rules/0"]);
});

t.test("deadlines: a code that nothing has is refused", async (t) => {
  const applying = (applies: Record<string, unknown>) =>
    faultsAfter(t, (rules) => void Object.assign(first(rules), { applies }));
  t.strictSame(await applying({ needs: ["N99"] }), [
    "/rules/0/applies/needs/0: D01 names a need that the routing table does not have",
  ]);
  t.strictSame(await applying({ types: ["letter"] }), [
    "/rules/0/applies/types/0: D01 names an unknown type of message",
  ]);
  t.strictSame(await applying({ when: ["raining"] }), [
    "/rules/0/applies/when/0: D01 names a circumstance that `circumstances` does not have",
  ]);
  t.strictSame(await applying({ divisions: ["331"] }).then((faults) => faults.length), 1);
});

t.test("deadlines: a rule that contradicts itself is refused", async (t) => {
  const wrong = async (change: Record<string, unknown>) =>
    (await faultsAfter(t, (rules) => void Object.assign(first(rules), change))).map((fault) => fault.split(":")[0]);
  t.strictSame(await wrong({ after: "D02" }), ["/rules/0/after"], "counted from a rule that comes later");
  t.strictSame(await wrong({ period: { hours: 5 } }), ["/rules/0/period"], "hours that roll");
  t.strictSame(await wrong({ warn: { hours: 5 } }), ["/rules/0/warn"]);
  t.strictSame(await wrong({ roll: "month-end" }), ["/rules/0/roll"]);
  t.strictSame(await wrong({ extend: { X1: 9 } }), ["/rules/0/extend/X1"], "shorter than the period");
  t.strictSame(await wrong({ escalate: { supervise: 3, meeting: 3 } }), ["/rules/0/escalate"]);
  t.strictSame(await wrong({ from: "2026-01-02", until: "2026-01-01" }), ["/rules/0/until"]);
  t.strictSame(await wrong({ end: ["applicationOn"] }), ["/rules/0/end"]);
  t.strictSame(await wrong({ from: "2026-02-30" }), ["/rules/0/from"]);
  t.strictSame(await wrong({ period: { days: 1, hours: 1 } }), ["/rules/0/period"]);
});

t.test("deadlines: without a rule that gives every packet a time to sign the gateway does not start", async (t) => {
  const none = ["/rules: has no rule from `sealed` to `receipt` that applies always and to everything"];
  const general = (rules: Rule[]) => rules.find(({ id }) => id === "D06") ?? first(rules);
  t.strictSame(await faultsAfter(t, (rules) => void Object.assign(general(rules), { from: "2026-01-01" })), none);
  t.strictSame(await faultsAfter(t, (rules) => void rules.splice(rules.indexOf(general(rules)), 1)), none);
});
