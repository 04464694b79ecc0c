import t from "tap";
import { SIGNATURE_TYPES } from "../../src/tlog/note.ts";
import { type SETTINGS, START, startServer } from "../support/http/http-server.ts";
import { MemoryLog, noteSigner } from "../support/log/memory-log.ts";
import { like } from "../support/like.ts";

/** Starts a server with a log of 300 published entries and two pending ones. */
async function serverWithLog(t: { teardown(work: () => unknown): void }, settings: Partial<typeof SETTINGS> = {}) {
  const auditLog = new MemoryLog("gateway.example/log");
  const time = new Date(START).toISOString();
  const entries = (from: number, to: number) =>
    Array.from(
      { length: to - from },
      (_, n) => ({ v: 1, type: "refused", time, actor: "gateway", code: `n-${from + n}` }) as const,
    );
  auditLog.append(...entries(0, 300));
  const head = await auditLog.publish();
  auditLog.append(...entries(300, 302));
  const server = await startServer({ deps: { auditLog }, settings });
  t.teardown(() => server.close());
  const leaf = (n: number) => auditLog.all[n]?.leafHash.toString("base64url") ?? "";
  return { server, auditLog, head, leaf };
}

t.test("checkpoint, tiles, entries, proofs and receipts of the published log are served", async (t) => {
  const { server, head, leaf } = await serverWithLog(t);
  const checkpoint = await server.get("/log/checkpoint");
  t.equal(await checkpoint.text(), head.text);
  t.equal(checkpoint.headers.get("cache-control"), "public, max-age=1");
  for (const [path, bytes] of [
    ["0/000", 8192],
    ["0/001.p/44", 1408],
    ["0/001.p/3", 96],
    ["0/000.p/3", 96],
    ["1/000.p/1", 32],
  ] as const) {
    const tile = await server.get(`/log/tile/${path}`);
    t.equal(tile.status, 200, path);
    t.equal((await tile.bytes()).length, bytes, path);
    t.match(tile.headers.get("cache-control"), /^public, max-age=\d+, immutable$/);
  }
  like(t, await (await server.get(`/v1/log/proof?leaf=${leaf(7)}`)).json(), {
    index: 7,
    size: 300,
    stage: "published",
  });
  const hex = Buffer.from(leaf(7), "base64url").toString("hex");
  const small = (await (await server.get(`/v1/log/proof?leaf=${hex}&size=8`)).json()) as { hashes: string[] };
  t.equal(small.hashes.length, 3);
  t.notOk("checkpoint" in small, "no checkpoint of that size is kept");
  like(t, await (await server.get("/v1/log/proof?from=256")).json(), { from: 256, to: 300, checkpoint: head.text });
  like(t, await (await server.get("/v1/log/proof?from=0&to=0")).json(), { from: 0, to: 0, hashes: [] });
});

t.test("what the log does not have is 404, a malformed place in it 400", async (t) => {
  const { server, leaf } = await serverWithLog(t);
  const code = async (path: string) =>
    ((await (await server.get(path)).json()) as { status: number; code: string }).code;
  for (const path of [
    "/log/tile/0/002",
    "/log/tile/0/001",
    "/log/tile/0/001.p/45",
    "/log/tile/1/000",
    "/log/tile/1/000.p/2",
    "/log/tile/2/000.p/1",
    "/log/tile/0/x999/x999/x999/999",
    `/v1/log/proof?leaf=${leaf(301)}`,
    `/v1/log/proof?leaf=${Buffer.alloc(32).toString("base64url")}`,
    `/v1/log/proof?leaf=${leaf(7)}&size=301`,
    `/v1/log/proof?leaf=${leaf(7)}&size=7`,
    "/v1/log/proof?from=1&to=301",
    "/v1/log/proof?from=9007199254740991",
    "/v1/log/proof?from=301&to=301",
    "/v1/log/receipt?from=301",
    `/v1/log/receipt?leaf=${leaf(301)}`,
    `/v1/log/key?kid=${"A".repeat(43)}`,
  ]) {
    t.equal(await code(path), "not-found", path);
  }
  for (const path of [
    "/log/tile/0/0",
    "/log/tile/64/000",
    "/log/tile/0/000.p/256",
    "/log/tile/0/000.p/0",
    "/log/tile/0/x000/000",
    "/log/tile/0/%2e%2e/000",
    "/log/tile/0/000?x=1",
    "/v1/log/proof",
    "/v1/log/proof?leaf=",
    "/v1/log/proof?leaf=AA",
    `/v1/log/proof?leaf=${leaf(7)}A`,
    `/v1/log/proof?leaf=${leaf(7)}&size=-1`,
    `/v1/log/proof?leaf=${leaf(7)}&size=01`,
    `/v1/log/proof?leaf=${leaf(7)}&from=1`,
    "/v1/log/proof?to=3",
    "/v1/log/proof?from=1e3",
    "/v1/log/proof?from=9007199254740992",
    "/v1/log/proof?from=1&size=2",
    "/v1/log/key",
    "/v1/log/key?kid=",
    `/v1/log/key?kid=${"A".repeat(44)}`,
    "/v1/log/key?kid=../../etc/passwd",
  ]) {
    t.equal(await code(path), "malformed-request", path);
  }
});

