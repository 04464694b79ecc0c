import type { Socket } from "node:net";
import t from "tap";
import { createAddressGuard } from "../../src/courier/address-guard.ts";
import { createCourier, DEFAULT_COURIER } from "../../src/courier/courier.ts";
import { createLookup } from "../../src/names/lookup.ts";
import { SILENT } from "../support/loggers.ts";
import { CALM, closedPort, courierFor, GATEWAY_KEY, httpEndpoint, pushTo, rawEndpoint } from "./endpoint-double.ts";
import { verifyPush } from "./verify-push.ts";
import { like } from "../support/like.ts";

const SHORT = { connectMs: 400, responseMs: 400, drainMs: 200, drainBytes: 65_536 };

t.test("a push carries what protocol section 5 names, signed, and 200 application/jwt is its receipt", async (t) => {
  const { courier, events } = courierFor(t);
  const endpoint = await httpEndpoint(t, async (request, response, body) => {
    await verifyPush(
      { url: `http://${request.headers.host}${request.url}`, headers: request.headers, body },
      (kid) => (kid === GATEWAY_KEY.kid ? GATEWAY_KEY : undefined),
      Date.now() / 1_000,
    );
    response.writeHead(200, { "Content-Type": "Application/JWT; charset=us-ascii" }).end("the.signed.receipt");
  });
  const push = pushTo(endpoint.url, 3);
  t.same(await courier.push(push, CALM), { kind: "delivered", status: 200, receipt: "the.signed.receipt" });
  const [request] = endpoint.requests;
  t.equal(request?.method, "POST");
  like(t, request?.headers, {
    "content-type": "application/jose",
    "content-digest": `sha-256=:${push.digest.toString("base64")}:`,
    "content-length": String(push.bytes.length),
    "aid-packet": push.packet,
    "aid-message": push.message,
    "aid-attempt": "3",
  });
  like(t, events, [{ event: "push", outcome: "delivered", status: 200, attempt: 3, receipt: "present" }]);
  t.equal(events[0]?.bytes, push.bytes.length);
});

const STATUSES: [number, string, object?][] = [
  [200, "delivered"],
  [201, "delivered"],
  [202, "delivered"],
  [204, "delivered"],
  [299, "delivered"],
  [300, "retry"],
  [301, "retry"],
  [302, "retry"],
  [304, "retry"],
  [307, "retry"],
  [308, "retry"],
  [400, "retry"],
  [401, "retry"],
  [403, "retry"],
  [404, "retry"],
  [405, "retry"],
  [407, "retry"],
  [408, "retry"],
  [409, "retry"],
  [410, "gone"],
  [413, "retry"],
  [415, "retry"],
  [422, "failed"],
  [425, "retry"],
  [429, "retry"],
  [451, "retry"],
  [499, "retry"],
  [500, "retry"],
  [501, "retry"],
  [502, "retry"],
  [503, "retry"],
  [504, "retry"],
  [599, "retry"],
];
t.test("every status has its outcome", async (t) => {
  const { courier } = courierFor(t, { settings: { breaker: { failures: 1_000, openMs: 1, maxOpenMs: 1 } } });
  const endpoint = await httpEndpoint(t, (request, response) => {
    const status = Number(request.headers["aid-attempt"]);
    response.writeHead(status, { Location: "/elsewhere" }).end(status === 204 || status === 304 ? undefined : "text");
  });
  for (const [status, kind] of STATUSES) {
    const result = await courier.push(pushTo(endpoint.url, status), CALM);
    like(t, result, { kind, status, ...(kind === "delivered" ? {} : { code: `http-${status}` }) }, String(status));
  }
  t.equal(endpoint.requests.length, STATUSES.length, "no redirect was followed");
});

t.test("Retry-After comes back with 429 and 503, in both of its forms", async (t) => {
  const now = Date.parse("2026-11-23T08:00:00Z");
  const { courier } = courierFor(t, { now: () => now });
  const endpoint = await httpEndpoint(t, (request, response) => {
    response
      .writeHead(Number(request.headers["aid-attempt"]), { "Retry-After": "Mon, 23 Nov 2026 08:02:00 GMT" })
      .end();
  });
  const result = await courier.push(pushTo(endpoint.url, 503), CALM);
  t.same(result, { kind: "retry", code: "http-503", status: 503, retryAfterMs: 120_000 });
  const other = await httpEndpoint(t, (_request, response) => {
    response.writeHead(429, { "Retry-After": "7" }).end();
  });
  t.same(await courier.push(pushTo(other.url), CALM), {
    kind: "retry",
    code: "http-429",
    status: 429,
    retryAfterMs: 7_000,
  });
});

t.test("a receipt that is too large is not read; the packet is delivered and the connection closed", async (t) => {
  const { courier, events } = courierFor(t);
  const endpoint = await rawEndpoint(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/jwt\r\nTransfer-Encoding: chunked\r\n\r\n");
    const more = () => {
      while (!socket.destroyed && socket.write(`1000\r\n${"A".repeat(4096)}\r\n`)) {
        // until the buffer is full
      }
    };
    socket.on("drain", more);
    more();
  });
  t.same(await courier.push(pushTo(endpoint.url), CALM), { kind: "delivered", status: 200 });
  t.equal(events[0]?.receipt, "receipt-too-large");
  await endpoint.closed[0];
});

