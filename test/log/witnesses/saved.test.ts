import t from "tap";
import { testLog } from "../../support/log/test-log.ts";

const LINE = "— witness.example/x AAAAAAAA\n";

t.test("saved: stored cosignatures never go back, whichever process stores them", async (t) => {
  const log = await testLog(t);
  const sizes: number[] = [];
  const texts: string[] = [];
  for (let n = 0; n < 3; n++) {
    await log.commit(3);
    await log.run();
    const head = log.shown.at(-1);
    sizes.push(head?.size ?? 0);
    texts.push(head?.text ?? "");
  }
  const rows = log.store.logRows;
  const sizeOf = (note: string | null) => (note === null ? 0 : Number(note.split("\n")[1]));
  const kept = async () => {
    const { cosigned, witnessed } = await rows.heads();
    return [sizeOf(cosigned), sizeOf(witnessed)];
  };
  const save = (n: number, quorum: boolean) => rows.saveCosigned(`${texts[n]}${LINE}`, sizes[n] ?? 0, quorum);
  const [first, second, third] = sizes;
  await save(1, false);
  t.same(await kept(), [second, 0]);
  await save(0, false);
  t.same(await kept(), [second, 0], "an older checkpoint does not replace a newer one");
  await save(0, true);
  t.same(await kept(), [second, first], "with a quorum it becomes the witnessed one");
  await save(2, true);
  t.same(await kept(), [third, third]);
  await save(1, true);
  t.same(await kept(), [third, third]);
  await rows.saveCosigned(`${texts[2]}${LINE}${LINE}`, sizes[2] ?? 0, true);
  t.equal((await rows.heads()).cosigned?.split(LINE).length, 3, "of one size the later note counts: it has more lines");
  await log.store.pool.query("update log_state set cosigned = 'nonsense'");
  await save(2, false);
  t.same(await kept(), [third, third], "a text that is no note is replaced");
});