t.test("problems of the log endpoints say what is wrong, in both languages", async (t) => {
  const { server, leaf } = await serverWithLog(t);
  const detail = async (path: string, language: string) => {
    const answer = await server.get(path, undefined, { "accept-language": language });
    return `${answer.status} ${((await answer.json()) as { detail: string }).detail}`;
  };
  const whole = (name: string, least: 0 | 1) => [
    `400 ${name} must be a whole number from ${least} to 9007199254740991, in digits without leading zeros`,
    `400 ${name} 须为 ${least} 至 9007199254740991 的整数，以数字书写且无前导零`,
  ];
  const neither = [
    "400 Either leaf must be given, with an optional size, or from, with an optional to",
    "400 须给出 leaf（可附 size）或 from（可附 to）之一",
  ];
  const hash = [
    "400 leaf must be a leaf hash of 32 bytes, in base64url without padding or in hexadecimal digits",
    "400 leaf 须为 32 字节叶哈希，以无填充的 base64url 或十六进制表示",
  ];
  const order = ["400 from must not be larger than to", "400 from 不得大于 to"];
  const far = ["404 The published log has not grown that far", "404 已发布的日志尚未达到该范围"];
  const none = ["404 The published log has no such entry", "404 已发布的日志没有此条目"];
  const later = ["404 The log of that size does not have this entry yet", "404 该大小的日志尚无此条目"];
  const either = ["400 Either leaf or from must be given", "400 须给出 leaf 或 from 之一"];
  for (const [query, [en, zh]] of [
    ["proof", neither],
    ["proof?to=3", neither],
    ["proof?size=3", neither],
    [`proof?leaf=${leaf(7)}&from=1`, neither],
    [`proof?leaf=${leaf(7)}&to=1`, neither],
    ["proof?from=1&size=2", neither],
    ["proof?leaf=", hash],
    ["proof?leaf=AA", hash],
    [`proof?leaf=${leaf(7)}A`, hash],
    [`proof?leaf=${leaf(7)}=`, hash],
    ["proof?from=5&to=2", order],
    ["proof?from=400&to=350", order],
    ["proof?from=1e3", whole("from", 0)],
    ["proof?from=", whole("from", 0)],
    ["proof?from=9007199254740992", whole("from", 0)],
    ["proof?from=1&to=-1", whole("to", 0)],
    [`proof?leaf=${leaf(7)}&size=01`, whole("size", 0)],
    ["proof?from=301", far],
    ["proof?from=1&to=301", far],
    [`proof?leaf=${leaf(7)}&size=301`, far],
    [`proof?leaf=${leaf(7)}&size=7`, later],
    [`proof?leaf=${leaf(301)}`, none],
    [`proof?leaf=${leaf(301)}&size=400`, none],
    ["receipt", either],
    [`receipt?leaf=${leaf(7)}&from=1`, either],
    ["receipt?leaf=AA", hash],
    ["receipt?from=0", whole("from", 1)],
    ["receipt?from=9007199254740992", whole("from", 1)],
    ["receipt?from=301", far],
    [`receipt?leaf=${leaf(301)}`, none],
  ] as const) {
    t.equal(await detail(`/v1/log/${query}`, "en"), en, query);
    t.equal(await detail(`/v1/log/${query}`, "zh"), zh, query);
  }
});

