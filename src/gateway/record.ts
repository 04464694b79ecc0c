/** Entries that a gateway writes into its own log about itself: directory, keys, rules, schemas. */
import { checkVersions } from "../config/check-versions.ts";
import type { Keyring } from "../crypto/keyring.ts";
import { ConfigError } from "../domain/config-fault.ts";
import { directoryChanges } from "../directory/changes.ts";
import { type DirectorySnapshot, gatewayKeysSnapshot } from "../directory/directory.ts";
import { CLOCK_PARTS, documentSnapshot, policyChanges, policySnapshot } from "../disclosure/policy-snapshot.ts";
import type { RememberedKey } from "../evidence/make/source.ts";
import { recordDirectory, recordRules, recordSchemas } from "../exchange/configuration.ts";
import type { Flow } from "../exchange/flow.ts";
import type { Directory, GatewayKeys } from "../exchange/ports.ts";
import type { SchemaRegistry } from "../schema/registry.ts";
import { canonicalize } from "../wire/jcs.ts";
import type { RecordedClocks } from "./clocks.ts";
import type { Prepared } from "./prepare.ts";

/**
 * Records what changed since the last start, and the documents themselves, before a message is accepted under them.
 *
 * @throws {ConfigError} for the id of another gateway than the database's; in production, for rules that changed without a
 *   new version
 */
export async function recordConfiguration(prepared: Prepared, flow: Flow, schemas: SchemaRegistry): Promise<void> {
  const { config, directory, keyring, logger } = prepared;
  await checkIdentity(flow);
  await recordParties(prepared, flow, directory.current(), keyring);
  await recordClocks(prepared, flow, prepared.clocks);
  const rules = policySnapshot(config.sharingPolicy, config.routing, config.retention);
  await recordRules(flow, rules, (before, after) => {
    const changes = policyChanges(before, after);
    checkVersions(changes, config.gateway.mode, logger);
    return changes;
  });
  await recordGuidelines(prepared, flow);
  const published = schemas.list().map((name) => ({ ...name, text: schemas.text(name.type, name.version) ?? "" }));
  await recordSchemas(flow, published);
}

/**
 * Records rules about deadlines and calendar before they hold.
 *
 * @throws {ConfigError} in production, for a change without a new version
 */
export async function recordClocks(
  { config, logger }: Prepared,
  flow: Pick<Flow, "store" | "clock" | "settings">,
  { snapshot }: RecordedClocks,
): Promise<void> {
  const changesSince = (before: string | undefined, after: string) => {
    const changes = policyChanges(before, after, CLOCK_PARTS);
    checkVersions(changes, config.gateway.mode, logger);
    return changes;
  };
  await recordRules(flow, snapshot, changesSince, "clock-rules");
}

/**
 * Records the guidelines that hold from this start on, so that what a person was told to apply for can be traced to its version.
 *
 * @throws {ConfigError} in production, for a change without a new version
 */
async function recordGuidelines({ config, logger }: Prepared, flow: Flow): Promise<void> {
  const parts = new Map(config.guidelines.map((document) => [`guideline/${document.id}`, document]));
  const changesSince = (before: string | undefined, after: string) => {
    // Also those that are gone: from now on nobody is told anything by them.
    const known = before === undefined ? [] : Object.keys(JSON.parse(before) as object);
    const changes = policyChanges(before, after, [...new Set([...known, ...parts.keys()])]);
    checkVersions(changes, config.gateway.mode, logger);
    return changes;
  };
  const snapshot = documentSnapshot(canonicalize(Object.fromEntries(parts)));
  await recordRules(flow, snapshot, changesSince, "guideline");
}

/**
 * Refuses another id than the one under which the database was begun. It is in every packet, receipt and entry: departments
 * would take what was sealed before, and the gateway what was signed before, for another gateway's.
 */
async function checkIdentity({ store, settings }: Flow): Promise<void> {
  const last = await store.lastSnapshot("gateway-keys");
  if (last === undefined) return;
  const { parties } = JSON.parse(last.document) as { readonly parties: readonly { readonly id: string }[] };
  const id = parties[0]?.id;
  if (id === undefined || id === settings.gatewayId) return;
  const en = `the database is that of the gateway ${id}: keep this id, or begin with an empty database`;
  const zh = `数据库属于网关 ${id}：请保留该标识，或者使用空数据库`;
  throw new ConfigError([{ source: "gateway.json", pointer: "/id", en, zh }]);
}

/** Records a directory and the gateway's own keys before they hold. */
export async function recordParties(
  { store }: Prepared,
  flow: Flow,
  directory: DirectorySnapshot,
  keyring: Keyring,
): Promise<void> {
  const gateway = flow.settings.gatewayId;
  // First of all: of a key that signed, the public half must never be missing.
  await store.evidenceRows.rememberKeys(signingKeys(gateway, directory, keyring));
  await recordDirectory(flow, directory, directoryChanges);
  const keysOnly = (before: string | undefined, after: string) =>
    directoryChanges(before, after).filter(({ type }) => type === "key");
  await recordDirectory(flow, gatewayKeysSnapshot(gateway, keyring.jwks, keyring.log), keysOnly, "gateway-keys");
}

/** Public signing keys of all parties and of the gateway. */
function signingKeys(gateway: string, directory: Directory, { jwks }: GatewayKeys): RememberedKey[] {
  const ofParties = [...directory.parties()].flatMap(({ id, keys }) =>
    [...keys.values()]
      .filter(({ use }) => use === "sig")
      .map(({ kid, use, alg, jwk }) => ({ party: id, kid, jwk: { ...jwk, kid, use, alg } })),
  );
  const own = (jwks.keys as readonly { kid: string; use: string }[])
    .filter(({ use }) => use === "sig")
    .map((jwk) => ({ party: gateway, kid: jwk.kid, jwk }));
  return [...ofParties, ...own];
}
