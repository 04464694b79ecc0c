import { platform } from "../../sdk/environment.ts";
import { CommandError } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The longest pause that is made because the gateway asks for it (`Retry-After`), ms; the SDK alone obeys up to an hour. */
const LONGEST = 60_000;
/** A longer one is not made in silence, ms. */
const SILENT = 2_000;

/** The same terminal, whose clients say that they wait, and rather end than wait for long. */
export function patient(terminal: Terminal): Terminal {
  const before = terminal.world.client?.environment?.sleep ?? platform.sleep;
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    const seconds = Math.ceil(ms / 1000);
    if (ms > LONGEST) {
      throw new CommandError("unreachable", {
        zh: `网关要求 ${seconds} 秒后再来，请稍后重新执行`,
        en: `the gateway asks to come again in ${seconds} s: do it again then`,
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
