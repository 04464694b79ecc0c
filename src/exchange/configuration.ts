import { entry } from "./entries.ts";
import type { Flow } from "./flow.ts";

/** A change of the directory as the directory itself describes it: codes and ids. */
export interface ConfigurationChange {
  readonly type: "directory" | "key";
  readonly change: string;
  readonly party: string;
  readonly [more: string]: string | readonly string[];
}

/**
 * Records the directory, or the gateway's own keys, that hold from now on, with one entry for each change
 * since the last ones that were recorded, by whatever process. The same again records nothing.
 *
 * @param changesSince what changed since a recorded document; undefined: there was none
 */
export async function recordDirectory(
  flow: Pick<Flow, "store" | "clock" | "settings">,
  directory: { readonly version: string; readonly document: string },
  changesSince: (before: string | undefined, after: string) => readonly ConfigurationChange[],
  kind: "directory" | "gateway-keys" = "directory",
): Promise<void> {
  const before = await flow.store.lastSnapshot(kind);
  if (before?.version === directory.version) return;
  const at = flow.clock.now();
  const changes = changesSince(before?.document, directory.document);
  const entries = changes.map(({ type, ...change }) =>
    entry(type, at, flow.settings.gatewayId, { ...change, directory: directory.version }),
  );
  await flow.store.saveSnapshot(kind, directory.version, directory.document, entries);
}

/** A change of the rules in force: which file, from and to which version. */
export interface RulesChange {
  readonly part: string;
  readonly from?: string;
  readonly to: string;
}

/**
 * Records sharing policy, routing table and calendar that hold from now on, one entry for each file that
 * changed since the last time. The same rules again record nothing.
 *
 * @param changesSince what changed since a recorded document; may throw to refuse the change
 */
export async function recordRules(
  flow: Pick<Flow, "store" | "clock" | "settings">,
  rules: { readonly version: string; readonly document: string },
  changesSince: (before: string | undefined, after: string) => readonly RulesChange[],
): Promise<void> {
  const before = await flow.store.lastSnapshot("policy");
  if (before?.version === rules.version) return;
  const at = flow.clock.now();
  const entries = changesSince(before?.document, rules.document).map(({ part, from, to }) =>
    entry("directory", at, flow.settings.gatewayId, {
      change: "rules",
      part,
      ...(from === undefined ? {} : { from }),
      to,
      rules: rules.version,
    }),
  );
  await flow.store.saveSnapshot("policy", rules.version, rules.document, entries);
}
