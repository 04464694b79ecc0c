import type { Logger } from "pino";
import type { PolicyChange } from "../disclosure/policy-snapshot.ts";
import { ConfigError, type ConfigFault } from "../domain/config-fault.ts";
import type { GatewaySettings } from "./gateway-config.ts";

/**
 * Checks that changed rules have a new version: packets name the version that they were cut by, and two contents under one
 * name would make that name worthless.
 *
 * @throws {ConfigError} in production; in development it logs a warning
 */
export function checkVersions(
  changes: readonly PolicyChange[],
  mode: GatewaySettings["mode"],
  logger: Pick<Logger, "warn">,
): void {
  const faults: ConfigFault[] = changes
    .filter(({ unversioned }) => unversioned)
    .map(({ part, to }) => ({
      source: `${part}.json`,
      pointer: "/version",
      en: `was changed and is still ${to}: a change is a new version`,
      zh: `内容已变更而版本仍为 ${to}：变更须更新版本号`,
    }));
  if (faults.length > 0 && mode === "production") throw new ConfigError(faults);
  for (const { source, en, zh } of faults) logger.warn({ file: source, zh }, en);
}
