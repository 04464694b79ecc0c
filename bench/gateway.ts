import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { JWK } from "jose";
import type { MessageType } from "../src/domain/message.ts";
import { compactJwe, compactJws, newPair, type Pair } from "./compact.ts";
import type { DepartmentConfig } from "./department.ts";
import { newHome } from "./home.ts";
import type { Shot } from "./load.ts";
import { cpuMs, type Started, startProcess } from "./process.ts";

/** The twelve departments of the default directory; the first few get the packets of a smaller run. */
export const DEPARTMENTS = [
  "civil-affairs",
  "medical-insurance",
  "education",
  "hr-social-security",
  "agriculture-rural",
  "housing",
  "disabled-federation",
  "women-federation",
  "youth-league",
  "trade-union",
  "legal-aid",
  "veterans",
] as const;

const SENDER = "procuratorate";
const path = (name: string) => new URL(name, import.meta.url).pathname;

/** How a gateway of the bench is started. */
export interface GatewayOptions {
  /** Without it the gateway starts its own embedded PostgreSQL. */
  readonly databaseUrl?: string;
  /** Starts the departments as processes that are pushed to; without it they pull, which nobody does. */
  readonly push?: number;
  /** The log's settings in gateway.json: witnesses. */
  readonly log?: object;
}

/** Claims of a message besides those that all have. */
export interface BenchDocument {
  readonly type: MessageType;
  readonly version: string;
  readonly thread?: string;
  readonly to?: readonly string[];
  readonly body: unknown;
}

/** A gateway under test: the real program, its default settings but for rate limits and directory. */
export interface BenchGateway {
  readonly process: Started;
  /** CPU ms of all departments so far. */
  departmentsCpuMs(): number;
  /** Signed and encrypted messages, ready to be fired, each for the first so many departments. */
  seal(count: number, body: unknown, recipients: number): Promise<Shot[]>;
  /** Signed and encrypted messages of a party, ready to be fired, in the order of the documents. */
  sealFrom(party: string, documents: readonly BenchDocument[]): Promise<Shot[]>;
  /** Private keys of a department, as its key file holds them. */
  privateSet(party: string): { readonly keys: readonly JWK[] };
  /** Stops the gateway and starts it again on the same data; for start-up times. */
  restart(): Promise<Started>;
  stop(): Promise<void>;
}

