import { spawn } from "node:child_process";
import type { Account } from "./account.ts";

/**
 * Stops the server when the gateway is gone without a word (killed, crashed): a shell that waits on a
 * pipe from the gateway. The end of the pipe means that the gateway died; a line, that all is well and
 * it may go.
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
