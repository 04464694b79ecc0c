import t from "tap";
import { SCOPES_OF } from "../../src/directory/directory.ts";
import { createUuid7 } from "../../src/wire/uuid7.ts";
import { StoreUnavailable } from "../../src/exchange/store-port.ts";
import { auditingOver, signedPacket } from "../support/http/auditing-over.ts";
import { endpointTable } from "../support/http/endpoint-table.ts";
import { bearer, SETTINGS, START, startServer } from "../support/http/http-server.ts";
import { NoAuditRows } from "../support/http/no-audit-rows.ts";
import { like } from "../support/like.ts";

const newId = createUuid7(
  () => START,
  (length) => new Uint8Array(length),
);

/** Starts a gateway with so many packets, each made when it is asked for, and counts those that were read. */
async function serverWith(packets: number, failAt = Number.POSITIVE_INFINITY) {
  const rows = new NoAuditRows();
  const read = { rows: 0, largest: 0 };
  rows.deliveries = async (_filter, after, limit) => {
    const first = after === undefined ? 0 : Number.parseInt(after.slice(-12), 16) + 1;
    if (first >= failAt) throw new StoreUnavailable("away");
    const count = Math.max(0, Math.min(limit, packets - first));
    read.rows += count;
    read.largest = Math.max(read.largest, count);
    return Array.from({ length: count }, (_, n) =>
      signedPacket(`01980000-0000-7000-8000-${(first + n).toString(16).padStart(12, "0")}`),
    );
  };
  const auditing = auditingOver(rows);
  return { server: await startServer({ deps: { auditing } }), read };
}

/** Turns of the event loop in which a gateway that did not wait for its reader would read hundreds of pages. */
async function turns(): Promise<void> {
  for (let n = 0; n < 2_000; n++) await new Promise((resolve) => setImmediate(resolve));
}

t.test("every endpoint is open to the kinds of parties with its scope, and to no other kind", async (t) => {
  const server = await startServer();
  t.teardown(() => server.close());
  const table = endpointTable(SETTINGS);
  const kinds = ["auditor", "security-administrator", "operator", "procuratorate", "civil-affairs"] as const;
  for (const party of kinds) {
    const kind = party === "civil-affairs" ? "department" : party;
    const token = await server.token(party);
    for (const { method, url, scopes } of table) {
      if (scopes === null) continue;
      const path = url.replace(/:\w+/g, newId()).replace("*", "000.p/1");
      const answer = await (method === "GET"
        ? server.get(path, token)
        : server.post(path, "", { ...bearer(token), "content-type": "application/jose" }));
      await answer.arrayBuffer();
      const may = scopes.some((scope) => SCOPES_OF[kind].includes(scope));
      t.equal(answer.status === 403, !may, `${kind} ${method} ${url}: ${answer.status}`);
    }
  }
  const three = ["auditor", "security-administrator", "operator"] as const;
  for (const one of three) {
    for (const other of three) {
      if (one !== other) {
        t.same(
          SCOPES_OF[one].filter((scope) => scope !== "directory:read" && SCOPES_OF[other].includes(scope)),
          [],
          `${one} and ${other} share nothing`,
        );
      }
    }
  }
  // Nor by asking for it.
  for (const [party, scope] of [
    ["operator", "audit:read"],
    ["operator", "directory:write"],
    ["auditor", "ops:write"],
    ["security-administrator", "ops:read"],
    ["security-administrator", "audit:read"],
  ] as const) {
    await t.rejects(server.token(party, scope), /no token: 400/, `${party} asks for ${scope}`);
  }
});

