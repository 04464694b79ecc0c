import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import type { Test } from "tap";
import { Department, type GatewayClient, type InboxItem, type OpenedPacket, Sender } from "../../../src/sdk/index.ts";
import { clientOf, exampleList, type GatewayHome, renumbered } from "../../support/gateway/gateway.ts";
import { below, type Chance, oneOf } from "../../support/mutation.ts";
import type { Ledger } from "./ledger.ts";

/** Behaviour of the push endpoints: as they should, or with a fault. */
export type Manner = "well" | "500" | "404" | "silent" | "answer-lost";

/** The outcome that a department signs: always the same for one packet, so that a repetition gets the same word. */
function verdictOf(packet: string): "accepted" | { readonly rejected: "not-responsible" } {
  return packet.endsWith("0") ? { rejected: "not-responsible" } : "accepted";
}

function take(ledger: Ledger, recipient: string, { id, message, digest }: OpenedPacket): void {
  ledger.received.push({ recipient, packet: id, message, digest });
}

/** Endpoints of departments that are pushed to, at `{url}/{party}`. */
export async function pushEndpoints(t: Test, ledger: Ledger) {
  let departments: ReadonlyMap<string, Department> = new Map();
  let manner: Manner = "well";
  const server = createServer((request, response) => {
    void (async () => {
      const party = request.url?.slice(1) ?? "";
      const body = await buffer(request);
      const as = manner;
      if (as === "silent") return;
      if (as === "500" || as === "404") return response.writeHead(Number(as)).end("<html>");
      const department = departments.get(party);
      if (department === undefined) return response.writeHead(503).end();
      const opened = await department.open(body, String(request.headers["aid-packet"]));
      take(ledger, party, opened);
      const verdict = verdictOf(opened.id);
      const jws = await department.signReceipt(opened, verdict);
      ledger.sign(opened.id, verdict === "accepted" ? "accepted" : "rejected");
      if (as === "answer-lost") return response.destroy();
      return response.writeHead(200, { "content-type": "application/jwt" }).end(jws);
    })().catch(() => response.writeHead(500).end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  t.teardown(close);
  return {
    url: (party: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${party}`,
    serve: (by: ReadonlyMap<string, Department>) => (departments = by),
    behave: (as: Manner) => {
      manner = as;
      // What hangs is broken off, as when a machine is restarted.
      if (as === "well") server.closeAllConnections();
    },
  };
}

/** Sends lists until it is stopped, each until it is answered, over a gateway chosen anew for each try. */
export async function send(
  homes: readonly GatewayHome[],
  ledger: Ledger,
  to: readonly string[],
  chance: Chance,
  stopped: () => boolean,
): Promise<void> {
  const clients = await Promise.all(homes.map((home) => clientOf(home, "procuratorate")));
  const list = await exampleList();
  const senders = clients.map((client) => new Sender(client));
  const any = () => oneOf(chance, senders);
  for (let n = 0; !stopped(); n++) {
    const jti = `faults-${n}-${below(chance, 2 ** 32).toString(36)}`;
    ledger.sent.add(jti);
    const document = renumbered(list);
    // oxlint-disable-next-line no-await-in-loop -- one after the other: a steady load
    await retried(stopped, async () => {
      const sealed = await any().seal(document as never, { type: "aid-subject-list", jti, to });
      for (;;) {
        const { answer } = await any().push(sealed);
        ledger.answer(jti, answer.id);
        // Asked again now and then: the answer must be the same.
        if (below(chance, 3) > 0) return;
      }
    });
    await pause(20);
  }
}

/** A department that pulls with one cursor, which never goes back, and answers everything that it lists. */
export async function follow(
  homes: readonly GatewayHome[],
  party: string,
  ledger: Ledger,
  chance: Chance,
  stopped: () => boolean,
): Promise<void> {
  const departments = await Promise.all(homes.map(async (home) => new Department(await clientOf(home, party))));
  const any = () => oneOf(chance, departments);
  let after = "";
  while (!stopped()) {
    const page = await pageOf(any().client, after).catch(() => undefined);
    for (const item of page?.items ?? []) {
      ledger.followed.add(item.packet);
      await retried(stopped, async () => {
        const department = any();
        const opened = await department.fetch(item);
        take(ledger, party, opened);
        const verdict = verdictOf(opened.id);
        ledger.sign(opened.id, verdict === "accepted" ? "accepted" : "rejected");
        await department.acknowledge(opened, verdict);
      });
    }
    after = page?.next ?? after;
    await pause(50);
  }
}

function pageOf(client: GatewayClient, after: string): Promise<{ items: InboxItem[]; next: string }> {
  const query = after === "" ? "" : `&after=${encodeURIComponent(after)}`;
  return client.json({ method: "GET", path: `/v1/inbox?limit=20${query}` }) as Promise<{
    items: InboxItem[];
    next: string;
  }>;
}

/** Does it until it succeeds; gives up only when everything is over. */
async function retried(stopped: () => boolean, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch {
      if (stopped()) return;
      await pause(100);
    }
  }
}
