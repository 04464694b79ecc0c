import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import type { Witness, WitnessAnswer } from "./witness.ts";

/**
 * Largest body, bytes. Old size, 63 hashes, and a checkpoint with 16 signatures of nearly 5 kB each must be taken (C2SP
 * signed-note): 110 kB in base64. No log sends twice that.
 */
const MAX_BODY = 256 * 1024;

/**
 * Makes the HTTP server of a witness (C2SP tlog-witness); it does not listen yet.
 *
 * @param fault called for each request that ends in 500; must not throw
 */
export function createWitnessServer(witness: Witness, fault: (error: unknown) => void = () => {}): FastifyInstance {
  const app = fastify({ logger: false, bodyLimit: MAX_BODY, requestTimeout: 10_000, connectionTimeout: 30_000 });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.post("/add-checkpoint", async (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    return send(reply, await witness.addCheckpoint(body));
  });
  app.get<{ Params: { hash: string } }>("/:hash/checkpoint", (request, reply) =>
    send(reply, witness.checkpoint(request.params.hash)),
  );
  app.get("/healthz", (_request, reply) => reply.type("text/plain").send("ok\n"));
  app.setNotFoundHandler((request, reply) =>
    request.url === "/add-checkpoint"
      ? reply.code(405).header("allow", "POST").type("text/plain").send("by POST\n")
      : reply.code(404).type("text/plain").send("nothing here\n"),
  );
  // A fault of the witness (its state cannot be written) is answered without details, and without a cosignature.
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode === 413 ? 413 : (error.statusCode ?? 500) < 500 ? 400 : 500;
    if (status === 500) fault(error);
    return reply
      .code(status)
      .type("text/plain")
      .send(status === 500 ? "not now\n" : "not a request of tlog-witness\n");
  });
  return app;
}

function send(reply: FastifyReply, { status, type, body }: WitnessAnswer): FastifyReply {
  return reply
    .code(status)
    .type(type === "text/plain" ? "text/plain; charset=utf-8" : type)
    .send(body);
}
