import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import pg from "pg";
import t, { type Test } from "tap";
import {
  clientOf,
  departmentOf,
  exampleList,
  type GatewayHome,
  gatewayHome,
  init,
  unique,
} from "../support/gateway/gateway.ts";
import { startChild } from "../support/child-process.ts";
import type { Department } from "../../src/sdk/index.ts";
import { Sender } from "../../src/sdk/index.ts";
import { until } from "../support/until.ts";

const PROGRAM = fileURLToPath(new URL("crashing-gateway.ts", import.meta.url));
const RECIPIENTS = ["civil-affairs", "medical-insurance"] as const;

/** Steps of intake and delivery that touch the world; the gateway is killed before and after each. */
const POINTS = [
  "store.accept:before",
  "store.accept:after",
  "courier.push:before",
  "courier.push:after",
  "store.settle:before",
  "store.settle:after",
  "store.duePackets:before",
  "store.duePackets:after",
  "queue.add:before",
  "queue.add:after",
  "store.claim:before",
  "store.claim:after",
];

// Two dozen gateways start, which takes longer than the default half minute of a file.
t.setTimeout(600_000);

/** Starts a gateway that kills itself at a step; resolves when it is ready or dead. */
async function launch(t: Test, home: GatewayHome, crashAt?: string) {
  // Many starts of one program: it is compiled once.
  const env = {
    NODE_COMPILE_CACHE: "node_modules/.cache/suite",
    ...home.env,
    ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }),
  };
  const child = startChild(t, [PROGRAM], env);
  await child.prints(/^ready /m);
  return child;
}

/** A department's endpoint. The first push of each packet fails, so that retries and the queue take part. */
async function endpoints(t: Test) {
  const seen = new Map<string, string[]>();
  let departments: ReadonlyMap<string, Department> = new Map();
  const failed = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const party = request.url?.slice(1) ?? "";
      const packet = String(request.headers["aid-packet"]);
      seen.set(party, [...(seen.get(party) ?? []), packet]);
      if (!failed.has(packet)) {
        failed.add(packet);
        response.writeHead(503).end();
        return;
      }
      const department = departments.get(party);
      void department
        ?.open(Buffer.concat(chunks), packet)
        .then((opened) => department.signReceipt(opened, "accepted"))
        .then((jws) => response.writeHead(200, { "content-type": "application/jwt" }).end(jws))
        .catch((error: unknown) => {
          t.error(error);
          response.writeHead(500).end();
        });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    url: (party: string) => `http://127.0.0.1:${port}/${party}`,
    serve: (by: ReadonlyMap<string, Department>) => {
      departments = by;
    },
  };
}

t.test(
  "crash: a gateway killed between any two steps loses no message and pushes each packet under one id",
  async (t) => {
    const side = await endpoints(t);
    const home = await gatewayHome(t, {
      gateway: {
        delivery: {
          leaseSeconds: 3,
          connectTimeoutMs: 500,
          responseTimeoutMs: 2000,
          relayIntervalMs: 100,
          retry: { baseSeconds: 1, maxSeconds: 1 },
        },
      },
      endpoints: Object.fromEntries(RECIPIENTS.map((party) => [party, side.url(party)])),
    });
    await init(home);
    side.serve(
      new Map(await Promise.all(RECIPIENTS.map(async (party) => [party, await departmentOf(home, party)] as const))),
    );
    const db = new pg.Client({ connectionString: home.env.DATABASE_URL });
    await db.connect();
    t.teardown(() => db.end());

    for (const point of POINTS) {
      const document = await exampleList();
      const jti = unique("crash");
      const doomed = await launch(t, home, point);
      const sender = new Sender(await clientOf(home, "procuratorate"));
      const first = await sender
        .seal(document as never, { type: "aid-subject-list", jti, to: [...RECIPIENTS] })
        .then((sealed) => sender.push(sealed))
        .catch(() => undefined);
      await doomed.ended;

      const gateway = await launch(t, home);
      const again = new Sender(await clientOf(home, "procuratorate"));
      const sealed = await again.seal(document as never, { type: "aid-subject-list", jti, to: [...RECIPIENTS] });
      const { answer, repeat } = await again.push(sealed);
      if (first !== undefined) {
        // The entry may have reached a later stage since.
        t.same({ ...answer, log: first.answer.log }, first.answer, `${point}: a message answered with 202 is found`);
        t.ok(repeat);
      }
      // Not by `follow`, whose pauses grow to 15 s.
      await until(`${point}: both packets are accepted`, async () => {
        const { packets } = await again.message(answer.id);
        return packets.every(({ state }) => state === "accepted");
      });
      await gateway.end("SIGTERM");
      const { rows } = await db.query(
        "select m.id, p.recipient, p.id as packet from messages m join packets p on p.message = m.id where m.jti = $1 order by p.recipient",
        [jti],
      );
      t.same(
        rows.map(({ id, recipient }: { id: string; recipient: string }) => [id, recipient]),
        RECIPIENTS.map((recipient) => [answer.id, recipient]),
        `${point}: one message, one packet for each recipient`,
      );
      for (const { recipient, packet } of rows as { recipient: string; packet: string }[]) {
        const ids = new Set(side.seen.get(recipient));
        t.same(ids, new Set([packet]), `${point}: ${recipient} saw it under one id`);
      }
      side.seen.clear();
    }
  },
);
