import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { FakeGateway } from "../support/sdk/fake-gateway.ts";
import { newKeySet } from "../support/sdk/party-key-set.ts";
import { until } from "../support/until.ts";
import { like } from "../support/like.ts";

const keys = await newKeySet();
const senderKeys = await newKeySet();

async function prepare(t: Tap) {
  const gateway = await FakeGateway.start({
    "civil-affairs": keys,
    education: await newKeySet(),
    procuratorate: senderKeys,
  });
  t.teardown(() => gateway.stop());
  const aidx = new CommandLine(t.testdir(), { AIDX_GATEWAY: gateway.url, AIDX_PARTY: "civil-affairs" });
  await aidx.giveKeys("civil-affairs", keys);
  await aidx.giveKeys("procuratorate", senderKeys);
  return { gateway, aidx, out: join(aidx.cwd, "in") };
}
type Tap = typeof t;

/** Queues a packet that its recipient cannot decrypt: it is sealed for another. */
async function seedUnreadable(gateway: FakeGateway): Promise<string> {
  const packet = await gateway.seal("education", {});
  Object.assign(packet, { recipient: "civil-affairs" });
  return packet.id;
}

t.test("pull keeps opened packets in private files, and leaves the receipts to ack", async (t) => {
  const { gateway, aidx, out } = await prepare(t as Tap);
  const packet = await gateway.seal("civil-affairs", { body: { note: "合成" } });
  const pulled = await aidx.run(`pull --json --out ${out}`);
  t.equal(pulled.code, 0);
  like(t, pulled.lines[0], { packet: packet.id, state: "pending" });
  t.equal(packet.state, "delivered");
  const kept = JSON.parse(await readFile(join(out, `${packet.id}.json`), "utf8")) as object;
  like(t, kept, { id: packet.id, body: { note: "合成" }, from: "procuratorate" });
  t.equal((await stat(join(out, `${packet.id}.json`))).mode & 0o777, 0o600);
  t.equal((await stat(out)).mode & 0o777, 0o700);

  const fetches = () => gateway.requests.filter(({ path }) => path === `/v1/packets/${packet.id}`).length;
  t.equal((await aidx.run(`pull --json --out ${out}`)).code, 0);
  t.equal(fetches(), 1, "what is here already is not fetched again");

  const acked = await aidx.run(`ack --json --all --dir ${out}`);
  t.equal(acked.code, 0);
  like(t, acked.lines[0], { packet: packet.id, outcome: "accepted", repeat: false });
  t.equal(packet.state, "accepted");
  t.same((await aidx.run(`ack --json --all --dir ${out}`)).lines, [], "nothing is left to do");
  like(t, (await aidx.run(`ack --json ${packet.id} --dir ${out}`)).lines[0], { repeat: true });
  t.match((await aidx.run(`pull --out ${out}`)).stderr, "the inbox is empty");
});

t.test(
  "pull: a packet that cannot be opened is noted and reported, and rejected only when a person says so",
  async (t) => {
    const { gateway, aidx, out } = await prepare(t as Tap);
    const bad = await seedUnreadable(gateway);
    const good = await gateway.seal("civil-affairs", {});
    const pulled = await aidx.run(`pull --json --out ${out}`);
    t.equal(pulled.code, 3);
    like(t, pulled.lines, [
      { packet: bad, problem: "undecryptable" },
      { packet: good.id, state: "pending" },
    ]);
    t.notOk((await readdir(out)).includes(`${bad}.json`));
    const acked = await aidx.run(`ack --json --all --dir ${out}`);
    t.equal(acked.code, 3);
    like(t, acked.lines, [
      { packet: bad, error: { ending: "untrusted", message: String } },
      { packet: good.id, outcome: "accepted" },
    ]);
    t.same(
      gateway.packets.map(({ state }) => state),
      ["delivered", "accepted"],
      "no receipt was signed",
    );
    const rejected = await aidx.run(`ack --json ${bad} --dir ${out} --reject undecryptable`);
    t.equal(rejected.code, 0, rejected.stderr);
    like(t, rejected.lines, [{ packet: bad, outcome: "rejected" }]);
  },
);

t.test("pull --ack keeps packets and signs for those that it opened, and never a rejection", async (t) => {
  const { gateway, aidx, out } = await prepare(t as Tap);
  const good = await gateway.seal("civil-affairs", {});
  const bad = await seedUnreadable(gateway);
  const { code, lines } = await aidx.run(`pull --json --ack --out ${out}`);
  t.equal(code, 3);
  like(t, lines, [
    { packet: good.id, state: "accepted" },
    { packet: bad, state: "pending", problem: "undecryptable" },
  ]);
  t.same(
    gateway.packets.map(({ state }) => state),
    ["accepted", "delivered"],
  );
});

t.test("pull --follow goes on until it is interrupted", async (t) => {
  const { gateway, aidx, out } = await prepare(t as Tap);
  const stop = new AbortController();
  const following = aidx.run(`pull --json --follow --ack --out ${out}`, stop.signal);
  const packet = await gateway.seal("civil-affairs", {});
  await until("a receipt", () => packet.receipt);
  const kept = join(out, `${packet.id}.receipt.json`);
  await until("the receipt is no longer pending", async () => !(await readFile(kept, "utf8")).includes("pending"));
  stop.abort(new DOMException("interrupted", "AbortError"));
  const { code, lines } = await following;
  t.equal(code, 0);
  like(t, lines[0], { packet: packet.id });
});

t.test("ack without a folder opens the packet first", async (t) => {
  const { gateway, aidx } = await prepare(t as Tap);
  const good = await gateway.seal("civil-affairs", {});
  const bad = await seedUnreadable(gateway);
  like(t, (await aidx.run(`ack --json ${good.id} --reject not-responsible`)).lines[0], { outcome: "rejected" });
  const unopened = await aidx.run(`ack --json ${bad}`);
  t.equal(unopened.code, 5, "never accepted unseen");
  like(t, unopened.lines, [{ packet: bad, error: { ending: "untrusted", message: String } }]);
  const conflict = await aidx.run(`ack --json ${good.id}`);
  t.equal(conflict.code, 1);
  t.match(conflict.stdout, "receipt-conflict");
});

t.test("usage errors end with 2", async (t) => {
  const { aidx } = await prepare(t as Tap);
  const id = "0193a0b2-7c1e-7d4f-8a55-0c2d3e4f5a6b";
  for (const line of ["pull", "ack", "ack x", `ack ${id} --note x`, `ack ${id} --reject because`, "ack --all"]) {
    t.equal((await aidx.run(line)).code, 2, line);
  }
});

t.test("status shows the packets of a message, and follows it until all are settled", async (t) => {
  const { gateway, aidx } = await prepare(t as Tap);
  const packet = await gateway.seal("civil-affairs", {});
  packet.state = "accepted";
  for (const more of ["", " --follow"]) {
    const { code, lines } = await aidx.run(`status --json ${packet.message}${more}`);
    t.equal(code, 0);
    like(t, lines[0], { id: packet.message, packets: [{ id: packet.id, state: "accepted" }] });
  }
  t.equal((await aidx.run("status x")).code, 2);
});
