/** Runs the code of docs/clients/curl.md as it stands there, against a gateway. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import { type GatewayHome, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { outside } from "../support/referees/outside.ts";
import { untilListed } from "../support/gateway/listed.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PAGE = join(ROOT, "docs/clients/curl.md");
const TOOLS = ["curl", "jose", "jq", "openssl"];

const missing = TOOLS.filter((tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0);
const skip = outside(t, missing.length === 0, "the page of curl", missing.join(" "));

/** The code of the page's sections by heading; what comes before the first one under "". */
async function sections(): Promise<ReadonlyMap<string, string>> {
  const [preamble = "", ...rest] = (await readFile(PAGE, "utf8")).split(/^## /m);
  const code = (text: string) => [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block ?? "").join("\n");
  const named = rest.map((text) => [text.slice(0, text.indexOf("\n")), code(text)] as const);
  return new Map([["", code(preamble)], ...named]);
}

/** Runs code in a folder that looks like the project's root; fails at the first command that does. */
function bash(home: GatewayHome, cwd: string, party: string, code: readonly string[]): Promise<string> {
  const prologue = (code[0] ?? "")
    .replace(/^GATEWAY=.*$/m, `GATEWAY=${home.url}`)
    .replace(/^PARTY=.*$/m, `PARTY=${party}`);
  const script = ["set -euo pipefail", prologue, ...code.slice(1)].join("\n");
  return new Promise((resolve, reject) => {
    execFile("bash", ["-c", script], { cwd }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${stderr}\n${stdout}`));
    });
  });
}

t.test("every step of the page works as it is written", { skip }, async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const dir = await mkdtemp(join(tmpdir(), "aidx-curl-"));
  await symlink(home.keys, join(dir, "keys"));
  await symlink(join(ROOT, "schemas"), join(dir, "schemas"));
  const page = await sections();
  const code = (...headings: string[]) =>
    ["", "Who the gateway is", "A token", ...headings].map((heading) => {
      const found = page.get(heading);
      if (found === undefined || found === "") throw new Error(`no code under ${heading}`);
      return found;
    });

  const sent = await bash(home, dir, "procuratorate", code("Submitting (as `procuratorate`)"));
  t.match(sent, / 202 /);
  const { id } = JSON.parse(sent.slice(sent.indexOf("\r\n\r\n") + 4)) as { id: string };
  await untilListed(gateway, "civil-affairs");
  const taken = await bash(home, dir, "civil-affairs", code("Taking a packet", "Signing for it"));
  t.match(taken, '"type": "aid-subject-list"');
  t.match(taken, / 201 /);
  const [preamble = "", ...asking] = code("How it stands (as `procuratorate`)");
  const state = await bash(home, dir, "procuratorate", [
    `${preamble}
MESSAGE=${id}`,
    ...asking,
  ]);
  t.match(state, '"recipient": "civil-affairs"');
  t.match(state, '"state": "accepted"');

  const sender = await senderOf(home);
  const view = await sender.message(id);
  const packet = view.packets.find(({ recipient }) => recipient === "civil-affairs");
  t.ok(packet !== undefined && (await sender.verifyReceipt(packet))?.outcome === "accepted");
});
