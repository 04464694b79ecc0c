import { readFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { trustOf } from "../../src/evidence/verify/trust.ts";
import { formatVerifierKey } from "../../src/tlog/note.ts";
import { verifyEvidence } from "../../src/evidence/verify/verify-evidence.ts";
import { Auditor } from "../../src/sdk/index.ts";
import { untilPublished } from "../support/gateway/auditor.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { clientOf, departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { like } from "../support/like.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);
const [key] = gateway.log.keys();
const trust = trustOf({ log: key === undefined ? [] : [formatVerifierKey(key, sha256)] }, sha256);
const sender = await senderOf(home);

async function submitted(jti: string) {
  const sealed = await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti });
  return { sealed, ...(await sender.push(sealed)) };
}

async function evidenceOf(thread: string): Promise<Uint8Array> {
  await untilPublished(gateway);
  return new Auditor(await clientOf(home, "auditor")).evidence(thread);
}

async function operator(): Promise<CommandLine> {
  const line = new CommandLine(await temporaryDirectory(t), {
    AIDX_GATEWAY: home.url,
    AIDX_PARTY: "operator",
    LANG: "en",
  });
  await line.giveKeys(
    "operator",
    JSON.parse(await readFile(path.join(home.keys, "dev", "operator.jwks.json"), "utf8")) as never,
  );
  return line;
}

async function bytesLeft(thread: string) {
  const { rows } = await gateway.store.pool.query<{ packets: string; envelopes: string }>(
    `select (select count(*) from packets where thread = $1 and bytes is not null) as packets,
            (select count(*) from messages where thread = $1 and envelope is not null) as envelopes`,
    [thread],
  );
  return rows[0];
}

t.test("erasure: a recorded request destroys the payload, and every proof still verifies", async (t) => {
  const { sealed, answer } = await submitted("erased");
  const aidx = await operator();
  const command = `erase ${answer.thread} --basis pipl-47 --reference 2026-17`;
  const early = await aidx.run(command);
  t.equal(early.code, 1, "packets are on their way");
  t.match(early.stdout + early.stderr, /state/);
  t.match(
    early.stdout + early.stderr,
    new RegExp(`on their way: ${answer.packets.length}. The sender must withdraw them first`),
  );
  t.match((await aidx.run(`${command} --lang zh`)).stderr, /须先由其发送方撤回，或由接收单位出具回执；未作任何销毁/);
  like(t, await bytesLeft(answer.thread), { packets: String(answer.packets.length), envelopes: "1" });

  for (const { recipient, id } of answer.packets) {
    const department = await departmentOf(home, recipient);
    await department.acknowledge(await department.fetch({ packet: id }), "accepted");
  }
  const before = await evidenceOf(answer.thread);
  const done = await aidx.run(`${command} --json`);
  t.equal(done.code, 0, done.stdout);
  t.same(
    done.lines[0]?.packets,
    answer.packets.map(({ id }) => id),
  );
  t.same(await bytesLeft(answer.thread), { packets: "0", envelopes: "0" });
  const after = await evidenceOf(answer.thread);
  for (const [when, file] of [
    ["before", before],
    ["after", after],
  ] as const) {
    const verified = await verifyEvidence(file, { trust, sha256 });
    t.ok(verified.ok, `${when}: ${JSON.stringify(verified.steps.filter(({ status }) => status === "failed"))}`);
  }

  const [packet] = answer.packets;
  const department = await departmentOf(home, packet?.recipient ?? "");
  await t.rejects(department.fetch({ packet: packet?.id ?? "" }), {
    name: "ProblemError",
    status: 410,
    code: "expired",
  });
  const view = await sender.message(answer.id);
  t.ok(view.packets.every(({ erasedAt }) => erasedAt !== undefined));
  t.equal(view.packets[0]?.receipt?.outcome, "accepted", "its receipt is there");
  const again = await sender.push(sealed);
  const { log, ...first } = answer;
  t.match(again.answer, first, "a repeat gets its first answer");
  like(t, again.answer.log, { leafHash: log.leafHash, stage: "published" }, "and where its entry stands now");
  const events = [];
  for await (const event of new Auditor(await clientOf(home, "auditor")).events({ subject: answer.thread })) {
    events.push(event.entry);
  }
  like(
    t,
    events.filter(({ type }) => type === "erasure-requested"),
    [{ actor: "operator", basis: "pipl-47", reference: "2026-17", packets: answer.packets.length }],
  );
  t.equal(events.filter(({ type, reason }) => type === "erased" && reason === "request").length, answer.packets.length);
});

t.test("erasure: a request has no field that could name a person in the log", async (t) => {
  const client = await clientOf(home, "operator");
  const thread = "01980000-0000-7000-8000-000000000000";
  const post = (body: unknown) =>
    client.json({
      method: "POST",
      path: "/v1/erasures",
      contentType: "application/json",
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  for (const body of [
    "",
    "[]",
    "{",
    { thread },
    { thread: "x", basis: "pipl-47", reference: "1" },
    { thread, basis: "because", reference: "1" },
    { thread, basis: "pipl-47", reference: "张三" },
    { thread, basis: "pipl-47", reference: "110101199001010007" },
    { thread, basis: "pipl-47", reference: "13800000000" },
    { thread, basis: "pipl-47", reference: "" },
    { thread, basis: "pipl-47", reference: "1", name: "x" },
    `{"thread":"${thread}","thread":"${thread}","basis":"pipl-47","reference":"1"}`,
  ]) {
    await t.rejects(post(body), { name: "ProblemError", status: 400 }, JSON.stringify(body));
  }
  await t.rejects(post({ thread, basis: "pipl-47", reference: "1" }), { name: "ProblemError", status: 404 });
  for (const party of ["auditor", "security-administrator", "procuratorate"]) {
    const other = await clientOf(home, party);
    const call = { method: "POST", path: "/v1/erasures", contentType: "application/json", body: "{}" } as const;
    await t.rejects(other.json(call), { name: "ProblemError", status: 403 }, party);
  }
});
