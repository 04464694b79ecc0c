import type { Bilingual } from "../domain/bilingual.ts";
import { createHash } from "node:crypto";
import { ConfigError, type ConfigFault } from "../domain/config-fault.ts";
import { importPublicJwk } from "../crypto/jose/jwk.ts";
import { KeyError } from "../crypto/jose/key-error.ts";
import { FOR_DEVELOPMENT } from "../crypto/party-keys.ts";
import type { PublicKey, SuiteId } from "../crypto/suite.ts";
import { canonicalize } from "../wire/jcs.ts";
import type { Office, PartyKind } from "../domain/party.ts";
import type { Scope } from "../domain/scope.ts";
import type { Directory, Party } from "../exchange/ports.ts";
import { type PartyKeySet, withConfirmedKeys } from "./confirmed-keys.ts";
import type { ConfirmedKeys } from "../exchange/key-changes-port.ts";
import type { DirectoryDocument, PartyDocument } from "./directory-document.ts";
import { type EndpointTls, type EndpointTlsSource, readEndpointTls } from "./endpoint-tls.ts";
import { developmentThumbprints, type RawKeySet, readKeySets } from "./key-files.ts";

/** Scopes of each kind of party (protocol section 3). The three kinds of administrators share no power. */
export const SCOPES_OF: Readonly<Record<PartyKind, readonly Scope[]>> = {
  procuratorate: [
    "message:send",
    "packet:receive",
    "case:read",
    "report:read",
    "report:internal",
    "report:release",
    "directory:read",
  ],
  department: ["message:send", "packet:receive", "case:read", "report:read", "directory:read"],
  "social-work": ["message:send", "packet:receive", "case:read", "report:read", "directory:read"],
  convener: ["message:send", "packet:receive", "case:read", "report:read", "directory:read"],
  auditor: ["audit:read", "report:read", "directory:read"],
  "security-administrator": ["directory:read", "directory:write", "ops:approve"],
  operator: ["directory:read", "ops:read", "ops:write"],
};

/** One state of the directory. It never changes: another state is another snapshot. */
export interface DirectorySnapshot extends Directory {
  /** Canonical JSON of every party with the thumbprints of its keys; `version` is its digest. */
  readonly document: string;
  /** TLS material for a party's endpoint, when its entry names any. */
  endpointTls(party: string): EndpointTls | undefined;
}

/** Source of a directory. */
export interface DirectorySource extends EndpointTlsSource {
  /** Suites of this gateway; a party's packets are sealed in the first of its suites that is among them. */
  readonly suites: ReadonlySet<SuiteId>;
  /** Keys that parties sent themselves and that were confirmed, in the order of their confirmation. */
  readonly confirmed: readonly ConfirmedKeys[];
}

/**
 * Builds the directory from its document, the key files that it names, and the keys that were confirmed since.
 *
 * @throws {ConfigError} for a key that may not be registered, with file and place; in production also for a key pair that
 *   was made for development
 */
export async function loadDirectory(
  source: DirectorySource,
): Promise<{ readonly directory: DirectorySnapshot; readonly warnings: readonly Bilingual[] }> {
  const { document, keysDir, mode } = source;
  const sets = await readKeySets(document, keysDir);
  const endpoints = await readEndpointTls(source);
  const refused = mode === "production" ? await developmentThumbprints(keysDir) : undefined;
  const faults: ConfigFault[] = [];
  const warnings: Bilingual[] = [...endpoints.warnings];
  const parties: Party[] = [];
  const owners = new Map<string, string>();
  const files = new Map(
    document.parties.map(({ id }) => [id, importKeys(sets.get(id), refused, owners, id, faults)] as const),
  );
  const named = (kid: string) => owners.has(kid) || refused?.has(kid) === true;
  document.parties.forEach((entry, index) => {
    const suite = entry.suites.find((id) => source.suites.has(id));
    if (suite === undefined) {
      const pointer = `/parties/${index}/suites`;
      faults.push({
        source: "directory.json",
        pointer,
        en: "names no suite of this gateway",
        zh: "所列密码套件本网关均不支持",
      });
      return;
    }
    const own = source.confirmed.filter(({ party }) => party === entry.id);
    const keys = withConfirmedKeys(files.get(entry.id) ?? NO_KEYS, own, named);
    if (keys.all.size === 0 && entry.active) warnings.push(withoutKeys(entry.id));
    parties.push(partyOf(entry, suite, keys));
  });
  if (faults.length > 0) throw new ConfigError(faults);
  return { directory: createDirectory(document, parties, endpoints.tls), warnings };
}

