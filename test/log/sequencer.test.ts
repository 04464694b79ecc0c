/** The loop around the batches: set clocks, refusals that pass, damage that a reader finds. */
import { SILENT } from "../support/loggers.ts";
import t, { type Test } from "tap";
import { LogRefusal } from "../../src/log/log-refusal.ts";
import { createLogSigner } from "../../src/log/log-signer.ts";
import { rememberIn } from "../../src/log/remembered.ts";
import { createSequencer, type SequencerOptions, type SequencerState } from "../../src/log/sequencer.ts";
import { follow } from "../../src/log/follow.ts";
import { logStore } from "../../src/store/log/log-store.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { logKey, ORIGIN, type TestLog, testLog } from "../support/log/test-log.ts";
import { until as heard } from "../support/until.ts";
import { like } from "../support/like.ts";

/** A running sequencer whose observer is awaited. */
async function running(t: Test, log: TestLog, more: Partial<SequencerOptions> = {}) {
  const told: string[] = [];
  const waiting: (() => void)[] = [];
  const tell = (what: string) => {
    told.push(what);
    for (const look of waiting.splice(0)) look();
  };
  const sequencer = createSequencer({
    ...log.deps,
    store: log.store.logStore,
    interval: 50,
    retry: 20,
    elapsed: () => performance.now(),
    observer: {
      batch: (entries) => tell(`batch ${entries}`),
      state: (state) => tell(state),
      refused: ({ code }) => tell(`refused ${code}`),
      fault: (error) => t.error(error),
    },
    ...more,
  });
  log.store.onRecorded = () => sequencer.wake();
  t.teardown(() => sequencer.stop());
  sequencer.start();
  let read = 0;
  /** Waits until the observer was told this, after what was awaited before. */
  async function until(what: string): Promise<void> {
    for (;;) {
      const at = told.indexOf(what, read);
      if (at !== -1) {
        read = at + 1;
        return;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }
  return { sequencer, told, until };
}

t.test("sequencer: a clock set back in a batch does not delay the next", async (t) => {
  const log = await testLog(t);
  let offset = 0;
  const { until } = await running(t, log, {
    now: () => Math.round(1_790_000_000_000 + performance.now() + offset),
    published: () => (offset -= 3_600_000),
  });
  await until("leading");
  for (const count of [3, 4, 5]) {
    await log.commit(count);
    // Without a retry: the test's own time limit ends it.
    await until(`batch ${count}`);
  }
  t.equal((await log.reader.heads()).published?.size, 12);
});

t.test("sequencer: it goes on after a recheck when its key is back", async (t) => {
  const log = await testLog(t);
  const [first, second] = [logKey(), logKey()];
  log.identity.signer = createLogSigner(ORIGIN, [second, first]);
  await log.commit(3);
  await log.run();
  log.identity.signer = createLogSigner(ORIGIN, [first]);
  const { sequencer, until } = await running(t, log);
  await until("refused key");
  like(t, [sequencer.state, sequencer.refusal?.code], ["stopped", "key"]);
  sequencer.recheck();
  await until("refused key");
  log.identity.signer = createLogSigner(ORIGIN, [second, first]);
  sequencer.recheck();
  await until("leading");
  t.equal(sequencer.refusal, undefined);
  await log.commit(2);
  await until("batch 2");
});

t.test("sequencer: damage that a reader finds stops it until a recheck", async (t) => {
  const log = await testLog(t);
  const { sequencer, until } = await running(t, log);
  await until("leading");
  sequencer.refuse(new LogRefusal("tiles"));
  await until("refused tiles");
  like(t, [sequencer.state, sequencer.refusal?.code], ["stopped", "tiles"]);
  await log.commit(3);
  const other = await log.store.logStore.lead();
  t.ok(other, "it has given the lead back");
  await other?.release();
  sequencer.recheck();
  await until("batch 3");
});

t.test("sequencer: a wrong size beside the published checkpoint is refused and not retried for ever", async (t) => {
  const log = await testLog(t);
  const { sequencer, until } = await running(t, log);
  await until("leading");
  await log.commit(3);
  await until("batch 3");
  await log.store.pool.query("update log_state set published_size = published_size + 1000000");
  await log.commit(3);
  await until("refused checkpoint");
  t.equal(sequencer.state, "stopped");
});

t.test("sequencer: a machine without memory is reported once, and goes on when it was let in", async (t) => {
  const log = await testLog(t);
  await log.commit(3);
  await log.run();
  const remembered = rememberIn(await temporaryDirectory(t));
  const store = logStore(log.store.url, SILENT);
  const deps = { signer: log.deps.signer, remembered, hasher: NATIVE_HASHER };
  const { sequencer, told, until } = await running(t, log, {
    store,
    remembered,
    followed: async () => (await follow(store.view(), deps)) !== undefined,
    // A short pause after a refusal.
    retry: 5,
  });
  await until("refused data-directory-new");
  t.equal(sequencer.state, "stopped");
  const lead = await heard("the lead is free", () => log.store.logStore.lead());
  await lead.announce();
  await until("waiting");
  t.equal(sequencer.refusal, undefined);
  await lead.release();
  await until("leading");
  t.equal(told.filter((what) => what === "refused data-directory-new").length, 1);
});

t.test("sequencer: it stops when another process leads a log that does not continue its memory", async (t) => {
  const log = await testLog(t);
  await log.commit(3);
  await log.run();
  const lead = await log.store.logStore.lead();
  t.teardown(() => lead?.release());
  const store = logStore(log.store.url, SILENT);
  const { sequencer, until } = await running(t, log, {
    store,
    followed: () => Promise.reject(new LogRefusal("forked")),
  });
  await until("refused forked");
  t.equal(sequencer.state, "stopped" satisfies SequencerState);
  await sequencer.stop();
  const { rows } = await log.store.pool.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where application_name = 'aidx log' and datname = current_database()`,
  );
  t.equal(rows[0]?.count, 1, "the leading process's checkpoint");
});
