import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";

import { EntryDamaged } from "../tlog/entry.ts";
import { createReadings } from "../audit/readings.ts";
import type { Refusal } from "../domain/refusal.ts";
import { createAnswerLog } from "./answer/log-answer.ts";
import { createAccessTokens } from "./auth/access-token.ts";
import { createAssertionVerifier } from "./auth/client-assertion.ts";
import { withOauthError } from "./auth/oauth-error.ts";
import { withKnownKeys } from "./auth/known-keys.ts";
import { createRefusedLog } from "./auth/refused-log.ts";
import { answerBrokenRequest } from "./connection/broken-request.ts";
import { byAddress, createCalls } from "./calls.ts";
import { drainConnections } from "./connection/drain.ts";
import { addressesOf, isThroughStranger, originForm } from "./connection/proxies.ts";
import { endpoints } from "./endpoints.ts";
import { describeFault, refusalOf } from "./answer/fault.ts";
import { guard } from "./guard.ts";
import { handlerOf } from "./handler.ts";
import { createHeldPolls } from "./held-polls.ts";
import { sendProblem } from "./answer/problem.ts";
import { createReadiness } from "./readiness.ts";
import { senderConstraint } from "./auth/sender-constraint.ts";
import type { HttpDeps, Services } from "./services.ts";
import { cutUnreadBody } from "./connection/unread-body.ts";
import { unmatched } from "./unmatched.ts";

/** Largest body of a request to an endpoint that takes none, bytes. */
const NO_BODY_BYTES = 1024;
/** Interval at which the counts of readings and refusals are looked through, milliseconds. */
const SWEEP_MS = 10_000;
/** Interval at which Node looks for connections past their time, milliseconds; a time-out is late by at most this. */
const TIMEOUT_CHECK_MS = 1000;

const UNNAMED_PROXY =
  "calls come through a proxy that http.trustedProxies does not name: all who call through it share its address and rate";
const UNNAMED_PROXY_ZH = "有请求经 http.trustedProxies 未列明的代理到达：经该代理的各调用方共用其地址与速率限额";

/**
 * Makes the gateway's HTTP server (protocol sections 3 to 6, 8 and 9), not listening yet. While it drains, each answer ends its
 * connection. Closing it ends held inbox calls
 * with what there is, answers new requests with 503, finishes those under way, and writes the counts of readings and
 * refused tokens.
 *
 * @throws SenderConstraintUnavailable for an `auth.senderConstraint` that this version does not have
 */
