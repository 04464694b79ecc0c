import { Writable } from "node:stream";
import t from "tap";
import { createLogger, type LogLevel } from "../../src/telemetry/logger.ts";
import { like } from "../support/like.ts";

function capture(level: LogLevel = "info") {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return {
    logger: createLogger(level, stream),
    text: () => lines.join(""),
    last: () => JSON.parse(lines.at(-1) ?? "{}") as Record<string, unknown>,
  };
}

const SECRET = "张三000";

t.test("a request is logged by id, method and route, never with address, query, header fields or body", async (t) => {
  const { logger, text, last } = capture();
  const req = {
    id: "req-1",
    method: "GET",
    url: `/v1/audit/${SECRET}?name=${SECRET}`,
    routeOptions: { url: "/v1/audit/:what" },
    headers: { authorization: `Bearer ${SECRET}` },
    body: { name: SECRET },
  };
  logger.info({ req, res: { statusCode: 200, payload: SECRET } }, "answered");
  like(t, last(), { req: { id: "req-1", method: "GET", route: "/v1/audit/:what" }, res: { status: 200 } });
  logger.info({ req: { ...req, url: `/x?q=${SECRET}`, routeOptions: undefined } });
  like(t, last(), { req: { route: "/x" } });
  t.notOk(text().includes(SECRET));
});

t.test("an error is logged by name, code and frames, with its causes, never with a message", async (t) => {
  const { logger, text, last } = capture();
  const cause = Object.assign(new Error(`Unexpected token ${SECRET} in JSON`), { code: "E_INNER" });
  const error = Object.assign(new TypeError(`cannot read\n    at ${SECRET}`, { cause }), {
    detail: SECRET,
    code: "E_OUTER",
  });
  logger.error({ err: error }, "failed");
  like(t, last(), { err: { name: "TypeError", code: "E_OUTER", cause: { name: "Error", code: "E_INNER" } } });
  t.ok((last().err as { stack: string[] }).stack.every((frame) => frame.startsWith("at ")));
  logger.error({ err: error });
  logger.error(error);
  logger.error(error, "failed");
  like(t, last(), { msg: "failed", err: { code: "E_OUTER" } });
  logger.error({ error: "ECONNRESET" });
  like(t, last(), { error: "ECONNRESET" });
  logger.error({ error: SECRET });
  logger.error({ err: { message: SECRET } });
  t.notOk(text().includes(SECRET));
});

t.test("secret members are redacted at every level, and instances of classes are not printed", async (t) => {
  const { logger, text } = capture();
  for (const name of [
    "authorization",
    "client_assertion",
    "token",
    "body",
    "payload",
    "passphrase",
    "d",
    "databaseUrl",
  ]) {
    logger.info({ [name]: SECRET, a: { [name]: SECRET, b: { [name]: SECRET } } });
  }
  logger.info({ list: [{ token: SECRET }], deep: { a: { b: { c: { e: SECRET } } } } });
  logger.info({ key: new Map([[SECRET, SECRET]]), buffer: Buffer.from(SECRET), cause: new Error(SECRET) });
  t.notOk(text().includes(SECRET));
  t.notOk(text().includes("[229,188"), "no bytes either");
  t.match(text(), /redacted/);
});

t.test("lines are JSON with level and time, from the configured level on", async (t) => {
  const { logger, text, last } = capture("warn");
  logger.info("not this");
  t.equal(text(), "");
  logger.warn({ event: "x" }, "this");
  like(t, last(), { level: "warn", event: "x", msg: "this", time: /^\d{4}-\d\d-\d\dT.*Z$/ });
  t.notOk("pid" in last() || "hostname" in last());
});
