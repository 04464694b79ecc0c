import { createHash, generateKeyPairSync } from "node:crypto";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer, type LookupFunction, type Socket } from "node:net";
import { createAddressGuard } from "../../src/courier/address-guard.ts";
import { createCourier, type CourierParts, DEFAULT_COURIER, type PushEvent } from "../../src/courier/courier.ts";
import { createLookup } from "../../src/names/lookup.ts";
import type { PrivateKey } from "../../src/crypto/suite.ts";
import type { Courier, Push } from "../../src/exchange/ports.ts";
import { keepingLogger } from "../support/loggers.ts";

/** What `t` must offer to close what a test opened. */
interface Teardown {
  teardown(close: () => unknown): void;
}

/** A signing key of a gateway that exists in these tests only. */
export const GATEWAY_KEY: PrivateKey = (() => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { kid: "gateway-1", use: "sig", alg: "ES256", jwk: { kty: "EC" }, key: publicKey, privateKey };
})();

/** Nobody cancels. */
export const CALM = new AbortController().signal;

const BODY = Buffer.from("eyJhbGciOiJFQ0RILUVTIn0..sealed.bytes.of.a.packet");

/** A push to an endpoint. */
export function pushTo(endpoint: string, attempt = 1): Push {
  return {
    endpoint,
    recipient: "housing",
    packet: "01993a00-0000-7000-8000-000000000001",
    message: "01993a00-0000-7000-8000-000000000002",
    attempt,
    bytes: BODY,
    mediaType: "application/jose",
    digest: createHash("sha256").update(BODY).digest(),
  };
}

/** An HTTP endpoint on loopback. `requests` counts, `sockets` are all connections ever made to it. */
export async function httpEndpoint(
  t: Teardown,
  answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void | Promise<void>,
): Promise<{ url: string; requests: IncomingMessage[]; sockets: Socket[] }> {
  const requests: IncomingMessage[] = [];
  const sockets: Socket[] = [];
  const server = createHttpServer((request, response) => {
    requests.push(request);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void answer(request, response, Buffer.concat(chunks)));
    response.on("error", () => {});
  });
  server.on("connection", (socket: Socket) => sockets.push(socket));
  await listen(t, server, sockets);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/push?unit=7`, requests, sockets };
}

/** An endpoint that does not speak HTTP properly: `talk` gets the socket once the request's head is there. */
export async function rawEndpoint(
  t: Teardown,
  talk: (socket: Socket) => void,
): Promise<{ url: string; sockets: Socket[]; closed: Promise<unknown>[] }> {
  const sockets: Socket[] = [];
  const closed: Promise<unknown>[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    closed.push(new Promise((resolve) => socket.once("close", resolve)));
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.resume();
      talk(socket);
    });
  });
  await listen(t, server, sockets);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/push`, sockets, closed };
}

async function listen(t: Teardown, server: ReturnType<typeof createServer>, sockets: Socket[]): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    for (const socket of sockets) {
      socket.destroy();
    }
    return new Promise((resolve) => server.close(resolve));
  });
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A courier with short limits that may connect to loopback; `events` holds what it logged. */
export function courierFor(
  t: Teardown,
  change: Partial<Omit<CourierParts, "settings" | "guard">> & {
    settings?: Partial<CourierParts["settings"]>;
    /** Networks that may be connected to: loopback, unless said otherwise. */
    allow?: readonly string[];
    lookup?: LookupFunction;
  } = {},
): { courier: Courier; events: PushEvent[] } {
  const { settings, allow = ["127.0.0.0/8"], lookup = createLookup({ elapsed: () => performance.now() }) } = change;
  const { logger, events } = keepingLogger();
  const courier = createCourier({
    signer: () => GATEWAY_KEY,
    now: Date.now,
    logger,
    guard: createAddressGuard(allow, lookup),
    ...change,
    settings: {
      ...DEFAULT_COURIER,
      requireHttps: false,
      limits: { connectMs: 2_000, responseMs: 3_000, drainMs: 1_000, drainBytes: 65_536 },
      ...settings,
    },
  });
  t.teardown(() => courier.close());
  return { courier, events: events as unknown as PushEvent[] };
}
