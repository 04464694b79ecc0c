import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Builds the console unless that of these sources is there. */
export async function builtConsole(): Promise<void> {
  await promisify(execFile)(process.execPath, ["src/console/build.ts", "--if-needed"]);
}
