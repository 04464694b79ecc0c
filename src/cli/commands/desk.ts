import { once } from "node:events";
import { serveOffLineDesk } from "../../gateway/off-line-desk.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx desk`. */
export interface DeskOptions {
  readonly port: number;
}

/**
 * Runs `aidx desk`: serves the desk for discs on this machine, without a gateway, until it is interrupted. Keys and packets
 * stay in the browser; the command sees none of them.
 */
export async function desk(terminal: Terminal, { port }: DeskOptions): Promise<Ending> {
  const { signal } = terminal.world;
  const served = await serveOffLineDesk(port);
  if (served === undefined) {
    throw new CommandError("configuration", {
      zh: "尚未构建网页控制台：npm run build:console",
      en: "the web console is not built: npm run build:console",
    });
  }
  terminal.result({ url: served.url }, served.url);
  terminal.note({
    zh: "请在本机浏览器中打开；按 Ctrl+C 结束",
    en: "open it in a browser of this machine; Ctrl+C ends it",
  });
  try {
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await served.close();
  }
  return "ok";
}