/** Starts departments and gateway in a directory of their own. */
export async function startGateway(options: GatewayOptions): Promise<BenchGateway> {
  const home = newHome("aidx-bench-");
  const config = join(home, "config");
  mkdirSync(config);
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const gatewayId = "bench-gateway";

  const sender = { sig: await newPair("sig"), enc: await newPair("enc") };
  const departments = await Promise.all(
    DEPARTMENTS.map(async (id, index) => {
      const [sig, enc] = [await newPair("sig"), await newPair("enc")];
      const pushed = index < (options.push ?? 0);
      const own: DepartmentConfig = { id, gatewayId, gatewayUrl: publicUrl, ...privateJwks(sig, enc) };
      const started = pushed ? await startProcess([path("department.ts")], { config: own }) : undefined;
      return {
        id,
        kind: "department",
        endpoint: started?.url,
        started,
        sig,
        enc,
        keys: [sig.publicJwk, enc.publicJwk],
      };
    }),
  );

  for (const name of ["sharing-policy", "routing", "calendar", "retention", "deadlines"]) {
    cpSync(path(`../config/${name}.json`), join(config, `${name}.json`));
  }
  const write = (name: string, document: unknown) => writeFileSync(join(config, name), JSON.stringify(document));
  write("gateway.json", {
    id: gatewayId,
    mode: "development",
    limits: { rate: { party: { perSecond: 0 }, address: { perSecond: 0 } } },
    ...(options.log === undefined ? {} : { log: options.log }),
  });
  const parties = [
    { id: SENDER, kind: SENDER, endpoint: undefined, keys: [sender.sig.publicJwk, sender.enc.publicJwk] },
    ...departments,
  ];
  write("directory.json", {
    parties: parties.map(({ id, kind, endpoint, keys }) => ({
      id,
      kind,
      name: { zh: id, en: id },
      division: "320723",
      delivery: endpoint ? { mode: "push", endpoint: `${endpoint}/` } : { mode: "pull" },
      keys: { jwks: { keys } },
    })),
  });

  const env = {
    AIDX_PORT: String(port),
    AIDX_HOST: "127.0.0.1",
    AIDX_PUBLIC_URL: publicUrl,
    AIDX_CONFIG_DIR: config,
    AIDX_KEYS_DIR: join(home, "keys"),
    AIDX_DATA_DIR: join(home, "data"),
    AIDX_LOG_LEVEL: "warn",
    DATABASE_URL: options.databaseUrl ?? "",
    REDIS_URL: "",
  };
  // BENCH_PROFILE names a directory for V8 CPU profiles of the gateway, to see where its time goes.
  const profile = process.env.BENCH_PROFILE ? ["--cpu-prof", `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];
  const start = () => startProcess([...profile, path("../src/cli/aidx.mjs"), "serve"], { env });
  let running = await start();

  /** Seals documents of a party for the gateway. */
  async function sealFrom(party: string, documents: readonly BenchDocument[]): Promise<Shot[]> {
    const own = party === SENDER ? sender : departments.find(({ id }) => id === party);
    if (own === undefined) throw new Error(`the bench has no ${party}`);
    const authorization = `Bearer ${await accessToken(publicUrl, party, own.sig)}`;
    const key = await encryptionKey(publicUrl);
    const signer = { kid: own.sig.publicJwk.kid, privateKey: own.sig.privateKey };
    const iat = Math.floor(Date.now() / 1000);
    return documents.map((document) => {
      const claims = { iss: party, aud: gatewayId, iat, jti: randomUUID(), ...document };
      const jws = compactJws(claims, "aid-message+jwt", signer);
      const headers = { authorization, "content-type": "application/jose" };
      return { path: "/v1/messages", headers, body: compactJwe(jws, { kid: key.kid, jwk: key }) };
    });
  }

  return {
    get process() {
      return running;
    },
    departmentsCpuMs: () => departments.reduce((sum, { started }) => sum + (started ? cpuMs(started.pid) : 0), 0),
    seal: (count, body, recipients) =>
      sealFrom(
        SENDER,
        Array.from({ length: count }, () => ({
          type: "aid-subject-list",
          version: "1",
          to: DEPARTMENTS.slice(0, recipients),
          body: numbered(body),
        })),
      ),
    sealFrom,
    privateSet(party) {
      const own = departments.find(({ id }) => id === party);
      return { keys: own === undefined ? [] : [own.sig.privateJwk, own.enc.privateJwk] };
    },
    async restart() {
      await running.stop();
      running = await start();
      return running;
    },
    async stop() {
      await running.stop();
      await Promise.all(departments.flatMap(({ started }) => (started ? [started.stop()] : [])));
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function privateJwks(sig: Pair, enc: Pair) {
  return { sig: { ...sig.privateJwk, kty: "EC" }, enc: { ...enc.privateJwk, kty: "EC" } };
}

/** A token as any client gets it (docs/protocol.md section 3). */
async function accessToken(publicUrl: string, party: string, sig: Pair): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 120;
  const claims = { iss: party, sub: party, aud: `${publicUrl}/oauth/token`, jti: randomUUID(), exp };
  const assertion = compactJws(claims, "JWT", { kid: sig.publicJwk.kid, privateKey: sig.privateKey });
  const answer = await fetch(`${publicUrl}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
    }),
  });
  if (answer.status !== 200) throw new Error(`no token: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function encryptionKey(publicUrl: string): Promise<JWK & { kid: string }> {
  const { keys } = (await (await fetch(`${publicUrl}/.well-known/jwks.json`)).json()) as { keys: JWK[] };
  const key = keys.find(({ use }) => use === "enc");
  if (key?.kid === undefined) throw new Error("the gateway publishes no key to encrypt for");
  return { ...key, kid: key.kid };
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

let letters = 0;

/** The same document under numbers of its own, since a sender uses each number once. */
function numbered(body: unknown): unknown {
  const document = body as { readonly header: object };
  letters = (letters % 999_999) + 1;
  return {
    ...document,
    header: {
      ...document.header,
      transferId: randomUUID(),
      listNumber: `西检救移〔2025〕${letters}号`,
      legalBasis: "statutory-duty",
    },
  };
}
