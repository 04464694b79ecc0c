import { entry, sha256 } from "./entries.ts";
import type { Flow } from "./flow.ts";

/** A change of the directory as the directory itself describes it: codes and ids. */
export interface ConfigurationChange {
  readonly type: "directory" | "key";
  readonly change: string;
  readonly party: string;
  readonly [more: string]: string | readonly string[];
}

/**
 * Records the directory that holds from now on, with one entry for each change since the last one that
 * was recorded, by whatever process. The same directory again records nothing.
 *
 * @param changesSince what changed since a recorded document; undefined: there was none
 */
export async function recordDirectory(
  flow: Pick<Flow, "store" | "clock" | "settings">,
  directory: { readonly version: string; readonly document: string },
  changesSince: (before: string | undefined, after: string) => readonly ConfigurationChange[],
): Promise<void> {
  const before = await flow.store.lastSnapshot("directory");
  if (before?.version === directory.version) return;
  const at = flow.clock.now();
  const changes = changesSince(before?.document, directory.document);
  const entries = changes.map(({ type, ...change }) =>
    entry(type, at, flow.settings.gatewayId, { ...change, directory: directory.version }),
  );
  await flow.store.saveSnapshot("directory", directory.version, directory.document, entries);
}

/** Records the sharing policy and routing table that hold from now on. */
export async function recordPolicy(
  flow: Pick<Flow, "store" | "clock" | "settings">,
  policy: string,
  document: string,
): Promise<void> {
  const before = await flow.store.lastSnapshot("policy");
  const digest = sha256(document).toString("hex");
  if (before?.version === digest) return;
  const change = entry("directory", flow.clock.now(), flow.settings.gatewayId, { change: "policy", policy, digest });
  await flow.store.saveSnapshot("policy", digest, document, [change]);
}
