import { Option } from "commander";
import type { Text } from "./language.ts";
import type { Registrar } from "./program-audit.ts";

/** Loaded by the command that runs: they open the database. */
const COMMANDS: Readonly<Record<"status" | "adopt" | "key", Text>> = {
  status: {
    zh: "查看审计日志的状态，并检查能否继续",
    en: "where the audit log stands, and whether it could go on",
  },
  adopt: {
    zh: "确认另一数据库、数据目录或密钥已永久停用，日志由此继续",
    en: "the other database, data directory or key is gone for good: the log goes on here",
  },
  key: { zh: "显示日志的验证公钥", en: "show the log's verifier keys" },
};

/** The commands about the gateway's own log, for its operator. */
export function addLogCommands({ terminal, command, action }: Registrar): void {
  const log = command("log", { zh: "审计日志（运营方）", en: "the audit log (operator)" });
  for (const [name, text] of Object.entries(COMMANDS)) {
    log
      .command(name)
      .description(terminal.say(text))
      .addOption(new Option("--json").hideHelp())
      .addOption(new Option("--lang <language>").choices(["zh", "en"]).hideHelp())
      .action(
        action(async () => {
          const commands = await import("./commands/log.ts");
          if (name === "status") return commands.logStatus(terminal);
          return name === "adopt" ? commands.logAdopt(terminal) : commands.logKeys(terminal);
        }),
      );
  }
}