export function createServer(deps: HttpDeps): FastifyInstance {
  const { settings, newId } = deps;
  const stopping = new AbortController();
  const trusted = addressesOf(settings.trustedProxies);
  const app = fastify({
    // `logAnswer` writes one line for each answer; the framework's own lines hold whole targets.
    logger: false,
    genReqId: newId,
    requestIdHeader: false,
    bodyLimit: NO_BODY_BYTES,
    exposeHeadRoutes: true,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    trustProxy: settings.trustedProxies.length === 0 ? false : trusted,
    rewriteUrl: ({ url = "/" }) => originForm(url),
    connectionTimeout: settings.timeouts.idleMs,
    requestTimeout: settings.timeouts.requestMs,
    keepAliveTimeout: settings.timeouts.keepAliveMs,
    routerOptions: { maxParamLength: 128, querystringParser: () => ({}) },
    http: {
      maxHeaderSize: settings.limits.headerBytes,
      // Both are given here, because Node checks when it makes the server that the part is within the whole.
      headersTimeout: Math.min(settings.timeouts.headersMs, settings.timeouts.requestMs),
      requestTimeout: settings.timeouts.requestMs,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      // Repeated fields are joined, so that a second one is seen and refused. Node would keep the first and drop it.
      joinDuplicateHeaders: true,
      // `checkHost` refuses a missing host, with a problem document.
      requireHostHeader: false,
      insecureHTTPParser: false,
    },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, newId),
    frameworkErrors: (error, request, reply) => sendProblem(request, reply, refusalOf(error, request)),
  });

  const answers = createAnswerLog(deps.logger, deps.metrics, deps.clock);
  const services = createServices(deps, stopping.signal);
  // A party that was suspended meanwhile is found when its held call ends (`routes/packets.ts`).
  deps.onChange(() => services.polls.endAll());
  app.decorateRequest("caller", null);
  app.decorateRequest("endpoint", null);
  app.decorateRequest("refused", null);
  app.decorateRequest("counted", null);
  app.decorateRequest("underWay", null);
  app.decorateRequest("parameters");

  // Bodies stay the bytes that came: most are envelopes, and what is signed is never parsed first.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  let warned = false;
  app.addHook("onRequest", (request, _reply, done) => {
    if (!warned && isThroughStranger(request, trusted)) {
      warned = true;
      deps.logger.warn({ zh: UNNAMED_PROXY_ZH }, UNNAMED_PROXY);
    }
    done();
  });
  const table = endpoints(services);
  for (const endpoint of table) {
    const { method, url, body } = endpoint;
    const bodyLimit = body?.limit ?? NO_BODY_BYTES;
    app.route({ method, url, bodyLimit, onRequest: guard(endpoint, services), handler: handlerOf(endpoint, services) });
  }
  app.setNotFoundHandler(unmatched(table));

  app.setErrorHandler(async (error, request, reply) => {
    const refusal = await counted(refusalOf(error, request), request, services);
    if (refusal.code === "internal" || error instanceof EntryDamaged) {
      deps.logger.error({ request: request.id, fault: describeFault(error) }, "internal error");
    }
    // The rest of a refused body is thrown away for a while; see cutUnreadBody.
    reply.removeHeader("connection");
    sendProblem(request, reply, request.endpoint?.oauthErrors === true ? withOauthError(refusal) : refusal);
    return reply;
  });
  app.addHook("onSend", (request, reply, payload, done) => {
    if (deps.draining.aborted || stopping.signal.aborted) reply.header("connection", "close");
    // An answer that its caller does not read stays in memory.
    if (typeof payload === "string" || Buffer.isBuffer(payload)) request.underWay?.hold(Buffer.byteLength(payload));
    done(null, payload);
  });
  app.addHook("onResponse", (request, reply, done) => {
    answers.answered(request, reply);
    cutUnreadBody(request.raw, settings.timeouts.unreadBodyMs);
    done();
  });
  const drain = drainConnections(app.server);
  app.addHook("preClose", (done) => {
    stopping.abort();
    // The framework stops listening right after this hook.
    setImmediate(drain);
    done();
  });
  const sweep = setInterval(() => {
    void services.readings.sweep().catch(unrecorded);
    void services.refused.sweep();
    void answers.sweep();
  }, SWEEP_MS).unref();
  const unrecorded = (error: unknown) =>
    deps.logger.warn({ fault: describeFault(error) }, "readings could not be recorded yet");
  app.addHook("onClose", async () => {
    clearInterval(sweep);
    await services.readings.flush().catch(unrecorded);
    await services.refused.flush();
    await answers.flush();
  });
  return app;
}

/**
 * Counts a call that was refused before it was known whose it is, for its address: bad credentials, paths that do not
 * exist, broken requests. Returns the refusal to answer with.
 */
async function counted(refusal: Refusal, request: FastifyRequest, { calls }: Services): Promise<Refusal> {
  if (request.counted !== null || refusal.status >= 500) return refusal;
  return calls.count(request, byAddress(request)).then(() => refusal, refusalOf);
}

function createServices(deps: HttpDeps, stopping: AbortSignal): Services {
  const { directory, store, settings, clock, logger } = deps;
  const fault = (error: unknown) =>
    logger.warn({ fault: describeFault(error) }, "refused tokens could not be recorded");
  const verifyAssertion = createAssertionVerifier(directory, store, settings, clock);
  return {
    ...deps,
    tokens: createAccessTokens(deps.tokenKeys, directory, settings, clock, deps.newId),
    assertions: (assertion) => withKnownKeys(() => verifyAssertion(assertion), deps),
    refused: createRefusedLog(store, settings.gatewayId, clock, fault),
    readings: createReadings(store, clock),
    constraint: senderConstraint(settings.auth.senderConstraint),
    calls: createCalls(settings, clock, () => performance.now(), deps.shared),
    polls: createHeldPolls(settings.limits.heldPolls, stopping, deps.metrics),
    readiness: createReadiness([{ name: "database", ping: () => store.ping() }, ...deps.probes], deps.elapsed),
    stopping,
  };
}
