import { type Command, Option } from "commander";
import type { Bilingual } from "../../domain/bilingual.ts";
import type { Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Tools of the modules that add commands to `aidx`. */
export interface Registrar {
  readonly terminal: Terminal;
  /** A text in the user's language, Chinese first. */
  readonly say: (zh: string, en: string) => string;
  /** Adds a command to `aidx`, or to a group of its commands, with the options that every command takes. */
  readonly command: (name: string, text: Bilingual, group?: Command) => Command;
  /** Adds the options of a command that calls a gateway as a party. */
  readonly asParty: (command: Command) => Command;
  readonly action: (work: () => Promise<Ending>) => () => Promise<void>;
}

/** Option that names the trust file. */
export const TRUST_OPTION = (say: Registrar["say"]): [string, string] => [
  "--gateway-trust <file>",
  say(
    "受信任的网关（AIDX_GATEWAY_TRUST，默认为密钥旁的 gateway.trust.json）",
    "the trusted gateway (AIDX_GATEWAY_TRUST; gateway.trust.json beside the keys)",
  ),
];

/** Option that allows `http:` to another machine. */
export const PLAIN_HTTP_OPTION = (say: Registrar["say"]): [string, string] => [
  "--plain-http",
  say("允许经明文 http 连接其他主机", "allow plain http to another machine"),
];

/** Makes a registrar of commands for the program `aidx`. @param action takes a command's work and notes how it ended */
export function registrarOf(aidx: Command, terminal: Terminal, action: Registrar["action"]): Registrar {
  const say = (zh: string, en: string) => terminal.say({ zh, en });
  return {
    terminal,
    say,
    command: (name, text, group = aidx) =>
      group
        .command(name)
        .description(terminal.say(text))
        // Options of `aidx` itself, accepted behind the command too, where people write them.
        .addOption(new Option("--json").hideHelp())
        .addOption(new Option("--lang <language>").choices(["zh", "en"]).hideHelp()),
    asParty: (command) =>
      command
        .option("--gateway <url>", say("网关地址（AIDX_GATEWAY）", "the gateway's address (AIDX_GATEWAY)"))
        .option("--party <id>", say("本单位标识（AIDX_PARTY）", "your party's id (AIDX_PARTY)"))
        .option("--keys <file>", say("本单位私钥 JWK 集（AIDX_PARTY_KEYS）", "its private JWK set (AIDX_PARTY_KEYS)"))
        .option(...TRUST_OPTION(say))
        .option(...PLAIN_HTTP_OPTION(say)),
    action,
  };
}
