/** Passing a need on (转办) with the command line: the sender sends it to another department, once. */
import t from "tap";
import { commandLineOf } from "../../support/gateway/operator.ts";
import { exampleList, gatewayHome, start } from "../../support/gateway/gateway.ts";
import { like } from "../../support/like.ts";
import { bothLead } from "../../support/scenario.ts";

t.test("aidx reroute sends a need that was passed on to another department", async (t) => {
  const home = await gatewayHome(t);
  await bothLead(home);
  await start(t, home);
  const procuratorate = await commandLineOf(home, "procuratorate");
  const list = (await exampleList()) as { header: { transferId: string } };
  await procuratorate.write("list.json", list);
  const pushed = await procuratorate.run("push list.json --type aid-subject-list --to civil-affairs --json");
  const thread = String(pushed.lines[0]?.["thread"]);
  const reroute = (rest: string) => procuratorate.run(`--lang zh reroute ${thread} ${rest}`);
  t.match((await reroute("medical-insurance --need N04")).stderr, "没有这样的转出事项", "nothing was passed on yet");

  const civil = await commandLineOf(home, "civil-affairs");
  const passedTo = { department: "medical-insurance", division: "990101", name: "示例县医疗保障局" };
  const passed = { personId: "P-2025-0001", reply: "13", reason: "R99", passedTo, reasonText: "不属于本单位" };
  await civil.write("feedback.json", {
    header: {
      transferId: "0197b1c3-7c1e-7d4f-8a55-0c2d3e4f5a03",
      messageType: "FEEDBACK",
      answers: list.header.transferId,
      from: { department: "civil-affairs", division: "990101", name: "示例县民政局" },
      secrecy: "0",
      issuedAt: new Date().toISOString().replace("Z", "+00:00"),
      currencyUnit: "元",
      officer: { name: "孙玉梅", office: "社会救助科", phone: "0518-88000012" },
    },
    results: [
      { ...passed, needs: ["N04"] },
      { ...passed, needs: ["N01"] },
    ],
  });
  const answered = await civil.run(`push feedback.json --type feedback --thread ${thread}`);
  t.equal(answered.code, 0, answered.stderr + answered.stdout);

  const several = await reroute("medical-insurance");
  t.equal(several.code, 2);
  t.match(several.stderr, /请以 --item 指明：\n.*N0\d.*\n.*N0\d/);
  t.equal((await reroute("civil-affairs --need N04")).code, 1, "not back to who passed it on");
  const done = await reroute("medical-insurance --need N04 --from civil-affairs");
  t.match(done.stdout, /^已移送 .*medical-insurance，数据包 [\w-]{36}，签收时限 \d{4}-\d{2}-\d{2}/, done.stderr);
  t.match((await reroute("education --need N04")).stderr, /.+/, "only once");
  const medical = await commandLineOf(home, "medical-insurance");
  like(t, (await medical.run(`case ${thread} --json`)).lines, [
    { subjects: [{ items: [{ need: "N04", department: "medical-insurance", state: "sent" }] }] },
  ]);
});
