/** The number of a document (文号) is shown to those who may know it, as long as the envelope is there, and is nowhere in plain. */
import t from "tap";
import type { Delivery, MessageView } from "../../src/domain/generated/answers.ts";
import { Auditor } from "../../src/sdk/index.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { clientOf, departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { commandLineOf } from "../support/gateway/operator.ts";

const home = await gatewayHome(t);
const lines: string[] = [];
const gateway = await start(t, home, { logger: createLogger("debug", { write: (line) => lines.push(line) }) });
const sender = await senderOf(home);
const list = await exampleList();
const number = (list.header as { readonly listNumber: string }).listNumber;
const { answer } = await sender.push(
  await sender.seal(list as never, {
    type: "aid-subject-list",
    jti: "numbered",
    to: ["civil-affairs", "housing", "legal-aid"],
  }),
);
const packetOf = (recipient: string) => answer.packets.find((packet) => packet.recipient === recipient)?.id ?? "";

/** Asks as a party, and gives the answer's text. */
async function asked(party: string, path: string): Promise<string> {
  return JSON.stringify(await (await clientOf(home, party)).json({ method: "GET", path }));
}
const viewOf = async (party: string) => JSON.parse(await asked(party, `/v1/messages/${answer.id}`)) as MessageView;

async function deliveries(): Promise<Delivery[]> {
  const auditor = new Auditor(await clientOf(home, "auditor"));
  const found = [];
  for await (const delivery of auditor.deliveries({ thread: answer.thread })) found.push(delivery);
  return found;
}

/** Every row of every table of the database as text, bytes in hexadecimal. */
async function dump(): Promise<string> {
  const { pool } = gateway.store;
  const tables = await pool.query<{ name: string }>(
    "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
  );
  const rows = [];
  for (const { name } of tables.rows) {
    rows.push(
      ...(await pool.query<{ row: string }>(`select t::text as row from ${name} t`)).rows.map(({ row }) => row),
    );
  }
  return rows.join("\n");
}

t.test("shown to the sender, to recipients whose packet has it, and to auditors", async (t) => {
  t.equal((await viewOf("procuratorate")).documentNumber, number);
  for (const numbered of ["civil-affairs", "legal-aid"]) t.equal((await viewOf(numbered)).documentNumber, number);
  const department = await departmentOf(home, "housing");
  const { header } = (await department.fetch({ packet: packetOf("housing") })).body as never;
  t.notOk(Object.hasOwn(header, "listNumber"), "the policy gives housing a header without it");
  t.notOk(Object.hasOwn(await viewOf("housing"), "documentNumber"));
  t.notOk((await asked("housing", `/v1/messages?thread=${answer.thread}`)).includes(number));
  t.ok((await asked("civil-affairs", `/v1/messages?thread=${answer.thread}`)).includes(number));

  t.same(
    (await deliveries()).map(({ documentNumber }) => documentNumber),
    [number, number, number],
  );
  const detail = await new Auditor(await clientOf(home, "auditor")).delivery(packetOf("housing"));
  t.equal(detail.documentNumber, number);
  const auditor = await commandLineOf(home, "auditor", "zh");
  const csv = (await auditor.run(`audit deliveries --thread ${answer.thread} --csv`)).stdout.split("\r\n");
  const column = csv[0]?.split(",").indexOf("文号") ?? -1;
  t.same(
    csv.slice(1, 4).map((line) => line.split(",")[column]),
    [number, number, number],
  );
  t.ok((await auditor.run(`audit deliveries --thread ${answer.thread}`)).stdout.includes(number));
  t.ok((await auditor.run(`audit show ${packetOf("housing")}`)).stdout.includes(number));
  for (const [party, sees] of [
    ["procuratorate", true],
    ["civil-affairs", true],
    ["housing", false],
  ] as const) {
    const line = await commandLineOf(home, party);
    const { code, stdout } = await line.run(`status ${answer.id}`);
    t.same([code, stdout.includes(number)], [0, sees], party);
  }
});

t.test(
  "not shown to operators and strangers, in the log, in metrics and log lines, or in plain in the database",
  async (t) => {
    const operators = [`/${answer.id}`, `?thread=${answer.thread}`, `?packet=${packetOf("civil-affairs")}`];
    for (const path of [...operators, "?state=queued", "?state=delivered"]) {
      const text = await asked("operator", `/v1/messages${path}`);
      t.ok(text.includes(answer.id), path);
      t.notOk(text.includes(number) || text.includes("documentNumber"), path);
    }
    await t.rejects(viewOf("education"), { code: "not-found" });
    const operator = await commandLineOf(home);
    t.notOk((await operator.run(`packets --state delivered --json`)).stdout.includes(number));

    t.notOk((await (await fetch(`${home.url}/metrics`)).text()).includes(number));
    t.ok(lines.length > 0);
    t.notOk(lines.some((line) => line.includes(number)));
    const text = await dump();
    t.ok(
      text.includes(answer.thread) && text.includes(Buffer.from("civil-affairs").toString("hex")),
      "the dump is read",
    );
    for (const encoding of ["utf8", "hex", "base64", "base64url"] as const) {
      t.notOk(text.includes(Buffer.from(number).toString(encoding)), encoding);
    }
  },
);

t.test("destroyed with the envelope", async (t) => {
  for (const { recipient, id } of answer.packets) {
    const department = await departmentOf(home, recipient);
    await department.acknowledge(await department.fetch({ packet: id }), "accepted");
  }
  const operator = await commandLineOf(home);
  const erased = await operator.run(`erase ${answer.thread} --basis pipl-47 --reference 2026-18`);
  t.equal(erased.code, 0, erased.stderr);
  for (const party of ["procuratorate", "civil-affairs"]) {
    t.notOk(Object.hasOwn(await viewOf(party), "documentNumber"), party);
  }
  t.ok((await deliveries()).every((delivery) => !Object.hasOwn(delivery, "documentNumber")));
  const { rows } = await gateway.store.pool.query("select document_number from messages where id = $1", [answer.id]);
  t.same(rows, [{ document_number: null }]);
});