t.test("every reading of an auditor's endpoint is recorded; without a record there is no answer", async (t) => {
  const { server } = await serverWith(3);
  t.teardown(() => server.close());
  const token = await server.token("auditor");
  for (const path of [
    "/v1/audit/deliveries?recipient=civil-affairs&overdue=true",
    `/v1/audit/deliveries/${newId()}`,
    "/v1/audit/events?type=receipt",
    "/v1/audit/summary?by=day&from=2026-11-01",
    "/v1/audit/matrix?rows=sender&columns=month&type=feedback",
    `/v1/audit/threads/${newId()}/evidence`,
    "/log/tile/entries/000.p/1",
  ]) {
    await (await server.get(path, token)).arrayBuffer();
  }
  const reads = server.entries.filter(({ entry }) => entry.type === "read").map(({ entry }) => entry);
  t.same(
    reads.map(({ kind }) => kind),
    ["deliveries", "delivery", "events", "summary", "matrix", "evidence", "entries"],
  );
  like(t, reads[4], { asked: ["columns=month&rows=sender&type=feedback"] });
  like(t, reads[0], { actor: "auditor", count: 1, asked: ["overdue=true&recipient=civil-affairs"] });
  server.store.fault = new StoreUnavailable("away");
  server.clock.ms += 61_000;
  const refused = await server.get("/v1/audit/summary", token);
  t.equal(refused.status, 503);
});

t.test("malformed filters are refused, and the problem quotes nothing of them", async (t) => {
  const { server } = await serverWith(3);
  t.teardown(() => server.close());
  const token = await server.token("auditor");
  for (const query of [
    "deliveries?state=lost",
    "deliveries?type=%00",
    "deliveries?sender=%E5%BC%A0%E4%B8%89",
    "deliveries?sender=11010119900101000X'--",
    "deliveries?thread=1",
    "deliveries?from=yesterday",
    "deliveries?from=2026-11-31T00:00:00Z",
    "deliveries?from=2026-11-02&to=2026-11-01",
    "deliveries?from=-000001-01-01",
    "deliveries?overdue=yes",
    "deliveries?limit=0",
    "deliveries?limit=501",
    "deliveries?limit=1e3",
    "deliveries?after=AAAA",
    `deliveries?after=${"A".repeat(4000)}`,
    "deliveries?name=x",
    "deliveries?state=queued&state=failed",
    "deliveries/1",
    "events?type=erasedd",
    "events?subject=%20",
    "summary?by=name",
    "summary?by=day&limit=1",
    "matrix?rows=day",
    "matrix?columns=year",
    "matrix?from=2026-01-01",
    "matrix?columns=month&from=2001-01-01",
  ]) {
    const answer = await server.get(`/v1/audit/${query}`, token);
    const text = await answer.text();
    t.equal(answer.status, 400, query);
    t.notMatch(text, /lost|yesterday|张三|11010119900101000X/);
  }
  t.notMatch(JSON.stringify(server.entries.map(({ entry }) => entry)), /张三|11010119900101000X|lost/);
});

t.test("a filter with an unknown name is a 404, and is recorded as unknown", async (t) => {
  const { server } = await serverWith(3);
  t.teardown(() => server.close());
  const token = await server.token("auditor");
  const [id, name] = [newId(), "42010119900101000X"];
  for (const target of [
    `/v1/audit/deliveries?sender=${name}&recipient=civil-affairs`,
    `/v1/audit/deliveries?recipient=${name}`,
    `/v1/audit/deliveries?thread=${id}`,
    `/v1/audit/deliveries/${id}`,
    `/v1/audit/events?actor=${name}`,
    `/v1/audit/events?subject=${name}`,
    `/v1/audit/events?subject=${id}`,
    `/v1/audit/statements?party=${name}&month=2026-11`,
    `/v1/audit/threads/${id}/evidence`,
    "/log/tile/entries/013",
  ]) {
    const answer = await server.get(target, token, { accept: "text/csv, application/problem+json" });
    t.equal(answer.status, 404, target);
    t.notMatch(await answer.text(), new RegExp(`${id}|${name}`));
  }
  await server.close();
  const text = JSON.stringify(server.entries.map(({ entry }) => entry));
  t.notMatch(text, new RegExp(`${id}|${name}`));
  t.match(text, /recipient=civil-affairs&sender=unknown/);
});

