import { createPrivateKey } from "node:crypto";
import { decodeProtectedHeader } from "jose";
import t from "tap";
import { signPush } from "../../src/courier/signature.ts";
import type { PrivateKey } from "../../src/crypto/suite.ts";
import { Department, type DepartmentOptions, GatewayClient, type Verdict } from "../../src/sdk/index.ts";
import { digestOf, FakeGateway } from "../support/sdk/fake-gateway.ts";
import { newJwk, newKeySet } from "../support/sdk/party-key-set.ts";
import { recordedEnvironment } from "../support/sdk/recorded-environment.ts";
import { claimsOf } from "../support/jws.ts";
import { like } from "../support/like.ts";

const ENDPOINT = "https://department.example/aid/push";
const keys = await newKeySet();
const gateway = await FakeGateway.start({ "civil-affairs": keys });
t.teardown(() => gateway.stop());

function connect(options: DepartmentOptions = {}) {
  const environment = recordedEnvironment();
  const client = new GatewayClient({ url: gateway.url, party: "civil-affairs", keys, environment });
  return { department: new Department(client, options), environment };
}

const signer = (jwk = gateway.key("sig")) =>
  ({ kid: String(jwk.kid), privateKey: createPrivateKey({ key: { ...jwk }, format: "jwk" }) }) as PrivateKey;

interface Change {
  readonly headers?: Record<string, string>;
  readonly bytes?: Buffer;
  readonly url?: string;
  readonly created?: number;
  readonly signer?: PrivateKey;
}

/** Makes a push of a packet as the gateway does; `change` is applied after signing. */
function push(packet: { id: string; message: string; bytes: Buffer }, change: Change = {}): Request {
  const headers = {
    "content-type": "application/jose",
    "content-digest": digestOf(packet.bytes),
    "aid-packet": packet.id,
    "aid-message": packet.message,
    "aid-attempt": "1",
  };
  const created = change.created ?? Math.floor(Date.now() / 1000);
  const signature = signPush(ENDPOINT, headers, change.signer ?? signer(), created);
  const all = { ...headers, ...signature, ...change.headers };
  return new Request(change.url ?? ENDPOINT, {
    method: "POST",
    headers: all,
    body: new Uint8Array(change.bytes ?? packet.bytes),
  });
}

t.test("a push is answered with the receipt", async (t) => {
  const { department } = connect();
  const packet = await gateway.seal("civil-affairs", { body: { a: 1 } });
  const response = await department.handlePush(push(packet), async (opened) => {
    t.same(opened.body, { a: 1 });
    return "accepted";
  });
  t.equal(response.status, 200);
  t.equal(response.headers.get("content-type"), "application/jwt");
  like(t, claimsOf(await response.text()), { sub: packet.id, digest: packet.digest, outcome: "accepted" });
});

t.test("a packet that comes again gets the same receipt, and is handled once", async (t) => {
  const { department } = connect();
  const packet = await gateway.seal("civil-affairs", {});
  let handled = 0;
  const handle = async (): Promise<Verdict> => {
    handled++;
    return "accepted";
  };
  const answers = [
    ...(await Promise.all([department.handlePush(push(packet), handle), department.handlePush(push(packet), handle)])),
    await department.handlePush(push(packet), handle),
  ];
  t.equal(new Set(await Promise.all(answers.map((answer) => answer.text()))).size, 1);
  t.equal(handled, 1);
});

t.test("a packet that comes again after a change of keys gets its receipt signed with the present one", async (t) => {
  let present = keys;
  const client = new GatewayClient({ url: gateway.url, party: "civil-affairs", keys: async () => present });
  const department = new Department(client);
  const packet = await gateway.seal("civil-affairs", {});
  const answer = async () => {
    const response = await department.handlePush(push(packet), async () => ({ rejected: "other", note: "n" }));
    return response.text();
  };
  const first = await answer();
  const next = await newJwk("sig", "ES256", "P-256");
  present = { keys: [next, ...keys.keys.filter(({ use }) => use !== "sig")] };
  const again = await answer();
  t.equal(decodeProtectedHeader(again).kid, next.kid);
  t.not(decodeProtectedHeader(first).kid, next.kid);
  t.same({ ...claimsOf(again), iat: 0 }, { ...claimsOf(first), iat: 0 });
});

t.test("later is a 202, and a handler that fails is a 503", async (t) => {
  const { department } = connect();
  const packet = await gateway.seal("civil-affairs", {});
  t.equal((await department.handlePush(push(packet), async () => "later")).status, 202);
  const failed = await department.handlePush(push(packet), async () => {
    throw new Error("disk full");
  });
  t.equal(failed.status, 503);
  t.equal(failed.headers.get("retry-after"), "30");
  t.equal((await department.handlePush(push(packet), async () => "accepted")).status, 200, "nothing was remembered");
});

