import { join, relative } from "node:path";
import type { DeadlinesDocument } from "../casework/clock/deadlines-document.ts";
import type { DirectoryDocument } from "../directory/directory-document.ts";
import type { SharingPolicyDocument } from "../disclosure/policy-document.ts";
import type { RoutingDocument } from "../disclosure/routing-document.ts";
import type { CalendarDocument } from "../domain/deadline.ts";
import { isMessageType } from "../domain/message.ts";
import type { RetentionDocument } from "../persons/retention/retention-document.ts";
import { checkDeadlines } from "./check-deadlines.ts";
import { checkCalendar } from "./clock-files.ts";
import { checkColumns, checkDirectory, directoryWarnings } from "./check-directory.ts";
import { checkPolicy, checkRouting } from "./check-policy.ts";
import { ConfigError, type ConfigFault } from "../domain/config-fault.ts";
import { DOCUMENTS, type DocumentName, type ReadDocument, readDocument } from "./document.ts";
import { readEnvironment } from "./environment.ts";
import type { GatewayConfig } from "./gateway-config.ts";
import { readGuidelines } from "./guidelines.ts";
import { checkSettings, completeSettings, type GatewayFile, settingsWarnings } from "./gateway-settings.ts";

/**
 * Reads environment and configuration files, fills in defaults, and makes every check that needs neither keys nor network.
 * A fault keeps the gateway from starting.
 *
 * @param env the process's environment
 * @param cwd base of relative paths
 * @throws {ConfigError} with every fault: file, line, pointer and the broken rule
 */
export async function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<GatewayConfig> {
  const { environment, warnings } = readEnvironment(env, cwd);
  const documents = new Map<DocumentName, ReadDocument>();
  for (const name of DOCUMENTS) {
    const path = join(environment.configDir, `${name}.json`);
    documents.set(name, await readDocument(name, path, relative(cwd, path)));
  }
  const guidelineFolder = join(environment.configDir, "guideline");
  const guidelines = await readGuidelines(guidelineFolder, relative(cwd, guidelineFolder));
  const faults = [...documents.values(), guidelines].flatMap((document) => document.faults);
  if (faults.length > 0) throw new ConfigError(faults);

  // Valid against the schemas: from here on the content has these types.
  const content = <T>(name: DocumentName): T => documents.get(name)?.content as T;
  const faultOf =
    (name: DocumentName): ReadDocument["fault"] =>
    (pointer, en, zh) =>
      documents.get(name)?.fault(pointer, en, zh) ?? { source: name, pointer, en, zh };
  const file = content<GatewayFile>("gateway");
  const gateway = completeSettings(file);
  const directory = content<DirectoryDocument>("directory");
  const sharingPolicy = content<SharingPolicyDocument>("sharing-policy");
  const routing = content<RoutingDocument>("routing");
  const calendar = content<CalendarDocument>("calendar");
  const deadlines = content<DeadlinesDocument>("deadlines");
  const retention = content<RetentionDocument>("retention");

  const broken: ConfigFault[] = [
    ...checkSettings(file, environment, faultOf("gateway")),
    ...checkDirectory(directory, gateway, faultOf("directory")),
    ...checkColumns(directory, sharingPolicy, faultOf("directory")),
    ...checkPolicy(sharingPolicy, faultOf("sharing-policy")),
    ...checkRouting(routing, sharingPolicy, faultOf("routing")),
    ...checkCalendar(calendar, faultOf("calendar")),
    ...checkDeadlines(deadlines, routing, faultOf("deadlines")),
    ...checkRetention(retention, faultOf("retention")),
  ];
  if (broken.length > 0) throw new ConfigError(broken);
  return {
    environment,
    gateway,
    directory,
    sharingPolicy,
    routing,
    calendar,
    deadlines,
    retention,
    guidelines: guidelines.documents,
    warnings: [...warnings, ...settingsWarnings(gateway, environment), ...directoryWarnings(directory, routing)],
  };
}

/** Refuses retention days for an unknown type, which would never apply. */
function checkRetention({ types = {} }: RetentionDocument, fault: ReadDocument["fault"]): ConfigFault[] {
  return Object.keys(types)
    .filter((type) => !isMessageType(type))
    .map((type) => fault(`/types/${type}`, "is not a type of message", "不是报文类型"));
}
