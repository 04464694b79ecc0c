import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Clocks, createClocks } from "../../casework/clock/clocks-in-force.ts";
import type { GuidelineDocument } from "../../casework/guideline/guideline-document.ts";
import { type Guideline, compileGuideline } from "../../casework/guideline/guideline.ts";
import type { RoutingDocument } from "../../disclosure/routing-document.ts";
import { readDocument } from "../../config/document.ts";
import { readClockFiles } from "../../config/clock-files.ts";
import { readGuidelineFiles, type ReadGuidelines, readGuidelines } from "../../config/guidelines.ts";
import { ConfigError } from "../../domain/config-fault.ts";
import type { Terminal } from "../terminal/terminal.ts";

const SHIPPED = fileURLToPath(new URL("../../../config", import.meta.url));

/** Folder of the configuration that a command uses on this machine: AIDX_CONFIG_DIR, else the shipped one. */
export function configFolder({ world }: Terminal, given: string | undefined): string {
  const folder = given ?? world.env["AIDX_CONFIG_DIR"];
  return folder === undefined || folder === "" ? SHIPPED : resolve(world.cwd, folder);
}

/** Reads the guidelines of a configuration. @throws {ConfigError} naming file, place and rule */
export async function localGuidelines(terminal: Terminal, config: string): Promise<readonly GuidelineDocument[]> {
  const folder = join(config, "guideline");
  return sound(await readGuidelines(folder, relative(terminal.world.cwd, folder)));
}

/**
 * Reads the rules about deadlines and the calendar of a configuration. A file that its folder does not have is the shipped one.
 *
 * @throws {ConfigError} naming file, place and rule
 */
export async function localClocks(terminal: Terminal, config: string): Promise<Clocks> {
  const { deadlines, calendar } = await readClockFiles((name) => {
    const own = join(config, `${name}.json`);
    const path = existsSync(own) ? own : join(SHIPPED, `${name}.json`);
    return { path, shownAs: relative(terminal.world.cwd, path) };
  });
  return createClocks(deadlines, calendar);
}

/** Reads the routing table of a configuration; the shipped one, when its folder has none. @throws {ConfigError} */
export async function localRouting(terminal: Terminal, config: string): Promise<RoutingDocument> {
  const own = join(config, "routing.json");
  const path = existsSync(own) ? own : join(SHIPPED, "routing.json");
  const { content, faults } = await readDocument("routing", path, relative(terminal.world.cwd, path));
  if (faults.length > 0) throw new ConfigError(faults);
  return content as RoutingDocument;
}

/** Reads one guideline, which may extend those of the configuration. @throws {ConfigError} */
export async function guidelineFile(terminal: Terminal, path: string, config: string): Promise<Guideline> {
  const beside = await localGuidelines(terminal, config);
  const file = { path: resolve(terminal.world.cwd, path), shownAs: path };
  const [document] = sound(await readGuidelineFiles([file], beside));
  if (document === undefined) throw new TypeError("a file without faults has a document");
  return compileGuideline(document, [document, ...beside]);
}

function sound({ documents, faults }: ReadGuidelines): readonly GuidelineDocument[] {
  if (faults.length > 0) throw new ConfigError(faults);
  return documents;
}