t.test("a receipt of exactly the largest size is taken", async (t) => {
  const { courier } = courierFor(t);
  const endpoint = await httpEndpoint(t, (request, response) => {
    response.writeHead(200, { "Content-Type": "application/jwt" });
    response.end("A".repeat(Number(request.headers["aid-attempt"])));
  });
  like(t, await courier.push(pushTo(endpoint.url, 16_384), CALM), { receipt: "A".repeat(16_384) });
  t.notMatch(await courier.push(pushTo(endpoint.url, 16_385), CALM), { receipt: "" });
});

t.test("an endless answer counts as delivery, and its connection is closed", async (t) => {
  // The time alone would end it much later.
  const limits = { ...DEFAULT_COURIER.limits, responseMs: 600_000, drainMs: 600_000 };
  const { courier } = courierFor(t, { settings: { limits } });
  const endpoint = await rawEndpoint(t, (socket) => {
    socket.write("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n");
    const more = () => {
      while (!socket.destroyed && socket.write(`1000\r\n${"A".repeat(4096)}\r\n`)) {
        // until the buffer is full
      }
    };
    socket.on("drain", more);
    more();
  });
  t.same(await courier.push(pushTo(endpoint.url), CALM), { kind: "delivered", status: 202 });
  await endpoint.closed[0];
});

t.test("a slow answer counts as delivery once its status is there, and its connection is closed", async (t) => {
  const { courier } = courierFor(t, { settings: { limits: SHORT } });
  const endpoint = await rawEndpoint(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const timer = setInterval(() => socket.write("1\r\nA\r\n"), 10);
    socket.on("close", () => clearInterval(timer));
  });
  t.same(await courier.push(pushTo(endpoint.url), CALM), { kind: "delivered", status: 200 });
  await endpoint.closed[0];
});

/** Writes the same again and again until the connection is closed. */
function repeat(socket: Socket, text: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(text), everyMs);
  socket.on("close", () => clearInterval(timer));
}

t.test("interim answers before the answer are passed over, unasked ones too", async (t) => {
  const { courier } = courierFor(t);
  for (const interim of ["100 Continue", "102 Processing", "103 Early Hints\r\nLink: </a>; rel=preload"]) {
    const endpoint = await rawEndpoint(
      t,
      (socket) =>
        void socket.end(
          `HTTP/1.1 ${interim}\r\n\r\nHTTP/1.1 ${interim}\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n`,
        ),
    );
    t.same(await courier.push(pushTo(endpoint.url), CALM), { kind: "delivered", status: 202 }, interim);
  }
});

t.test(
  "the time-outs are those of the configuration: to the connection, and from it to the end of the answer",
  async (t) => {
    const took = async (endpoint: string, limits: { connectMs: number; responseMs: number }) => {
      const { courier } = courierFor(t, { settings: { limits: { ...SHORT, ...limits } } });
      const began = performance.now();
      t.same(await courier.push(pushTo(endpoint), CALM), { kind: "retry", code: "timeout" });
      return performance.now() - began;
    };
    const silent = await rawEndpoint(t, () => {});
    const answer = await took(silent.url, { connectMs: 60_000, responseMs: 300 });
    t.ok(answer >= 290 && answer < 5_000, `${answer} ms: what was not needed for the connection does not count`);
    // It takes the connection and never shakes hands.
    const handshake = await took(silent.url.replace("http:", "https:"), { connectMs: 300, responseMs: 60_000 });
    t.ok(handshake >= 290 && handshake < 5_000, `${handshake} ms: TLS is part of the connection`);
  },
);

