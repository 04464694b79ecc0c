/**
 * A gateway that lies in every field of every answer. Whatever it says, no command writes outside its folder, replaces what is
 * kept, asks without end or waits for long.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t, { type Test } from "tap";
import { ERASURE_BASES, LOOKUP_BASES } from "../../src/domain/recorded-request.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { like } from "../support/like.ts";
import { type Passing, type Relay, startRelay } from "../support/gateway/relay.ts";
import { digestOf, FakeGateway } from "../support/sdk/fake-gateway.ts";
import { newKeySet } from "../support/sdk/party-key-set.ts";

const LIES: readonly unknown[] = [
  "../../victim",
  "../../made",
  "/tmp/victim",
  "\u001b]0;x\u0007",
  "",
  null,
  1e308,
  [],
  {},
];
const VICTIM = "not to be touched";
/** Requests of one command to an honest gateway are a dozen. */
const MOST_REQUESTS = 60;
const LONGEST_MS = 5 * 60_000;

const keys = await newKeySet();
const senderKeys = await newKeySet();

interface Scene {
  readonly gateway: FakeGateway;
  readonly relay: Relay;
  readonly aidx: CommandLine;
  readonly asked: string[];
  readonly pauses: number[];
}

/** A party that pinned the gateway, and a relay that lies. */
async function scene(t: Test): Promise<Scene> {
  const gateway = await FakeGateway.start({ "civil-affairs": keys, procuratorate: senderKeys });
  t.teardown(() => gateway.stop());
  const relay = await startRelay(t, gateway.url);
  const cwd = join(
    t.testdir({ victim: VICTIM, "victim.json": VICTIM, "victim.receipt.json": VICTIM, home: {} }),
    "home",
  );
  const aidx = new CommandLine(cwd, { AIDX_GATEWAY: relay.url, AIDX_PARTY: "civil-affairs" });
  await aidx.giveKeys("civil-affairs", keys);
  await aidx.giveKeys("procuratorate", senderKeys);
  await writeFile(join(cwd, "keys", "gateway.trust.json"), JSON.stringify(gateway.trust()));
  const pauses: number[] = [];
  aidx.sleep = async (ms) => void pauses.push(ms);
  return { gateway, relay, aidx, asked: [], pauses };
}

/** Replaces the value at the n-th place of a JSON document, depth first; undefined when it has fewer places. */
function lied(document: unknown, n: number, lie: unknown): string | undefined {
  let at = 0;
  let done = false;
  const walk = (value: unknown): unknown => {
    if (at++ === n) {
      done = true;
      return lie;
    }
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one)]));
  };
  const text = JSON.stringify(walk(document));
  return done ? text : undefined;
}

/** Runs a command and checks what must hold whatever the gateway says. */
async function survives(
  t: Test,
  { relay, aidx, asked, pauses }: Scene,
  line: string,
  rewrite: Relay["rewrite"],
  what: string,
) {
  asked.length = pauses.length = 0;
  relay.rewrite = async (passing) => {
    asked.push(passing.path);
    // An endless loop ends here, and the test with it.
    if (asked.length > MOST_REQUESTS) return { status: 400, answer: Buffer.from("{}") };
    return rewrite(passing);
  };
  const ran = await aidx.run(line);
  const kept = await readdir(aidx.cwd, { recursive: true });
  const inside = kept.every((name) =>
    /^(keys(\/.*)?|in|in\/[0-9a-f-]{36}(\.receipt)?\.json|list\.json|(.*\/)?\.aidx(\/.*)?|state(\/.*)?)$/.test(name),
  );
  const above = await readdir(join(aidx.cwd, ".."));
  const untouched = await Promise.all(
    ["victim", "victim.json", "victim.receipt.json"].map((name) => readFile(join(aidx.cwd, "..", name), "utf8")),
  );
  const holds =
    inside &&
    above.length === 4 &&
    untouched.every((text) => text === VICTIM) &&
    asked.length <= MOST_REQUESTS &&
    pauses.reduce((sum, ms) => sum + ms, 0) <= LONGEST_MS &&
    !/[\u0000-\u0009\u000b-\u001f]/.test(ran.stdout + ran.stderr) &&
    !/\bat .*\.ts:\d+/.test(ran.stderr) &&
    [0, 1, 3, 4, 5].includes(ran.code);
  t.ok(
    holds,
    `${line}: ${what}: ${ran.code} ${asked.length} ${pauses.join()} ${inside ? "" : kept.join()} ${ran.stderr.slice(0, 200)}`,
  );
  return ran;
}

/** Gives the bytes of the newest packet for whatever packet is asked for, and takes every receipt. */
function handsOut({ gateway }: Scene, { method, status, answer }: Passing): ReturnType<Relay["rewrite"]> | undefined {
  if (status < 300) return undefined;
  const { bytes = Buffer.alloc(0) } = gateway.packets.at(-1) ?? {};
  return Promise.resolve(
    method === "GET"
      ? { status: 200, answer: bytes, headers: { "content-digest": digestOf(bytes) } }
      : { status: 201, answer },
  );
}

