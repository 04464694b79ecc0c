/** Operators see packets that they may have to requeue, and the log records that they looked. */
import type { OperatorLine, OperatorMessage } from "../../src/domain/generated/answers.ts";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import t from "tap";
import { Auditor } from "../../src/sdk/index.ts";
import { untilPublished } from "../support/gateway/auditor.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { clientOf, departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";

t.test("operator: it follows a packet that it may have to requeue, without the recipient's receipt", async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const sender = await senderOf(home);
  const { answer } = await sender.push(
    await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "seen" }),
  );
  const [taken] = answer.packets;
  if (taken === undefined) throw new Error("a packet");
  const department = await departmentOf(home, taken.recipient);
  await department.acknowledge(await department.fetch({ packet: taken.id }), "accepted");

  const line = new CommandLine(await mkdtemp(path.join(tmpdir(), "aidx-operator-")), {
    AIDX_GATEWAY: home.url,
    AIDX_PARTY: "operator",
    LANG: "en",
  });
  const keys = await readFile(path.join(home.keys, "dev", "operator.jwks.json"), "utf8");
  await line.giveKeys("operator", JSON.parse(keys) as never);
  for (const command of [`status ${answer.id}`, `status --thread ${answer.thread}`]) {
    const shown = await line.run(command);
    t.equal(shown.code, 0, shown.stderr);
    for (const { recipient } of answer.packets) t.match(shown.stdout, recipient);
    t.match(shown.stdout, /accepted/);
  }

  const operator = await clientOf(home, "operator");
  const ask = (query: string) => operator.json({ method: "GET", path: `/v1/messages${query}` });
  const { messages } = (await ask(`?packet=${taken.id}`)) as { messages: OperatorMessage[] };
  like(t, messages, [{ id: answer.id, from: "procuratorate" }]);
  const full = await sender.message(answer.id);
  const jws = full.packets.find(({ id }) => id === taken.id)?.receipt?.jws ?? "none";
  t.notOk(JSON.stringify(messages).includes(jws), "a receipt has its note in it");
  const { items } = (await ask("?state=queued")) as { items: OperatorLine[] };
  t.same(
    new Set(items.map(({ packet }) => packet)),
    new Set(answer.packets.filter(({ id }) => id !== taken.id).map(({ id }) => id)),
  );
  t.same(await ask("?state=failed"), { items: [] });

  await gateway.stop();
  const again = await start(t, home);
  await untilPublished(again);
  const reads = [];
  for await (const { entry } of new Auditor(await clientOf(home, "auditor")).events({
    type: "read",
    actor: "operator",
  })) {
    reads.push(...(entry["asked"] as string[]).map((asked) => `${String(entry["kind"])} ${asked}`));
  }
  t.same(
    new Set(reads),
    new Set([
      `message message=${answer.id}`,
      `messages thread=${answer.thread}`,
      `messages packet=${taken.id}`,
      "messages state=queued",
      "messages state=failed",
    ]),
  );
});
