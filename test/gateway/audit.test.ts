import t from "tap";
import { Auditor } from "../../src/sdk/index.ts";
import { auditorLine, untilPublished } from "../support/gateway/auditor.ts";
import { clientOf, departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);
const sender = await senderOf(home);
const { answer } = await sender.push(
  await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "audited" }),
);
const [taken, ...waiting] = answer.packets;
if (taken === undefined) throw new Error("no packet");
const department = await departmentOf(home, taken.recipient);
await department.acknowledge(await department.fetch({ packet: taken.id }), "accepted");
await untilPublished(gateway);

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

t.test("auditor: every packet and its outcome is seen", async (t) => {
  const auditor = new Auditor(await clientOf(home, "auditor"));
  const all = await collect(auditor.deliveries());
  t.same(new Set(all.map(({ packet }) => packet)), new Set(answer.packets.map(({ id }) => id)));
  const accepted = await collect(auditor.deliveries({ state: "accepted", recipient: taken.recipient }));
  like(t, accepted, [{ packet: taken.id, sender: "procuratorate", outcome: "accepted", way: "pull", overdue: false }]);
  t.same(await collect(auditor.deliveries({ overdue: true })), []);
  t.equal((await collect(auditor.deliveries({ state: "queued", thread: answer.thread }))).length, waiting.length);

  const detail = await auditor.delivery(taken.id);
  t.same(
    detail.timeline.map(({ entry }) => entry.type),
    ["sealed", "fetched", "receipt"],
  );
  for (const { log } of detail.timeline) like(t, log, { stage: "published", origin: gateway.log.origin });
  like(t, detail.receipt, { outcome: "accepted", log: { stage: "published" } });
  t.equal(detail.receipt?.jws.split(".").length, 3);
  await t.rejects(auditor.delivery(answer.id), { name: "ProblemError", status: 404 });

  const receipts = await collect(auditor.events({ type: "receipt", subject: taken.id }));
  like(t, receipts, [{ entry: { type: "receipt", actor: taken.recipient, outcome: "accepted" } }]);
  t.equal((await collect(auditor.events({ type: "sealed", subject: taken.recipient }))).length, 1, "by recipient");
  const summary = await auditor.summary({ by: "recipient" });
  like(t, summary.total, { packets: answer.packets.length, states: { accepted: 1 } });
  const line = summary.lines.find(({ key }) => key === taken.recipient);
  t.match(line?.secondsToReceipt.p50, Number);
  t.equal(line?.secondsToReceipt.p99, line?.secondsToReceipt.p50, "of one packet");
  t.equal(
    line?.secondsToReceipt.histogram.reduce((sum, { packets }) => sum + packets, 0),
    1,
  );
  const matrix = await auditor.matrix({ rows: "recipient", sender: "procuratorate" });
  const cell = { packets: 1, overdue: 0 };
  like(
    t,
    matrix.lines.find(({ key }) => key === taken.recipient),
    { key: taken.recipient, ...cell, cells: [cell] },
  );
  await t.rejects(auditor.matrix({ sender: "housng" }), { name: "ProblemError", status: 404 });
});

t.test("auditor: the command line prints the same as table, CSV and JSON", async (t) => {
  const aidx = await auditorLine(home);
  const shown = await aidx.run("audit deliveries --lang zh");
  t.equal(shown.code, 0, shown.stderr);
  t.match(shown.stdout, /接收单位/);
  const csv = await aidx.run("audit deliveries --csv --recipient civil-affairs");
  t.match(csv.stdout, /^packet,message,thread,/);
  const machine = await aidx.run(`audit events --json --subject ${answer.thread}`);
  t.ok(machine.lines.length > answer.packets.length);
  t.match((await aidx.run("audit summary --by day")).stdout, /\d{4}-\d{2}-\d{2}/);
  t.match((await aidx.run(`audit show ${taken.id}`)).stdout, /receipt/);
  const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.?\d*`;
  const CODES = /\b(accepted|queued|sealed|receipt|published|aid-subject-list|false)\b|\dT\d/;
  t.match(
    shown.stdout,
    new RegExp(`救助对象信息移送清单 +\\S+检察院 procuratorate +\\S+ ${taken.recipient} +已签收 .* ${time} +否`),
  );
  t.match(shown.stdout, /封装时间（\+08:00）/);
  const events = await aidx.run(`audit events --lang zh --subject ${taken.id}`);
  t.match(events.stdout, new RegExp(`已发布 +${time} +回执 +${taken.recipient}`));
  const one = await aidx.run(`audit show ${taken.id} --lang zh`);
  t.match(
    one.stdout,
    new RegExp(`^救助对象信息移送清单 .*已签收\n时间（\\+08:00）.*\n.*\n${time} +封装 .*已发布 #\\d+`),
  );
  for (const { stdout } of [shown, events, one]) t.notMatch(stdout, CODES);
  const raw = await aidx.run(`audit events --csv --lang zh --subject ${taken.id}`);
  t.match(
    raw.stdout,
    /^\ufeff序号,阶段,阶段名称,时间.*\r\n\d+,published,已发布,\d{4}-\d\d-\d\dT[\d:.]+\+08:00,receipt,回执,/,
    "CSV has codes, with words beside them",
  );
  t.match((await aidx.run("audit summary --lang zh")).stdout, /待送达 +已送达 +已签收/);
  t.match((await aidx.run("audit summary --by type --lang zh")).stdout, /\n\* .*\n救助对象信息移送清单 /);
  t.match(
    (await aidx.run("audit matrix --lang zh --columns month")).stdout,
    new RegExp(`^分组 +合计/逾期 +\\d{4}-\\d\\d\n[^]*\n\\S+ ${taken.recipient} +1 +1\n`),
  );
  t.match(
    (await aidx.run("audit matrix --csv --rows type")).stdout,
    /^key,period,packets,overdue\r\naid-subject-list,\d{4}-\d\d-\d\d,\d+,0/,
  );
  t.match((await aidx.run("audit summary --lang zh --csv")).stdout, /,待送达,已送达,已签收/, "and its column names");
  t.equal((await aidx.run("audit show 1")).code, 2);
  t.equal((await aidx.run("audit deliveries --state lost")).code, 1, "the gateway refuses");
});

t.test("auditor: each reading is an entry, and other roles may not read it", async (t) => {
  await gateway.stop();
  const again = await start(t, home);
  await untilPublished(again);
  const auditor = new Auditor(await clientOf(home, "auditor"));
  const reads = await collect(auditor.events({ type: "read", actor: "auditor" }));
  const kinds = new Set(reads.map(({ entry }) => entry.kind));
  t.same(kinds, new Set(["deliveries", "delivery", "events", "summary", "matrix"]));
  const counted = reads.filter(({ entry }) => entry.kind === "deliveries").map(({ entry }) => Number(entry.count));
  const readings = counted.reduce((sum, count) => sum + count, 0);
  t.equal(readings, 6, "grouped readings were written at the stop; refused ones are no readings");
  for (const party of ["procuratorate", "operator", "security-administrator", "civil-affairs"]) {
    await t.rejects(
      collect(new Auditor(await clientOf(home, party)).deliveries()),
      { name: "ProblemError", status: 403 },
      party,
    );
  }
});