const NO_ANSWER: [string, string, (socket: Socket) => void][] = [
  ["says nothing", "timeout", () => {}],
  [
    "drips its header fields",
    "timeout",
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => socket.write("X-A: 1\r\n"), 10);
      socket.on("close", () => clearInterval(timer));
    },
  ],
  ["says 103 and then nothing", "timeout", (socket) => void socket.write("HTTP/1.1 103 Early Hints\r\n\r\n")],
  [
    "says 103 for ever",
    "bad-answer",
    (socket) => {
      const more = () => {
        while (!socket.destroyed && socket.write("HTTP/1.1 103 Early Hints\r\n\r\n")) {
          // until the buffer is full
        }
      };
      socket.on("drain", more);
      more();
    },
  ],
  ["says 100 for ever, slowly", "timeout", (socket) => repeat(socket, "HTTP/1.1 100 Continue\r\n\r\n", 60)],
  ["closes before it answers", "connection-closed", (socket) => void socket.end()],
  ["resets", "connection-closed", (socket) => void socket.resetAndDestroy()],
  ["is no HTTP", "bad-answer", (socket) => void socket.end("SSH-2.0-OpenSSH_9.9\r\n")],
  [
    "sends huge header fields",
    "bad-answer",
    (socket) => void socket.write(`HTTP/1.1 200 OK\r\nX-A: ${"A".repeat(20_000)}\r\n\r\n`),
  ],
  [
    "sends two lengths",
    "bad-answer",
    (socket) => void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nAB"),
  ],
  [
    "switches protocols",
    "connection-closed",
    (socket) => void socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
  ],
  [
    "closes in the middle of a receipt",
    "answer-incomplete",
    (socket) => void socket.end("HTTP/1.1 200 OK\r\nContent-Type: application/jwt\r\nContent-Length: 100\r\n\r\nabc"),
  ],
  [
    "drips a receipt",
    "answer-incomplete",
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/jwt\r\nContent-Length: 10000\r\n\r\n");
      const timer = setInterval(() => socket.write("A"), 10);
      socket.on("close", () => clearInterval(timer));
    },
  ],
];
for (const [name, code, talk] of NO_ANSWER) {
  t.test(`an endpoint that ${name}: ${code}, tried again`, async (t) => {
    const { courier } = courierFor(
      t,
      code === "timeout" || name.startsWith("drips") ? { settings: { limits: SHORT } } : {},
    );
    const endpoint = await rawEndpoint(t, talk);
    t.same(await courier.push(pushTo(endpoint.url), CALM), { kind: "retry", code });
    await endpoint.closed[0];
  });
}

t.test("an answer that is cut off after its status counts as delivery", async (t) => {
  const { courier } = courierFor(t);
  const endpoint = await rawEndpoint(
    t,
    (socket) => void socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"),
  );
  t.same(await courier.push(pushTo(endpoint.url), CALM), { kind: "delivered", status: 200 });
});

t.test("an endpoint that does not listen: refused, tried again", async (t) => {
  const { courier } = courierFor(t);
  const port = await closedPort();
  t.same(await courier.push(pushTo(`http://127.0.0.1:${port}/`), CALM), { kind: "retry", code: "refused" });
});

t.test("text of the other side is neither logged nor returned", async (t) => {
  const canary = "CANARY";
  const { courier, events } = courierFor(t);
  const endpoints = [
    `HTTP/1.1 500 ${canary}\r\nX-A: ${canary}\r\nContent-Length: 6\r\n\r\n${canary}`,
    `HTTP/1.1 302 ${canary}\r\nLocation: http://${canary}/\r\nContent-Length: 0\r\n\r\n`,
    `HTTP/1.1 429 ${canary}\r\nRetry-After: ${canary}\r\nContent-Length: 0\r\n\r\n`,
    `HTTP/1.1 200 OK\r\nContent-Type: text/${canary}\r\nContent-Length: 6\r\n\r\n${canary}`,
    `${canary} is not HTTP`,
  ];
  for (const answer of endpoints) {
    const endpoint = await rawEndpoint(t, (socket) => void socket.end(answer));
    const result = await courier.push(pushTo(endpoint.url), CALM);
    t.notOk(JSON.stringify(result).toUpperCase().includes(canary), result.kind);
  }
  t.equal(events.length, endpoints.length);
  t.notOk(JSON.stringify(events).toUpperCase().includes(canary));
  t.notOk(JSON.stringify(events).includes("/push"), "nor is the path of the endpoint");
});

t.test("connections are kept and used again", async (t) => {
  const { courier } = courierFor(t);
  const endpoint = await httpEndpoint(t, (_request, response) => void response.writeHead(202).end("ok"));
  for (let i = 1; i <= 20; i++) {
    like(t, await courier.push(pushTo(endpoint.url, i), CALM), { kind: "delivered" });
  }
  // A push may begin in the moment in which the connection of the last one is being put back.
  t.ok(endpoint.sockets.length <= 2, `${endpoint.sockets.length} connections for 20 pushes`);
});

t.test("a cancelled push is deferred before it began, and tried again when it was under way", async (t) => {
  const { courier } = courierFor(t);
  const cancelled = AbortSignal.abort();
  const endpoint = await rawEndpoint(t, () => controller.abort());
  const controller = new AbortController();
  t.same(await courier.push(pushTo(endpoint.url), cancelled), { kind: "deferred", code: "aborted", retryAfterMs: 0 });
  t.equal(endpoint.sockets.length, 0, "before it began: nothing went out");
  t.same(await courier.push(pushTo(endpoint.url), controller.signal), { kind: "retry", code: "aborted" }, "on its way");
  await endpoint.closed[0];
});

t.test("a courier signs with ES256 only", async (t) => {
  const guard = createAddressGuard([], createLookup({ elapsed: () => 0 }));
  const parts = { settings: DEFAULT_COURIER, guard, now: Date.now, logger: SILENT };
  t.throws(() => createCourier({ ...parts, signer: () => ({ ...GATEWAY_KEY, alg: "PS256" }) }), TypeError);
  t.throws(() => createCourier({ ...parts, signer: () => ({ ...GATEWAY_KEY, use: "enc" }) }), TypeError);
});
