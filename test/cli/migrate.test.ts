import t from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { gatewayHome } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";
import { migrateTo } from "../support/store/migrating.ts";
import { testDatabase } from "../support/store/postgres.ts";
import { readMigrations } from "../../src/store/migration.ts";

t.test("aidx migrate brings a database of an earlier version to this one, and says what it did", async (t) => {
  const home = await gatewayHome(t, { databaseUrl: (await testDatabase(t)).url });
  await migrateTo(home.env.DATABASE_URL ?? "", 12);
  const aidx = new CommandLine(t.testdir(), { ...home.env });
  const missing = (await readMigrations()).slice(12).map(({ name }) => name);
  const stopped = await aidx.run("migrate --json", AbortSignal.abort());
  like(t, stopped, { code: 130 }, "interrupted");
  const ran = await aidx.run("migrate --lang zh");
  like(t, ran, {
    code: 0,
    stdout: `完成升级 ${missing.length} 项，数据库可用于本版本\n`,
    stderr: /0013-failed-at\.sql {2}数据库结构已升级/,
  });
  like(t, await aidx.run("migrate --json"), { code: 0, lines: [{ applied: [] }], stderr: "" });
});
