import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { readGuidelines } from "../../src/config/guidelines.ts";
import { configFolder } from "../support/gateway/config-folder.ts";
import { like } from "../support/like.ts";

const FILE = "guideline/default.json";

interface Draft {
  conditions: Record<string, unknown>;
  parameters: Record<string, unknown>;
  rules: {
    id: string;
    when: unknown;
    explain: { zh: string; en: string };
    suggest: object;
    conflictsWith?: object[];
  }[];
  [member: string]: unknown;
}

t.test("the shipped guideline is sound", async (t) => {
  const { documents, faults } = await readGuidelines("config/guideline", "config/guideline");
  t.same(faults, []);
  like(t, documents, [{ id: "default", version: "2026-1" }]);
});

t.test("without the folder there is no guideline", async (t) => {
  t.same(await readGuidelines("config/no-such-folder", "x"), { documents: [], faults: [] });
});

/** Faults of the shipped guideline after a change: places and texts. */
async function faultsAfter(t: Parameters<typeof configFolder>[0], change: (draft: Draft) => void): Promise<string[]> {
  const folder = await configFolder(t);
  await folder.edit(FILE, (draft: Draft) => change(draft));
  const { faults } = await readGuidelines(join(folder.path, "guideline"), "guideline");
  return faults.map(({ source, pointer, line, en, zh }) => {
    t.match(zh, /[\u4e00-\u9fff]/);
    t.type(line, "number");
    return `${source} ${pointer} ${en}`;
  });
}

t.test("inputs that no rule may read are refused by name", async (t) => {
  for (const path of [
    "cause.harmCause",
    "cause.protected",
    "demographics.ethnicity",
    "identity.politicalStatus",
    "case.offence",
  ]) {
    const faults = await faultsAfter(t, ({ rules }) => {
      const [first] = rules;
      if (first !== undefined) first.when = { any: [{ present: "needs.items" }, { path, in: ["1"] }] };
    });
    t.match(
      faults[0],
      /^guideline\/default.json \/rules\/0\/when\/any\/1\/path rule G01 reads \w+, which no rule may read$/,
      path,
    );
  }
});

t.test("a forbidden input is found below a named condition and in an expression too", async (t) => {
  const faults = await faultsAfter(t, ({ conditions, rules }) => {
    conditions["hasCard"] = { some: "cause", where: { path: "harmCause", in: ["05"] } };
    const [first] = rules;
    if (first !== undefined) first.when = { compare: [{ plus: [1, { path: "demographics.ethnicity" }] }, "<", 3] };
  });
  t.ok(faults.some((fault) => fault.includes("/conditions/hasCard/some") && fault.includes("cause")));
  t.ok(faults.some((fault) => fault.includes("/rules/0/when/compare/0/plus/1/path") && fault.includes("ethnicity")));
});

const WRONG: Readonly<Record<string, [change: (draft: Draft) => void, fault: string]>> = {
  "a path that no list has": [
    ({ rules }) => void (rules[0] && (rules[0].when = { present: "income.totl" })),
    "/rules/0/when/present rule G01 is no path of an aid-subject list",
  ],
  "a path that every object has": [
    ({ rules }) => void (rules[0] && (rules[0].when = { present: "constructor" })),
    "/rules/0/when/present rule G01 is no path of an aid-subject list",
  ],
  "a parameter that is not defined": [
    ({ rules }) => void (rules[0] && (rules[0].when = { compare: [{ parameter: "limit" }, "<", 1] })),
    "/rules/0/when/compare/0/parameter rule G01 names the parameter limit, which is not defined",
  ],
  "a condition that is not defined": [
    ({ rules }) => void (rules[0] && (rules[0].when = { is: "rich" })),
    "/rules/0/when rule G01 names rich, which is not defined",
  ],
  "a rule that stands on itself": [
    ({ rules }) => void (rules[0] && (rules[0].when = { suggested: "G03" })),
    "/rules/0/when rule G01 stands on itself",
  ],
  "a name in an explanation": [
    ({ rules }) => void (rules[0] && (rules[0].explain.zh = "{wealth}")),
    "/rules/0/explain rule G01 names the parameter wealth",
  ],
  "a conflict with an unknown rule": [
    ({ rules }) =>
      void (rules[0] && (rules[0].conflictsWith = [{ rule: "G99", keep: "choose", zh: "选择", en: "choose" }])),
    "/rules/0/conflictsWith/0/rule rule G01 names G99",
  ],
  "two rules of one id": [({ rules }) => void (rules[1] && (rules[1].id = "G01")), "/rules/1/id rule G01 stands twice"],
  "an end before the start": [(draft) => void (draft["until"] = "2025-01-01"), "/until is before from"],
  "an unknown base": [
    (draft) => void (draft["extends"] = "nothing"),
    "/extends names a guideline that there is none of",
  ],
  "a base that is itself": [(draft) => void (draft["extends"] = "default"), "/extends leads back to this guideline"],
};

for (const [name, [change, expected]] of Object.entries(WRONG)) {
  t.test(`${name} is named`, async (t) => {
    const faults = await faultsAfter(t, change);
    t.ok(
      faults.some((fault) => fault.startsWith(`guideline/default.json ${expected}`)),
      faults.join("\n"),
    );
  });
}

t.test("the schema refuses forms that are not its own", async (t) => {
  const [fault = ""] = await faultsAfter(t, ({ rules }) => {
    const [first] = rules;
    if (first !== undefined) first.when = { mentions: "household.members" };
  });
  t.match(fault, "/rules/0/when");
});

t.test("two guidelines for one place and time are refused, a local one beside the general one is not", async (t) => {
  const folder = await configFolder(t);
  const local = { id: "county", version: "1", extends: "default", divisions: ["9901"], from: "2026-01-01" };
  await mkdir(join(folder.path, "guideline"), { recursive: true });
  await folder.write("guideline/county.json", JSON.stringify(local));
  const read = () => readGuidelines(join(folder.path, "guideline"), "guideline");
  t.same((await read()).faults, []);
  await folder.write("guideline/other.json", JSON.stringify({ ...local, id: "other", from: "2026-07-01" }));
  like(t, (await read()).faults, [{ source: "guideline/other.json", pointer: "/divisions" }]);
  await folder.write("guideline/county.json", JSON.stringify({ ...local, until: "2026-06-30" }));
  t.same((await read()).faults, []);
});
