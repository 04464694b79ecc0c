import t, { type Test } from "tap";
import { createLogReader } from "../../../src/log/stored-log.ts";
import { NATIVE_HASHER } from "../../../src/tlog/native-hasher.ts";
import { parseNote, SIGNATURE_TYPES } from "../../../src/tlog/note.ts";
import { cosign, type NoteSigner, noteSigner } from "../../support/log/memory-log.ts";
import { testLog } from "../../support/log/test-log.ts";

const TIME = 1_795_000_000n;
const [one, two, three] = ["one", "two", "three"].map((name) => noteSigner(name, SIGNATURE_TYPES.cosignature));
if (one === undefined || two === undefined || three === undefined) throw new TypeError("three witnesses");

/** A published log, and readers of its rows with given witnesses. */
async function setUp(t: Test) {
  const log = await testLog(t);
  await log.commit(3);
  await log.run();
  const head = log.shown.at(-1);
  if (head === undefined) throw new TypeError("published");
  const { store } = log;
  return {
    log,
    sql: (statement: string) => store.pool.query(statement),
    save: (note: string, size = head.size) => store.logRows.saveCosigned(note, size, true),
    cosigned: (witnesses: readonly NoteSigner[], time = TIME) =>
      witnesses.reduce((note, witness) => cosign(parseNote(note), witness, time), head.text),
    /** Witnessed size for a process that has just started. */
    async witnessed(witnesses: readonly NoteSigner[], quorum = witnesses.length) {
      const keys = { witnesses: witnesses.map(({ key }) => key), quorum };
      const reader = createLogReader(store.logRows, () => log.identity.signer, NATIVE_HASHER, { quorum: keys });
      return (await reader.heads()).witnessed?.size;
    },
  };
}

t.test("witnessed: only cosignatures of configured witnesses count, whatever a row says", async (t) => {
  const { sql, save, cosigned, witnessed } = await setUp(t);
  await sql("update log_state set witnessed = published, witnessed_size = published_size");
  t.equal(await witnessed([]), undefined, "no witness");
  t.equal(await witnessed([one]), undefined, "no signature of a witness");
  await save(cosigned([one]));
  t.equal(await witnessed([one]), 3);
  t.equal(await witnessed([one, two]), undefined, "one of two");
  t.equal(await witnessed([one, two], 1), 3);
  t.equal(await witnessed([noteSigner("one", SIGNATURE_TYPES.cosignature)]), undefined, "another key of that name");
  await save(cosigned([one, one]));
  t.equal(await witnessed([one, two]), undefined, "one that signs twice counts once");
  await save(cosigned([one], 0n));
  t.equal(await witnessed([one]), undefined, "a cosignature has a time");
  await save(cosigned([one]).replace("\n3\n", "\n4\n"));
  t.equal(await witnessed([one]), undefined, "a changed text");
});

t.test("witnessed: after a change of the witnesses old checkpoints count under the new ones", async (t) => {
  const { save, cosigned, witnessed } = await setUp(t);
  await save(cosigned([one, two]));
  t.equal(await witnessed([two]), 3, "one was taken away: the other has signed it");
  t.equal(await witnessed([one, two, three], 2), 3, "one was added, and two are enough");
  t.equal(await witnessed([one, three]), undefined, "one was exchanged: the new one has not signed it yet");
});

t.test("witnessed: a checkpoint with a quorum counts, also when the row that says so was lost", async (t) => {
  const { log, sql, save, cosigned, witnessed } = await setUp(t);
  await save(cosigned([one]));
  await sql("update log_state set witnessed = null, witnessed_size = 0");
  t.equal(await witnessed([one]), 3);
  await log.commit(2);
  await log.run();
  t.equal(await witnessed([one]), 3, "also when more was published since");
});

t.test("witnessed: a process does not go back behind what it has seen", async (t) => {
  const { log, sql, save, cosigned } = await setUp(t);
  await save(cosigned([one]));
  const quorum = { witnesses: [one.key], quorum: 1 };
  const reader = createLogReader(log.store.logRows, () => log.identity.signer, NATIVE_HASHER, { quorum });
  t.equal((await reader.heads()).witnessed?.size, 3);
  await sql("update log_state set witnessed = published, cosigned = published");
  t.equal((await reader.heads()).witnessed?.size, 3);
});
