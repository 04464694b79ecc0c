import type { Bilingual } from "../../domain/bilingual.ts";
import { namesInText, isFact } from "./explanation.ts";
import { namesIn } from "./expression.ts";
import { chainOf } from "./guideline.ts";
import type { Expression, GuidelineCondition, GuidelineDocument, GuidelineRule } from "./guideline-document.ts";
import { KNOWN_PARAMETERS } from "./parameters.ts";

/** Fault of a guideline: the place in it (RFC 6901), and what is wrong in words. */
export interface GuidelineFault extends Bilingual {
  readonly guideline: GuidelineDocument;
  readonly pointer: string;
}

/**
 * Member names that no rule may read: what was done to the person, the offence, ethnicity, political status. They decide
 * nothing about need, and a rule that reads them would sort people by them.
 */
const FORBIDDEN: ReadonlySet<string> = new Set([
  "cause",
  "harmCause",
  "protected",
  "relationToVictim",
  "case",
  "offence",
  "ethnicity",
  "ethnic",
  "political",
  "politicalStatus",
]);

/**
 * Finds what is wrong with guidelines beyond their schema: forbidden inputs, paths that no list has, names without a
 * definition, rules that stand on themselves, two files for one place and day.
 *
 * @param isPath tells whether a subject of a list can have a value at a path
 * @param beside guidelines that these may extend, and that are not checked
 */
export function guidelineFaults(
  documents: readonly GuidelineDocument[],
  isPath: (path: string) => boolean,
  beside: readonly GuidelineDocument[] = [],
): GuidelineFault[] {
  const all = [...documents, ...beside.filter(({ id }) => !documents.some((document) => document.id === id))];
  return documents.flatMap((document) => [
    ...headFaults(document, documents, all),
    ...ruleFaults(document, all, isPath),
  ]);
}

function headFaults(
  document: GuidelineDocument,
  documents: readonly GuidelineDocument[],
  all: readonly GuidelineDocument[],
): GuidelineFault[] {
  const faults: GuidelineFault[] = [];
  const { id, from, until, divisions } = document;
  const add = (pointer: string, en: string, zh: string) => void faults.push({ guideline: document, pointer, en, zh });
  if (until !== undefined && until < from) add("/until", "is before from", "早于 from");
  if (document.extends !== undefined) {
    const base = all.find((other) => other.id === document.extends);
    if (base === undefined) add("/extends", "names a guideline that there is none of", "所指的指引不存在");
    else if (chainOf(base, all).includes(document)) add("/extends", "leads back to this guideline", "引用成环");
  }
  for (const other of documents) {
    if (other === document) break;
    if (other.id === id) add("/id", "is the id of another file", "标识与另一文件相同");
    const sameTime = other.from <= (until ?? "9999") && from <= (other.until ?? "9999");
    const samePlace =
      divisions.length === 0
        ? other.divisions.length === 0
        : divisions.some((prefix) => other.divisions.includes(prefix));
    if (sameTime && samePlace) {
      add("/divisions", `holds where and when ${other.id} does`, `与 ${other.id} 的区划和时间重叠`);
    }
  }
  return faults;
}

/** Tells whether the condition of a rule leads, by named conditions and other rules, back to it. */
function standsOnItself(
  id: string,
  conditions: ReadonlyMap<string, GuidelineCondition>,
  rules: ReadonlyMap<string, GuidelineRule>,
): boolean {
  const seen = new Set<string>();
  const open = [JSON.stringify(rules.get(id)?.when)];
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    for (const [key, form, name = ""] of text.matchAll(/"(is|suggested)":"([A-Za-z0-9-]+)"/g)) {
      if (form === "suggested" && name === id) return true;
      if (seen.has(key)) continue;
      seen.add(key);
      const next = form === "is" ? conditions.get(name) : rules.get(name)?.when;
      if (next !== undefined) open.push(JSON.stringify(next));
    }
  }
  return false;
}

