import { platform } from "../../sdk/environment.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Longest pause without a note to the user, ms. */
const SILENT = 2_000;

/** Gives a terminal whose clients tell the user before they wait for long. */
export function withNotedWaits(terminal: Terminal): Terminal {
  const before = terminal.world.client?.environment?.sleep ?? platform.sleep;
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    const seconds = Math.ceil(ms / 1000);
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
