/** What a Chinese reader sees of a list on its way: words and names, with ids only where commands take them. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { exampleList, gatewayHome, start } from "../support/gateway/gateway.ts";
import { untilListed } from "../support/gateway/listed.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);
const file = join(home.config, "list.json");
const list = await exampleList();
await writeFile(file, JSON.stringify(list));

function commandsOf(party: string): CommandLine {
  const env = { ...home.env, AIDX_GATEWAY: home.url, AIDX_PARTY: party, LANG: "zh_CN.UTF-8" };
  return new CommandLine(home.config, env);
}
const sender = commandsOf("procuratorate");
const BUREAU = "示例区民政局 civil-affairs";
/** Codes of groups of fields, types and states, which have words. */
const CODES = /\b(identity|household|header|aid-subject-list|queued|accepted)\b/;

t.test("check, push, status, pull and an operator's and an auditor's tables", async (t) => {
  const shows = async (party: string, line: string, ...words: string[]): Promise<string> => {
    const { stdout, stderr } = await commandsOf(party).run(line);
    for (const word of words) t.ok(stdout.includes(word), `${line}: ${word}\n${stdout}${stderr}`);
    t.notMatch(stdout, CODES, line);
    return stdout;
  };
  await shows("procuratorate", `check ${file}`, "身份", "移送信息", BUREAU);
  const pushed = await shows("procuratorate", `push ${file}`, "已受理", BUREAU);
  const message = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(pushed)?.[0] ?? "";
  await shows("procuratorate", `status ${message}`, BUREAU, "待送达");
  await untilListed(gateway, "civil-affairs");
  await shows("operator", "packets --state queued", BUREAU, "示例区人民检察院 procuratorate");
  await shows("operator", "endpoints", BUREAU);
  await shows("auditor", "audit deliveries", BUREAU);
  await shows("civil-affairs", "pull --out in", "救助对象信息移送清单", "示例区人民检察院 procuratorate");
});

t.test("a list whose number another message has names that message", async (t) => {
  const again = join(home.config, "again.json");
  await writeFile(again, JSON.stringify(list, null, 2));
  const first = await sender.run(`push --json ${file}`);
  const refused = await sender.run(`push ${again}`);
  t.equal(refused.code, 1);
  t.match(refused.stdout, `此前的报文：${String(first.lines[0]?.message)}`);
});

t.test("faults stand in the order of the persons, whichever rule found them", async (t) => {
  const [person] = list.subjects as [{ identity: object }];
  const wrong = (identity: object, n: number) => ({ ...person, personId: `P-${n}`, identity });
  const { identity } = person as unknown as { identity: Record<string, unknown> };
  const { name: _name, ...nameless } = identity;
  const number = String(identity.idNumber).replace(/.$/, (last) => (last === "1" ? "2" : "1"));
  const subjects = [wrong({ ...identity, idNumber: number }, 1), wrong(nameless, 2)];
  const path = join(home.config, "faults.json");
  await writeFile(path, JSON.stringify({ ...list, subjects }));
  const { stdout } = await sender.run(`check --offline ${path}`);
  const persons = [...stdout.matchAll(/第(\d+)人/g)].map(([, ordinal]) => Number(ordinal));
  t.ok(persons.includes(1) && persons.includes(2), stdout);
  t.same(
    persons,
    persons.toSorted((one, other) => one - other),
  );
});
