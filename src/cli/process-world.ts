import type { World } from "./terminal.ts";

/** The process as the command line sees it. The signal aborts at the first request to stop. */
export function processWorld(): World {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => stop.abort(new DOMException("interrupted", "AbortError")));
  }
  return {
    env: process.env,
    cwd: process.cwd(),
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY,
    signal: stop.signal,
  };
}
