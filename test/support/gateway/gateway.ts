import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer as createNetServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Test } from "tap";
import { initGateway, type RunningGateway, type StartOptions, startGateway } from "../../../src/gateway/start.ts";
import { Department, GatewayClient, type GatewayClientOptions, type JwkSet, Sender } from "../../../src/sdk/index.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";
import { migratedDatabase } from "../store/postgres.ts";
import { suiteLog } from "./suite-log.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** A home for a gateway of the tests: configuration, keys and database of its own. */
export interface GatewayHome {
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  readonly url: string;
  readonly config: string;
  readonly keys: string;
  /** Replaces members of a party in directory.json; a reload or the next start reads them. */
  changeParty(id: string, members: object): Promise<void>;
}

/** Differences from the project's own `config/`. */
export interface HomeOptions {
  /** Members of gateway.json that replace or join those of the default. */
  readonly gateway?: object;
  /** Push endpoints by party; the others pull. */
  readonly endpoints?: Readonly<Record<string, string>>;
  /** Another database than one made for the test. */
  readonly databaseUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Tests look for deadlines by hand: no notice comes into an inbox by the clock. */
const QUIET = { notices: { enabled: false } };

/** Makes a home, with a port that is free now. Nothing is started. */
export async function gatewayHome(t: Test, options: HomeOptions = {}): Promise<GatewayHome> {
  const home = await mkdtemp(path.join(tmpdir(), "aidx-gateway-"));
  const [config, keys] = [path.join(home, "config"), path.join(home, "keys")];
  await cp(path.join(ROOT, "config"), config, { recursive: true });
  await mkdir(keys);
  await change(path.join(config, "gateway.json"), (file) => merge({ ...file, ...QUIET }, options.gateway ?? {}));
  await change(path.join(config, "directory.json"), (file) => {
    for (const party of file.parties as { id: string; delivery: object }[]) {
      const endpoint = options.endpoints?.[party.id];
      if (endpoint !== undefined) party.delivery = { mode: "push", endpoint };
    }
    return file;
  });
  const databaseUrl = options.databaseUrl ?? (await migratedDatabase(t)).url;
  const port = await freePort();
  const env = {
    AIDX_PORT: String(port),
    AIDX_CONFIG_DIR: config,
    AIDX_KEYS_DIR: keys,
    AIDX_DATA_DIR: path.join(home, "data"),
    DATABASE_URL: databaseUrl,
    ...options.env,
  };
  const changeParty = (id: string, members: object) =>
    change(path.join(config, "directory.json"), (file) => {
      const parties = file.parties as { id: string }[];
      return { ...file, parties: parties.map((party) => (party.id === id ? { ...party, ...members } : party)) };
    });
  return { env, port, url: `http://127.0.0.1:${port}`, config, keys, changeParty };
}

/** Starts a gateway in a home; it stops with the test. Its log goes where the suite searches for persons. */
export async function start(t: Test, home: GatewayHome, more: Partial<StartOptions> = {}): Promise<RunningGateway> {
  const logger = createLogger("debug", suiteLog());
  const gateway = await startGateway({ env: home.env, cwd: ROOT, logger, ...more });
  t.teardown(() => gateway.stop());
  return gateway;
}

/** Makes keys and database of a home without starting. */
export async function init(home: GatewayHome): Promise<void> {
  await initGateway({ env: home.env, cwd: ROOT, logger: createLogger("silent") });
}

/** A party's client of a gateway, with the development keys of its home. */
export async function clientOf(
  home: GatewayHome,
  party: string,
  environment: GatewayClientOptions["environment"] = {},
): Promise<GatewayClient> {
  const keys = JSON.parse(await readFile(path.join(home.keys, "dev", `${party}.jwks.json`), "utf8")) as JwkSet;
  return new GatewayClient({ url: home.url, party, keys, retry: { attempts: 1 }, environment });
}

export async function senderOf(home: GatewayHome, party = "procuratorate"): Promise<Sender> {
  return new Sender(await clientOf(home, party));
}

export async function departmentOf(home: GatewayHome, party: string): Promise<Department> {
  return new Department(await clientOf(home, party));
}

/** The example list of the schema, a valid document. */
export async function exampleList(): Promise<Record<string, unknown>> {
  const text = await readFile(path.join(ROOT, "schemas/aid-subject-list/1.example.json"), "utf8");
  return renumbered(JSON.parse(text) as Record<string, unknown>);
}

/** Number of the next letter: random ones of a few hundred lists would be alike now and then. */
let letter = randomInt(1, 900_000);

/** Copies a list under numbers of its own: a sender uses each number once. */
export function renumbered(document: Record<string, unknown>): Record<string, unknown> {
  const header = document.header as { readonly listNumber: string };
  const listNumber = header.listNumber.replace(/\d+号$/, `${letter++}号`);
  // Tests send it to whom they like: its persons' consents name only those whom its needs lead to.
  return { ...document, header: { ...header, transferId: randomUUID(), listNumber, legalBasis: "statutory-duty" } };
}

/** A name that nothing else has. */
export function unique(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString("hex")}`;
}

async function change(file: string, edit: (content: Record<string, unknown>) => unknown): Promise<void> {
  const content = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  await writeFile(file, JSON.stringify(edit(content)));
}

function merge(base: Record<string, unknown>, more: object): Record<string, unknown> {
  const merged = { ...base };
  for (const [name, value] of Object.entries(more)) {
    const before = merged[name];
    const both = isObject(before) && isObject(value);
    merged[name] = both ? merge(before, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Finds a port on which nothing listens now. */
export async function freePort(): Promise<number> {
  const probe = createNetServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  return address.port;
}
