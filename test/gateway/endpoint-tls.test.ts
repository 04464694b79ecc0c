import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import t from "tap";
import { certificate } from "../support/certificates.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";

t.test(
  "authorities and client certificate of an endpoint are taken from the directory, and again on a reload",
  async (t) => {
    const authority = certificate("authority.example");
    const client = certificate("gateway.example", { issuer: authority });
    const served = certificate("localhost", { issuer: authority });
    const server = createServer(
      { ...served, ca: authority.cert, requestCert: true, rejectUnauthorized: true },
      (request, response) => {
        request.resume();
        response.writeHead(204).end();
      },
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.teardown(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const home = await gatewayHome(t, {
      endpoints: { housing: `https://localhost:${port}/` },
      gateway: { delivery: { retry: { baseSeconds: 1, maxSeconds: 1 } } },
    });
    const file = join(home.config, "directory.json");
    const directory = JSON.parse(await readFile(file, "utf8")) as { parties: { id: string; delivery: object }[] };
    const housing = directory.parties.find(({ id }) => id === "housing");
    const files = { ca: "ca.pem", clientCert: "client.pem", clientKey: "client-key.pem" };
    Object.assign(housing?.delivery ?? {}, files);
    await writeFile(file, JSON.stringify(directory));
    await writeFile(join(home.keys, "ca.pem"), certificate("another.example").cert);
    await writeFile(join(home.keys, "client.pem"), client.cert);
    await writeFile(join(home.keys, "client-key.pem"), client.key, { mode: 0o600 });
    const gateway = await start(t, home);
    const sender = await senderOf(home);
    const document = (await exampleList()) as never;
    const sealed = await sender.seal(document, { type: "aid-subject-list", jti: "tls", to: ["housing"] });
    const { answer } = await sender.push(sealed);
    const until = async (done: (packet: { state: string; attempts: number }) => boolean) => {
      for await (const { packets } of sender.follow(answer.id)) {
        const [packet] = packets;
        if (packet !== undefined && done(packet)) return packet;
      }
      return undefined;
    };
    like(t, await until(({ attempts }) => attempts > 0), { state: "queued" }, "an authority that did not sign it");
    await writeFile(join(home.keys, "ca.pem"), authority.cert);
    await gateway.reload();
    like(t, await until(({ state }) => state !== "queued"), { state: "delivered" });
    await writeFile(join(home.keys, "ca.pem"), "no certificate");
    await t.rejects(gateway.reload(), { name: "ConfigError" });
  },
);
