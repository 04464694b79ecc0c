import type { Bilingual } from "./bilingual.ts";

/** Fault of the configuration: its place, and the broken rule in both languages. */
export interface ConfigFault extends Bilingual {
  /** File or environment variable. */
  readonly source: string;
  /** RFC 6901 pointer into the file; empty for the whole file and for a variable. */
  readonly pointer: string;
  /** Line of the file, from 1, when it is known. */
  readonly line?: number;
}

/** Error: the configuration is wrong, so the gateway does not start. Holds every fault, not only the first. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[], options?: { cause?: unknown }) {
    super(faults.map(describeFault).join("\n"), options);
    this.faults = faults;
  }
}

/** Writes a fault as one line: `config/gateway.json:12 /delivery/windowHours: must be at most 720 · 不得大于 720`. */
export function describeFault(fault: ConfigFault): string {
  const place = [`${fault.source}${fault.line === undefined ? "" : `:${fault.line}`}`, fault.pointer];
  return `${place.filter((part) => part !== "").join(" ")}: ${fault.en} · ${fault.zh}`;
}
