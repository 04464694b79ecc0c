/** The command line's view of a case and of a message's milestones, with a real gateway. */
import { readFile } from "node:fs/promises";
import t from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";

t.test("aidx status and aidx case tell who has confirmed and what became of each person", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  const aidx = new CommandLine(t.testdir(), { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
  const list = await exampleList();
  const file = await aidx.write("list.json", list);
  const pushed = await aidx.run(`push ${file} --type aid-subject-list --party procuratorate --json`);
  t.equal(pushed.code, 0, pushed.stderr + pushed.stdout);
  const { thread } = JSON.parse(pushed.stdout.split("\n")[0] ?? "") as { thread: string };

  const before = await aidx.run(`status ${thread} --party procuratorate --lang zh`);
  t.match(
    before.stdout,
    /网关受理 1\/1；送达 0\/3；签收 0\/3；有办理结果的人员 0\/2；未签收：示例区民政局、示例区教育局、示例区医疗保障局/,
  );
  const school = await departmentOf(home, "education");
  for await (const item of school.poll({ once: true })) await school.acknowledge(await school.fetch(item), "accepted");
  const after = await aidx.run(`status ${thread} --party procuratorate --lang en`);
  t.match(after.stdout, /delivered 1\/3; confirmed 1\/3; .*; not confirmed by civil-affairs, medical-insurance/);
  const own = await aidx.run(`status ${thread} --party education --lang en`);
  t.match(own.stdout, /confirmed 1\/1; persons with an outcome 0\/1; all have confirmed/);

  const view = await (await senderOf(home)).message(thread);
  const word = view.progress?.milestones.find(({ name }) => name === "confirmed")?.words[0];
  t.equal(word?.by, "education");
  t.match(word?.jws, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  t.ok(word?.log?.leafHash, "and its entry");

  const named = await aidx.run(`case ${file} --party procuratorate --lang zh`);
  t.equal(named.code, 0, named.stderr);
  t.match(named.stdout, /待办 3 项 {2}.*已移送 2/);
  t.match(named.stdout, /N05 就学 +示例区教育局 education +部门已签收 .*正常/);
  const { subjects } = (await exampleList()) as unknown as { subjects: { identity: { name: string } }[] };
  for (const { identity } of subjects.slice(0, 2)) t.ok(named.stdout.includes(identity.name));
  t.match(named.stdout, /办理中 +F0 \d{4}-\d{2}-\d{2} /, "the next visit");

  // Two answers of one time: the second is accepted, with a remark that does not go unread.
  const whole = { personId: "P-2025-0002", needs: ["N05"] };
  const issuedAt = new Date().toISOString().replace("Z", "+00:00");
  const { header: sent } = list as unknown as { header: { transferId: string } };
  const answer = async (name: string, transferId: string, reply: object) => {
    const header = {
      transferId,
      messageType: "FEEDBACK",
      answers: sent.transferId,
      from: { department: "education", division: "990102", name: "示例区教育局" },
      secrecy: "0",
      issuedAt,
      currencyUnit: "元",
      officer: { name: "王建国", office: "资助中心", phone: "0990-8800456" },
    };
    await aidx.write(name, { header, results: [{ ...whole, ...reply }] });
    return aidx.run(`push ${name} --type feedback --thread ${thread} --party education --lang zh`);
  };
  t.notMatch((await answer("one.json", "0197b1c3-7c1e-7d4f-8a55-0c2d3e4f5a01", { reply: "10" })).stdout, /请核对/);
  const second = await answer("two.json", "0197b1c3-7c1e-7d4f-8a55-0c2d3e4f5a02", { reply: "20" });
  t.match(second.stdout, /已受理 {2}two\.json[^]*请核对 {2}第1项结果（P-2025-0002）.*case-conflict/);

  const plain = await aidx.run(`case ${thread} --party education --lang en`);
  t.match(plain.stdout, /1 open {2}accepted 1/);
  t.equal((await aidx.run("case other.json --party procuratorate")).code, 1);
  const copy = await aidx.write("copy.json", JSON.parse(await readFile(file, "utf8")));
  t.equal((await aidx.run(`case ${copy} --party procuratorate`)).code, 1, "it was not pushed from here");
  const elsewhere = await aidx.run(`case ${copy} --thread ${thread} --party procuratorate --lang zh`);
  t.equal(elsewhere.stdout, (await aidx.run(`case ${file} --party procuratorate --lang zh`)).stdout);
  for (const wrong of [`${thread} --thread ${thread}`, `${copy} --thread 1`]) {
    t.equal((await aidx.run(`case ${wrong} --party procuratorate`)).code, 2, wrong);
  }
});
