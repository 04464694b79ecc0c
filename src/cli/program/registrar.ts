import type { Command } from "commander";
import type { Bilingual } from "../../domain/bilingual.ts";
import type { Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What `program.ts` gives to the modules that add commands to `aidx`. */
export interface Registrar {
  readonly terminal: Terminal;
  /** Adds a command of `aidx` with the options that all have. */
  readonly command: (name: string, text: Bilingual) => Command;
  /** Adds the options of a command that calls a gateway as a party. */
  readonly asParty: (command: Command) => Command;
  readonly action: (work: () => Promise<Ending>) => () => Promise<void>;
}

/** Makes a command below `aidx audit`, with the options that all have. */
export type AuditCommand = (name: string, text: Bilingual) => Command;
