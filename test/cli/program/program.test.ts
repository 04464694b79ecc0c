/** The program as a process: behaviour that only a process shows. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import t from "tap";
import { gatewayHome } from "../../support/gateway/gateway.ts";
import { like } from "../../support/like.ts";

const AIDX = fileURLToPath(new URL("../../../src/cli/aidx.mjs", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** A Node of the machine, which may be older than the project's. */
const SYSTEM_NODE = "/usr/bin/node";

t.test("aidx runs under the project's Node, and hands over to it from another", async (t) => {
  for (const node of [process.execPath, SYSTEM_NODE].filter(existsSync)) {
    const help = spawnSync(node, [AIDX, "--help", "--lang", "en"], { encoding: "utf8" });
    t.equal(help.status, 0, node);
    t.match(help.stdout, "Exit codes");
    const wrong = spawnSync(node, [AIDX, "push"], { encoding: "utf8" });
    t.equal(wrong.status, 2, "and the exit code comes through");
  }
});

t.test("init, then serve: one line on standard output, a clean stop, exit 0", async (t) => {
  const home = await gatewayHome(t);
  const env = { ...process.env, ...home.env, LANG: "zh_CN.UTF-8", LC_ALL: "" };
  const init = spawn(process.execPath, [AIDX, "init", "--json"], { cwd: ROOT, env });
  const [initOut, initCode] = await output(init);
  t.equal(initCode, 0);
  like(t, JSON.parse(initOut), { gatewayKeys: Array, partyKeys: Array });

  const serve = spawn(process.execPath, [AIDX, "serve"], { cwd: ROOT, env });
  const out: string[] = [];
  serve.stdout.setEncoding("utf8").on("data", (text: string) => out.push(text));
  serve.stderr.resume();
  while (!out.join("").includes("\n")) await once(serve.stdout, "data");
  t.equal(out.join(""), `ready ${home.url}\n`);
  t.equal((await fetch(`${home.url}/readyz`)).status, 200);
  serve.kill("SIGTERM");
  const [code] = (await once(serve, "close")) as [number];
  t.equal(code, 0);
  t.equal(out.join(""), `ready ${home.url}\n`, "and nothing else");
});

t.test("a wrong configuration: place and rule are named, without a stack, exit 6", async (t) => {
  const home = await gatewayHome(t, { gateway: { delivery: { windowHours: -1 } } });
  const serve = spawn(process.execPath, [AIDX, "serve"], { cwd: ROOT, env: { ...process.env, ...home.env } });
  const errors: string[] = [];
  serve.stderr.setEncoding("utf8").on("data", (text: string) => errors.push(text));
  const [, code] = await output(serve);
  t.equal(code, 6);
  t.match(errors.join(""), "/delivery/windowHours");
  t.notMatch(errors.join(""), /^ +at /m);
});

async function output(child: ReturnType<typeof spawn>): Promise<[string, number]> {
  const chunks: string[] = [];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => chunks.push(text));
  const [code] = (await once(child, "close")) as [number];
  return [chunks.join(""), code];
}
