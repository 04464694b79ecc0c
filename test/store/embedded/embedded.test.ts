import { keepingLogger, SILENT } from "../../support/loggers.ts";
import { spawn } from "node:child_process";
import { chmod, mkdir, readdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import t from "tap";
import { DataDirectoryInUse, startEmbedded } from "../../../src/store/embedded/embedded.ts";
import { accountCan, serverAccount } from "../../../src/store/embedded/account.ts";
import { prepareHome } from "../../../src/store/embedded/home.ts";
import { openStore } from "../../../src/store/open.ts";
import { embeddedTemplate } from "../../support/store/embedded.ts";
import { temporaryDirectory } from "../../support/store/postgres.ts";
import { sampleMessage } from "../../support/store/store-samples.ts";

t.setTimeout(600_000);

const madeDataDirectory = await embeddedTemplate(t);

const isRoot = process.getuid?.() === 0;

async function ask(url: string, sql: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return Object.values((await client.query<Record<string, string>>(sql)).rows[0] ?? {}).join();
  } finally {
    await client.end();
  }
}

t.test("the server is made on the first start, found on the next, and ended after a stop", async (t) => {
  const dataDir = await temporaryDirectory(t);
  const first = await openStore({ dataDir, logger: SILENT });
  t.equal(first.created, true);
  const message = sampleMessage(["a"]);
  await first.accept(message);
  await first.close();
  const password = await readFile(path.join(dataDir, "postgres", "password"), "utf8");
  t.ok(password.length >= 32);
  t.same(await readdir(path.join(dataDir, "postgres", "run")), [], "no socket is left");

  const second = await openStore({ dataDir, logger: SILENT });
  t.teardown(() => second.close());
  t.equal(second.created, false);
  t.equal(await readFile(path.join(dataDir, "postgres", "password"), "utf8"), password);
  t.equal((await second.packetsOfMessage(message.id)).length, 1);
});

t.test("the server is durable, logs no statement, and other accounts cannot reach it", async (t) => {
  const dataDir = await madeDataDirectory(t);
  const server = await startEmbedded(dataDir, SILENT);
  t.teardown(() => server.stop());
  for (const [setting, value] of [
    ["fsync", "on"],
    ["synchronous_commit", "on"],
    ["full_page_writes", "on"],
    ["data_checksums", "on"],
    ["listen_addresses", ""],
    ["server_encoding", "UTF8"],
    ["lc_messages", "C"],
    ["log_statement", "none"],
  ] as const) {
    t.equal(await ask(server.url, `show ${setting}`), value, setting);
  }
  t.equal(await ask(server.url, "select datcollate from pg_database where datname = current_database()"), "C");
  const home = path.join(dataDir, "postgres");
  t.equal((await stat(home)).mode & 0o777, 0o700);
  t.equal((await stat(path.join(home, "run"))).mode & 0o777, 0o700);
  t.equal((await stat(path.join(home, "password"))).mode & 0o777, 0o600);
  const wrong = server.url.replace(/:[^:@]+@/, ":wrong@");
  await t.rejects(ask(wrong, "select 1"), { code: "28P01" }, "a password is asked for, socket or not");
  if (isRoot) t.not((await stat(home)).uid, 0, "not as root");
});

t.test("a second gateway on the same data directory is refused, and the first goes on", async (t) => {
  const dataDir = await madeDataDirectory(t);
  const first = await startEmbedded(dataDir, SILENT);
  t.teardown(() => first.stop());
  await t.rejects(startEmbedded(dataDir, SILENT), DataDirectoryInUse);
  const visit = await startEmbedded(dataDir, SILENT, { beside: true });
  t.equal(visit.url, first.url, "a command beside it uses its server");
  await visit.stop();
  t.equal(await ask(first.url, "select 1"), "1");
});

t.test("a pid file that names another living process of the server's account does not stop the start", async (t) => {
  const dataDir = await madeDataDirectory(t);
  const cluster = path.join(dataDir, "postgres", "cluster");
  const account = await serverAccount(path.join(dataDir, "postgres"));
  // After a crash in a container another process soon has the number; PostgreSQL itself would refuse to start.
  const other = spawn("sleep", ["600"], { ...account });
  t.teardown(() => other.kill());
  await writeFile(path.join(cluster, "postmaster.pid"), `${other.pid}\n${cluster}\n1\n5432\n/nowhere\n\n\nready\n`);
  const server = await startEmbedded(dataDir, SILENT);
  t.teardown(() => server.stop());
  t.equal(await ask(server.url, "select 1"), "1");
  t.equal(other.exitCode ?? other.signalCode, null, "and leaves it alone");
});

t.test("a server in another container, whose process cannot be seen, is found by its socket", async (t) => {
  const dataDir = await madeDataDirectory(t);
  const first = await startEmbedded(dataDir, SILENT);
  t.teardown(() => first.stop());
  const file = path.join(dataDir, "postgres", "cluster", "postmaster.pid");
  const text = await readFile(file, "utf8");
  // Its process number there names no process here; a second server on the same files would destroy them.
  await writeFile(file, text.replace(/^\d+/, "4194300"));
  await t.rejects(startEmbedded(dataDir, SILENT), DataDirectoryInUse);
  const visit = await startEmbedded(dataDir, SILENT, { beside: true });
  t.equal(await ask(visit.url, "select 1"), "1");
  await visit.stop();
  await writeFile(file, text);
  t.equal(await ask(first.url, "select 1"), "1", "and is left alone");
});

