/** Values that auditors and operators type into filters, and what of them stays in the log for ever. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { ProblemError } from "../../src/sdk/index.ts";
import { untilPublished } from "../support/gateway/auditor.ts";
import { clientOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { endpointTable } from "../support/http/endpoint-table.ts";
import { SETTINGS } from "../support/http/http-server.ts";
import { testPool } from "../support/store/postgres.ts";

/** Personal data that passes as a filter's value, and the part of it that must be found nowhere. */
const HOSTILE: readonly { readonly typed: string; readonly trace: string }[] = [
  { typed: "42010119900101000X", trace: "42010119900101000x" },
  { typed: "420101199001010008", trace: "420101199001010008" },
  { typed: "13800000000", trace: "13800000000" },
  { typed: "Zhang.Sanfeng", trace: "zhangsanfeng" },
  // In the digits of a UUIDv7, of a fraction of a second, of an index in the log.
  { typed: "01987654-3210-7420-8101-199001010008", trace: "199001010008" },
  { typed: "2026-11-01T00:00:00.420101199Z", trace: "420101199" },
  { typed: "2026-11-01T08:00:00.138000000+08:00", trace: "138000000" },
  { typed: "x013/x800/x000/000", trace: "13800000000" },
];

/** Parameters that a question needs besides. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "/v1/audit/statements": { party: "housing", from: "2026-10-01", to: "2026-12-01" },
  "/v1/messages": { state: "failed" },
  "/v1/packets/requeue": { dryRun: "true" },
};

/** Separators that do not hide digits. */
const plain = (text: string) => text.toLowerCase().replaceAll(/[^0-9a-z]/g, "");

const home = await gatewayHome(t);
const database = testPool(t, home.env.DATABASE_URL ?? "");
// A party that will have left: it neither sends nor receives.
await parties((all) => [
  ...all,
  { ...all.find(({ id }) => id === "housing"), id: "archives", keys: { jwks: { keys: [] } } },
]);
await changed("sharing-policy.json", (policy: { roles: { housing: object } }) => ({
  ...policy,
  roles: { ...policy.roles, archives: policy.roles.housing },
}));
const gateway = await start(t, home);
const auditor = await clientOf(home, "auditor");
const operator = await clientOf(home, "operator");

async function parties(change: (all: { readonly id?: string }[]) => object[]): Promise<void> {
  await changed("directory.json", (directory: { parties: { id: string }[] }) => ({
    ...directory,
    parties: change(directory.parties),
  }));
}

async function changed<T>(name: string, change: (document: T) => object): Promise<void> {
  const file = path.join(home.config, name);
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, "utf8")) as T)));
}

async function ask(
  target: string,
  accept = "*/*",
  method: "GET" | "POST" = "GET",
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const client = /^\/v1\/(?:messages|packets|endpoints)\b/.test(target) ? operator : auditor;
    const { body } = await client.call({ method, path: target, accept });
    return { status: 200, text: Buffer.from(body).toString("latin1") };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { status: error.status, text: JSON.stringify(error.document) };
  }
}

/** Endpoints whose reading is recorded: path, and names of all parameters. */
function auditedEndpoints() {
  return endpointTable(SETTINGS)
    .filter(({ audited }) => audited !== undefined)
    .map(({ method, url, query = {} }) => ({ method, url, query: Object.keys(query), inPath: /:\w+|\*/.test(url) }));
}

interface Read {
  readonly type: string;
  readonly actor: string;
  readonly kind: string;
  readonly asked: readonly string[];
}

/** All bytes that are stored of entries, in any column, and the entries `read`. */
async function kept(): Promise<{ readonly texts: readonly string[]; readonly reads: readonly Read[] }> {
  const { rows } = await database.query<{ row: string; bytes: Buffer }>(
    `select e::text as row, e.bytes from audit_entries e union all select e::text, e.bytes from audit_pending e`,
  );
  const entries = rows.map(({ bytes }) => JSON.parse(bytes.toString("utf8")) as Read);
  return {
    texts: rows.flatMap(({ row, bytes }) => [row, bytes.toString("latin1")]),
    reads: entries.filter(({ type }) => type === "read"),
  };
}

