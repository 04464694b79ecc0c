import { readFileSync } from "node:fs";
import t from "tap";
import { RULES } from "./rules.ts";
import { readSource, type Source } from "./source.ts";
import { sourcesUnder } from "./tree.ts";

const sources: Source[] = sourcesUnder("src", "test", "bench").map((path) =>
  readSource(path, readFileSync(path, "utf8")),
);

t.test("there is something to look at", async (t) => {
  t.ok(sources.some((source) => source.path === "src/exchange/ports.ts"));
});

for (const rule of RULES) {
  t.test(rule.name, async (t) => {
    for (const [path, text] of Object.entries(rule.forbidden)) {
      t.not(rule.faults(readSource(path, text)).length, 0, `can fail: ${path} ${text.slice(0, 60)}`);
    }
    for (const [path, text] of Object.entries(rule.allowed)) {
      t.same(rule.faults(readSource(path, text)), [], `allows: ${path} ${text.slice(0, 60)}`);
    }
    t.same(sources.flatMap(rule.faults), [], rule.why);
  });
}

t.test("a file that does not parse is no file without faults", async (t) => {
  t.throws(() => readSource("src/a.ts", "import { from"), /does not parse/);
});
