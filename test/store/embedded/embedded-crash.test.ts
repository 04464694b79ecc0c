import { SILENT } from "../../support/loggers.ts";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chown } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import t, { type Test } from "tap";
import { StoreUnavailable } from "../../../src/exchange/store-port.ts";
import { serverAccount } from "../../../src/store/embedded/account.ts";
import { prepareCluster } from "../../../src/store/embedded/cluster.ts";
import { DataDirectoryInUse } from "../../../src/store/embedded/embedded.ts";
import { prepareHome } from "../../../src/store/embedded/home.ts";
import { isAlive, readPidFile, startPostmaster } from "../../../src/store/embedded/postmaster.ts";
import { findPrograms } from "../../../src/store/embedded/programs.ts";
import { type OpenStore, openStore } from "../../../src/store/open.ts";
import { embeddedTemplate } from "../../support/store/embedded.ts";
import { temporaryDirectory } from "../../support/store/postgres.ts";
import { sampleMessage } from "../../support/store/store-samples.ts";
import { until } from "../../support/until.ts";

t.setTimeout(600_000);

const madeDataDirectory = await embeddedTemplate(t);

const ended = (pid: number) => until(`process ${pid} has ended`, () => !isAlive(pid));

/** A gateway in its own process, and the messages it has acknowledged so far. */
async function gateway(t: Test, dataDir: string, account: { uid?: number; gid?: number } = {}) {
  const script = path.join(import.meta.dirname, "gateway-process.ts");
  const child: ChildProcess = spawn(process.execPath, [script, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
    ...account,
  });
  const exited = once(child, "exit");
  t.teardown(async () => {
    child.kill("SIGKILL");
    await exited;
    // The watchdog stops the server, which writes until it has ended: only then may the directory be removed.
    const server = await readPidFile(path.join(dataDir, "postgres", "cluster"));
    if (server !== undefined) await ended(server.pid);
  });
  const acknowledged: string[] = [];
  if (child.stdout === null) throw new Error("no output");
  createInterface({ input: child.stdout }).on("line", (line) => acknowledged.push(line));
  await until("twenty messages are acknowledged", () => acknowledged.length >= 20);
  return {
    acknowledged: () => acknowledged.slice(1),
    kill: async (signal: NodeJS.Signals) => {
      child.kill(signal);
      await exited;
    },
  };
}

async function serverPid(dataDir: string): Promise<number> {
  const file = await readPidFile(path.join(dataDir, "postgres", "cluster"));
  if (file === undefined) throw new Error("no server runs");
  return file.pid;
}

async function expectAll(t: Test, store: OpenStore, ids: readonly string[]): Promise<void> {
  const found = await Promise.all(ids.map(async (id) => (await store.packetsOfMessage(id)).length));
  t.equal(found.filter((packets) => packets === 2).length, ids.length, `${ids.length} acknowledged, all whole`);
}

t.test("after the gateway is killed its server stops, and the next start has every acknowledged message", async (t) => {
  const dataDir = await madeDataDirectory(t);
  const first = await gateway(t, dataDir);
  const pid = await serverPid(dataDir);
  await first.kill("SIGKILL");
  await ended(pid);
  const store = await openStore({ dataDir, logger: SILENT });
  t.teardown(() => store.close());
  await expectAll(t, store, first.acknowledged());
});

t.test("the next gateway starts while the server of a killed one still runs or is stopping", async (t) => {
  const dataDir = await madeDataDirectory(t);
  const first = await gateway(t, dataDir);
  await first.kill("SIGKILL");
  const store = await openStore({ dataDir, logger: SILENT });
  t.teardown(() => store.close());
  await expectAll(t, store, first.acknowledged());
});

t.test("a server that was left without its watchdog is shut down and replaced", async (t) => {
  const dataDir = await madeDataDirectory(t);
  const home = path.join(dataDir, "postgres");
  const account = await serverAccount(home);
  const programs = await findPrograms(account);
  const cluster = await prepareCluster(await prepareHome(dataDir, account, SILENT), programs, account);
  const orphan = await startPostmaster(programs, cluster.directory, path.join(home, "run"), account, SILENT);
  const store = await openStore({ dataDir, logger: SILENT });
  t.teardown(() => store.close());
  t.equal(orphan.exitCode, 0, "in order");
  await store.ping();
});

t.test("the server of a running gateway is left alone", async (t) => {
  const dataDir = await madeDataDirectory(t);
  const first = await gateway(t, dataDir);
  const before = first.acknowledged().length;
  await t.rejects(openStore({ dataDir, logger: SILENT }), DataDirectoryInUse);
  await until("and it goes on accepting", () => first.acknowledged().length > before);
});

t.test("after the server is killed during accepts, acknowledged messages are stored and accepts go on", async (t) => {
  const dataDir = await madeDataDirectory(t);
  const store = await openStore({ dataDir, logger: SILENT });
  t.teardown(() => store.close());
  const acknowledged: string[] = [];
  const unsure: string[] = [];
  const state = { kills: 0, target: 30, killed: 0, over: false };
  const send = async (): Promise<void> => {
    while (!state.over && (state.kills < 3 || acknowledged.length < state.target)) {
      const message = sampleMessage(["a", "b"]);
      try {
        await store.accept(message);
        acknowledged.push(message.id);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        unsure.push(message.jti);
        await until("the server is back", () =>
          store.ping().then(
            () => true,
            () => state.over,
          ),
        );
      }
    }
  };
  const killer = async (): Promise<void> => {
    for (; state.kills < 3; state.kills++) {
      // The processes of a killed server accept for a moment more: that is not the next one's doing.
      const pid = await until("the next server accepts", async () => {
        const file = await readPidFile(path.join(dataDir, "postgres", "cluster"));
        return acknowledged.length >= state.target && file?.pid !== state.killed && file?.pid;
      });
      process.kill(pid, "SIGKILL");
      state.killed = pid;
      state.target = acknowledged.length + 30;
    }
  };
  await Promise.all([...Array.from({ length: 8 }, send), killer()]).finally(() => {
    state.over = true;
  });
  t.ok(unsure.length > 0, "the kills were felt");
  await expectAll(t, store, acknowledged);
  for (const jti of unsure) {
    // The one who got no answer repeats: its message is there once, now at the latest.
    await store.accept(sampleMessage(["a", "b"], { jti }));
  }
  const { rows } = await store.pool.query<{ n: string }>("select count(*) as n from messages");
  t.equal(Number(rows[0]?.n), acknowledged.length + unsure.length);
});

t.test(
  "the same holds for an ordinary user",
  { skip: process.getuid?.() === 0 ? false : "an ordinary user runs the tests above already" },
  async (t) => {
    const account = await serverAccount("/nowhere");
    if (account === undefined) throw new Error("root has another account for the server");
    const dataDir = await temporaryDirectory(t);
    await chown(dataDir, account.uid, account.gid);
    const first = await gateway(t, dataDir, { uid: account.uid, gid: account.gid });
    const pid = await serverPid(dataDir);
    await first.kill("SIGKILL");
    await ended(pid);
    const store = await openStore({ dataDir, logger: SILENT });
    t.teardown(() => store.close());
    await expectAll(t, store, first.acknowledged());
  },
);
