import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t, { type Test } from "tap";
import { readArchive } from "../../src/evidence/archive.ts";
import { EVIDENCE_PATHS } from "../../src/evidence/format.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { formatVerifierKey } from "../../src/tlog/note.ts";
import { ProblemError } from "../../src/sdk/index.ts";
import { auditorLine } from "../support/gateway/auditor.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { clientOf, departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";

/** A gateway with a message whose recipients all signed; the first one rejected it. */
async function exchanged(t: Test) {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const sender = await senderOf(home);
  const sealed = await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "evidence" });
  const { answer } = await sender.push(sealed);
  for (const [n, { recipient, id }] of answer.packets.entries()) {
    const department = await departmentOf(home, recipient);
    const packet = await department.fetch({ packet: id });
    await department.acknowledge(packet, n === 0 ? { rejected: "not-responsible" } : "accepted");
  }
  const [key] = gateway.log.keys();
  if (key === undefined) throw new TypeError("a log has a key");
  return { home, gateway, answer, vkey: formatVerifierKey(key, sha256) };
}

t.test("evidence: verifies off line on the command line; changed it does not", async (t) => {
  const { home, answer, vkey } = await exchanged(t);
  const aidx = await auditorLine(home);
  const made = await aidx.run(`evidence ${answer.thread} --out evidence.zip --json`);
  t.equal(made.code, 0, made.stderr + made.stdout);
  const verified = await aidx.run(`verify evidence.zip --log-key ${vkey} --json`);
  t.equal(verified.code, 0, verified.stdout);
  like(t, verified.lines[0], { kind: "evidence", ok: true, thread: answer.thread });
  const steps = verified.lines[0]?.steps as { id: string; status: string; checked: number }[];
  t.equal(steps.find(({ id }) => id === "receipts")?.checked, 2 * answer.packets.length + answer.packets.length);

  const file = path.join(aidx.cwd, "evidence.zip");
  const bytes = await readFile(file);
  const files = readArchive(bytes);
  t.equal([...files.keys()].filter((name) => name.startsWith("receipts/")).length, answer.packets.length);
  t.ok(files.has(EVIDENCE_PATHS.submissionReceipt(answer.id)));
  t.match(Buffer.from(files.get(EVIDENCE_PATHS.html) ?? []).toString(), answer.thread);
  t.equal(Buffer.from(files.get(EVIDENCE_PATHS.pdf) ?? []).toString("latin1", 0, 5), "%PDF-");
  const personal =
    JSON.stringify(await exampleList()).match(/"(?:name|idNumber|phone|accountNumber)":"[^"]{2,}"/g) ?? [];
  t.ok(personal.length > 5);
  const values = personal.map((member) => member.slice(member.indexOf(":") + 1).replaceAll('"', ""));
  t.same(
    values.filter((value) => bytes.includes(value)),
    [],
    "no person",
  );
  t.notOk(bytes.includes('"d":"'), "no private key");

  const text = await aidx.run(`verify evidence.zip --log-key ${vkey} --lang zh`);
  t.match(text.stdout, /全部必需步骤通过/);
  t.match(text.stdout, /未核验 {2}条目无遗漏/);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(file, bytes);
  const changed = await aidx.run(`verify evidence.zip --log-key ${vkey}`);
  t.equal(changed.code, 5);
  t.match(changed.stdout, /FAILED {2}The archive is in its one form/);
});

t.test("evidence: a key that left the directory still verifies what it signed", async (t) => {
  const { home, gateway, answer, vkey } = await exchanged(t);
  const recipient = answer.packets[1]?.recipient ?? "";
  const document = path.join(home.config, "directory.json");
  const directory = JSON.parse(await readFile(document, "utf8")) as { parties: { id: string }[] };
  directory.parties = directory.parties.filter(({ id }) => id !== recipient);
  await writeFile(document, JSON.stringify(directory));
  await gateway.reload();
  const aidx = await auditorLine(home);
  t.equal((await aidx.run(`evidence ${answer.thread} --out evidence.zip`)).code, 0);
  const verified = await aidx.run(`verify evidence.zip --log-key ${vkey}`);
  t.equal(verified.code, 0, verified.stdout);
});

t.test("evidence: it verifies after the payload was destroyed", async (t) => {
  const { home, gateway, answer, vkey } = await exchanged(t);
  const aidx = await auditorLine(home);
  t.equal((await aidx.run(`evidence ${answer.thread} --out before.zip`)).code, 0);
  await gateway.store.pool.query("update packets set bytes = null");
  await gateway.store.pool.query("update messages set envelope = null");
  t.equal((await aidx.run(`evidence ${answer.thread} --out after.zip`)).code, 0);
  const again = await aidx.run(`evidence ${answer.thread} --out after.zip --json`);
  like(t, again, { code: 1, lines: [{ error: { ending: "refused", message: /not overwritten/ } }] });
  for (const file of ["before.zip", "after.zip"]) {
    t.equal((await aidx.run(`verify ${file} --log-key ${vkey}`)).code, 0, file);
  }
});

t.test("log: the whole log verifies, with entries for the auditor and without for everyone", async (t) => {
  const { home, vkey } = await exchanged(t);
  const aidx = await auditorLine(home);
  const whole = await aidx.run(`verify ${home.url} --log-key ${vkey} --json`);
  t.equal(whole.code, 0, whole.stdout + whole.stderr);
  like(t, whole.lines[0], { kind: "log", ok: true });
  const anyone = new CommandLine(aidx.cwd);
  const tree = await anyone.run(`verify ${home.url} --log-key ${vkey} --tiles-only --json`);
  t.equal(tree.code, 0, tree.stdout);
  const refused = await anyone.run(`verify ${home.url} --log-key ${vkey}`);
  t.not(refused.code, 0, "entries are not for everyone");
});

t.test("evidence: only auditors get it, and only of existing threads", async (t) => {
  const { home, answer } = await exchanged(t);
  const call = async (party: string, thread: string) =>
    (await clientOf(home, party)).call({ method: "GET", path: `/v1/audit/threads/${thread}/evidence` }).then(
      ({ status }) => status,
      (error: unknown) => (error instanceof ProblemError ? error.code : error),
    );
  t.equal(await call("auditor", answer.thread), 200);
  t.equal(await call("procuratorate", answer.thread), "insufficient-scope");
  t.equal(await call("auditor", answer.packets[0]?.id ?? ""), "not-found");
  t.equal(await call("auditor", "..%2f..%2fetc"), "malformed-request");
});
