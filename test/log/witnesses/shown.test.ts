import t from "tap";
import { testLog } from "../../support/log/test-log.ts";

t.test("shown: a checkpoint that a witness shows while the log runs stops the next batch", async (t) => {
  const log = await testLog(t);
  await log.commit(3);
  await log.run();
  const { signer } = log.identity;
  const size = (await log.reader.heads()).published?.size ?? 0;
  for (const [shown, code] of [
    [signer.sign({ size: size + 50, root: new Uint8Array(32) }), "behind"],
    [signer.sign({ size: size - 1, root: new Uint8Array(32) }), "forked"],
  ] as const) {
    await log.commit(1);
    await t.rejects(log.run(undefined, { shown: () => [shown] }), { code });
    t.equal((await log.reader.heads()).published?.size, size, "no batch was signed since");
  }
  const [head] = log.shown;
  await log.run(undefined, { shown: () => [head?.text ?? ""] });
  t.equal((await log.reader.heads()).published?.size, size + 2, "a tree that the log continues stops nothing");
});

t.test("shown: a new lead hands on the published checkpoint, which witnesses may not have seen", async (t) => {
  const log = await testLog(t);
  await log.commit(3);
  await log.run();
  const { published } = await log.reader.heads();
  const handed: string[] = [];
  await log.run(undefined, { published: ({ text }) => void handed.push(text) });
  t.same(handed, [published?.text], "without a new batch the last checkpoint is handed on again");
});
