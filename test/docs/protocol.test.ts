import { readFileSync } from "node:fs";
import t from "tap";
import { REFUSALS } from "../../src/domain/refusal.ts";
import { MESSAGE_TYPES } from "../../src/domain/message.ts";
import { PACKET_STATES } from "../../src/domain/packet.ts";
import { REJECT_REASONS } from "../../src/domain/receipt.ts";
import { templateOf } from "../../src/http/openapi/operation.ts";
import { SCOPES } from "../../src/domain/scope.ts";
import { endpointTable } from "../support/http/endpoint-table.ts";
import { SETTINGS } from "../support/http/http-server.ts";

const page = readFileSync("docs/protocol.md", "utf8");
/** Tells whether the page names an endpoint, and not only the start of a longer path. */
const isNamed = (endpoint: string) => page.split(endpoint).some((rest, n) => n > 0 && !/^[\w/{}-]/.test(rest));
const missing = (words: readonly string[]) => words.filter((word) => !page.includes(`\`${word}\``));

t.test("docs/protocol.md has every word of the protocol", async (t) => {
  t.same(missing(["no-such-word"]), ["no-such-word"], "can fail");
  t.same(missing(MESSAGE_TYPES), []);
  t.same(missing(SCOPES), []);
  t.same(missing(REJECT_REASONS), []);
  t.same(missing(PACKET_STATES), []);
});

t.test("every problem that it names is one that the gateway has", async (t) => {
  const named = [...page.matchAll(/`(?:4\d\d|503) ([a-z-]+)`/g)].map(([, code]) => code ?? "");
  t.ok(named.length > 8);
  t.same(
    named.filter((code) => !(code in REFUSALS)),
    [],
  );
});

t.test("every endpoint of the OpenAPI description is in it", async (t) => {
  const endpoints = endpointTable(SETTINGS).map(({ method, url }) => `${method} ${templateOf(url)}`);
  t.ok(endpoints.includes("GET /v1/inbox"));
  t.notOk(isNamed("GET /v1/messages/{id"), "can fail: the start of a path is none");
  t.same(
    endpoints.filter((endpoint) => !isNamed(endpoint)),
    [],
  );
});