function ruleFaults(
  document: GuidelineDocument,
  documents: readonly GuidelineDocument[],
  isPath: (path: string) => boolean,
): GuidelineFault[] {
  const chain = chainOf(document, documents);
  const parameters = new Set<string>(chain.flatMap((one) => Object.keys(one.parameters ?? {})));
  for (const name of KNOWN_PARAMETERS) parameters.add(name);
  const conditions = new Map(chain.toReversed().flatMap((one) => Object.entries(one.conditions ?? {})));
  const rules = new Map<string, GuidelineRule>(
    chain.toReversed().flatMap((one) => (one.rules ?? []).map((rule) => [rule.id, rule] as const)),
  );
  const found: GuidelineFault[] = [];
  let judged = "";
  const add = (pointer: string, en: string, zh: string) =>
    void found.push({ guideline: document, pointer, en: `rule ${judged} ${en}`, zh: `规则 ${judged}：${zh}` });

  const path = (text: string, at: string, pointer: string): void => {
    const names = text.split(".");
    const forbidden = names.find((name) => FORBIDDEN.has(name));
    if (forbidden !== undefined) {
      add(pointer, `reads ${forbidden}, which no rule may read`, `不得读取 ${forbidden}`);
    } else if (names.some((name) => name in Object.prototype) || !isPath(at + text)) {
      add(pointer, "is no path of an aid-subject list", "不是救助对象清单中的路径");
    }
  };
  const parameter = (name: string, pointer: string): void => {
    if (!parameters.has(name)) add(pointer, `names the parameter ${name}, which is not defined`, `参数 ${name} 未定义`);
  };
  const expression = (one: Expression, at: string, pointer: string): void => {
    if (typeof one === "number") return;
    if ("path" in one) path(one.path, at, `${pointer}/path`);
    else if ("monthsSince" in one) path(one.monthsSince, at, `${pointer}/monthsSince`);
    else if ("parameter" in one || "fact" in one) {
      for (const name of namesIn(one).parameters) parameter(name, `${pointer}/parameter`);
    } else {
      const [name = "", pair = []] = Object.entries(one)[0] ?? [];
      (pair as readonly Expression[]).forEach((part, n) => expression(part, at, `${pointer}/${name}/${n}`));
    }
  };
  const undefinedName = (name: string, pointer: string): void =>
    add(pointer, `names ${name}, which is not defined`, `${name} 未定义`);
  /** @param within names of the conditions that lead here */
  const condition = (one: GuidelineCondition, at: string, pointer: string, within: readonly string[]): void => {
    if ("in" in one) path(one.path, at, `${pointer}/path`);
    else if ("present" in one) path(one.present, at, `${pointer}/present`);
    else if ("some" in one) {
      path(one.some, at, `${pointer}/some`);
      condition(one.where, `${at}${one.some}.`, `${pointer}/where`, within);
    } else if ("ageBelow" in one) path(one.birth, at, `${pointer}/birth`);
    else if ("compare" in one) {
      expression(one.compare[0], at, `${pointer}/compare/0`);
      expression(one.compare[2], at, `${pointer}/compare/2`);
    } else if ("is" in one) {
      const named = conditions.get(one.is);
      if (named === undefined) undefinedName(one.is, pointer);
      else if (within.includes(one.is)) add(pointer, `stands on itself by way of ${one.is}`, `经 ${one.is} 循环引用`);
      else condition(named, at, `/conditions/${one.is}`, [...within, one.is]);
    } else if ("suggested" in one) {
      if (!rules.has(one.suggested)) undefinedName(one.suggested, pointer);
    } else if ("not" in one) condition(one.not, at, `${pointer}/not`, within);
    else if ("any" in one) one.any.forEach((part, n) => condition(part, at, `${pointer}/any/${n}`, within));
    else if ("all" in one) one.all.forEach((part, n) => condition(part, at, `${pointer}/all/${n}`, within));
  };
  const rule = (one: GuidelineRule, n: number): void => {
    const at = `/rules/${n}`;
    judged = one.id;
    if ((document.rules ?? []).findIndex(({ id }) => id === one.id) !== n) add(`${at}/id`, "stands twice", "重复出现");
    condition(one.when, "", `${at}/when`, []);
    if (standsOnItself(one.id, conditions, rules)) add(`${at}/when`, "stands on itself", "循环引用自身");
    if (one.suggest.amount !== undefined) expression(one.suggest.amount, "", `${at}/suggest/amount`);
    for (const name of namesInText(one.explain)) if (!isFact(name)) parameter(name, `${at}/explain`);
    if (one.date !== undefined) {
      path(one.date.path, "", `${at}/date/path`);
      path(one.date.member, `${one.date.path}.`, `${at}/date/member`);
      if (one.date.where !== undefined) condition(one.date.where, `${one.date.path}.`, `${at}/date/where`, []);
    }
    (one.conflictsWith ?? []).forEach((conflict, i) => {
      if (!rules.has(conflict.rule)) undefinedName(conflict.rule, `${at}/conflictsWith/${i}/rule`);
    });
  };
  const own = document.rules ?? [];
  own.forEach(rule);
  // Inherited rules, with the conditions and parameters of this file.
  for (const inherited of rules.values()) {
    judged = inherited.id;
    if (!own.includes(inherited)) condition(inherited.when, "", `/extends/${judged}/when`, []);
  }
  return [...new Map(found.map((fault) => [`${fault.pointer} ${fault.en}`, fault])).values()];
}
