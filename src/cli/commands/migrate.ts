import { loadConfig } from "../../config/load.ts";
import { createLookup } from "../../names/lookup.ts";
import { type MigrationProgress, migrationText } from "../../store/migration-progress.ts";
import { migrateStore } from "../../store/open.ts";
import { createLogger } from "../../telemetry/logger.ts";
import type { Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * Runs `aidx migrate`: brings the database to this version while gateways of the version before use it. After an
 * interruption the same command goes on where it stopped.
 */
export async function migrateDatabase(terminal: Terminal): Promise<Ending> {
  const { env, cwd, signal } = terminal.world;
  const { databaseUrl, dataDir } = (await loadConfig(env, cwd)).environment;
  const applied: string[] = [];
  await migrateStore({
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    dataDir,
    logger: createLogger("silent"),
    lookup: createLookup({ elapsed: () => performance.now() }),
    signal,
    progress(progress) {
      if (progress.what === "applied" && progress.migration !== undefined) applied.push(progress.migration);
      terminal.note(lineOf(progress));
    },
  });
  const text = {
    zh: `完成升级 ${applied.length} 项，数据库可用于本版本`,
    en: `${applied.length} migrations applied: the database fits this version`,
  };
  terminal.result({ applied }, terminal.say(text));
  return "ok";
}

function lineOf({ what, migration = "", index = "", percent, pid }: MigrationProgress) {
  const share = percent === undefined ? "" : `${percent} %`;
  const process = pid === undefined ? "" : `(pid ${pid})`;
  const line = (text: string) => [migration, index, share, text, process].filter((part) => part !== "").join("  ");
  const { zh, en } = migrationText({ what });
  return { zh: line(zh), en: line(en) };
}