t.test("readings: personal data typed into a filter never gets into the log", async (t) => {
  const table = auditedEndpoints();
  t.ok(table.length >= 9, `${table.length} endpoints`);
  t.ok(
    table.some(({ url }) => url === "/v1/messages"),
    "the operator's among them",
  );
  const statuses = new Map<number, number>();
  for (const { method, url, query, inPath } of table) {
    for (const { typed, trace } of HOSTILE) {
      const targets = query.map(
        (name) => `${url}?${new URLSearchParams({ ...NEEDED[url], [name]: typed }).toString()}`,
      );
      if (inPath) targets.push(url.replace(/:\w+/, encodeURIComponent(typed)).replace("*", typed));
      for (const target of targets) {
        const { status, text } = await ask(target, "*/*", method);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status !== 200) t.notOk(plain(text).includes(trace), "no problem repeats it");
      }
    }
  }
  for (const { typed } of HOSTILE) {
    for (const name of ["thread", "packet"]) {
      t.match((await ask(`/v1/messages?${new URLSearchParams({ [name]: typed }).toString()}`)).status, /^40[04]$/);
    }
    t.equal(
      (await ask("/v1/audit/deliveries?state=failed", `text/csv, ${typed.replaceAll(/[/:]/g, "-")}/csv`)).status,
      200,
    );
    t.equal((await ask("/v1/audit/deliveries?state=failed", `application/x-ndjson;as=${typed}`)).status, 200);
  }
  t.same(
    new Set(statuses.keys()),
    new Set([200, 400, 404]),
    "answered, malformed or unknown, and never an internal error",
  );

  await gateway.stop();
  const { texts, reads } = await kept();
  t.ok(
    texts.some((text) => text.includes("housing")),
    "the search finds what is there",
  );
  for (const { typed, trace } of HOSTILE) {
    t.same(
      texts.filter((text) => text.toLowerCase().includes(typed.toLowerCase()) || plain(text).includes(trace)),
      [],
      `nothing of ${typed}`,
    );
  }
  const asked = new Set(reads.flatMap((read) => read.asked.map((question) => `${read.kind} ${question}`)));
  for (const line of [
    "deliveries sender=unknown",
    "deliveries recipient=unknown",
    "deliveries thread=unknown",
    "deliveries from=2026-11-01T00:00:00.420Z",
    "deliveries as=csv&state=failed",
    "deliveries as=ndjson&state=failed",
    "delivery packet=unknown",
    "events actor=unknown",
    "events subject=unknown",
    "events to=2026-11-01T00:00:00.138Z",
    "summary by=recipient&from=2026-11-01T00:00:00.420Z",
    "statement from=2026-10-01T00:00:00.000Z&party=unknown&to=2026-12-01T00:00:00.000Z",
    "evidence thread=unknown",
    "entries bundle=unknown",
    "message message=unknown",
    "messages recipient=unknown&state=failed",
    "messages thread=unknown",
    "messages packet=unknown",
  ]) {
    t.ok(asked.has(line), line);
  }
});

t.test("readings: a value that the gateway has or ever had is recorded", async (t) => {
  const first = await start(t, home);
  const sender = await senderOf(home);
  const { answer } = await sender.push(
    await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "asked" }),
  );
  const [packet] = answer.packets;
  if (packet === undefined) throw new Error("a packet");
  await untilPublished(first);
  await first.stop();

  await parties((all) => all.filter(({ id }) => id !== "archives"));
  const again = await start(t, home);
  await untilPublished(again);
  const questions = [
    ["deliveries", "recipient=archives", "recipient=archives"],
    ["deliveries", `sender=procuratorate&thread=${answer.thread}`, `sender=procuratorate&thread=${answer.thread}`],
    [
      "deliveries",
      "from=2026-11-01&overdue=true&state=queued",
      "from=2026-11-01T00:00:00.000Z&overdue=true&state=queued",
    ],
    ["events", "actor=archives", "actor=archives"],
    ["events", `subject=${answer.id}`, `subject=${answer.id}`],
    ["events", `subject=${packet.id}`, `subject=${packet.id}`],
    ["events", "subject=archives", "subject=archives"],
    ["events", "actor=aid-gateway&type=directory", "actor=aid-gateway&type=directory"],
    [
      "statements",
      "month=2026-11&party=archives",
      "from=2026-10-31T16:00:00.000Z&party=archives&to=2026-11-30T16:00:00.000Z",
    ],
  ] as const;
  for (const [list, query] of questions) t.equal((await ask(`/v1/audit/${list}?${query}`)).status, 200, query);
  t.equal((await ask(`/v1/audit/deliveries/${packet.id}`)).status, 200);
  t.equal((await ask(`/v1/audit/threads/${answer.thread}/evidence`)).status, 200);
  t.equal((await ask("/log/tile/entries/000.p/1")).status, 200);
  t.equal((await ask(`/v1/messages/${answer.id}`)).status, 200);
  t.equal((await ask(`/v1/messages?packet=${packet.id}`)).status, 200);
  t.equal((await ask("/v1/messages?state=queued&recipient=archives")).status, 200);
  t.equal((await ask(`/v1/messages?packet=${answer.id}`)).status, 404, "a message's id is no packet's");
  t.equal(
    (await ask("/v1/audit/deliveries?recipient=archive")).status,
    404,
    "an unknown name is not answered with an empty list",
  );
  t.equal((await ask(`/v1/audit/deliveries?thread=${packet.id}`)).status, 404, "nor is an id of another kind");
  await again.stop();

  const { reads } = await kept();
  const asked = new Set(reads.flatMap((read) => read.asked));
  for (const [, , recorded] of questions) t.ok(asked.has(recorded), recorded);
  for (const recorded of [`packet=${packet.id}`, `thread=${answer.thread}`, "bundle=0.1"]) {
    t.ok(asked.has(recorded), recorded);
  }
  const operators = new Set(reads.filter(({ actor }) => actor === "operator").flatMap((read) => read.asked));
  for (const recorded of [`message=${answer.id}`, `packet=${packet.id}`, "recipient=archives&state=queued"]) {
    t.ok(operators.has(recorded), `the operator's ${recorded}`);
  }
  t.notOk([...asked].some((question) => question.includes("archive&") || question.endsWith("archive")));
});
