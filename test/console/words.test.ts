/** Words of the console: all of them in both languages, none unused, none outside the tables. */
import { readFileSync } from "node:fs";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { parseSync, Visitor } from "oxc-parser";
import t from "tap";
import { CONSOLE_WORDS, LATER_WORDS } from "../../src/console/words/words.ts";
import { sourcesUnder } from "../architecture/tree.ts";

const sources = sourcesUnder("src/console")
  .filter((path) => !path.startsWith("src/console/words/") && !/\/(build|vite\.config)\.ts$/.test(path))
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));
/** Attributes that people read or hear. */
const READ = /^(title|label|alt|placeholder|aria-(label|description|roledescription))$/;

/** Names of the placeholders in a compiled message, those inside of plural forms too. */
function placeholders(parts: unknown): string[] {
  if (!Array.isArray(parts)) return [];
  return parts.flatMap((part: unknown) => {
    if (!Array.isArray(part)) return [];
    const [name, , forms = {}] = part as [string, string?, object?];
    return [name, ...Object.values(forms).flatMap(placeholders)];
  });
}
const placeholdersOf = (text: string) => new Set(placeholders(compileMessage(text)));

/** Texts for people that stand in the code. */
function textsIn(path: string, text: string): string[] {
  const found: string[] = [];
  const { program } = parseSync(path, text);
  const add = (value: string, at: number) =>
    found.push(`${path}:${text.slice(0, at).split("\n").length} ${value.trim()}`);
  new Visitor({
    // Names of keys are the same in every language.
    JSXElement({ openingElement, children }) {
      if (openingElement.name.type === "JSXIdentifier" && openingElement.name.name === "kbd") return;
      for (const child of children) {
        if (child.type === "JSXText" && /\p{L}/u.test(child.value)) add(child.value, child.start);
      }
    },
    JSXAttribute({ name, value, start }) {
      const read = name.type === "JSXIdentifier" && READ.test(name.name);
      if (read && value?.type === "Literal") add(value.value, start);
    },
    Literal: ({ value, start }) =>
      void (typeof value === "string" && /\p{Script=Han}/u.test(value) && add(value, start)),
    TemplateElement: ({ value, start }) => void (/\p{Script=Han}/u.test(value.raw) && add(value.raw, start)),
  }).visit(program);
  return found;
}

t.test("each message is there in Chinese and English, with the same placeholders", async (t) => {
  for (const [id, { zh, en }] of Object.entries(CONSOLE_WORDS)) {
    t.same(placeholdersOf(zh), placeholdersOf(en), id);
    // What switches the language is written in the other one.
    if (id.startsWith("shell.language")) continue;
    t.match(zh, /\p{Script=Han}/u, id);
    t.notMatch(en, /\p{Script=Han}/u, id);
    t.notMatch(zh, /\p{Script=Han}\s*[,;:?!]/u, `${id}: Chinese punctuation`);
  }
  t.same(placeholdersOf("{count, plural, other {{name} 等 #}}"), new Set(["count", "name"]), "can fail");
});

t.test("each message is used", async (t) => {
  const all = sources.map(({ text }) => text).join("\n");
  const composed = Array.from(all.matchAll(/`([a-z.]+\.)\$\{/g), ([, prefix = ""]) => prefix);
  t.same(
    Object.keys(CONSOLE_WORDS).filter(
      (id) => !all.includes(`"${id}"`) && !composed.some((prefix) => id.startsWith(prefix)),
    ),
    [],
  );
});

t.test("words that are loaded with later parts are said by these parts only", async (t) => {
  const later = /^src\/console\/(audit|compose|ops|sent|work)\//;
  t.ok(sources.some(({ path }) => later.test(path)));
  for (const { path, text } of sources.filter(({ path }) => !later.test(path))) {
    t.same(
      Object.keys(LATER_WORDS).filter((id) => text.includes(`"${id}"`)),
      [],
      path,
    );
  }
  const routes = readFileSync("src/console/app/routes.tsx", "utf8");
  const parts = Array.from(routes.matchAll(/=> (\w+\()?import\("\.\.\/(\w+)\//g), ([, how = "", part = ""]) => [
    part,
    how,
  ]);
  t.ok(parts.length > 20);
  for (const [part, how] of parts) t.equal(how, later.test(`src/console/${part}/`) ? "withLaterWords(" : "");
});

t.test("no text for people stands outside the tables of words", async (t) => {
  t.equal(textsIn("a.tsx", 'const A = () => <p title="Copy">Hello {"复制"} {`签收`}</p>;').length, 4, "can fail");
  t.same(
    sources.flatMap(({ path, text }) => textsIn(path, text)),
    [],
  );
});