/** Tries every lie at every place of the answers of a path. @param document answer of an honest gateway, when this one has none */
async function everyField(
  t: Test,
  made: Scene,
  line: string,
  concerns: (passing: Passing) => boolean,
  before: () => Promise<unknown> = async () => undefined,
  document?: object,
): Promise<void> {
  const refused = new Set<string>();
  let places = 0;
  for (let n = 0, more = true; more; n++) {
    more = false;
    for (const lie of LIES) {
      await before();
      const rewrite: Relay["rewrite"] = async (passing) => {
        if (!concerns(passing)) return passing.path.startsWith("/v1/packets/") ? handsOut(made, passing) : undefined;
        const text = lied(document ?? JSON.parse(passing.answer.toString()), n, lie);
        more ||= text !== undefined;
        if (document !== undefined) return { status: 200, answer: Buffer.from(text ?? JSON.stringify(document)) };
        return text === undefined ? undefined : { answer: Buffer.from(text) };
      };
      const ran = await survives(t, made, line, rewrite, `place ${n}, ${JSON.stringify(lie)}`);
      if (more && ran.code === 5) refused.add(`${n}`);
    }
    places = n;
  }
  t.ok(places > 1 && refused.size > 0, `${line}: lies at ${refused.size} of ${places} places were refused`);
}

t.test("pull --ack: every field of the inbox, of a token and of a receipt's answer", async (t) => {
  const made = await scene(t);
  const fresh = () => {
    made.gateway.packets.length = 0;
    return made.gateway.seal("civil-affairs", {});
  };
  const line = "pull --ack --out in";
  // Of the inbox only the first page: an honest end follows.
  await everyField(t, made, line, ({ path }) => path.startsWith("/v1/inbox") && !path.includes("after="), fresh);
  await everyField(t, made, line, ({ path }) => path === "/oauth/token", fresh);
  await everyField(t, made, line, ({ path }) => path.endsWith("/receipt"), fresh);
});

t.test("push and status: every field of an acceptance, of a message and of the gateway's keys", async (t) => {
  const made = await scene(t);
  const { aidx } = made;
  aidx.env["AIDX_PARTY"] = "procuratorate";
  const push = `push ${await aidx.write("list.json", { a: 1 })} --new --state ${join(aidx.cwd, "state")}`;
  await everyField(t, made, push, ({ method, path }) => method === "POST" && path === "/v1/messages");
  await everyField(t, made, push, ({ path }) => path === "/.well-known/jwks.json");
  const [packet] = made.gateway.packets;
  await everyField(t, made, `status ${packet?.message}`, ({ path }) => path.startsWith("/v1/messages/"));
});

t.test("lists without end: a cursor that comes again, and packets that do not open", async (t) => {
  const made = await scene(t);
  const packet = await made.gateway.seal("civil-affairs", {});
  const item = {
    packet: packet.id,
    message: packet.message,
    thread: packet.thread,
    type: "feedback",
    from: "procuratorate",
    digest: packet.digest,
  };
  const page = (items: readonly object[], next: string) => ({ answer: Buffer.from(JSON.stringify({ items, next })) });
  const inbox = (answer: (n: number) => { answer: Buffer }): Relay["rewrite"] => {
    let n = 0;
    return async ({ path }) => (path.startsWith("/v1/inbox") ? answer(n++) : undefined);
  };
  const again = await survives(
    t,
    made,
    "pull --out in",
    inbox(() => page([item], "same")),
    "the same cursor",
  );
  t.equal(again.code, 5);
  const cycle = await survives(
    t,
    made,
    "pull --out in",
    inbox((n) => page([item], `cursor-${n % 3}`)),
    "a cycle of cursors",
  );
  t.equal(cycle.code, 5);
  const fresh = (n: number) => `019ab0c1-7c1e-7d4f-8a55-${String(n).padStart(12, "0")}`;
  made.relay.rewrite = inbox((n) =>
    page(
      Array.from({ length: 50 }, (_, m) => ({ ...item, packet: fresh(50 * n + m) })),
      `cursor-${n}`,
    ),
  );
  const endless = await made.aidx.run("pull --json --out other");
  t.equal(endless.code, 5, "fresh packets for ever, none of which opens");
  t.equal(endless.lines.length, 101, "it stops after a hundred");
});

const UUID = "019ab0c1-7c1e-7d4f-8a55-000000000001";
const AT = "2026-11-23T09:00:00Z";
const PROGRESS = {
  recipient: "housing",
  state: "failed",
  sealedAt: AT,
  due: { receipt: AT },
  attempts: 1,
  cause: "timeout",
};
const PACKET = { id: UUID, ...PROGRESS };
const REQUEUED = { dryRun: false, items: [PACKET] };
const LINE = { packet: UUID, message: UUID, type: "feedback", sender: "procuratorate", ...PROGRESS };
const ENDPOINTS = { items: [{ party: "housing", state: "off", queued: 1, failed: 0, since: AT, cause: "http-410" }] };

