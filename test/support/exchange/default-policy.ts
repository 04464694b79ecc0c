import { loadConfig } from "../../../src/config/load.ts";
import type { GatewayConfig } from "../../../src/config/gateway-config.ts";
import { createPolicy } from "../../../src/disclosure/policy.ts";
import { type Clocks, createClocks } from "../../../src/casework/clock/clocks-in-force.ts";
import { createDue } from "../../../src/casework/clock/due.ts";
import type { Directory, Party, Policy } from "../../../src/exchange/ports.ts";

/** The configuration that the gateway comes with, in a directory without keys. */
export interface DefaultPolicy {
  readonly config: GatewayConfig;
  readonly policy: Policy;
  readonly clocks: Clocks;
  readonly directory: Directory;
  /** A party of the directory, or one of a role that the directory has no party of. */
  party(id: string): Party;
}

/** Loads the shipped configuration; `change` may replace parts of it. */
export async function defaultPolicy(
  change: (config: GatewayConfig) => Partial<GatewayConfig> = () => ({}),
): Promise<DefaultPolicy> {
  const loaded = await loadConfig({}, new URL("../../../", import.meta.url).pathname);
  const config = { ...loaded, ...change(loaded) };
  const parties = new Map<string, Party>();
  for (const { id, kind, role, name, division, delivery, active } of config.directory.parties) {
    const keys = new Map();
    const base = {
      id,
      kind,
      name,
      division,
      scopes: [],
      suite: "jose" as const,
      delivery,
      keys,
      encryptionKey: undefined,
      active,
    };
    parties.set(id, role === undefined ? base : { ...base, role });
  }
  const directory: Directory = { version: "test", party: (id) => parties.get(id), parties: () => parties.values() };
  const clocks = createClocks(config.deadlines, config.calendar);
  const due = createDue(clocks.rules, clocks.calendar);
  const policy = createPolicy(config.sharingPolicy, config.routing, clocks.calendar, due, () => directory);
  return {
    config,
    policy,
    clocks,
    directory,
    party(id) {
      const base = parties.get("civil-affairs");
      const hasRole = base !== undefined && Object.hasOwn(config.sharingPolicy.roles, id);
      const party = parties.get(id) ?? (hasRole ? { ...base, id, role: id } : undefined);
      if (party === undefined) throw new RangeError(`no party ${id}`);
      return party;
    },
  };
}
