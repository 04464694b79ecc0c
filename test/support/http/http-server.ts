import { generateKeyPairSync, randomBytes, randomUUID, sign } from "node:crypto";
import type { AddressInfo } from "node:net";
import { calculateJwkThumbprint, CompactSign } from "jose";
import { pino } from "pino";
import { createClocks } from "../../../src/casework/clock/clocks-in-force.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { createAuditing } from "../../../src/audit/auditing.ts";
import { createCoseReceipts } from "../../../src/log/cose-receipts.ts";
import type { Jwk, PrivateKey } from "../../../src/crypto/suite.ts";
import type { KeyChange } from "../../../src/domain/generated/answers.ts";
import type { RecordedEntry } from "../../../src/domain/recorded-entry.ts";
import type { PartyKind } from "../../../src/domain/party.ts";
import { Refusal } from "../../../src/domain/refusal.ts";
import { createUuid7 } from "../../../src/wire/uuid7.ts";
import type { Directory, GatewayKeys, Party } from "../../../src/exchange/ports.ts";
import { createServer } from "../../../src/http/server.ts";
import type { TokenKeys } from "../../../src/http/auth/access-token.ts";
import type { HttpDeps } from "../../../src/http/services.ts";
import type { HttpSettings } from "../../../src/http/settings.ts";
import { describedAnswers } from "./described-answers.ts";
import { FakeExchange } from "./fake-exchange.ts";
import { MemoryLog } from "../log/memory-log.ts";
import { NoAuditRows } from "./no-audit-rows.ts";
import { OVERVIEW } from "./overview.ts";

/** A party of the test's directory with the private keys that only the party has. */
export interface TestParty {
  readonly party: Party;
  readonly sig: PrivateKey;
  readonly enc: PrivateKey;
}

export type KeyKind = "ES256" | "EdDSA" | "PS256" | "ECDH-ES";

/** A fresh key as the directory registers it. */
export async function newKey(alg: KeyKind): Promise<PrivateKey> {
  const { publicKey, privateKey } =
    alg === "EdDSA"
      ? generateKeyPairSync("ed25519")
      : alg === "PS256"
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = publicKey.export({ format: "jwk" }) as Jwk;
  const use = alg === "ECDH-ES" ? "enc" : "sig";
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, use, alg, jwk: { ...jwk, kid, use, alg }, key: publicKey, privateKey };
}

/** The settings of the test servers: small limits, short times. */
export const SETTINGS: HttpSettings = {
  gatewayId: "gateway",
  issuer: "https://gateway.example",
  publicUrl: "https://gateway.example",
  softwareVersion: "0.0.0",
  suites: ["jose"],
  auth: { senderConstraint: "none", tokenSeconds: 300, assertionMaxSeconds: 300, clockSkewSeconds: 60 },
  limits: {
    messageBytes: 64 * 1024,
    headerBytes: 8 * 1024,
    heldPolls: 4,
    inFlight: {
      party: { calls: 100, bytes: 8_000_000 },
      address: { calls: 100, bytes: 8_000_000 },
      total: { calls: 1000, bytes: 32_000_000 },
    },
    work: { atOnce: 32, waitMs: 1000 },
  },
  timeouts: { headersMs: 5000, requestMs: 10_000, idleMs: 60_000, keepAliveMs: 5000, unreadBodyMs: 5000 },
  rates: { party: null, address: null },
  trustedProxies: [],
  metricsFrom: ["127.0.0.0/8"],
  utcOffset: 480,
  publicEntries: false,
  witnesses: [],
  quorum: 0,
};

const { deadlines, calendar, ...rules } = await loadConfig({}, new URL("../../../", import.meta.url).pathname);
const CLOCKS = createClocks(deadlines, calendar);

export const START = Date.parse("2026-11-23T09:00:00Z");

const ALL_DIRECTORY = ["directory:read"];
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  procuratorate: [
    "message:send",
    "packet:receive",
    "case:read",
    "report:read",
    "report:internal",
    "report:release",
    ...ALL_DIRECTORY,
  ],
  "civil-affairs": ["message:send", "packet:receive", "case:read", "report:read", ...ALL_DIRECTORY],
  auditor: ["audit:read", "report:read", ...ALL_DIRECTORY],
  "security-administrator": [...ALL_DIRECTORY, "directory:write", "ops:approve"],
  operator: [...ALL_DIRECTORY, "ops:read", "ops:write"],
};
const KINDS: Readonly<Record<string, PartyKind>> = {
  procuratorate: "procuratorate",
  "civil-affairs": "department",
  auditor: "auditor",
  "security-administrator": "security-administrator",
  operator: "operator",
};