const ERASURE = { thread: UUID, erasedAt: AT, packets: [UUID] };
const APPROVAL = { operator: "operator", reference: "R-1", approvedBy: "security", approvedAt: AT };

const THREAD = { thread: UUID, type: "feedback", sender: "procuratorate", acceptedAt: AT, messages: 1, open: 0 };
const PERSON = { threads: [THREAD] };

t.test("an operator's commands: every field of their answers, and a cursor that comes again", async (t) => {
  const made = await scene(t);
  made.aidx.input = "110105194912310021";
  const message = { id: UUID, packets: [PACKET], timeline: [{ type: "attempted", time: AT, packet: UUID }] };
  const answers: readonly [line: string, path: string, document: object][] = [
    ["requeue --recipient housing", "/v1/packets/requeue", REQUEUED],
    [`requeue ${UUID}`, `/v1/packets/${UUID}/requeue`, PACKET],
    ["packets", "/v1/messages?", { items: [LINE] }],
    ["endpoints", "/v1/endpoints", ENDPOINTS],
    ["endpoints housing --on", "/v1/endpoints/", ENDPOINTS.items[0] ?? {}],
    [`erase ${UUID} --basis ${ERASURE_BASES[0]} --reference R-1`, "/v1/erasures", ERASURE],
    ["approve-lookup --operator operator --reference R-1", "/v1/person-lookups/approvals", APPROVAL],
    [`find-person --basis ${LOOKUP_BASES[0]} --reference R-1`, "/v1/person-lookups", PERSON],
  ];
  for (const [line, path, document] of answers) {
    await everyField(t, made, line, (passing) => passing.path.startsWith(path), undefined, document);
  }
  const asks = (path: string) => path === "/v1/endpoints" || path.startsWith("/v1/messages");
  for (const [told, document] of [
    [{ messages: [message] }, ENDPOINTS],
    [{ messages: [message] }, {}],
  ] as const) {
    const rewrite: Relay["rewrite"] = async ({ path }) =>
      asks(path)
        ? { status: 200, answer: Buffer.from(JSON.stringify(path === "/v1/endpoints" ? document : told)) }
        : undefined;
    const ran = await survives(t, made, `explain ${UUID}`, rewrite, "endpoints");
    t.equal(ran.code, document === ENDPOINTS ? 0 : 5);
  }
  for (const [line, document] of [
    ["requeue --recipient housing", { ...REQUEUED, next: UUID }],
    ["packets --json", { items: [LINE], next: "same" }],
  ] as const) {
    const again = await survives(
      t,
      made,
      line,
      async ({ path }) =>
        path.startsWith("/v1/packets") || path.startsWith("/v1/messages")
          ? { status: 200, answer: Buffer.from(JSON.stringify(document)) }
          : undefined,
      "the same cursor",
    );
    t.equal(again.code, 5, line);
  }
});

t.test("waits: Retry-After of hours, at every path", async (t) => {
  const made = await scene(t);
  await made.gateway.seal("civil-affairs", {});
  for (const wait of ["86400", "3600", new Date(Date.now() + 86_400_000).toUTCString()]) {
    for (const path of ["/oauth/token", "/v1/inbox", "/v1/packets"]) {
      made.gateway.fail(path, ...Array.from({ length: 8 }, () => ({ status: 503, headers: { "retry-after": wait } })));
      const ran = await survives(t, made, "pull --out in", async () => undefined, `${path} ${wait}`);
      t.equal(ran.code, 4);
      t.match(ran.stdout + ran.stderr, /come again in \d+ s/);
      t.same(made.pauses, [], "it does not wait at all");
      made.gateway.clearFaults();
    }
  }
});

t.test("what is kept is proof: other bytes under the id of a kept packet replace nothing", async (t) => {
  const made = await scene(t);
  const packet = await made.gateway.seal("civil-affairs", { body: { note: "kept" } });
  t.equal((await made.aidx.run("pull --ack --out in")).code, 0);
  const files = [`${packet.id}.json`, `${packet.id}.receipt.json`].map((name) => join(made.aidx.cwd, "in", name));
  const before = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const other = await made.gateway.seal("civil-affairs", {});
  const ran = await survives(
    t,
    made,
    "pull --ack --out in",
    async ({ path, answer }) => {
      const renamed = Buffer.from(answer.toString().replaceAll(other.id, packet.id));
      return path.startsWith("/v1/inbox") ? { answer: renamed } : undefined;
    },
    "another packet's digest under a kept id",
  );
  like(t, ran, { code: 5 });
  t.same(await Promise.all(files.map((file) => readFile(file, "utf8"))), before);
});
