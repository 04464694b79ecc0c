import { startGateway } from "../../gateway/start.ts";
import type { Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * Runs `aidx serve`: starts the gateway, prints `ready http://…` on standard output when it is up, and stops it cleanly
 * on request. At SIGHUP it reads the directory and the parties' keys again.
 */
export async function serve(terminal: Terminal): Promise<Ending> {
  const { env, cwd, signal, stdout } = terminal.world;
  const gateway = await startGateway({ env, cwd, stdout: (line) => stdout(`${line}\n`) });
  const reload = () => {
    gateway.reload().then(
      () => terminal.note({ zh: "已重新读取单位目录和密钥", en: "read the directory and its keys again" }),
      // A faulty file must not stop a gateway that runs on what it read before.
      (error: unknown) => terminal.note({ zh: terminal.explain(error), en: terminal.explain(error) }),
    );
  };
  process.on("SIGHUP", reload);
  try {
    await aborted(signal);
  } finally {
    process.off("SIGHUP", reload);
    await gateway.stop();
  }
  return "ok";
}

/** Resolves when a signal aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
