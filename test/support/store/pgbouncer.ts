import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, chown, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, connect } from "node:net";
import path from "node:path";
import type { Test } from "tap";
import { serverAccount } from "../../../src/store/embedded/account.ts";
import { until } from "../until.ts";
import { temporaryDirectory } from "./postgres.ts";

/** Debian's PgBouncer; undefined where it is not installed. */
export const PGBOUNCER = await access("/usr/sbin/pgbouncer").then(
  () => "/usr/sbin/pgbouncer",
  () => undefined,
);

/** Starts a PgBouncer before a database; it ends with the test. Returns the database's URL through it. Needs `PGBOUNCER`. */
export async function pgbouncer(t: Test, url: string, mode: "session" | "transaction" | "statement"): Promise<string> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const root = await temporaryDirectory(t);
  const account = await serverAccount(path.join(root, "none"));
  if (account !== undefined) await chown(root, account.uid, account.gid);
  const through = new URL(url);
  through.port = String(await freePort());
  const login = `user=${username}${password === "" ? "" : ` password=${password}`}`;
  const file = path.join(root, "pgbouncer.ini");
  await writeFile(
    file,
    `[databases]
${pathname.slice(1)} = host=${hostname} port=${port === "" ? "5432" : port} ${login}
[pgbouncer]
listen_addr = ${hostname}
listen_port = ${through.port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = 40
`,
  );
  const child = spawn(PGBOUNCER ?? "", ["-q", file], { cwd: "/", stdio: "ignore", ...account });
  const ended = once(child, "exit");
  t.teardown(async () => {
    child.kill("SIGINT");
    child.kill("SIGTERM");
    await ended;
  });
  await until("PgBouncer listens", () => answers(hostname, Number(through.port)));
  return through.href;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function answers(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  const connected = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}
