import { type RunningGateway, startGateway } from "../../gateway/start.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { type Ending, endingOf } from "../terminal/exit-code.ts";
import { Terminal } from "../terminal/terminal.ts";

/** How long a start that was told to stop may go on, ms. */
const START_MS = 30_000;

/**
 * Runs `aidx serve`: starts the gateway, prints `ready http://…` on standard output when it is up, and stops it cleanly
 * on request. At SIGHUP it reads the directory and the parties' keys again.
 */
export async function serve(terminal: Terminal): Promise<Ending> {
  const { env, cwd, signal, stdout } = terminal.world;
  let gateway: RunningGateway | undefined;
  const deadline = () => endWithin(gateway?.stopMs ?? START_MS);
  signal.addEventListener("abort", deadline, { once: true });
  try {
    gateway = await startGateway({ env, cwd, stdout: (line) => stdout(`${line}\n`) });
  } catch (error) {
    return notStarted(terminal, error);
  }
  const { logger } = gateway;
  const reload = () => {
    gateway.reload().then(
      () => logger.info({ event: "reloaded", zh: "已重新读取单位目录和密钥" }, "read the directory and its keys again"),
      // A faulty file must not stop a gateway that runs on what it read before.
      (error: unknown) =>
        logger.error(
          { event: "not-reloaded", zh: explained(terminal, "zh", error) },
          "%s",
          explained(terminal, "en", error),
        ),
    );
  };
  process.on("SIGHUP", reload);
  try {
    await aborted(signal);
  } finally {
    process.off("SIGHUP", reload);
    // Who presses Ctrl-C has no balancer.
    if (signal.reason instanceof DOMException && signal.reason.message === "SIGTERM") await gateway.drain();
    await gateway.stop();
  }
  return "ok";
}

/**
 * Ends the process after so long, whatever still hangs: what has not stopped by then is as safe as after a power cut.
 * The signal, because an orderly exit waits for threads that wait for a disk.
 */
function endWithin(ms: number): void {
  setTimeout(() => process.kill(process.pid, "SIGKILL"), ms).unref();
}

/** A fault of the start: for a person at a terminal as text, else a line of the log. */
function notStarted(terminal: Terminal, error: unknown): Ending {
  if (terminal.world.interactive || terminal.json) return terminal.fail(error);
  const event = { event: "not-started", zh: explained(terminal, "zh", error) };
  createLogger("fatal").fatal(event, "%s", explained(terminal, "en", error));
  return endingOf(error);
}

function explained({ world }: Terminal, language: "en" | "zh", error: unknown): string {
  return new Terminal(world, language, false).explain(error);
}

/** Resolves when a signal aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
