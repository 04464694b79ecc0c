import type { Command } from "commander";
import { collect, count } from "./option-value.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Adds the options that say which keys of a log are trusted. */
export function trusting(terminal: Terminal, command: Command): Command {
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  return command
    .option("--trust <file>", say("受信任的公钥（JSON）", "trusted keys, a JSON file"))
    .option("--log-key <vkey>", say("受信任的日志公钥，可重复", "a trusted key of the log, repeatable"), collect, [])
    .option("--witness <vkey>", say("受信任的见证方公钥，可重复", "a trusted witness's key, repeatable"), collect, [])
    .option("--quorum <n>", say("须有多少见证方联署", "how many witnesses must have cosigned"), count);
}
