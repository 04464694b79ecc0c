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
const missing = (words: readonly string[]) => words.filter((word) => !page.includes(`\`${word}\``));

t.test("docs/protocol.md has every word of the protocol", async (t) => {
  t.same(missing(["no-such-word"]), ["no-such-word"], "can fail");
  t.same(missing(MESSAGE_TYPES), []);
  t.same(missing(SCOPES), []);
  t.same(missing(REJECT_REASONS), []);
  t.same(
    PACKET_STATES.filter((state) => !page.includes(state)),
    [],
  );
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
  const paths = endpointTable(SETTINGS).map(({ url }) => templateOf(url));
  t.ok(paths.includes("/v1/inbox"));
  t.same(
    paths.filter((path) => !page.includes(path)),
    [],
  );
});