/** A server under test with everything around it that the test can see and change. */
export interface TestServer {
  readonly origin: string;
  readonly port: number;
  readonly exchange: FakeExchange;
  readonly parties: Map<string, TestParty>;
  readonly clock: { ms: number };
  readonly entries: RecordedEntry[];
  readonly logs: Record<string, unknown>[];
  readonly answered: { readonly method: string; readonly route: string; readonly status: number }[];
  /** Error that the store's methods throw while it is set. */
  readonly store: { fault: Error | undefined; readonly used: Set<string> };
  /** Number of held inbox calls that the metrics show. */
  readonly polls: { readonly held: number };
  readonly app: ReturnType<typeof createServer>;
  readonly tokenKey: PrivateKey;
  /** The gateway's keys for access tokens; a test may replace them, as a reload does. */
  tokenKeys: TokenKeys;
  /** Says that another directory or other keys hold. */
  changed(): void;
  directoryVersion: number;
  /** The claims of a good assertion. */
  claims(party: string, change?: Record<string, unknown>): Record<string, unknown>;
  assertion(party: string, change?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** An access token through the token endpoint. */
  token(party: string, scope?: string): Promise<string>;
  /** Calls the server; the answer must be as the API description says. */
  get(path: string, token?: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: BodyInit | null, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

/** Starts a server on a free port. @param change settings and dependencies that differ */
export async function startServer(
  change: { readonly settings?: Partial<HttpSettings>; readonly deps?: Partial<HttpDeps> } = {},
): Promise<TestServer> {
  const clock = { ms: START };
  const newId = createUuid7(
    () => clock.ms,
    (length) => randomBytes(length),
  );
  const exchange = new FakeExchange(newId);
  const parties = await newParties();
  const entries: RecordedEntry[] = [];
  const logs: Record<string, unknown>[] = [];
  const answered: { method: string; route: string; status: number }[] = [];
  const store: TestServer["store"] = { fault: undefined, used: new Set() };
  const polls = { held: 0 };
  const tokenKey = await newKey("ES256");
  const listeners: (() => void)[] = [];
  const keys = await gatewayKeys();
  const settings = { ...SETTINGS, ...change.settings };
  const failing = () => {
    if (store.fault !== undefined) throw store.fault;
  };

  const directory: Directory = {
    get version() {
      return String(server.directoryVersion);
    },
    party: (id) => parties.get(id)?.party,
    parties: () => [...parties.values()].map(({ party }) => party),
  };
  const auditLog = new MemoryLog("gateway.example/log");
  const app = createServer({
    exchange,
    directory: () => directory,
    keys: () => keys,
    tokenKeys: () => server.tokenKeys,
    onChange: (listener) => void listeners.push(listener),
    schemas: {
      text: (name, version) => (SCHEMAS.has(`${name}/${version}`) ? `{"$id":"${name}/${version}"}` : undefined),
      list: () => [...SCHEMAS].map((path) => ({ type: path.slice(0, -2), version: path.slice(-1) })),
    },
    suites: { byMediaType: (mediaType) => (mediaType === "application/jose" ? { id: "jose" } : undefined) },
    store: {
      async useAssertion(party, jti) {
        failing();
        const key = JSON.stringify([party, jti]);
        if (store.used.has(key)) return false;
        store.used.add(key);
        return true;
      },
      async record(recorded) {
        failing();
        entries.push(...recorded);
      },
      async ping() {
        failing();
      },
    },
    auditLog,
    coseReceipts: createCoseReceipts(change.deps?.auditLog ?? auditLog, () => ({
      kid: auditLog.signer.key.id,
      sign: async (bytes) => sign(null, bytes, auditLog.signer.privateKey),
    })),
    clocks: () => CLOCKS,
    rules,
    keyChanges: {
      offer: async () => ({ repeat: false, change: SENT }),
      pending: async () => [SENT],
      decide: async (_caller, _kid, state) => ({ ...SENT, state }),
    },
    packPacket: async () => new Uint8Array([80, 75]),
    lookUpPerson: async () => ({ threads: [] }),
    approveLookup: async ({ party }, { operator, reference }) => {
      return { operator, reference, approvedBy: party, approvedAt: new Date(START).toISOString() };
    },
    reroute: async () => Promise.reject(new Refusal("not-found")),
    drafts: async () => ({ drafts: [], more: false }),
    cases: {
      view: async (_caller, thread) => ({ thread, open: 0, states: {}, stages: {}, subjects: [] }),
      lookUp: async (_caller, _thread, personIds) => ({ subjects: personIds.map(() => null) }),
      items: async () => ({ items: [] }),
      worklist: async () => ({ items: [] }),
      persons: async () => ({ persons: [] }),
      inquiries: async () => ({ inquiries: [] }),
    },
    advice: {
      gap: async () => ({ on: "2026-11-23", deadlines: "default@1", households: [] }),
      guideline: async () => ({ on: "2026-11-23", subjects: [] }),
    },
    reports: {
      report: async () => Promise.reject(new Refusal("not-found")),
      recount: async () => Promise.reject(new Refusal("not-found")),
      release: async () => Promise.reject(new Refusal("not-found")),
    },
    meetings: { pack: async () => Promise.reject(new Refusal("not-found")) },
    erase: async (_caller, { thread }) => ({
      thread,
      erasedAt: new Date(START).toISOString(),
      packets: [],
      reports: [],
    }),
    auditing: createAuditing({
      rows: new NoAuditRows(),
      log: change.deps?.auditLog ?? auditLog,
      store: { receiptOf: async () => undefined },
      numbers: async () => new Map(),
      clock: { now: () => clock.ms },
      utcOffset: 480,
    }),
    registers: { provision: async () => ({ items: [] }), rights: async () => ({ items: [] }) },
    statements: async () => "statement",
    overview: async (degraded) => ({ ...OVERVIEW, degraded }),
    evidence: () => Promise.reject(new Refusal("not-found")),
    probes: [],
    settings,
    clock: { now: () => clock.ms, sound: () => true, vouch: () => undefined },
    elapsed: () => clock.ms,
    lookAgain: async () => false,
    draining: new AbortController().signal,
    degraded: () => [],
    newId,
    logger: pino(
      { level: "trace" },
      { write: (line: string) => logs.push(JSON.parse(line) as Record<string, unknown>) },
    ),
    metrics: {
      answered: (method, route, status) => answered.push({ method, route, status }),
      token: () => undefined,
      pollHeld: () => {
        polls.held++;
        return () => polls.held--;
      },
      text: async () => ({ mediaType: "text/plain; version=0.0.4", body: "up 1\n" }),
    },
    ...change.deps,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;

  const described = describedAnswers(settings);
  const ask = async (method: string, path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(origin + path, { method, ...init });
    await described(method, path, response);
    return response;
  };

  const server: TestServer = {
    origin,
    port,
    exchange,
    parties,
    clock,
    entries,
    logs,
    answered,
    store,
    polls,
    app,
    tokenKey,
    tokenKeys: { token: tokenKey, tokens: new Map([[tokenKey.kid, tokenKey]]), retired: new Map() },
    changed: () => listeners.forEach((listener) => listener()),
    directoryVersion: 1,
    claims(party, change = {}) {
      const now = Math.floor(clock.ms / 1000);
      return { iss: party, sub: party, aud: settings.issuer, jti: randomUUID(), iat: now, exp: now + 120, ...change };
    },
    assertion(party, change, header = {}) {
      const { sig } = partyOf(parties, party);
      return signCompact(server.claims(party, change), sig, { alg: sig.alg, kid: sig.kid, ...header });
    },
    async token(party, scope) {
      const response = await fetch(`${origin}/oauth/token`, {
        method: "POST",
        body: tokenForm(await server.assertion(party), scope === undefined ? {} : { scope }),
      });
      const { access_token } = (await response.json()) as { access_token?: string };
      if (access_token === undefined) throw new Error(`no token: ${response.status}`);
      return access_token;
    },
    get: (path, token, headers = {}) =>
      ask("GET", path, { headers: { ...(token === undefined ? {} : bearer(token)), ...headers } }),
    post: (path, body, headers = {}) => ask("POST", path, { body, headers }),
    close: () => app.close(),
  };
  return server;
}

/** A change of keys as the test's gateway answers with it. */
const SENT: KeyChange = {
  kid: "k".repeat(43),
  party: "civil-affairs",
  replaces: "o".repeat(43),
  keys: [{ kid: "k".repeat(43), use: "sig", alg: "ES256" }],
  state: "pending",
  sentAt: new Date(START).toISOString(),
};

const SCHEMAS = new Set(["aid-subject-list/1", "feedback/1"]);

export function partyOf(parties: ReadonlyMap<string, TestParty>, id: string): TestParty {
  const party = parties.get(id);
  if (party === undefined) throw new Error(`no party ${id}`);
  return party;
}

/** A compact JWS over claims; `header` whole, so that a test can write a bad one. */
export function signCompact(
  claims: object | string,
  key: PrivateKey,
  header: Record<string, unknown>,
): Promise<string> {
  const payload = Buffer.from(typeof claims === "string" ? claims : JSON.stringify(claims));
  return new CompactSign(payload).setProtectedHeader(header as { alg: string }).sign(key.privateKey);
}

/** The form of a token request (protocol section 3). */
export function tokenForm(assertion: string, change: Record<string, string> = {}): URLSearchParams {
  return new URLSearchParams({
    grant_type: "client_credentials",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
    ...change,
  });
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** The parties of the test directory, with fresh keys. */
export async function newParties(): Promise<Map<string, TestParty>> {
  const parties = new Map<string, TestParty>();
  for (const [id, scopes] of Object.entries(SCOPES)) {
    const [sig, enc] = await Promise.all([newKey("ES256"), newKey("ECDH-ES")]);
    const party: Party = {
      id,
      kind: KINDS[id] ?? "department",
      name: { zh: "测试单位", en: `Test party ${id}` },
      division: "330100",
      scopes,
      suite: "jose",
      delivery: { mode: "pull" },
      keys: new Map([sig, enc].map((key) => [key.kid, key])),
      encryptionKey: enc,
      active: true,
    };
    parties.set(id, { party, sig, enc });
  }
  return parties;
}

async function gatewayKeys(): Promise<GatewayKeys> {
  const [signing, enc] = await Promise.all([newKey("ES256"), newKey("ECDH-ES")]);
  return {
    signing,
    decryption: new Map([[enc.kid, enc]]),
    jwks: { keys: [signing.jwk, enc.jwk] },
    retired: new Map(),
    successions: [],
  };
}
