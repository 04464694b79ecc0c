import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { formatVerifierKey } from "../../src/tlog/note.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { auditorLine, untilPublished } from "../support/gateway/auditor.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { exampleList, gatewayHome, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);
const [key] = gateway.log.keys();
const vkey = key === undefined ? "" : formatVerifierKey(key, sha256);
const aidx = await auditorLine(home);
const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);

/** A party's command line, in a folder below the auditor's. */
async function lineOf(party: string): Promise<CommandLine> {
  const cwd = path.join(aidx.cwd, party);
  await mkdir(cwd);
  const line = new CommandLine(cwd, { AIDX_GATEWAY: home.url, AIDX_PARTY: party, LANG: "en" });
  await line.giveKeys(
    party,
    JSON.parse(await readFile(path.join(home.keys, "dev", `${party}.jwks.json`), "utf8")) as never,
  );
  return line;
}

const sender = await lineOf("procuratorate");
const recipient = await lineOf("civil-affairs");
for (const name of ["one.json", "two.json"]) {
  const pushed = await sender.run(`push ${await sender.write(name, await exampleList())}`);
  if (pushed.code !== 0) throw new Error(pushed.stdout + pushed.stderr);
}
// Long transactions of other tests on this server hold inboxes back: it is asked until both are there.
const inbox = path.join(recipient.cwd, "inbox");
for (let kept = 0; kept < 2; ) {
  const pulled = await recipient.run(`pull --out ${inbox} --ack`);
  if (pulled.code !== 0) throw new Error(pulled.stdout + pulled.stderr);
  kept = (await readdir(inbox).catch(() => [])).filter((name) => name.endsWith(".receipt.json")).length;
}
await untilPublished(gateway);

t.test("statement: signed, and equal to the one that the log's entries make", async (t) => {
  const made = await aidx.run(
    `audit statement --party civil-affairs --month ${month} --log ${home.url} --log-key ${vkey} --out statement.jwt`,
  );
  t.equal(made.code, 0, made.stderr);
  t.match(made.stderr, /all 2 packets agree/);
  t.match(made.stdout, /packets 2 {2}queued 0 {2}delivered 0 {2}accepted 2/);
  const whole = await aidx.run(`audit statement --party procuratorate --month ${month} --json`);
  like(t, whole.lines[0], { party: "procuratorate", totals: { accepted: 2 } });
  const later = await aidx.run(
    `audit statement --party civil-affairs --month ${month} --log ${home.url} --log-key ${vkey} --signed statement.jwt`,
  );
  t.equal(later.code, 0, "the log has grown since, and still agrees");
  const jws = await readFile(path.join(aidx.cwd, "statement.jwt"), "utf8");
  const [head, body, tail] = jws.split(".");
  const claims = Buffer.from(body ?? "", "base64url")
    .toString()
    .replace('"accepted":2', '"accepted":1');
  await writeFile(path.join(aidx.cwd, "forged.jwt"), `${head}.${Buffer.from(claims).toString("base64url")}.${tail}`);
  const forged = await aidx.run(`audit statement --party civil-affairs --month ${month} --signed forged.jwt`);
  t.equal(forged.code, 5);
  const unknown = await aidx.run(`audit statement --party nobody --month ${month}`);
  t.equal(unknown.code, 1, "no statement of an unknown party");
  t.match(unknown.stderr, /party names nothing that this gateway has/);
});

t.test("statement: a packet that is left out is found in the log", async (t) => {
  // Like a lying gateway: the rows beside the log say less, and the signature is good.
  const { rows } = await gateway.store.pool.query<{ packet: string }>(
    "select packet from audit_entries where type = 'sealed' and recipient = 'civil-affairs' limit 1",
  );
  const packet = rows[0]?.packet ?? "";
  await gateway.store.pool.query("update audit_entries set recipient = 'nobody', message = null where packet = $1", [
    packet,
  ]);
  const lie = await aidx.run(
    `audit statement --party civil-affairs --month ${month} --log ${home.url} --log-key ${vkey}`,
  );
  t.equal(lie.code, 5);
  t.match(lie.stdout, new RegExp(`the log has this packet, the statement does not +${packet}`));
  await gateway.store.pool.query(
    `update audit_entries set recipient = 'civil-affairs', message = (convert_from(bytes, 'UTF8')::json->>'message')::uuid
     where packet = $1`,
    [packet],
  );
});

t.test("reconcile: three sides agree; a record that one of them lacks or has too many is named", async (t) => {
  const command =
    `audit reconcile --log ${home.url} --log-key ${vkey} --json` +
    " --sender procuratorate --sender-receipts procuratorate --recipient civil-affairs --recipient-receipts civil-affairs/inbox";
  const agreed = await aidx.run(command);
  t.equal(agreed.code, 0, agreed.stdout + agreed.stderr);
  t.same(agreed.lines[0]?.differences, []);

  const file = (await readdir(path.join(sender.cwd, ".aidx"))).find((name) => name.startsWith("one.json."));
  const record = path.join(sender.cwd, ".aidx", String(file));
  const kept = await readFile(record, "utf8");
  await rm(record);
  like(t, (await aidx.run(command)).lines[0]?.differences, [{ code: "submission-receipt-missing" }]);
  await writeFile(record, kept.replace(/("receipt": "[^"]{300})./, "$1_"));
  const forged = await aidx.run(command);
  t.equal(forged.code, 5);
  like(t, forged.lines[0]?.differences, [{ code: "submission-receipt-missing" }, { code: "signature", file }]);
  await writeFile(record, kept);

  const receipt = (await readdir(inbox)).find((name) => name.endsWith(".receipt.json")) ?? "";
  const state = await readFile(path.join(inbox, receipt), "utf8");
  await rm(path.join(inbox, receipt));
  like(t, (await aidx.run(command)).lines[0]?.differences, [
    { code: "receipt-missing", packet: receipt.slice(0, 36), party: "civil-affairs" },
  ]);
  await writeFile(path.join(inbox, receipt), state);
  t.equal((await aidx.run(command)).code, 0);
  t.equal((await aidx.run(`audit reconcile --log ${home.url} --log-key ${vkey} --sender procuratorate`)).code, 2);
});
