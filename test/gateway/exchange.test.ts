import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import t from "tap";
import { openKeyring } from "../../src/crypto/keyring.ts";
import type { Department } from "../../src/sdk/index.ts";
import { ProblemError } from "../../src/sdk/index.ts";
import { departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";
import { until } from "../support/until.ts";

t.test("exchange: a list is routed, pulled, opened, signed for and followed over HTTP", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  const sender = await senderOf(home);
  const document = (await exampleList()) as never;
  const sealed = await sender.seal(document, { type: "aid-subject-list", jti: "whole" });
  const plan = await sender.check(sealed);
  t.ok(plan.recipients.length > 0, "the list's needs are routed");
  const { answer } = await sender.push(sealed);
  t.same(
    answer.packets.map(({ recipient }) => recipient),
    plan.recipients,
    "the check had the same routing",
  );
  for (const { recipient, id } of answer.packets) {
    const department = await departmentOf(home, recipient);
    const packet = await department.fetch({ packet: id });
    t.match(packet.digest, answer.packets.find((each) => each.id === id)?.digest);
    await department.acknowledge(packet, "accepted");
    const other = await departmentOf(home, recipient === "civil-affairs" ? "education" : "civil-affairs");
    const stranger: unknown = await other.fetch({ packet: id }).catch((error: unknown) => error);
    t.ok(stranger instanceof ProblemError && stranger.code === "not-found", "another party's packet does not exist");
  }
  const view = await sender.message(answer.id);
  t.ok(view.packets.every(({ state }) => state === "accepted"));
});

t.test("exchange: a pushed department answers with its receipt", async (t) => {
  const side: { department?: Department } = {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const push = new Request(`http://127.0.0.1:${port}${request.url ?? ""}`, {
        method: "POST",
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks),
      });
      void side.department
        ?.handlePush(push, () => Promise.resolve("accepted"))
        .then(async (answer) => {
          response.writeHead(answer.status, Object.fromEntries(answer.headers));
          response.end(await answer.text());
        });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const home = await gatewayHome(t, { endpoints: { "civil-affairs": `http://127.0.0.1:${port}/packets` } });
  await start(t, home);
  side.department = await departmentOf(home, "civil-affairs");
  const sender = await senderOf(home);
  const document = (await exampleList()) as never;
  const sealed = await sender.seal(document, { type: "aid-subject-list", jti: "push", to: ["civil-affairs"] });
  const { answer } = await sender.push(sealed);
  await until("it is accepted", async () => (await sender.message(answer.id)).packets[0]?.state === "accepted");
  const { packets } = await sender.message(answer.id);
  like(t, packets, [{ state: "accepted", attempts: 1, receipt: { outcome: "accepted" } }]);
});

t.test("reload: a changed key counts afterwards, and is recorded", async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const entries = async () => {
    const { rows } = await gateway.store.pool.query<{ bytes: Buffer }>(
      "select bytes from recorded_entries where type in ('directory', 'key') order by leaf_index nulls last, pending_id",
    );
    return rows.map(({ bytes }) => JSON.parse(bytes.toString()) as { change?: string; party?: string });
  };
  const first = (await entries()).length;
  t.ok(first > 15, "the first directory is recorded");
  await gateway.reload();
  t.equal((await entries()).length, first, "a reload without a change records nothing");
});

t.test(
  "reload: the gateway's own keys change without a restart, and the old one still opens its envelopes",
  async (t) => {
    const home = await gatewayHome(t);
    const gateway = await start(t, home);
    const document = (await exampleList()) as never;
    const before = await senderOf(home);
    const sealedBefore = await before.seal(document, { type: "aid-subject-list", jti: "old-key", to: ["housing"] });
    const keyring = await openKeyring({ dir: home.keys, mode: "development", now: Date.now });
    await keyring.rotate("enc");
    const [kid] = keyring.decryption.keys();
    await keyring.rotate("sig");
    await gateway.reload();

    const after = await senderOf(home);
    await after.push(sealedBefore);
    const published = (await (await fetch(`${home.url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] };
    t.ok(published.keys.some((key) => key.kid === kid));
    const { answer } = await after.push(
      await after.seal((await exampleList()) as never, { type: "aid-subject-list", jti: "new-key", to: ["housing"] }),
    );
    const department = await departmentOf(home, "housing");
    const opened = await department.fetch({ packet: answer.packets[0]?.id ?? "" });
    t.equal(opened.message, answer.id, "sealed and verified with the new keys");
    const { rows } = await gateway.store.pool.query<{ bytes: Buffer }>(
      "select bytes from recorded_entries where type = 'key'",
    );
    const changes = rows.map(
      ({ bytes }) => JSON.parse(bytes.toString()) as { party: string; change: string; kid: string },
    );
    t.ok(
      changes.some((change) => change.party === "aid-gateway" && change.change === "key-added" && change.kid === kid),
    );
    t.equal(changes.filter((change) => change.party === "aid-gateway" && change.change === "key-retired").length, 2);
  },
);
