import { once } from "node:events";
import { mkdtemp, readFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Test } from "tap";
import { CommandLine } from "../cli/command-line.ts";
import { until } from "../until.ts";
import { exampleList, type GatewayHome, senderOf } from "./gateway.ts";

/** A department's endpoint, which answers as the test says. */
export interface TestEndpoint {
  readonly url: string;
  /** Status of the next answers. */
  status: number;
  /** Ids of the packets that were pushed, in their order. */
  readonly pushed: string[];
  /** Header fields of the requests that tried it. */
  readonly tests: IncomingHttpHeaders[];
}

/** Starts an endpoint; it ends with the test. */
export async function testEndpoint(t: Test, status: number): Promise<TestEndpoint> {
  const server = createServer((request, response) => {
    if (request.headers["aid-test"] === undefined) endpoint.pushed.push(String(request.headers["aid-packet"]));
    else endpoint.tests.push(request.headers);
    request.resume();
    response.writeHead(endpoint.status).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const endpoint: TestEndpoint = { url, status, pushed: [], tests: [] };
  return endpoint;
}

/** The command line of a party of a home, an operator unless told. */
export async function commandLineOf(home: GatewayHome, party = "operator", lang = "en"): Promise<CommandLine> {
  const line = new CommandLine(await mkdtemp(path.join(tmpdir(), "aidx-line-")), {
    AIDX_GATEWAY: home.url,
    AIDX_PARTY: party,
    LANG: lang,
  });
  const keys = await readFile(path.join(home.keys, "dev", `${party}.jwks.json`), "utf8");
  await line.giveKeys(party, JSON.parse(keys) as never);
  return line;
}

/** Sends the example list to one recipient, and gives the id of its packet. */
export async function sendTo(home: GatewayHome, recipient: string, jti: string): Promise<string> {
  const sender = await senderOf(home);
  const sealed = await sender.seal((await exampleList()) as never, { type: "aid-subject-list", jti, to: [recipient] });
  const [packet] = (await sender.push(sealed)).answer.packets;
  if (packet === undefined) throw new Error("one packet");
  return packet.id;
}

/** Sends one more list to a recipient, and counts the pushes that its endpoint has got. */
export async function deliverTo(home: GatewayHome, recipient: string, endpoint: TestEndpoint): Promise<number> {
  const packet = await sendTo(home, recipient, `more-${Math.random()}`);
  await until("it is pushed", () => endpoint.pushed.includes(packet));
  return endpoint.pushed.length;
}
