import { platform } from "../../sdk/environment.ts";
import { CommandError } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Longest pause at the gateway's request (`Retry-After`), ms. The SDK alone would wait for up to an hour. */
const LONGEST = 60_000;
/** Longest pause without a note to the user, ms. */
const SILENT = 2_000;

/**
 * Gives a terminal whose clients tell the user before they wait for `Retry-After`, and give up when it is too long.
 * Their calls reject with a {@link CommandError} `unreachable` then.
 */
export function withBoundedRetryAfter(terminal: Terminal): Terminal {
  const before = terminal.world.client?.environment?.sleep ?? platform.sleep;
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    const seconds = Math.ceil(ms / 1000);
    if (ms > LONGEST) {
      throw new CommandError("unreachable", {
        zh: `网关要求 ${seconds} 秒后再来，请稍后重新执行`,
        en: `the gateway asks to wait ${seconds} s: try again then`,
      });
    }
    if (ms > SILENT) {
      terminal.note({
        zh: `网关暂不可用，等待 ${seconds} 秒`,
        en: `the gateway is not available, waiting ${seconds} s`,
      });
    }
    await before(ms, signal);
  };
  return terminal.withEnvironment({ sleep });
}
