/** The command line's view of a case and of a message's milestones, with a real gateway. */
import { readFile } from "node:fs/promises";
import t from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";

t.test("aidx status and aidx case tell who has confirmed and what became of each person", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  const aidx = new CommandLine(t.testdir(), { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
  const file = await aidx.write("list.json", await exampleList());
  const pushed = await aidx.run(`push ${file} --type aid-subject-list --party procuratorate --json`);
  t.equal(pushed.code, 0, pushed.stderr + pushed.stdout);
  const { thread } = JSON.parse(pushed.stdout.split("\n")[0] ?? "") as { thread: string };

  const before = await aidx.run(`status ${thread} --party procuratorate --lang zh`);
  t.match(
    before.stdout,
    /网关受理 1\/1；送达 0\/3；签收 0\/3；有办理结果的人员 0\/2；未签收：civil-affairs、education、medical-insurance/,
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
  t.match(named.stdout, /N05 +education +部门已签收 .*正常/);
  const { subjects } = (await exampleList()) as unknown as { subjects: { identity: { name: string } }[] };
  for (const { identity } of subjects.slice(0, 2)) t.ok(named.stdout.includes(identity.name));
  t.match(named.stdout, /办理中 +F0 \d{4}-\d{2}-\d{2} /, "the next visit");
  const plain = await aidx.run(`case ${thread} --party education --lang en`);
  t.match(plain.stdout, /1 open {2}signed 1/);
  t.equal((await aidx.run("case other.json --party procuratorate")).code, 1);
  const copy = await aidx.write("copy.json", JSON.parse(await readFile(file, "utf8")));
  t.equal((await aidx.run(`case ${copy} --party procuratorate`)).code, 1, "it was not pushed from here");
  const elsewhere = await aidx.run(`case ${copy} --thread ${thread} --party procuratorate --lang zh`);
  t.equal(elsewhere.stdout, (await aidx.run(`case ${file} --party procuratorate --lang zh`)).stdout);
  for (const wrong of [`${thread} --thread ${thread}`, `${copy} --thread 1`]) {
    t.equal((await aidx.run(`case ${wrong} --party procuratorate`)).code, 2, wrong);
  }
});
