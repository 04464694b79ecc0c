import { readdir } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { formatVerifierKey } from "../../src/tlog/note.ts";
import { auditorLine, untilPublished } from "../support/gateway/auditor.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);
const [key] = gateway.log.keys();
const vkey = key === undefined ? "" : formatVerifierKey(key, sha256);
const aidx = await auditorLine(home);
const command = `audit monitor ${home.url} --log-key ${vkey} --state state --mirror mirror --once --json`;

t.test(
  "monitor: it follows a log into a copy that verifies off line, and needs the right to read entries",
  async (t) => {
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

    const keys = path.join(home.keys, "dev", "civil-affairs.jwks.json");
    const own = command.replace("--state state", "--state other");
    const stranger = await aidx.run(`${own} --party civil-affairs --keys ${keys}`);
    t.equal(stranger.code, 6, "without the right to read entries that is reported, and nothing about the log");
    t.match(stranger.stdout, /audit:read/);
    t.same(await readdir(path.join(aidx.cwd, "other")), ["monitor.lock"], "nothing was begun");
    t.equal((await aidx.run(command)).code, 0);
  },
);
