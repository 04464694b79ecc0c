import t from "tap";
import type { DeliveryFilter } from "../../src/audit/queries.ts";
import { StoreUnavailable } from "../../src/exchange/store-port.ts";
import { auditingOver, signedPacket } from "../support/http/auditing-over.ts";
import { startServer } from "../support/http/http-server.ts";
import { NoAuditRows } from "../support/http/no-audit-rows.ts";
import { like } from "../support/like.ts";

const ID = "01a207a2-3280-7371-a166-1a9b2131ed2e";
const GONE = "01a207a2-3280-7371-a166-000000000000";

/** Members in which packets of these states differ. */
const OPEN = { message: ID, thread: ID, push: true, attempts: 3, deliveredAt: null, settledAt: null, outcome: null };

/** Starts a gateway with three packets in each state, and notes what was asked of its rows. */
async function serverWithPackets(t: { teardown(work: () => unknown): void }) {
  const rows = new NoAuditRows();
  const asked: DeliveryFilter[] = [];
  rows.deliveries = async (filter, after, limit) => {
    asked.push(filter);
    const ids = [3, 2, 1].map((n) => `01980000-0000-7000-8000-00000000000${n}`);
    const left = ids.filter((id) => after === undefined || id < after);
    return left.slice(0, limit).map((id) => signedPacket(id, { ...OPEN, state: filter.state ?? "queued" }));
  };
  rows.knows = async (what, id) => (what === "party" ? rows.parties.has(id) : id === ID);
  const auditing = auditingOver(rows);
  const server = await startServer({ deps: { auditing } });
  t.teardown(() => server.close());
  const reads = () => server.entries.filter(({ entry }) => entry.type === "read").map(({ entry }) => ({ ...entry }));
  return { server, asked, reads };
}

t.test("an operator lists packets that need attention by state and recipient, in pages", async (t) => {
  const { server, asked } = await serverWithPackets(t);
  const token = await server.token("operator", "ops:read");
  const page = async (query: string) =>
    (await (await server.get(`/v1/messages?${query}`, token)).json()) as {
      items: Record<string, unknown>[];
      next?: string;
    };
  const first = await page("state=failed&recipient=civil-affairs&limit=2");
  like(t, first.items, [
    { state: "failed", message: ID, recipient: "civil-affairs", attempts: 3, way: "push", overdue: false },
    { state: "failed" },
  ]);
  t.same(
    Object.keys(first.items[0] ?? {}).filter((member) => ["disclosed", "digest", "size", "version"].includes(member)),
    [],
    "not what an operator does not need",
  );
  const second = await page(`state=failed&recipient=civil-affairs&limit=2&after=${first.next}`);
  t.equal(second.items.length, 1);
  t.equal(second.next, undefined);
  t.same(asked[0], { state: "failed", recipient: "civil-affairs" });
  for (const state of ["queued", "rejected"]) t.equal((await page(`state=${state}`)).items.length, 3);
});

t.test("malformed questions of an operator are refused before they are recorded", async (t) => {
  const { server, asked, reads } = await serverWithPackets(t);
  const token = await server.token("operator");
  for (const query of [
    "",
    "?recipient=civil-affairs",
    "?limit=5",
    "?state=accepted",
    "?state=failed&limit=501",
    "?state=accepted",
    "?state=withdrawn",
    `?thread=${ID}&packet=${ID}`,
    `?thread=${ID}&state=failed`,
    `?thread=${ID}&recipient=civil-affairs`,
    `?packet=${ID}&limit=1`,
    "?thread=1",
    "?packet=42010119900101000X",
    "?state=failed&recipient=%E5%BC%A0%E4%B8%89",
    "?sender=procuratorate",
    "/1",
  ]) {
    t.equal((await server.get(`/v1/messages${query}`, token)).status, 400, query);
  }
  t.same(asked, []);
  t.same(server.exchange.calls, []);
  t.same(reads(), []);
});

t.test("an operator's reading is recorded; a party's reading of its own messages is not", async (t) => {
  const { server, reads } = await serverWithPackets(t);
  const token = await server.token("operator");
  const get = async (path: string, as = token) => {
    const answer = await server.get(`/v1/messages${path}`, as);
    await answer.arrayBuffer();
    return answer.status;
  };
  const party = await server.token("procuratorate");
  t.equal(await get(`/${ID}`, party), 200);
  t.equal(await get(`?thread=${ID}`, party), 200);
  t.same(reads(), []);

  t.equal(await get(`/${ID}`), 200);
  t.equal(await get(`?thread=${ID}`), 200);
  t.equal(await get(`?packet=${ID}`), 200);
  t.equal(await get("?state=failed&recipient=civil-affairs"), 200);
  t.equal(await get(`/${GONE}`), 404, "what never was is a problem, and recorded as unknown");
  t.equal(await get(`?packet=${GONE}`), 404);
  t.equal(await get("?state=failed&recipient=42010119900101000X"), 404);
  t.notOk(
    server.exchange.calls.some(({ args }) => args.includes(GONE)),
    "nothing is looked up",
  );

  server.store.fault = new StoreUnavailable("away");
  server.clock.ms += 61_000;
  t.equal(await get(`/${ID}`), 503, "when it cannot be recorded there is no answer");
  t.equal(await get(`/${ID}`, party), 200, "a party's does not hang on it");
  server.store.fault = undefined;
  await server.close();
  const asked = (kind: string) =>
    reads()
      .filter((read) => read["kind"] === kind && read["actor"] === "operator")
      .flatMap((read) => read["asked"] as string[]);
  t.same(asked("message"), [`message=${ID}`, "message=unknown"]);
  t.same(asked("messages"), [
    `thread=${ID}`,
    `packet=${ID}`,
    "recipient=civil-affairs&state=failed",
    "packet=unknown",
    "recipient=unknown&state=failed",
  ]);
  t.notMatch(JSON.stringify(server.entries.map(({ entry }) => entry)), /42010119900101000X/);
});

t.test("without ops:read an operator's view is not given", async (t) => {
  const { server } = await serverWithPackets(t);
  for (const party of ["auditor", "security-administrator"]) {
    for (const path of [`/${ID}`, `?thread=${ID}`, "?state=failed"]) {
      t.equal((await server.get(`/v1/messages${path}`, await server.token(party))).status, 403, `${party} ${path}`);
    }
  }
  const writes = await server.token("operator", "ops:write");
  t.equal((await server.get(`/v1/messages/${ID}`, writes)).status, 403, "changing is not looking");
});
