/** An inquiry at the command line: sent, drafted an answer to, answered, listed; progress from facts. */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { CommandLine } from "../../support/cli/command-line.ts";
import { exampleList, gatewayHome, senderOf, start } from "../../support/gateway/gateway.ts";

t.test("aidx inquire sends, drafts the answer, and answers progress from facts", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  const folder = t.testdir({ procuratorate: {}, "civil-affairs": {} });
  const shells = (party: string) => {
    const keys = join(home.keys, "dev", `${party}.jwks.json`);
    return new CommandLine(join(folder, party), { AIDX_GATEWAY: home.url, AIDX_PARTY: party, AIDX_PARTY_KEYS: keys });
  };
  const officer = shells("procuratorate");
  const example = JSON.parse(await readFile("schemas/inquiry/1.example.json", "utf8")) as {
    header: Record<string, unknown>;
  };
  const asked = { ...example, header: { ...example.header, transferId: randomUUID() } };
  const file = await officer.write("inquiry.json", asked);
  const sent = await officer.run(`--json inquire ${file} --to civil-affairs`);
  t.equal(sent.code, 0, sent.stdout);
  const { thread } = JSON.parse(sent.stdout) as { thread: string };
  t.match((await officer.run("--lang zh inquiries")).stdout, /civil-affairs\S*\s+Q01 Q02\s+1\s+待答复/);

  const clerk = shells("civil-affairs");
  await clerk.write("packet.json", { type: "inquiry", version: "1", thread, body: asked });
  const drafted = await clerk.run("--lang zh inquire packet.json --answer answer.json");
  t.match(drafted.stdout, `aidx push answer.json --type inquiry-answer --thread ${thread}`);
  const draft = JSON.parse(await readFile(join(clerk.cwd, "answer.json"), "utf8")) as {
    header: object;
    answers: { question: string; result: string }[];
  };
  t.same(
    draft.answers.map(({ question, result }) => [question, result]),
    [
      ["Q01", ""],
      ["Q02", ""],
    ],
    "nothing is answered by the machine",
  );
  const refused = await clerk.run(`push ${join(clerk.cwd, "answer.json")} --type inquiry-answer --thread ${thread}`);
  t.not(refused.code, 0, "a draft that nobody filled in is not sent");
  const { header } = JSON.parse(await readFile("schemas/inquiry-answer/1.example.json", "utf8")) as { header: object };
  const filled = {
    header: { ...header, transferId: randomUUID(), answers: asked.header["transferId"] },
    answers: draft.answers.map((one) => ({ ...one, result: "absent" })),
  };
  const answered = await clerk.write("filled.json", filled);
  const pushed = await clerk.run(`push ${answered} --type inquiry-answer --thread ${thread}`);
  t.equal(pushed.code, 0, pushed.stdout);
  t.match((await officer.run("inquiries --state answered")).stdout, thread);

  const sender = await senderOf(home);
  const { answer } = await sender.push(await sender.seal((await exampleList()) as never, { type: "aid-subject-list" }));
  await officer.write("progress.json", { ...asked, questions: [{ code: "Q15" }] });
  const progress = await officer.run(`--lang zh inquire progress.json --thread ${answer.thread}`);
  t.match(progress.stdout, /P-2025-0001\s+N01\s+\S*civil-affairs\S*\s+已移送/);
  t.equal((await officer.run("inquire progress.json")).code, 2, "the thread must be named");
});
