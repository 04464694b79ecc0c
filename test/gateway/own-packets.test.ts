/** The lists of a party's own packets, over a real gateway: what it got and what it sent, in whatever state, page by page. */
import t from "tap";
import { OwnPackets, ProblemError } from "../../src/sdk/index.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { clientOf, departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";

const home = await gatewayHome(t);
await start(t, home);
const sender = await senderOf(home);
const sent: { thread: string; packets: readonly { id: string; recipient: string }[] }[] = [];
for (const to of [["civil-affairs", "housing"], ["civil-affairs"], ["housing"]]) {
  const { answer } = await sender.push(
    await sender.seal((await exampleList()) as never, { type: "aid-subject-list", to }),
  );
  sent.push(answer);
}
const idOf = (message: number, recipient: string) =>
  sent[message]?.packets.find((packet) => packet.recipient === recipient)?.id ?? "";
const department = await departmentOf(home, "civil-affairs");
const first = await department.fetch({ packet: idOf(0, "civil-affairs") });
await department.acknowledge(first, "accepted");
await department.acknowledge(await department.fetch({ packet: idOf(1, "civil-affairs") }), {
  rejected: "not-responsible",
});

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

t.test("a department lists its own packets with their receipts, newest first, and nobody else's", async (t) => {
  const own = new OwnPackets(await clientOf(home, "civil-affairs"));
  const found = await all(own.received());
  t.same(
    found.map(({ packet, state, reason }) => [packet, state, reason]),
    [
      [idOf(1, "civil-affairs"), "rejected", "not-responsible"],
      [idOf(0, "civil-affairs"), "accepted", undefined],
    ],
  );
  t.ok(found.every(({ recipient }) => recipient === "civil-affairs"));
  t.ok(found.every((item) => !Object.hasOwn(item, "documentNumber")));
  const ids = async (query: object) => (await all(own.received(query))).map(({ packet }) => packet);
  t.same(await ids({ state: "accepted" }), [idOf(0, "civil-affairs")]);
  t.same(await ids({ thread: sent[1]?.thread }), [idOf(1, "civil-affairs")]);
  t.same(await ids({ thread: sent[2]?.thread }), [], "of a thread that it has no part in it learns nothing");
  t.same(await ids({ to: "2020-01-01" }), []);
  t.same(await ids({ type: "feedback" }), []);
});

t.test("pages follow each other, and a cursor is of one party and one question", async (t) => {
  const own = new OwnPackets(await clientOf(home, "civil-affairs"));
  const one = await own.receivedPage({}, { limit: 1 });
  t.same([one.items.length, one.items[0]?.packet], [1, idOf(1, "civil-affairs")]);
  const two = await own.receivedPage({}, { limit: 1, after: one.next });
  t.same([two.items[0]?.packet, two.next], [idOf(0, "civil-affairs"), undefined]);
  const foreign = new OwnPackets(await clientOf(home, "housing"));
  await t.rejects(foreign.receivedPage({}, { limit: 1, after: one.next }), { code: "malformed-request" });
  await t.rejects(own.receivedPage({ state: "accepted" }, { after: one.next }), { code: "malformed-request" });
});

t.test("a sender lists what it sent, one packet for each recipient, with the number of the document", async (t) => {
  const own = new OwnPackets(await clientOf(home, "procuratorate"));
  const found = await all(own.sent());
  t.equal(found.length, 4);
  t.ok(found.every((packet) => packet.sender === "procuratorate" && packet.documentNumber !== undefined));
  t.same(
    (await all(own.sent({ recipient: "housing", state: "queued" }))).map(({ packet }) => packet),
    [idOf(2, "housing"), idOf(0, "housing")],
  );
  t.same(await all(new OwnPackets(await clientOf(home, "housing")).sent()), []);
});

t.test("as CSV and NDJSON the list is one stream; wrong questions are refused in both languages", async (t) => {
  const client = await clientOf(home, "civil-affairs");
  const asText = async (accept: string) =>
    new TextDecoder().decode((await client.call({ method: "GET", path: "/v1/packets", accept })).body);
  const csv = await asText("text/csv");
  t.equal(csv.trimEnd().split("\r\n").length, 3);
  t.notMatch(csv, /〔\d{4}〕/, "a recipient's list has no numbers of documents");
  t.equal((await asText("application/x-ndjson")).trimEnd().split("\n").length, 2);
  const refused = async (path: string, as = client) => {
    const error = await as.json({ method: "GET", path }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error instanceof ProblemError ? `${error.status} ${error.code}` : "answered";
  };
  for (const query of [
    "state=no-such",
    "limit=501",
    "after=x",
    "recipient=housing",
    "from=2026-02-30",
    "from=2026-02-02&to=2026-02-01",
  ]) {
    t.equal(await refused(`/v1/packets?${query}`), "400 malformed-request", query);
  }
  const operator = await clientOf(home, "operator");
  t.equal(await refused("/v1/packets", operator), "403 insufficient-scope");
  t.equal(await refused("/v1/messages?role=sender", operator), "400 malformed-request");
  t.equal(await refused("/v1/messages?state=accepted", operator), "400 malformed-request");
  t.equal(await refused(`/v1/messages?role=sender&packet=${first.id}`, client), "400 malformed-request");
});

t.test("aidx received and aidx sent are the same lists at the command line", async (t) => {
  const aidx = new CommandLine(t.testdir(), { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
  const got = await aidx.run("received --json --party civil-affairs --state rejected");
  t.same(
    got.lines.map(({ packet }) => packet),
    [idOf(1, "civil-affairs")],
    got.stderr,
  );
  const table = await aidx.run("--lang zh received --party civil-affairs");
  t.match(table.stdout, "已签收");
  t.notMatch(table.stdout, "文号");
  const out = await aidx.run("--lang zh sent --party procuratorate --recipient housing --csv");
  t.equal(out.stdout.trimEnd().split("\r\n").length, 3, out.stderr);
  t.match(out.stdout, "文号");
});
