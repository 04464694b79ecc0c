import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { exampleList, gatewayHome, init, start } from "../support/gateway/gateway.ts";
import { commandLineOf } from "../support/gateway/operator.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { like } from "../support/like.ts";

const PAGE = new URL("../../docs/how-to/add-a-department.md", import.meta.url);
const PARTY = "red-cross";

/** Rows of the page's table under a heading, without their backticks. */
function rows(page: string, heading: string): string[][] {
  const [, after = ""] = page.split(heading);
  const lines = after.split("\n\n").find((block) => block.startsWith("|")) ?? "";
  return lines
    .split("\n")
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("`", "")),
    );
}

t.test("the recipe for a thirteenth department holds, step by step", async (t) => {
  const page = await readFile(PAGE, "utf8");
  const json = (file: string) => JSON.parse(page.split(`\`\`\`json ${file}\n`)[1]?.split("```")[0] ?? "") as never;
  const commands = [...page.matchAll(/^npx aidx (.+)$/gm)].map(([, line = ""]) => line);
  t.equal(commands.length, 3);
  const [makeKeys = "", push = "", pull = ""] = commands;
  const home = await gatewayHome(t);
  await init(home);
  const edit = async <Content>(file: string, change: (content: Content) => unknown) => {
    const at = path.join(home.config, file);
    const content = JSON.parse(await readFile(at, "utf8")) as Content;
    change(content);
    await writeFile(at, JSON.stringify(content));
  };
  const gateway = await start(t, home);

  // 1: the department's machine.
  const department = new CommandLine(t.testdir(), { AIDX_GATEWAY: home.url, AIDX_PARTY: PARTY, LANG: "en" });
  t.equal((await department.run(makeKeys)).code, 0);
  const file = (name: string) => path.join(department.cwd, name);
  await cp(file("public.jwks.json"), path.join(home.keys, "parties", `${PARTY}.jwks.json`));
  // 2, and the fault that the page promises while 3 is missing.
  await edit<{ parties: object[] }>("directory.json", ({ parties }) => void parties.push(json("directory.json")));
  const fault = /\/parties\/18\/id: has no column in the sharing policy: /;
  await t.rejects(gateway.reload(), { name: "ConfigError", message: fault });
  // 3 and 4.
  type Policy = { version: string; roles: object; groups: Record<string, { roles: Record<string, string[]> }> };
  await edit<Policy>("sharing-policy.json", (policy) => {
    policy.version = "recipe-1";
    Object.assign(policy.roles, json("sharing-policy.json"));
    const forms = rows(page, "## 3 The sharing policy");
    for (const [group = "", form = ""] of forms) policy.groups[group]?.roles[form]?.push(PARTY);
  });
  type Routing = { version: string; needs: Record<string, Record<string, string[]>> };
  await edit<Routing>("routing.json", (routing) => {
    routing.version = "recipe-1";
    for (const [need = "", part = ""] of rows(page, "## 4 The routing table")) routing.needs[need]?.[part]?.push(PARTY);
  });
  const restart = /\/parties\/18\/id: has no column in the sharing policy in force: .*restart/;
  await t.rejects(
    gateway.reload(),
    { name: "ConfigError", message: restart },
    "the policy in force has no such column",
  );
  t.equal(gateway.flow.directory().party(PARTY), undefined, "what was in force stays");
  // 5.
  await gateway.stop();
  const again = await start(t, home);
  t.ok(again.flow.directory().party(PARTY));
  // 6.
  const procuratorate = await commandLineOf(home, "procuratorate");
  const list = await procuratorate.write("list.json", await exampleList());
  const sent = await procuratorate.run(`${push.replace("list.json", list)} --json`);
  t.equal(sent.code, 0, sent.stdout + sent.stderr);
  await department.giveKeys(PARTY, JSON.parse(await readFile(file("private.jwks.json"), "utf8")) as never);
  const taken = await department.run(`${pull} --json`);
  t.equal(taken.code, 0, taken.stdout + taken.stderr);
  like(t, taken.lines, [{ state: "accepted", from: "procuratorate" }]);
  const kept = JSON.parse(await readFile(file(`in/${String(taken.lines[0]?.["packet"])}.json`), "utf8")) as {
    body: { subjects: Record<string, object>[] };
  };
  const groups = new Set(kept.body.subjects.flatMap((subject) => Object.keys(subject)));
  const asked = rows(page, "## 3 The sharing policy").map(([group = ""]) => group);
  for (const group of groups) t.ok(["personId", ...asked].includes(group), `${group} is in the table`);
  t.ok(groups.has("identity"));
  const standing = await (await commandLineOf(home)).run(`endpoints ${PARTY} --json`);
  like(t, standing.lines, [{ party: PARTY, state: "pull", queued: 0, failed: 0 }]);
});
