import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import t from "tap";
import { recordEntry } from "../../src/tlog/entry.ts";
import type { AuditRows } from "../../src/audit/queries.ts";
import { auditingOver } from "../support/http/auditing-over.ts";
import { bearer, START, startServer } from "../support/http/http-server.ts";
import { NoAuditRows } from "../support/http/no-audit-rows.ts";
import { like } from "../support/like.ts";

type Found = Awaited<ReturnType<AuditRows["events"]>>[number];

/** Starts a gateway whose list of events is without end: every page that is read is full. */
async function serverWith(found: (index: number) => Found) {
  const rows = new NoAuditRows();
  const read = { pages: 0 };
  rows.events = async (_filter, after, limit) => {
    read.pages++;
    const first = after === undefined ? 0 : after.index + 1;
    return Array.from({ length: limit }, (_, n) => found(first + n));
  };
  const auditing = auditingOver(rows);
  const server = await startServer({ deps: { auditing } });
  t.teardown(() => server.close());
  return { server, read };
}

function honest(index: number): Found {
  const time = new Date(START).toISOString();
  const { bytes, leafHash } = recordEntry({ v: 1, type: "read", time, actor: "auditor", index });
  return { index, at: START, bytes, leafHash };
}

t.test("HEAD of a stream has its header fields and reads no further page", async (t) => {
  const { server, read } = await serverWith(honest);
  const token = await server.token("auditor");
  const headers = { ...bearer(token), accept: "application/x-ndjson" };
  const answer = await fetch(`${server.origin}/v1/audit/events`, { method: "HEAD", headers });
  t.equal(answer.status, 200);
  t.match(answer.headers.get("content-type"), /^application\/x-ndjson/);
  t.equal(await answer.text(), "");
  t.equal(read.pages, 1, "of an endless list, the first page");
});

t.test("the record of a reading names an export by its form, csv or ndjson, and a page by none", async (t) => {
  const { server } = await serverWith(honest);
  const token = await server.token("auditor");
  const ask = async (query: string, accept: string, method = "GET") => {
    const answer = await fetch(`${server.origin}/v1/audit/${query}`, { method, headers: { ...bearer(token), accept } });
    t.equal(answer.status, 200, `${query} ${accept}`);
    await answer.arrayBuffer();
  };
  await ask("events?limit=3", "application/json");
  await ask("events?limit=3&type=read", "*/*");
  await ask("events?limit=3", "text/csv");
  await ask("events?limit=7", "text/csv;q=0.9, 42010119900101000X/csv");
  await ask("events?limit=3&type=read", "application/x-ndjson");
  await ask("events?limit=3&actor=auditor", "application/x-ndjson", "HEAD");
  await ask("deliveries", "text/csv");
  await ask("deliveries", "application/x-ndjson");
  await ask("deliveries?state=queued", "application/json");
  await ask("summary", "text/csv");
  await server.close();
  const reads = server.entries.map(({ entry }) => entry).filter(({ type }) => type === "read");
  const asked = (kind: string) => reads.filter((read) => read.kind === kind).flatMap((read) => read.asked as string[]);
  t.same(asked("events"), ["", "type=read", "as=csv", "as=ndjson&type=read", "actor=auditor"]);
  t.same(asked("deliveries"), ["as=csv", "as=ndjson", "state=queued"]);
  t.same(asked("summary"), ["by=recipient"], "an answer of one piece");
  t.equal(
    reads.reduce((sum, { count }) => sum + Number(count), 0),
    10,
    "what is the same is counted, and named once",
  );
});

t.test("HTTP/1.0 gets pages only, because it cannot tell a broken stream from a whole one", async (t) => {
  const { server } = await serverWith(honest);
  const token = await server.token("auditor");
  const ask = async (accept: string, query = "", version = "1.0") => {
    const { hostname, port } = new URL(server.origin);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    const authorization = bearer(token)["authorization"] ?? "";
    socket.end(
      `GET /v1/audit/events${query} HTTP/${version}\r\nconnection: close\r\nhost: x\r\nauthorization: ${authorization}\r\naccept: ${accept}\r\n\r\n`,
    );
    return (await text(socket)).split("\r\n");
  };
  for (const accept of ["text/csv", "application/x-ndjson"]) t.match((await ask(accept))[0], / 400 /, accept);
  t.match((await ask("text/csv", "?limit=0", "1.1"))[0], / 400 /);
  t.same(
    server.entries.filter(({ entry }) => entry.type === "read"),
    [],
    "what was refused is no export, and no question",
  );
  t.match((await ask("application/json"))[0], / 200 /);
});

t.test("an entry whose row was changed is a 503", async (t) => {
  const changed = (index: number): Found => {
    const entry = honest(index);
    const bytes = Buffer.from(entry.bytes.toString().replace("auditor", "operator"));
    return index === 7 ? { ...entry, bytes } : entry;
  };
  const { server } = await serverWith(changed);
  const token = await server.token("auditor");
  t.equal((await server.get("/v1/audit/events?limit=5", token)).status, 200);
  const answer = await server.get("/v1/audit/events", token);
  t.equal(answer.status, 503);
  like(t, await answer.json(), { code: "unavailable", detail: /row was changed/ });
  t.ok(
    server.logs.some(({ fault }) => JSON.stringify(fault ?? "").includes("EntryDamaged")),
    "the operator is told",
  );
});
