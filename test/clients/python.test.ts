import { execFile, spawnSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import type { JwkSet } from "../../src/sdk/index.ts";
import { type GatewayHome, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { newJwk } from "../support/sdk/party-key-set.ts";
import { outside } from "../support/referees/outside.ts";
import { like } from "../support/like.ts";
import { untilListed } from "../support/gateway/listed.ts";

/** Debian's Python: the one that `apt-get install python3-jwcrypto` serves. */
const PYTHON = "/usr/bin/python3";
const CLIENTS = fileURLToPath(new URL("../../docs/clients/python/", import.meta.url));
const EXAMPLE = fileURLToPath(new URL("../../schemas/aid-subject-list/1.example.json", import.meta.url));

const importable = spawnSync(PYTHON, ["-c", "import jwcrypto.jwe"]).status === 0;
const skip = outside(t, importable, "the Python clients", "python3-jwcrypto");

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly lines: readonly Record<string, unknown>[];
}

/** Runs a client as a party; `-B` keeps Python from writing beside the sources. */
function python(home: GatewayHome, script: string, party: string, ...args: string[]): Promise<Ran> {
  const keys = join(home.keys, "dev", `${party}.jwks.json`);
  const line = ["-B", join(CLIENTS, script), "--url", home.url, "--party", party, "--keys", keys, ...args];
  return new Promise((resolve) => {
    execFile(PYTHON, line, (error, stdout, stderr) => {
      const lines = stdout.split("\n").filter((text) => text.startsWith("{"));
      const code = error === null ? 0 : Number(error.code ?? 1);
      resolve({ code, stdout, stderr, lines: lines.map((text) => JSON.parse(text) as Record<string, unknown>) });
    });
  });
}

t.test("procuratorate and departments in Python, written from the protocol alone", { skip }, async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const dir = await mkdtemp(join(tmpdir(), "aidx-python-"));
  const list = join(dir, "list.json");
  await cp(EXAMPLE, list);

  const sent = await python(home, "procuratorate.py", "procuratorate", list);
  t.equal(sent.code, 0, sent.stderr);
  const { id, recipients } = sent.lines[0] as { id: string; recipients: string[] };
  t.ok(recipients.length > 1);

  const again = await python(home, "procuratorate.py", "procuratorate", list);
  t.equal(again.lines[0]?.id, id, "the same file is the same message");

  for (const party of recipients) {
    const inbox = join(dir, party);
    await untilListed(gateway, party);
    const took = await python(home, "department.py", party, "--out", inbox);
    t.equal(took.code, 0, took.stderr);
    like(t, took.lines, [{ outcome: "accepted", from: "procuratorate", repeat: false }], party);
    const [file = ""] = await readdir(inbox);
    const claims = JSON.parse(await readFile(join(inbox, file), "utf8")) as Record<string, unknown>;
    like(t, claims, { message: id, aud: party, type: "aid-subject-list" });
    t.equal((await stat(join(inbox, file))).mode & 0o777, 0o600);
    t.same((await python(home, "department.py", party, "--out", inbox)).lines, [], "nothing is left");
  }

  const done = await python(home, "procuratorate.py", "procuratorate", "--follow", list);
  t.same(done.lines.at(-1), { id, states: Object.fromEntries(recipients.map((party) => [party, "accepted"])) });

  const sender = await senderOf(home);
  for (const packet of (await sender.message(id)).packets) {
    t.equal((await sender.verifyReceipt(packet))?.outcome, "accepted", "its receipts verify");
  }
});

t.test("the Python clients refuse what they must", { skip }, async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const dir = await mkdtemp(join(tmpdir(), "aidx-python-"));
  const list = join(dir, "list.json");
  await cp(EXAMPLE, list);
  const stranger = await python(home, "procuratorate.py", "civil-affairs", list);
  t.equal(stranger.code, 1, "the sharing policy");
  t.match(stranger.stderr, "not-permitted");

  // A packet that the department cannot decrypt: its keys were changed without telling the gateway.
  const sent = await python(home, "procuratorate.py", "procuratorate", list);
  const [party = ""] = (sent.lines[0]?.recipients ?? []) as string[];
  const file = join(home.keys, "dev", `${party}.jwks.json`);
  const { keys } = JSON.parse(await readFile(file, "utf8")) as JwkSet;
  const others = [...keys.filter(({ use }) => use === "sig"), await newJwk("enc", "ECDH-ES")];
  await writeFile(file, JSON.stringify({ keys: others }));
  await untilListed(gateway, party);
  const took = await python(home, "department.py", party, "--out", join(dir, "in"));
  like(t, took.lines, [{ outcome: "unopened", reason: "undecryptable" }], took.stderr);
  const view = await (await senderOf(home)).message(String(sent.lines[0]?.id));
  t.equal(view.packets.find(({ recipient }) => recipient === party)?.receipt, undefined, "a receipt would be final");
});
