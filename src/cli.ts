#!/usr/bin/env node
/**
 * The command line, `aidx`. It puts the parts together; what a command does is in `cli/commands`. The
 * server is loaded by the commands that start one, so that `aidx push` starts fast.
 */
import { processWorld } from "./cli/terminal/process-world.ts";
import { run } from "./cli/program/program.ts";

const world = processWorld();
process.exitCode = await run(process.argv.slice(2), world, {
  init: async (terminal) => (await import("./cli/commands/init.ts")).init(terminal),
  serve: async (terminal) => (await import("./cli/commands/serve.ts")).serve(terminal),
  demo: async (terminal, options) => (await import("./cli/demo/demo.ts")).demo(terminal, options),
});
