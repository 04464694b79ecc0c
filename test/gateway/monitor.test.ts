import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { sha256 } from "../../src/audit/native-sha256.ts";
import { formatVerifierKey } from "../../src/audit/note.ts";
import { auditorLine, untilPublished } from "../support/auditor.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);
const [key] = gateway.log.keys();
const vkey = key === undefined ? "" : formatVerifierKey(key, sha256);
const aidx = await auditorLine(home);
const command = `audit monitor ${home.url} --log-key ${vkey} --state state --mirror mirror --once --json`;

t.test("a log is followed, its verified copy verifies off line, and a rollback is told to everyone", async (t) => {
  await untilPublished(gateway);
  const first = await aidx.run(command);
  t.equal(first.code, 0, first.stdout + first.stderr);
  const sender = await senderOf(home);
  await sender.push(await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "watched" }));
  await untilPublished(gateway);
  const second = await aidx.run(command);
  t.equal(second.code, 0);
  t.ok(Number(second.lines[0]?.size) > Number(first.lines[0]?.size), "it grew");
  const verified = await aidx.run(`verify mirror --log-key ${vkey} --json`);
  t.equal(verified.code, 0, verified.stdout);

  // The monitor has seen more than the log now shows.
  const file = path.join(aidx.cwd, "state", "watched.json");
  const state = JSON.parse(await readFile(file, "utf8")) as { size: number };
  await writeFile(file, JSON.stringify({ ...state, size: state.size + 1000 }));
  const posted: string[] = [];
  const hook = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => posted.push(chunk.toString())).on("end", () => response.end());
  }).listen(0, "127.0.0.1");
  await once(hook, "listening");
  t.teardown(() => hook.close());
  const webhook = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
  const rolled = await aidx.run(`${command} --webhook ${webhook}`);
  t.equal(rolled.code, 11);
  t.match(rolled.lines[0], { alarm: "rollback" });
  t.match(JSON.parse(posted.join("")), { alarm: "rollback", log: home.url, checkpoints: [String, String] });
  const kept = (await readdir(path.join(aidx.cwd, "state"))).filter((name) => name.startsWith("rollback-"));
  t.equal(kept.length, 1, "both checkpoints are kept as proof");
  await writeFile(file, "{");
  t.equal((await aidx.run(command)).code, 6, "a state that cannot be read is no new beginning");
});
