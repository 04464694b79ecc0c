import type { Parameters } from "../../casework/guideline/parameters.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import type { Field } from "../../schema/field.ts";

/**
 * Names what a check misses: a field of a subject by its titles, a parameter of the locality by its name, a need by its
 * code. A path that none of them has keeps its text.
 */
export function pathWords(path: string, list: Field, parameters: Parameters): Bilingual {
  const [first = "", second = ""] = path.split(".");
  const parameter = first === "parameter" ? parameters.get(second) : undefined;
  if (parameter !== undefined) return { zh: `地方参数「${parameter.zh}」`, en: `local parameter: ${parameter.en}` };
  if (first === "needs" && /^N\d{2}$/.test(second)) return { zh: `取决于 ${second}`, en: `depends on ${second}` };
  if (first === "gap") return { zh: "救助真空", en: "the aid gap" };
  const subject = list.members.find(({ name }) => name === "subjects")?.items;
  const titles: Bilingual[] = [];
  let field = subject;
  for (const name of path.split(".")) {
    field = (field?.items ?? field)?.members.find((member) => member.name === name);
    if (field === undefined) return { zh: path, en: path };
    titles.push(field.title);
  }
  return { zh: titles.map(({ zh }) => zh).join("·"), en: titles.map(({ en }) => en).join(", ") };
}