t.test("the witnessed checkpoint is served beside the newest, and every tile of its tree", async (t) => {
  const witness = noteSigner("witness.example/x", SIGNATURE_TYPES.cosignature);
  const { server, auditLog, head } = await serverWithLog(t);
  t.equal((await server.get("/log/checkpoint.witnessed")).status, 404, "nothing is cosigned yet");
  const witnessed = await auditLog.publish(301, [witness]);
  const newest = await auditLog.publish(302, []);
  const served = await server.get("/log/checkpoint.witnessed");
  t.equal(await served.text(), witnessed.text);
  t.equal(served.headers.get("cache-control"), "public, max-age=1");
  t.match(served.headers.get("content-type"), /^text\/plain/);
  t.equal(await (await server.get("/log/checkpoint")).text(), newest.text, "the newest is not held back for it");
  t.equal((await server.get("/log/tile/0/001.p/45")).status, 200);
  t.ok(head.size < witnessed.size);
});

t.test("while nothing is published every log endpoint is 404", async (t) => {
  const server = await startServer();
  t.teardown(() => server.close());
  for (const path of [
    "/log/checkpoint",
    "/log/checkpoint.witnessed",
    "/log/tile/0/000.p/1",
    "/v1/log/proof?from=0",
    `/v1/log/proof?leaf=${"0".repeat(64)}`,
  ]) {
    t.equal((await server.get(path)).status, 404, path);
  }
});

t.test("entries need audit:read unless they are public; gzip is used when it is accepted", async (t) => {
  const { server } = await serverWithLog(t);
  const path = "/log/tile/entries/000";
  t.equal((await server.get(path)).status, 401);
  t.equal((await server.get(path, await server.token("procuratorate"))).status, 403);
  const auditor = await server.token("auditor");
  const plain = await server.get(path, auditor, { "accept-encoding": "identity" });
  t.equal(plain.headers.get("content-encoding"), null);
  t.match(plain.headers.get("cache-control"), /^private/);
  const bytes = Buffer.from(await plain.bytes());
  const zipped = await server.get(path, auditor, { "accept-encoding": "br, gzip;q=0.5" });
  t.equal(zipped.headers.get("content-encoding"), "gzip");
  t.ok(Buffer.from(await zipped.bytes()).equals(bytes), "the same entries");
  for (const field of ["gzip;q=0", "gzip;q=0.0", "br"]) {
    t.equal(
      (await server.get(path, auditor, { "accept-encoding": field })).headers.get("content-encoding"),
      null,
      field,
    );
  }
  t.equal((await server.get("/log/tile/entries/001", auditor)).status, 404);
  t.equal((await server.get("/log/tile/entries/1", auditor)).status, 400);
  t.equal((await server.get("/log/tile/0/entries", auditor)).status, 400);
  const { server: open } = await serverWithLog(t, { publicEntries: true });
  const answer = await fetch(open.origin + path);
  t.equal(answer.status, 200);
  t.match(answer.headers.get("cache-control"), /^public/);
});

t.test("a checkpoint that this process cannot verify is 503, not 404", async (t) => {
  const { server, auditLog, leaf } = await serverWithLog(t);
  const heads = await auditLog.heads();
  auditLog.heads = async () => ({ ...heads, unverified: true });
  for (const path of ["/log/checkpoint", "/v1/log/proof?from=7"]) {
    const answer = await server.get(path);
    t.equal(answer.status, 503, path);
    like(t, await answer.json(), { code: "unavailable" });
  }
  t.equal((await server.get(`/v1/log/proof?leaf=${leaf(7)}`)).status, 200, "what was verified is still proved");
  // It may have been published since: the process cannot know that it was not.
  for (const path of [
    `/v1/log/proof?leaf=${leaf(301)}`,
    `/v1/log/proof?leaf=${leaf(7)}&size=301`,
    `/v1/log/receipt?leaf=${leaf(301)}`,
    "/v1/log/receipt?from=301",
    "/log/tile/0/001.p/45",
  ]) {
    t.equal((await server.get(path)).status, 503, path);
  }
});
