/**
 * A department's push endpoint: verifies the gateway's signature, opens the packet, keeps it, answers with a receipt.
 *
 *     node docs/clients/node/receiver.ts http://127.0.0.1:8080 civil-affairs keys/dev/civil-affairs.jwks.json inbox 9000
 *
 * In production it stands behind a TLS proxy; PUBLIC says under which URL the gateway pushes, for that URL is signed.
 */
import { open, mkdir, readFile, rename } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Readable } from "node:stream";
import { Department, GatewayClient, type JwkSet, type OpenedPacket } from "../../../src/sdk/index.ts";

const [url = "", party = "", keyFile = "", folder = "", port = "9000"] = process.argv.slice(2);
// Called again when another program may have changed the keys.
const keys = async () => JSON.parse(await readFile(keyFile, "utf8")) as JwkSet;
const department = new Department(new GatewayClient({ url, party, keys }), {
  onError: (error) => console.error(error instanceof Error ? error.name : "error"),
});
await mkdir(folder, { recursive: true, mode: 0o700 });

/** Keeps a packet, whole or not at all, for its owner's eyes only. Its id was checked when it was opened. */
async function keep(packet: OpenedPacket): Promise<"accepted"> {
  const file = path.join(folder, `${packet.id}.json`);
  const draft = await open(`${file}.part`, "w", 0o600);
  await draft.writeFile(JSON.stringify(packet.body, null, 2));
  await draft.sync();
  await draft.close();
  await rename(`${file}.part`, file);
  return "accepted";
}

const server = createServer((request, response) => {
  const lines = Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  // As the gateway requested it: the signature covers the whole address.
  const address = (process.env.PUBLIC ?? `http://127.0.0.1:${port}`) + (request.url ?? "/");
  const init = { method: request.method ?? "", headers: new Headers(lines), duplex: "half" as const };
  const push = new Request(
    address,
    request.method === "POST" ? { ...init, body: Readable.toWeb(request) as ReadableStream } : init,
  );
  void department
    .handlePush(push, keep)
    .then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })
    .catch(() => response.writeHead(500).end());
});
server.listen(Number(port), "127.0.0.1", () => {
  console.log(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
