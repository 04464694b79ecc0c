import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import type { World } from "./terminal.ts";

/** The process as the command line sees it. The signal aborts at the first request to stop. */
export function processWorld(): World {
  const stop = new AbortController();
  const interrupt = () => stop.abort(new DOMException("interrupted", "AbortError"));
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, interrupt);

  async function readInput(prompt: string): Promise<string> {
    if (!process.stdin.isTTY) return text(process.stdin);
    const line = createInterface({ input: process.stdin, output: process.stderr });
    // A terminal that is being read gives the key to whoever reads, not to the process.
    line.once("SIGINT", interrupt);
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
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY,
    signal: stop.signal,
  };
}
