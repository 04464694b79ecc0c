import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { promisify } from "node:util";
import type { Test } from "tap";
import { until } from "./until.ts";

/** The command-line program. */
export const AIDX = path.resolve("src/cli/aidx.mjs");

/** Process of a program of this project. */
export interface Child {
  readonly process: ChildProcess;
  /** Exit code and signal, once its output is read to the end. */
  readonly ended: Promise<[code: number | null, signal: string | null]>;
  out(): string;
  err(): string;
  /**
   * Waits until standard output matches; undefined when the process ends before.
   * @throws after a minute without either, with what it printed
   */
  prints(pattern: RegExp): Promise<RegExpExecArray | undefined>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Suspends a process, and waits until it stands still: a signal only asks for it. `SIGCONT` wakes it. */
export async function suspend({ pid }: Pick<ChildProcess, "pid">): Promise<void> {
  if (pid === undefined) throw new TypeError("the process has not started");
  process.kill(pid, "SIGSTOP");
  const state = () => promisify(execFile)("ps", ["-o", "state=", "-p", String(pid)]);
  await until("the process is suspended", async () => (await state()).stdout.trim().startsWith("T"));
}

/**
 * Starts a program, given as its script and arguments, with the environment of this process and `env`. It is killed,
 * suspended or not, when the test ends.
 * @param interpreter of the script; Node when absent
 */
export function startChild(
  t: Test,
  script: readonly string[],
  env: NodeJS.ProcessEnv = {},
  interpreter = process.execPath,
): Child {
  const child = spawn(interpreter, script, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close") as Child["ended"];
  const said = { out: "", err: "" };
  child.stdout.on("data", (part: Buffer) => (said.out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (said.err += part.toString()));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  t.teardown(() => end("SIGKILL"));
  return {
    process: child,
    ended,
    out: () => said.out,
    err: () => said.err,
    prints(pattern) {
      const found = new Promise<RegExpExecArray>((resolve) => {
        const look = () => {
          const match = pattern.exec(said.out);
          if (match !== null) resolve(match);
        };
        child.stdout.on("data", look);
        look();
      });
      const patience = AbortSignal.timeout(60_000);
      const inVain = new Promise<never>((_, reject) => {
        const say = () => reject(new Error(`waited in vain for ${pattern}\n${said.out}${said.err}`));
        patience.addEventListener("abort", say, { once: true });
      });
      return Promise.race([found, ended.then(() => pattern.exec(said.out) ?? undefined), inVain]);
    },
    end,
  };
}
