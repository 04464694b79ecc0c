import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import t, { type Test } from "tap";
import { endingOf } from "../../src/cli/terminal/exit-code.ts";
import { ConfigError } from "../../src/domain/config-fault.ts";
import { gatewayHome, start, unique } from "../support/gateway/gateway.ts";
import { testDatabase } from "../support/store/postgres.ts";

/** Starts a gateway that cannot start; checks that the fault names the setting in both languages. */
async function fails(t: Test, env: Record<string, string>, source: string, en: RegExp): Promise<void> {
  const home = await gatewayHome(t, { env, databaseUrl: env.DATABASE_URL ?? "postgres://127.0.0.1:1/none" });
  const error: unknown = await start(t, home).catch((thrown: unknown) => thrown);
  t.equal(endingOf(error), "configuration", `${source}: exit code`);
  const [fault] = error instanceof ConfigError ? error.faults : [];
  t.equal(fault?.source, source);
  t.match(fault?.en ?? "", en);
  t.match(fault?.zh ?? "", /\p{Script=Han}/u);
}

t.test("a start that the machine refuses names the port or the address", async (t) => {
  const { url: DATABASE_URL } = await testDatabase(t);
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  t.teardown(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  await fails(t, { DATABASE_URL, AIDX_PORT: String(port) }, "AIDX_PORT", /another program/);
  await fails(t, { DATABASE_URL, AIDX_HOST: "192.0.2.1" }, "AIDX_HOST", /not an address of this machine/);
  await fails(t, { DATABASE_URL, AIDX_HOST: "192.0.2.1", AIDX_PORT: "0" }, "AIDX_HOST", /not an address/);
});

t.test("a port that fetch blocks is refused where parties would use it, and taken behind a proxy", async (t) => {
  for (const port of ["10080", "6000", "22"]) await fails(t, { AIDX_PORT: port }, "AIDX_PORT", /refuse to connect/);
  await fails(t, { AIDX_PUBLIC_URL: "https://gateway.example:6697" }, "AIDX_PUBLIC_URL", /6697/);
  const home = await gatewayHome(t, { env: { AIDX_PORT: "10080", AIDX_PUBLIC_URL: "http://127.0.0.1:8080" } });
  const gateway = await start(t, home);
  t.equal(gateway.url, "http://127.0.0.1:8080");
});

t.test("a start that the database refuses names its setting", async (t) => {
  const { url } = await testDatabase(t);
  const changed = (change: (url: URL) => void) => {
    const other = new URL(url);
    change(other);
    return { DATABASE_URL: other.href };
  };
  const wrongDatabase = changed((other) => (other.pathname = `/${unique("none")}`));
  const wrongRole = changed((other) => (other.username = unique("nobody")));
  const wrongPort = changed((other) => (other.port = "1"));
  const verified = changed((other) => other.searchParams.set("sslmode", "verify-full"));
  await fails(t, wrongDatabase, "DATABASE_URL", /no such database/);
  await fails(t, wrongRole, "DATABASE_URL", /refuses this role/);
  await fails(t, wrongPort, "DATABASE_URL", /no PostgreSQL answers/);
  await fails(t, verified, "DATABASE_URL", /TLS with the server/);
  await fails(t, { DATABASE_URL: url, PGSSLMODE: "allowed" }, "PGSSLMODE", /must be one of/);
  process.env.PGSSLMODE = "verify-full";
  t.teardown(() => delete process.env.PGSSLMODE);
  await fails(t, { DATABASE_URL: url, PGSSLMODE: "verify-full" }, "PGSSLMODE", /TLS with the server/);
});
