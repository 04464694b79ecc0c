import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../../src/cli/program/program.ts";
import type { JwkSet } from "../../../src/sdk/index.ts";

/** Outcome of one run of the command line. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The JSON lines of standard output. */
  readonly lines: readonly Record<string, unknown>[];
}

/** A command line in a folder of its own, with development keys in it. */
export class CommandLine {
  readonly cwd: string;
  readonly env: Record<string, string | undefined>;
  /** Content of standard input. */
  input = "";
  /** Clock, ms; the machine's unless given. */
  now: () => number = Date.now;
  /** Pauses of its clients; real ones unless given. */
  sleep: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined;

  constructor(cwd: string, env: Record<string, string | undefined> = {}) {
    this.cwd = cwd;
    this.env = env;
  }

  async giveKeys(party: string, keys: JwkSet): Promise<void> {
    await mkdir(join(this.cwd, "keys", "dev"), { recursive: true });
    await writeFile(join(this.cwd, "keys", "dev", `${party}.jwks.json`), JSON.stringify(keys), { mode: 0o600 });
  }

  /** Writes a document into the folder. */
  async write(name: string, document: unknown): Promise<string> {
    const path = join(this.cwd, name);
    await writeFile(path, JSON.stringify(document));
    return path;
  }

  /** Runs `aidx` in this process; `line` is split at blanks. */
  async run(line: string, signal = new AbortController().signal): Promise<Ran> {
    const out: string[] = [];
    const err: string[] = [];
    const world = {
      env: this.env,
      cwd: this.cwd,
      stdin: async () => this.input,
      stdout: (text: string) => void out.push(text),
      stderr: (text: string) => void err.push(text),
      interactive: false,
      signal,
      client: { retry: { base: 1, max: 5 }, environment: { now: this.now, ...(this.sleep && { sleep: this.sleep }) } },
    };
    const server = () => Promise.reject(new Error("no server here"));
    const code = await run(line.split(" "), world, { init: server, serve: server, demo: server });
    const stdout = out.join("");
    const lines = stdout
      .split("\n")
      .filter((text) => text.startsWith("{"))
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    return { code, stdout, stderr: err.join(""), lines };
  }
}
