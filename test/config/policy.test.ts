import t, { type Test } from "tap";
import { ConfigError } from "../../src/domain/config-fault.ts";
import { loadConfig } from "../../src/config/load.ts";
import { configFolder } from "../support/gateway/config-folder.ts";
import { rejection } from "../support/refusal.ts";

type Json = Record<string, unknown>;

/** Pointers of faults after a value was changed. */
async function faultsAfter(t: Test, name: string, pointer: string, value: unknown): Promise<string[]> {
  const folder = await configFolder(t);
  await folder.edit(name, (content) => {
    const names = pointer.split("/").slice(1);
    const last = names.pop() ?? "";
    let at: Json = content;
    for (const name of names) at = at[name] as Json;
    at[last] = value;
  });
  const error = await rejection(ConfigError, () => loadConfig({ AIDX_CONFIG_DIR: folder.path }, "/"));
  return (error?.faults ?? []).map((fault) => fault.pointer);
}

const form = (derive: unknown) => ({ title: "x", derive: { x: derive } });

t.test("sharing policy: an undefined name is refused", async (t) => {
  const cases: readonly [pointer: string, value: unknown, place?: string][] = [
    ["/groups/payment/roles/bnad", ["housing"]],
    ["/groups/income/roles/full/0", "weather"],
    ["/groups/income/roles/band/0", "housing", "twice"],
    ["/groups/income/levels/full", { title: "x" }],
    ["/groups/income/levels/band/derive/band/labels", ["a", "b"], "/groups/income/levels/band/derive/band"],
    ["/groups/income/levels/band/derive/band/bounds", [2, 1.5, 1], "/groups/income/levels/band/derive/band"],
    ["/groups/attachments/levels/justified/derive/items/by/9", ["everything"]],
    ["/rules/0/if", "sometimes"],
    ["/sheltered", "nobody"],
    ["/rules/0/only", ["weather"], "/rules/0/only/0"],
    ["/rules/0/replace/wealth", { full: "none" }],
    ["/rules/0/replace/cause/full", "masekd"],
    ["/rules/0/replace/cause/class", "full"],
    ["/rules/0/replace/cause/none", "masked"],
    ["/permissions/4/types/0", "plan"],
  ];
  for (const [pointer, value, place = pointer] of cases) {
    const faults = await faultsAfter(t, "sharing-policy.json", pointer, value);
    if (place === "twice") t.match(faults[0], /^\/groups\/income\/roles\//, pointer);
    else t.strictSame(faults, [place], pointer);
  }
  const without = await faultsAfter(t, "sharing-policy.json", "/documents", { withdrawal: { cut: "whole" } });
  t.ok(without.includes("/permissions/0/types/0"), "a type that has no rule");
});

t.test("sharing policy: the schema refuses meaningless forms", async (t) => {
  for (const derivation of [
    {},
    { copy: "x" },
    { prefix: "x" },
    { prefix: "x", digits: 7 },
    { flag: { path: "x" } },
    { items: "x", where: { any: [] } },
    { constant: null },
  ]) {
    const faults = await faultsAfter(t, "sharing-policy.json", "/groups/income/levels/band", form(derivation));
    t.strictSame(faults, ["/groups/income/levels/band/derive/x"], JSON.stringify(derivation));
  }
});

const NEED = { zh: "新需求", en: "New need", lead: ["housing"], with: [], jurisdiction: "registered" };

t.test("routing: an unknown role is refused", async (t) => {
  t.strictSame(await faultsAfter(t, "routing.json", "/needs/N01/lead", ["weather"]), ["/needs/N01/lead/0"]);
  t.strictSame(await faultsAfter(t, "routing.json", "/needs/N01/with", ["civil-affairs"]), ["/needs/N01/with/0"]);
  t.strictSame(
    await faultsAfter(t, "routing.json", "/needs/N01/limits", { feedback: { days: 3 } }),
    ["/needs/N01"],
    "time limits are in deadlines.json",
  );
  t.strictSame(await faultsAfter(t, "routing.json", "/needs/N1", NEED), ["/needs"]);
  t.strictSame(await faultsAfter(t, "routing.json", "/needs/N18", NEED), []);
});