t.test("a cursor is refused with other filters", async (t) => {
  const { server } = await serverWith(30);
  t.teardown(() => server.close());
  const token = await server.token("auditor");
  const page = async (query: string) => {
    const answer = await server.get(`/v1/audit/deliveries?${query}`, token);
    return { status: answer.status, ...((await answer.json()) as { items?: { packet: string }[]; next?: string }) };
  };
  const first = await page("limit=20&recipient=civil-affairs");
  t.equal(first.items?.length, 20);
  const second = await page(`limit=20&recipient=civil-affairs&after=${first.next}`);
  t.equal(second.items?.length, 10);
  t.equal(second.next, undefined, "the last page");
  t.equal(new Set([...(first.items ?? []), ...(second.items ?? [])].map(({ packet }) => packet)).size, 30);
  t.equal((await page(`after=${first.next}`)).status, 400, "other filters");
  t.equal((await page(`recipient=civil-affairs&after=${first.next?.slice(0, -1)}A`)).status, 400, "changed");
});

t.test("CSV has headings in the language that is asked for", async (t) => {
  const { server } = await serverWith(2);
  t.teardown(() => server.close());
  const token = await server.token("auditor");
  const get = async (language: string) => {
    const answer = await server.get("/v1/audit/deliveries", token, { accept: "text/csv", "accept-language": language });
    t.match(answer.headers.get("content-type"), /^text\/csv/);
    return Buffer.from(await answer.arrayBuffer()).toString("utf8");
  };
  const english = (await get("en")).split("\r\n");
  t.equal(english[0]?.split(",")[0], "packet");
  t.match(english[1], /^01980000-0000-7000-8000-000000000000,/);
  t.match(english[1], /,identity needs,/);
  t.equal(english.length, 4, "a head, two lines and the last line's end");
  t.ok((await get("zh")).startsWith("\ufeff数据包,报文,"), "with the mark that Excel needs");
  const summary = await server.get("/v1/audit/summary?by=type", token, { accept: "text/csv" });
  t.match(await summary.text(), /^key,packets,queued/);
});

t.test("a stream reads the next page only when its reader has taken the one before", async (t) => {
  const { server, read } = await serverWith(1_000_000);
  t.teardown(() => server.close());
  const token = await server.token("auditor");
  // Without the check of the description, which reads the whole answer.
  const answer = await fetch(`${server.origin}/v1/audit/deliveries`, {
    headers: { ...bearer(token), accept: "application/x-ndjson" },
  });
  const reader = answer.body?.getReader();
  if (reader === undefined) throw new Error("no body");
  await reader.read();
  // The reader waits; so does the gateway, with what fits into the buffers on the way.
  await turns();
  t.ok(read.rows < 20_000, `${read.rows} rows were read ahead`);
  t.ok(read.largest <= 1001, "a page at a time");
  let bytes = 0;
  let lines = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.length;
    for (const byte of part.value) if (byte === 10) lines++;
    if (lines > 60_000) break;
  }
  t.ok(bytes > 0 && lines > 60_000);
  await reader.cancel();
  await turns();
  const left = read.rows;
  await turns();
  t.equal(read.rows, left, "who has left is read for no more");
});

t.test("a stream that fails is broken off, so that a part does not look like the whole", async (t) => {
  const { server } = await serverWith(10_000, 5_000);
  t.teardown(() => server.close());
  const token = await server.token("auditor");
  const answer = await fetch(`${server.origin}/v1/audit/deliveries`, {
    headers: { ...bearer(token), accept: "text/csv" },
  });
  t.equal(answer.status, 200);
  await t.rejects(answer.text(), /terminated/);
  const never = await serverWith(10, 0);
  t.teardown(() => never.server.close());
  const refused = await never.server.get("/v1/audit/deliveries", await never.server.token("auditor"), {
    accept: "text/csv",
  });
  t.equal(refused.status, 503, "what is away from the start is a problem document");
});
