/** The command line's lists of what wants somebody, with a real gateway. */
import t from "tap";
import { dateOf, DAY_MS } from "../../src/domain/day.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";

t.test("aidx due lists the items of a later day, the worst first, in the reader's language", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  const sender = await senderOf(home);
  const sealed = await sender.seal((await exampleList()) as never, { type: "aid-subject-list" });
  const { answer } = await sender.push(sealed);
  const aidx = new CommandLine(t.testdir(), { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
  const on = dateOf(Math.floor(Date.now() / DAY_MS) + 40);

  const zh = await aidx.run(`due --on ${on} --party procuratorate --lang zh`);
  t.equal(zh.code, 0, zh.stderr);
  t.match(zh.stdout, new RegExp(`提请联席会议.*D06 签收.*education.*N05.*已移送.*${answer.id}`));
  t.match(zh.stdout, /共 3 项/);
  const en = await aidx.run(`due --on ${on} --department education --party procuratorate --lang en`);
  t.match(en.stdout, /meeting.*D06 Receipt.*education/);
  t.match(en.stdout, /1 items/);
  const own = await aidx.run(`due --on ${on} --party education --limit 1 --json`);
  const { items } = JSON.parse(own.stdout) as { items: { department: string; stage: string }[] };
  t.same(
    items.map(({ department, stage }) => [department, stage]),
    [["education", "meeting"]],
  );
  t.match((await aidx.run("due --need N05 --party procuratorate --lang en")).stdout, /0 items/, "nothing is due today");
  t.match((await aidx.run(`due --on ${on} --limit 1 --party procuratorate --lang en`)).stdout, /first 1 only/);
  t.match((await aidx.run("due --list blocked --party procuratorate --lang en")).stdout, /0 items/);
  t.equal((await aidx.run("due --on 2020-01-01 --party procuratorate")).code, 1);

  const persons = await aidx.run(`due --list visits --on ${on} --party procuratorate --lang zh`);
  t.match(persons.stdout, new RegExp(`办理中 +F[01].*待回访|办理中 +F[01].*逾期未访.*${answer.id}`));
  t.match(persons.stdout, /共 2 人/);
  const first = await aidx.run(`due --list visits --on ${on} --limit 1 --party procuratorate --lang en`);
  t.match(first.stdout, /the first 1 persons only/);
  const all = await aidx.run(`due --list visits --on ${on} --need N05 --party procuratorate --json`);
  t.same(
    (JSON.parse(all.stdout) as { persons: { needs: string[] }[] }).persons.map(({ needs }) => needs.includes("N05")),
    [true],
  );
  for (const list of ["evaluation", "renewal", "relapse", "todo"]) {
    t.match((await aidx.run(`due --list ${list} --party procuratorate --lang en`)).stdout, /0 persons/, list);
  }
  t.equal((await aidx.run("due --list todo --stage overdue --party procuratorate")).code, 2);
});
