/** The whole trip of a disc between two folders that share no network: the gateway's side, and a department's. */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t, { type Test } from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { exampleList, type GatewayHome, gatewayHome, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";
import { until } from "../support/until.ts";

let home: GatewayHome;
t.before(async () => {
  home = await gatewayHome(t);
  await start(t, home);
});

/** The gateway with one list more, and a department's folder that knows no gateway's address. */
async function twoSides(t: Test) {
  const dir = t.testdir({ here: {}, there: {}, disc: {} });
  const here = new CommandLine(join(dir, "here"), { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
  const pushed = await here.run(
    `push --json --party procuratorate ${await here.write("list.json", await exampleList())}`,
  );
  t.equal(pushed.code, 0, pushed.stdout);
  const { thread, packets } = pushed.lines[0] as { thread: string; packets: { id: string; recipient: string }[] };
  const packet = packets.find(({ recipient }) => recipient === "civil-affairs")?.id ?? "";

  t.equal((await here.run("trust pin --gateway-trust gateway.trust.json")).code, 0);
  // A refused port: whatever asks the network there fails.
  const there = new CommandLine(join(dir, "there"), {
    AIDX_GATEWAY: "http://127.0.0.1:9",
    AIDX_PARTY: "civil-affairs",
  });
  await cp(join(home.keys, "dev/civil-affairs.jwks.json"), join(there.cwd, "keys/dev/civil-affairs.jwks.json"));
  await cp(join(here.cwd, "gateway.trust.json"), join(there.cwd, "keys/gateway.trust.json"));
  const disc = join(dir, "disc");
  const pack = (out: string, of = packet) =>
    until("the entry is published", async () => {
      const ran = await here.run(`package ${of} --party operator -o ${join(disc, out)}`);
      return ran.code === 4 ? undefined : ran;
    });
  return { here, there, thread, packet, packets, disc, pack };
}

t.test("package, open, accept, feedback, import: without a network on the department's side", async (t) => {
  const { here, there, thread, packet, disc, pack } = await twoSides(t);
  const file = join(disc, "list.aidpkg");
  t.equal((await pack("list.aidpkg")).code, 0);
  t.equal((await here.run(`package ${packet} --party operator -o ${file}`)).code, 1, "nothing is overwritten");

  const opened = await there.run(`open-package --json ${file} --out inbox`);
  t.equal(opened.code, 0, opened.stdout + opened.stderr);
  like(t, opened.lines[0], { packet, type: "aid-subject-list", from: "procuratorate", thread });
  const text = await there.run(`open-package ${file} --out inbox --lang zh`);
  t.match(text.stdout, /已核验：网关对离线包的签名/);
  const kept = JSON.parse(await readFile(join(there.cwd, "inbox", `${packet}.json`), "utf8")) as {
    body: { header: { transferId: string }; subjects: { personId: string; needs: { items: { id: string }[] } }[] };
  };
  t.ok(kept.body.subjects.length > 0);

  const acked = await there.run("ack --all --offline --dir inbox");
  t.equal(acked.code, 0, acked.stdout + acked.stderr);
  t.equal((await there.run(`ack ${packet} --offline --dir inbox`)).code, 0, "again the same file");
  t.equal((await there.run(`ack ${packet} --offline --dir inbox --reject other`)).code, 1, "a receipt is final");
  await cp(join(there.cwd, "inbox", `${packet}.aidreceipt`), join(disc, "back.aidreceipt"));

  const example = new URL("../../schemas/feedback/1.example.json", import.meta.url);
  const feedback = JSON.parse(await readFile(example, "utf8")) as Record<string, unknown>;
  const [first] = kept.body.subjects;
  const result = { personId: first?.personId, ...(feedback.results as object[])[0] };
  const document = {
    ...feedback,
    header: { ...(feedback.header as object), answers: kept.body.header.transferId },
    results: [{ ...result, personId: first?.personId, needId: first?.needs.items[0]?.id }],
  };
  await there.write("feedback.json", { ...document, results: [] });
  const faulty = await there.run(`seal feedback.json --thread ${thread} --to procuratorate --dir inbox -o f.aidmsg`);
  t.equal(faulty.code, 1, "a fault is found before the trip");
  await there.write("feedback.json", document);
  const sealed = await there.run(`seal feedback.json --thread ${thread} --to procuratorate --dir inbox -o f.aidmsg`);
  t.equal(sealed.code, 0, sealed.stdout + sealed.stderr);
  // As some mail programs and editors leave it.
  await writeFile(join(disc, "f.aidmsg"), `${await readFile(join(there.cwd, "f.aidmsg"), "utf8")}\r\n`);

  // The procuratorate carries both back, the feedback first.
  const files = `${join(disc, "f.aidmsg")} ${join(disc, "back.aidreceipt")}`;
  const handed = await here.run(`import-package --json --party procuratorate ${files}`);
  t.equal(handed.code, 0, handed.stdout + handed.stderr);
  like(t, handed.lines, [
    { kind: "message", from: "civil-affairs", repeat: false, submission: { type: "feedback" } },
    { kind: "receipt", from: "civil-affairs", repeat: false, receipt: { packet, outcome: "accepted" } },
  ]);
  const again = await here.run(`import-package --party operator --lang zh ${files}`);
  t.equal(again.code, 0, again.stdout);
  t.match(again.stdout, /此前已导入/);

  const status = await here.run(`status --json --party procuratorate --thread ${thread}`);
  const { timeline } = status.lines[0] as { timeline: { type: string; packet?: string; actor: string }[] };
  const of = timeline.filter((item) => item.packet === packet);
  t.same(
    of.map(({ type, actor }) => `${type} ${actor}`),
    [
      "sealed aid-gateway",
      "packed operator",
      "delivered aid-gateway",
      "receipt civil-affairs",
      "imported procuratorate",
    ],
  );

  const evidence = await here.run(`evidence --party auditor ${thread} --out e.zip`);
  t.equal(evidence.code, 0, evidence.stdout + evidence.stderr);
  const { log } = JSON.parse(await readFile(join(here.cwd, "gateway.trust.json"), "utf8")) as { log: string[] };
  const verified = await here.run(`verify --json e.zip --log-key ${log[0]}`);
  t.equal(verified.code, 0, `evidence with discs in it verifies: ${verified.stdout}`);
});

t.test("a list comes in by disc, too", async (t) => {
  const { here, there, disc } = await twoSides(t);
  await cp(join(home.keys, "dev/procuratorate.jwks.json"), join(there.cwd, "keys/dev/procuratorate.jwks.json"));
  const jwks = join(disc, "jwks.json");
  await writeFile(jwks, await (await fetch(`${home.url}/.well-known/jwks.json`)).text());
  const list = await there.write("list.json", await exampleList());
  const sealed = await there.run(
    `seal ${list} --party procuratorate --type aid-subject-list --gateway-keys ${jwks} -o ${join(disc, "list.aidmsg")}`,
  );
  t.equal(sealed.code, 0, sealed.stdout + sealed.stderr);
  const handed = await here.run(`import-package --json --party operator ${join(disc, "list.aidmsg")}`);
  t.equal(handed.code, 0, handed.stdout);
  const { submission } = handed.lines[0] as { submission: { packets: unknown[] } };
  t.ok(submission.packets.length > 1);
});

t.test("what cannot be trusted is refused, each with its code", async (t) => {
  const { there, here, packet, packets, disc, pack } = await twoSides(t);
  t.equal((await pack("good.aidpkg")).code, 0);
  const good = await readFile(join(disc, "good.aidpkg"));
  const open = async (name: string, bytes: Uint8Array | undefined, more = "") => {
    if (bytes !== undefined) await writeFile(join(disc, name), bytes);
    const ran = await there.run(`open-package ${join(disc, name)} --out inbox${more}`);
    return { code: ran.code, text: ran.stdout.trim() };
  };
  const refused = async (name: string, bytes: Uint8Array, code: string) => {
    const ran = await open(name, bytes);
    t.equal(ran.code, 5, name);
    t.match(ran.text, code, name);
  };
  await refused("short.aidpkg", good.subarray(0, -10), "package-form");
  await refused("long.aidpkg", Buffer.concat([good, Buffer.from("x")]), "package-form");
  await refused("other.aidpkg", Buffer.from("PK"), "package-form");

  const school = packets.find(({ recipient }) => recipient !== "civil-affairs")?.id ?? "";
  t.equal((await pack("school.aidpkg", school)).code, 0);
  const other = await open("school.aidpkg", undefined);
  t.equal(other.code, 5);
  t.match(other.text, "package-other-recipient");

  there.now = () => Date.now() - 86_400_000;
  await refused("clock.aidpkg", good, "package-clock");
  there.now = () => Date.now() + 61 * 86_400_000;
  await refused("old.aidpkg", good, "package-expired");
  there.now = Date.now;

  const trust = join(there.cwd, "keys/gateway.trust.json");
  const pinned = JSON.parse(await readFile(trust, "utf8")) as { sig: string[]; enc: string[]; gateway: string };
  await writeFile(trust, JSON.stringify({ ...pinned, gateway: "elsewhere" }));
  await refused("gateway.aidpkg", good, "package-other-gateway");
  await writeFile(trust, JSON.stringify({ ...pinned, sig: ["A".repeat(43)], enc: ["B".repeat(43)] }));
  await refused("keys.aidpkg", good, "package-keys");
  await rm(trust);
  t.equal((await open("good.aidpkg", good)).code, 6, "without a pin nothing is believed");
  await writeFile(trust, JSON.stringify(pinned));
  t.equal((await open("good.aidpkg", good)).code, 0);

  // A forged receipt, and one of another party's key.
  await mkdir(join(disc, "forged"));
  t.equal((await there.run(`ack ${packet} --offline --dir inbox`)).code, 0);
  const receipt = await readFile(join(there.cwd, "inbox", `${packet}.aidreceipt`), "utf8");
  const hand = async (name: string, text: string) => {
    await writeFile(join(disc, name), text);
    return here.run(`import-package --party operator ${join(disc, name)}`);
  };
  t.match((await hand("a.aidreceipt", receipt.slice(0, -8))).stdout, "invalid-envelope");
  t.match((await hand("b.aidreceipt", "not a receipt")).stdout, /neither a receipt/);
  t.equal((await hand("c.aidreceipt", receipt)).code, 0);
  t.equal((await here.run("import-package --party auditor x")).code, 1, "an auditor carries nothing");
});