/** Makes a snapshot of parties that were built. */
export function createDirectory(
  document: DirectoryDocument,
  parties: readonly Party[],
  tls: ReadonlyMap<string, EndpointTls>,
): DirectorySnapshot {
  const byId = new Map(parties.map((party) => [party.id, party]));
  const recorded = document.parties.map(({ keys: _source, ...entry }) => ({
    ...entry,
    // Only where there is some, so that a directory without has the version that it always had.
    ...(tls.has(entry.id) ? { tls: tls.get(entry.id)?.digests } : {}),
    keys: keyRecords(byId.get(entry.id)),
  }));
  return {
    ...snapshotOf({ parties: recorded }),
    party: (id) => byId.get(id),
    parties: () => byId.values(),
    endpointTls: (id) => tls.get(id),
  };
}

/**
 * Makes a snapshot of the gateway's own published keys, as a directory of one party, so that their changes are found and
 * recorded like those of any party.
 *
 * @param jwks the published JWK set; a retired key has the member `revoked`
 * @param logKeys keys of the audit log, the present one first; recorded with the use `log`
 */
export function gatewayKeysSnapshot(
  id: string,
  jwks: { readonly keys: readonly object[] },
  logKeys: readonly { readonly kid: string; readonly alg: string }[],
): Pick<DirectorySnapshot, "version" | "document"> {
  const keys = jwks.keys.map((jwk) => {
    const { kid, use, alg } = importPublicJwk(jwk);
    return { kid, use, alg, retired: "revoked" in jwk };
  });
  const ofLog = logKeys.map(({ kid, alg }, index) => ({ kid, use: "log", alg, retired: index > 0 }));
  return snapshotOf({ parties: [{ id, keys: [...keys, ...ofLog] }] });
}

function snapshotOf(content: object): Pick<DirectorySnapshot, "version" | "document"> {
  const document = canonicalize(content);
  return { version: createHash("sha256").update(document).digest("hex"), document };
}

function keyRecords(party: Party | undefined): object[] {
  return [...(party?.keys.values() ?? [])].map(({ kid, use, alg }) => ({
    kid,
    use,
    alg,
    retired: party?.retired?.has(kid) === true,
  }));
}

const NO_KEYS: PartyKeySet = { all: new Map(), retired: new Set() };

/** Imports and checks the keys of one party. A key must have one owner, or its signature would not identify the signer. */
function importKeys(
  set: RawKeySet | undefined,
  refused: ReadonlySet<string> | undefined,
  owners: Map<string, string>,
  party: string,
  faults: ConfigFault[],
): PartyKeySet {
  const all = new Map<string, PublicKey>();
  const retired = new Set<string>();
  set?.keys.forEach((jwk, index) => {
    const fault = (en: string, zh: string): void =>
      void faults.push({ source: set.source, pointer: `/keys/${index}`, en, zh });
    let key: PublicKey;
    try {
      key = importPublicJwk(jwk);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      return fault(`the key is refused: ${error.code}`, `公钥不予登记：${error.code}`);
    }
    if (refused !== undefined && (refused.has(key.kid) || Object.hasOwn(jwk as object, FOR_DEVELOPMENT))) {
      return fault("was made for development and must not be used in production", "为开发用密钥，生产环境不得使用");
    }
    const owner = owners.get(key.kid);
    if (owner !== undefined) return fault(`is a key of ${owner} already`, `已登记为 ${owner} 的公钥`);
    owners.set(key.kid, party);
    all.set(key.kid, key);
    // The member of a retired key (OpenID Federation 1.0 section 8.7.2).
    if ((jwk as { revoked?: unknown }).revoked !== undefined) retired.add(key.kid);
  });
  return { all, retired };
}

function partyOf(entry: PartyDocument, suite: SuiteId, keys: PartyKeySet): Party {
  const { id, kind, role, name, division, delivery, active, successor } = entry;
  return {
    id,
    kind,
    ...(role === undefined ? {} : { role }),
    name,
    division,
    scopes: SCOPES_OF[kind],
    suite,
    // Without the names of files, which the flow does not need.
    delivery: { mode: delivery.mode, ...(delivery.endpoint === undefined ? {} : { endpoint: delivery.endpoint }) },
    keys: keys.all,
    retired: keys.retired,
    // The set has the newest key first.
    encryptionKey: [...keys.all.values()].find(({ kid, use }) => use === "enc" && !keys.retired.has(kid)),
    active,
    offices: officesOf(entry),
    ...(successor === undefined ? {} : { successor }),
  };
}

/** Lists the offices of a party, with the one that the entry names without a time. */
function officesOf({ offices = [], office, contact, dutyContact }: PartyDocument): readonly Office[] {
  if (office === undefined) return offices;
  return [
    ...offices,
    {
      name: office,
      ...(contact === undefined ? {} : { contact }),
      ...(dutyContact === undefined ? {} : { dutyContact }),
    },
  ];
}

function withoutKeys(id: string): Bilingual {
  return {
    en: `${id} has no public keys yet: it gets no token and no packet`,
    zh: `${id} 尚无公钥：不能取得令牌，也不能接收数据包`,
  };
}
