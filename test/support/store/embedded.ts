import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Test } from "tap";
import { startEmbedded } from "../../../src/store/embedded/embedded.ts";
import { SILENT } from "../loggers.ts";
import { temporaryDirectory } from "./postgres.ts";

/**
 * Makes a cluster once, and data directories with copies of it: a copy is there sooner than a new one.
 * @param t the test of the whole file, at whose end the original goes
 */
export async function embeddedTemplate(t: Test): Promise<(t: Test, name?: string) => Promise<string>> {
  const template = await temporaryDirectory(t);
  await (await startEmbedded(template, SILENT)).stop();
  return async (t, name = "data") => {
    const dataDir = path.join(await temporaryDirectory(t), name);
    await mkdir(dataDir);
    await promisify(execFile)("cp", ["-a", path.join(template, "postgres"), dataDir]);
    return dataDir;
  };
}