t.test("a packet that cannot be opened gets no receipt, unless the department's own code decides so", async (t) => {
  const sealed = await gateway.seal("civil-affairs", {});
  const packet = { ...sealed, bytes: Buffer.from("not a packet") };
  const never = async () => t.fail("never handled") as never;
  const silent = await connect().department.handlePush(push(packet), never);
  t.equal(silent.status, 422);
  t.equal(await silent.text(), "");
  const unsure = connect({ unopened: async () => Promise.reject(new Error("asked nobody")) }).department;
  t.equal((await unsure.handlePush(push(packet), never)).status, 503, "what cannot be decided is pushed again");
  const { department } = connect({ unopened: async (_packet, { reason }) => ({ rejected: reason }) });
  const response = await department.handlePush(push(packet), never);
  like(t, claimsOf(await response.text()), { outcome: "rejected", reason: "undecryptable", sub: packet.id });
});

t.test("a push that is not the gateway's, not recent, or for another address or content is refused", async (t) => {
  const { department } = connect({ push: { maxBytes: 100_000 } });
  const packet = await gateway.seal("civil-affairs", {});
  const other = await gateway.seal("civil-affairs", {});
  const now = Math.floor(Date.now() / 1000);
  const stranger = await newJwk("sig", "ES256");
  const { "signature-input": input } = signPush(
    ENDPOINT,
    {
      "content-type": "application/jose",
      "content-digest": digestOf(packet.bytes),
      "aid-packet": packet.id,
      "aid-message": packet.message,
      "aid-attempt": "1",
    },
    signer(),
    now,
  );
  const cases: Record<string, [number, Request]> = {
    "another method": [401, new Request(ENDPOINT, { method: "PUT", body: "" })],
    "no signature": [401, push(packet, { headers: { signature: "" } })],
    "signed by a stranger": [401, push(packet, { signer: signer(stranger) })],
    "a stranger under the gateway's kid": [
      401,
      push(packet, { signer: { ...signer(stranger), kid: String(gateway.key("sig").kid) } }),
    ],
    "signed by another stranger, whose key might be new since": [
      503,
      push(packet, { signer: signer(await newJwk("sig", "ES256")) }),
    ],
    "signed with the encryption key": [401, push(packet, { signer: signer(gateway.key("enc")) })],
    "for another address": [401, push(packet, { url: "https://elsewhere.example/aid/push" })],
    "another packet's id": [401, push(packet, { headers: { "aid-packet": other.id } })],
    "another attempt": [401, push(packet, { headers: { "aid-attempt": "2" } })],
    "another type": [401, push(packet, { headers: { "content-type": "application/pkcs7-mime" } })],
    "a component left out": [401, push(packet, { headers: { "signature-input": input.replace(' "aid-packet"', "") } })],
    "other bytes": [401, push(packet, { bytes: other.bytes })],
    "a digest of its own": [401, push(packet, { bytes: other.bytes, headers: { "content-digest": other.digest } })],
    "too many bytes": [401, push(packet, { bytes: Buffer.alloc(100_001) })],
    "signed an hour ago": [503, push(packet, { created: now - 3600 })],
    "signed in an hour": [503, push(packet, { created: now + 3600 })],
  };
  for (const [what, [status, request]] of Object.entries(cases)) {
    const response = await department.handlePush(request, async () => t.fail(`${what}: handled`) as never);
    t.equal(response.status, status, what);
    t.equal(await response.text(), "", what);
  }
  t.equal((await department.handlePush(push(packet), async () => "accepted")).status, 200, "and this is the one");
});

t.test("concurrent first pushes all find the gateway's keys", async (t) => {
  const { department } = connect();
  const packets = await Promise.all(Array.from({ length: 12 }, () => gateway.seal("civil-affairs", {})));
  const answers = await Promise.all(
    packets.map((packet) => department.handlePush(push(packet), async () => "accepted")),
  );
  t.same(
    answers.map(({ status }) => status),
    packets.map(() => 200),
  );
});

t.test("behind a reverse proxy the registered endpoint is compared", async (t) => {
  const { department } = connect({ push: { endpoint: ENDPOINT } });
  const packet = await gateway.seal("civil-affairs", {});
  const request = push(packet, { url: "http://10.0.0.7:8080/push" });
  t.equal((await department.handlePush(request, async () => "accepted")).status, 200);
});

t.test("while the gateway's keys cannot be fetched, a push is a 503", async (t) => {
  const environment = recordedEnvironment();
  const retry = { attempts: 1 };
  const client = new GatewayClient({ url: gateway.url, party: "civil-affairs", keys, environment, retry });
  const packet = await gateway.seal("civil-affairs", {});
  gateway.fail("/.well-known/jwks.json", { status: 503 });
  t.equal((await new Department(client).handlePush(push(packet), async () => "accepted")).status, 503);
});
