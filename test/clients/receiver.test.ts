/** The sample push endpoints of docs/clients: real pushes of a real gateway, and what is not the gateway's. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import t, { type Test } from "tap";
import { startChild } from "../support/child-process.ts";
import { exampleList, gatewayHome, senderOf, start, unique } from "../support/gateway/gateway.ts";
import { outside } from "../support/referees/outside.ts";
import { commandLineOf } from "../support/gateway/operator.ts";
import { like } from "../support/like.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { until } from "../support/until.ts";

const PARTY = "housing";
const CLIENTS = path.resolve("docs/clients");
/** Debian's Python: the one that `apt-get install python3-jwcrypto` serves. */
const PYTHON = "/usr/bin/python3";

const importable = spawnSync(PYTHON, ["-c", "import jwcrypto.jwe"]).status === 0;
const noPython = outside(t, importable, "the Python push endpoint", "python3-jwcrypto");

interface Pushed {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Stands before the receiver as a proxy does; keeps what the gateway pushed. */
async function proxy(t: Test) {
  const pushed: Pushed[] = [];
  let behind = "";
  const server = createServer((request, response) => {
    void (async () => {
      const { host: _host, connection: _connection, ...headers } = request.headers as Record<string, string>;
      const push = { path: request.url ?? "", headers, body: await buffer(request) };
      pushed.push(push);
      const answer = await send(behind, push);
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
      response.end(await answer.text());
    })().catch(() => response.writeHead(502).end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, pushed, before: (receiver: string) => (behind = receiver) };
}

function send(receiver: string, { path, headers, body }: Pushed): Promise<Response> {
  const { "content-length": _length, ...rest } = headers;
  return fetch(receiver + path, { method: "POST", headers: rest, body: new Uint8Array(body) });
}

const RECEIVERS = [
  {
    name: "Python",
    skip: noPython,
    start: (t: Test, url: string, keys: string, inbox: string, port: number, front: string) => {
      const options = ["--url", url, "--party", PARTY, "--keys", keys, "--out", inbox, "--port", String(port)];
      const script = ["-B", path.join(CLIENTS, "python/receiver.py"), ...options, "--public", front];
      return startChild(t, script, {}, PYTHON);
    },
  },
  {
    name: "Node",
    skip: false,
    start: (t: Test, url: string, keys: string, inbox: string, port: number, front: string) =>
      startChild(t, [path.join(CLIENTS, "node/receiver.ts"), url, PARTY, keys, inbox, String(port)], { PUBLIC: front }),
  },
];

for (const receiver of RECEIVERS) {
  t.test(
    `${receiver.name}: a push endpoint takes what the gateway signed, once, and nothing else`,
    receiver,
    async (t) => {
      const front = await proxy(t);
      const home = await gatewayHome(t, { endpoints: { [PARTY]: `${front.url}/in?of=${PARTY}` } });
      await start(t, home);
      const inbox = path.join(await temporaryDirectory(t), "inbox");
      const spare = createServer().listen(0, "127.0.0.1");
      await once(spare, "listening");
      const { port } = spare.address() as AddressInfo;
      spare.close();
      const keys = path.join(home.keys, "dev", `${PARTY}.jwks.json`);
      const child = receiver.start(t, home.url, keys, inbox, port, front.url);
      t.ok(await child.prints(/^ready /m), child.err());
      const own = `http://127.0.0.1:${port}`;
      front.before(own);

      const sender = await senderOf(home);
      const list = (await exampleList()) as never;
      const { answer } = await sender.push(
        await sender.seal(list, { type: "aid-subject-list", jti: unique("push"), to: [PARTY] }),
      );
      const packet = await until("the packet is accepted", async () => {
        const [found] = (await sender.message(answer.id)).packets;
        return found?.state === "accepted" && found;
      });
      t.equal((await sender.verifyReceipt(packet))?.outcome, "accepted", "its receipt verifies");
      const files = await readdir(inbox);
      t.ok(files.includes(`${packet.id}.json`));
      t.equal((await stat(path.join(inbox, `${packet.id}.json`))).mode & 0o777, 0o600);

      const [push] = front.pushed;
      if (push === undefined) throw new TypeError("nothing was pushed");
      const [first, again] = [await send(own, push), await send(own, push)];
      t.same([first.status, again.status], [200, 200], "what comes again is answered");
      t.equal(await first.text(), await again.text(), "with the same receipt");

      const changed = (headers: Record<string, string>): Pushed => ({
        ...push,
        headers: { ...push.headers, ...headers },
      });
      const { signature = "", "signature-input": input = "" } = push.headers;
      const { signature: _none, ...unsigned } = push.headers;
      const other = signature.replace(/:(.)/, (_, one) => `:${one === "A" ? "B" : "A"}`);
      const forged: Record<string, Pushed> = {
        "without a signature": { ...push, headers: unsigned },
        "another signature": changed({ signature: other }),
        "another packet": changed({ "aid-packet": packet.id.replace(/.$/, (c) => (c === "0" ? "1" : "0")) }),
        "a path": changed({ "aid-packet": "../../victim" }),
        "another attempt": changed({ "aid-attempt": "7" }),
        "another time": changed({
          "signature-input": input.replace(/created=\d+/, (at) =>
            at.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)),
          ),
        }),
        "fewer components": changed({ "signature-input": input.replace(' "aid-attempt"', "") }),
        "another key": changed({ "signature-input": input.replace(/keyid="[^"]*"/, 'keyid="other"') }),
        "another address": { ...push, path: "/in?of=somebody-else" },
        "another body": { ...push, body: Buffer.concat([push.body, Buffer.from("A")]) },
      };
      for (const [what, request] of Object.entries(forged)) {
        const { status } = await send(own, request);
        // 503 asks the gateway to come again: this clock may be wrong, the gateway's keys may be newer than those read.
        t.ok(status === 401 || status === 503, `${what}: ${status}`);
      }

      const operator = await commandLineOf(home);
      const tested = await operator.run(`endpoints --test ${PARTY} --json`);
      like(t, tested.lines, [{ outcome: "taken", code: "http-204" }], "an operator's test of the endpoint is answered");
      const test = front.pushed.at(-1);
      t.ok(test?.headers["aid-test"]);
      const others: readonly Pushed[] =
        test === undefined
          ? []
          : [
              { ...test, headers: { ...test.headers, "aid-test": packet.id } },
              { ...test, headers: { ...test.headers, "content-type": "application/jose", "aid-packet": packet.id } },
              { ...push, headers: { ...push.headers, "aid-test": packet.id, "content-type": "application/json" } },
            ];
      for (const other of others) t.equal((await send(own, other)).status, 401);
      t.equal(others.length, 3);
      t.same(await readdir(inbox), files, "nothing else was kept");
    },
  );
}
