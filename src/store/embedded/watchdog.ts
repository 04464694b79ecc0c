import { spawn } from "node:child_process";
import type { Account } from "./account.ts";

/**
 * Stops the server when the gateway was killed or crashed. A shell waits on a pipe from the gateway: the end of the pipe
 * means that the gateway has died, a line means that the shell may end.
 */
export function watch(pid: number | undefined, account: Account | undefined): { release(): void } {
  if (pid === undefined) return { release: () => undefined };
  const shell = spawn("/bin/sh", ["-c", 'read -r word || kill -INT "$1"', "sh", String(pid)], {
    cwd: "/",
    env: {},
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    ...account,
  });
  shell.on("error", () => undefined);
  shell.stdin.on("error", () => undefined);
  return {
    release() {
      shell.stdin.end("done\n");
    },
  };
}
