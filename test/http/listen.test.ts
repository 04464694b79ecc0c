import { once } from "node:events";
import { createServer as createNetServer } from "node:net";
import fastify from "fastify";
import t from "tap";
import { listening } from "../../src/http/connection/listen.ts";
import { freePort } from "../support/gateway/gateway.ts";
import { openRaw, requestHead } from "../support/http/raw-http.ts";
import { until } from "../support/until.ts";

t.test(
  "listening: a busy process takes new connections by the dozen in each turn of its event loop",
  { skip: process.platform !== "linux" && "a port is shared among sockets on Linux only" },
  async (t) => {
    const app = fastify();
    const listen = listening(app, process.platform);
    const port = await freePort();
    await listen({ host: "127.0.0.1", port });
    t.teardown(() => app.close());
    let connected = 0;
    let turns = 0;
    for (let n = 0; n < 160; n++) openRaw(t, port);
    const all = Promise.withResolvers<void>();
    app.server.on("connection", () => ++connected === 160 && all.resolve());
    const count = () => void (turns++, connected < 160 && setImmediate(count));
    count();
    await all.promise;
    t.ok(turns < 80, `${turns} turns for 160 connections`);
  },
);

t.test("listening: another program on the port is an error", async (t) => {
  const port = await freePort();
  const other = createNetServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  t.teardown(() => other.close());
  const app = fastify();
  await t.rejects(listening(app, process.platform)({ host: "127.0.0.1", port }), { code: "EADDRINUSE" });
  await app.close();
});

t.test("listening: a server that closes answers what came over any of its sockets", async (t) => {
  const { promise, resolve: answer } = Promise.withResolvers<string>();
  const app = fastify({ forceCloseConnections: "idle" });
  let asked = 0;
  app.get("/", () => (asked++, promise));
  const listen = listening(app, process.platform);
  const port = await freePort();
  await listen({ host: "127.0.0.1", port });
  const callers = Array.from({ length: 40 }, () =>
    openRaw(t, port).write(requestHead("GET / HTTP/1.1", "Host: x", "Connection: close")),
  );
  await until("all have asked", () => asked === 40);
  let closed = false;
  const closing = app.close().then(() => (closed = true));
  await new Promise(setImmediate);
  t.equal(closed, false);
  answer("late");
  await closing;
  for (const caller of callers) t.match(await caller.end(), /late$/);
});