t.test("a first start that was cut short leaves no incomplete cluster", async (t) => {
  const dataDir = await temporaryDirectory(t);
  const home = path.join(dataDir, "postgres");
  await mkdir(path.join(home, "cluster.new-1", "base"), { recursive: true });
  await writeFile(path.join(home, "password"), "of the first try");
  const server = await startEmbedded(dataDir, SILENT);
  t.teardown(() => server.stop());
  t.equal(server.created, true);
  t.same((await readdir(home)).toSorted(), ["cluster", "password", "run"]);
});

t.test("a cluster of another major version is refused, and the error says what to do", async (t) => {
  const dataDir = await temporaryDirectory(t);
  const cluster = path.join(dataDir, "postgres", "cluster");
  await mkdir(cluster, { recursive: true });
  await writeFile(path.join(cluster, "PG_VERSION"), "12\n");
  await t.rejects(startEmbedded(dataDir, SILENT), { message: /made by PostgreSQL 12.*dump/ });
});

t.test("with a path too long for a socket, the socket is elsewhere and removed with the server", async (t) => {
  const dataDir = await madeDataDirectory(t, "x".repeat(120));
  const server = await startEmbedded(dataDir, SILENT);
  const socket = new URL(server.url).searchParams.get("host") ?? "";
  t.match(socket, /^\/tmp\/aidx-/);
  t.equal((await stat(socket)).mode & 0o777, 0o700);
  t.equal(await ask(server.url, "select 1"), "1");
  await server.stop();
  await t.rejects(stat(socket), { code: "ENOENT" });
});

t.test("a failed start gives its reason", async (t) => {
  const dataDir = await madeDataDirectory(t);
  const { logger, events } = keepingLogger();
  await writeFile(path.join(dataDir, "postgres", "cluster", "postgresql.conf"), "nonsense = here\n");
  await t.rejects(startEmbedded(dataDir, logger), { message: /PostgreSQL did not start/ });
  t.match(JSON.stringify(events), /postgresql\.conf/);
});

t.test("under root, a closed data directory is opened to the server's group only", { skip: !isRoot }, async (t) => {
  const dataDir = await temporaryDirectory(t);
  await chmod(dataDir, 0o700);
  const account = await serverAccount(path.join(dataDir, "postgres"));
  const home = await prepareHome(dataDir, account, SILENT);
  t.equal(home, await realpath(path.join(dataDir, "postgres")));
  t.equal((await stat(dataDir)).mode & 0o777, 0o710);
  t.ok(await accountCan(account, "write", home));
});

t.test("under root and below a closed directory, the cluster lies elsewhere", { skip: !isRoot }, async (t) => {
  const closed = await temporaryDirectory(t);
  const shared = await temporaryDirectory(t);
  await chmod(closed, 0o700);
  const dataDir = path.join(closed, "data");
  const account = await serverAccount(path.join(dataDir, "postgres"));
  const { logger, events: warnings } = keepingLogger();
  const home = await prepareHome(dataDir, account, logger, shared);
  t.equal(path.dirname(home), await realpath(shared));
  t.equal(warnings.length, 1);
  t.equal((await stat(closed)).mode & 0o777, 0o700, "what is not the gateway's is left as it was");
  t.equal(await prepareHome(dataDir, account, logger, shared), home, "and is found again");
  t.equal(warnings.length, 1);
});

t.test(
  "the gateway works as a role that owns its database and nothing else, an older cluster's included",
  async (t) => {
    const dataDir = await madeDataDirectory(t);
    const server = await startEmbedded(dataDir, SILENT);
    const superuser = new URL(server.superuserUrl);
    t.equal(await ask(server.url, "select current_user"), "aidx");
    t.equal(
      await ask(server.url, "select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = 'aidx'"),
      "false",
    );
    await t.rejects(ask(server.url, "select pg_read_file('/etc/passwd')"), { code: "42501" });
    await t.rejects(ask(server.url, "alter role aidx superuser"), { code: "42501" });
    await server.stop();

    const first = await openStore({ dataDir, logger: SILENT });
    const message = sampleMessage(["a"]);
    await first.accept(message);
    // As a former version left it: everything belongs to the superuser.
    superuser.searchParams.set("host", new URL(first.url).searchParams.get("host") ?? "");
    const client = new pg.Client({ connectionString: superuser.href });
    await client.connect();
    await client.query("create schema later; create table later.jobs (id bigserial primary key)");
    await client.query("alter database aid_exchange owner to gateway; reassign owned by aidx to gateway");
    await client.end();
    await first.close();
    const second = await openStore({ dataDir, logger: SILENT });
    t.teardown(() => second.close());
    t.equal((await second.packetsOfMessage(message.id)).length, 1);
    await second.accept(sampleMessage(["b"]));
    await second.pool.query("insert into later.jobs default values; alter table later.jobs add column more int");
  },
);
