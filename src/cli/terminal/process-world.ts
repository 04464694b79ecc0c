import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { EXIT_CODES } from "./exit-code.ts";
import { OutputLost } from "./output-lost.ts";
import type { World } from "./terminal.ts";

/**
 * The process as the command line sees it. Its signal aborts at the first request to stop, with the request's name, and when the output can no
 * longer be written. After that nothing more is written.
 */
export function processWorld(): World {
  const stop = new AbortController();
  const end = (name: string) => stop.abort(new DOMException(name, "AbortError"));
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, end);
  if (process.env.npm_lifecycle_event !== undefined) whenParentEnds(() => end("SIGTERM"));

  let lost: OutputLost | undefined;
  const lose = (error: Error) => {
    if (lost !== undefined) return;
    lost = new OutputLost(error);
    // The output of a command may fail after the command itself has ended.
    process.exitCode = EXIT_CODES[lost.ending].code;
    // A reader such as `head` has all that it wanted. A full disk must be reported.
    if (lost.ending !== "unread") {
      process.stderr.write(`输出无法写入（${lost.code}） · the output cannot be written (${lost.code})\n`);
    }
    stop.abort(lost);
  };
  for (const stream of [process.stdout, process.stderr]) stream.on("error", lose);
  const writeTo = (stream: NodeJS.WriteStream) => (text: string) => {
    if (lost === undefined) stream.write(text);
  };

  async function readInput(prompt: string): Promise<string> {
    if (!process.stdin.isTTY) return text(process.stdin);
    const line = createInterface({ input: process.stdin, output: process.stderr });
    // While a terminal is read, Ctrl-C goes to the reader and not to the process.
    line.once("SIGINT", () => end("SIGINT"));
    try {
      return await line.question(prompt, { signal: stop.signal });
    } finally {
      line.close();
    }
  }

  return {
    env: process.env,
    cwd: process.cwd(),
    stdin: readInput,
    stdout: writeTo(process.stdout),
    stderr: writeTo(process.stderr),
    interactive: process.stderr.isTTY,
    signal: stop.signal,
  };
}

/** Interval at which the parent is looked for, ms. */
const PARENT_MS = 500;

/**
 * Tells once that the parent has ended. npm starts a program through a shell, and sends it the signal that npm gets: the shell ends
 * without passing it on, and a gateway would run on alone.
 */
function whenParentEnds(told: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    told();
  }, PARENT_MS).unref();
}
