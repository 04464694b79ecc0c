import type { Bilingual } from "../../domain/bilingual.ts";
import { isNumber, type Situation } from "./expression.ts";
import { type FactName, FACTS } from "./guideline-document.ts";
import { inDecimals } from "./rational.ts";

const PLACE = /\{([A-Za-z]{1,32})\}/g;

/** Lists the names that stand in an explanation. */
export function namesInText({ zh, en }: Bilingual): string[] {
  return [...new Set([...`${zh} ${en}`.matchAll(PLACE)].map(([, name = ""]) => name))];
}

/** Puts facts and parameters into an explanation: amounts with two decimals, shares in percent, a dash where one is missing. */
export function explained({ zh, en }: Bilingual, situation: Situation): Bilingual {
  const fill = (text: string) => text.replace(PLACE, (_, name: string) => valueText(name, situation));
  return { zh: fill(zh), en: fill(en) };
}

function valueText(name: string, situation: Situation): string {
  const value = isFact(name) ? situation.fact(name) : situation.parameter(name);
  if (!isNumber(value)) return "—";
  if (name === "age" || name === "gapLevel") return String(value.of / value.over);
  if (!name.endsWith("Share")) return inDecimals(value);
  return `${inDecimals({ of: value.of * 100n, over: value.over })} %`;
}

/** Tells whether a name is that of a fact. */
export function isFact(name: string): name is FactName {
  return (FACTS as readonly string[]).includes(name);
}
