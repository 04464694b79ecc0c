import { readFileSync } from "node:fs";
import t from "tap";
import { REFUSALS } from "../../src/domain/refusal.ts";
import { MESSAGE_TYPES } from "../../src/domain/message.ts";
import { PACKET_STATES } from "../../src/domain/packet.ts";
import { REJECT_REASONS } from "../../src/domain/receipt.ts";
import { templateOf } from "../../src/http/openapi/operation.ts";
import { SCOPES } from "../../src/domain/scope.ts";
import { WORDS, type WordKind } from "../../src/domain/words/words.ts";
import { endpointTable } from "../support/http/endpoint-table.ts";
import { SETTINGS } from "../support/http/http-server.ts";

const [english, chinese] = [readFileSync("docs/protocol.md", "utf8"), readFileSync("docs/protocol.zh-CN.md", "utf8")];
/** Tells whether a page names an endpoint, and not only the start of a longer path. */
const isNamed = (page: string, endpoint: string) =>
  page.split(endpoint).some((rest, n) => n > 0 && !/^[\w/{}-]/.test(rest));
const missing = (page: string, words: readonly string[]) => words.filter((word) => !page.includes(`\`${word}\``));

for (const [path, page] of [
  ["docs/protocol.md", english],
  ["docs/protocol.zh-CN.md", chinese],
] as const) {
  t.test(`${path} has every word of the protocol`, async (t) => {
    t.same(missing(page, ["no-such-word"]), ["no-such-word"], "can fail");
    t.same(missing(page, [...MESSAGE_TYPES, ...SCOPES, ...REJECT_REASONS, ...PACKET_STATES]), []);
  });

  t.test(`${path}: every problem that it names is one that the gateway has`, async (t) => {
    const named = [...page.matchAll(/`(?:4\d\d|503) ([a-z-]+)`/g)].map(([, code]) => code ?? "");
    t.ok(named.length > 8);
    t.same(
      named.filter((code) => !(code in REFUSALS)),
      [],
    );
  });

  t.test(`${path} has every endpoint of the OpenAPI description`, async (t) => {
    const endpoints = endpointTable(SETTINGS).map(({ method, url }) => `${method} ${templateOf(url)}`);
    t.ok(endpoints.includes("GET /v1/inbox"));
    t.notOk(isNamed(page, "GET /v1/messages/{id"), "can fail: the start of a path is none");
    t.same(
      endpoints.filter((endpoint) => !isNamed(page, endpoint)),
      [],
    );
  });
}

t.test("the Chinese protocol uses the words that the program shows", async (t) => {
  const kinds: readonly WordKind[] = ["role", "message", "state", "outcome", "reason", "endpoint", "stage"];
  const words = kinds.flatMap((kind) => Object.values(WORDS[kind]).map(({ zh }) => zh));
  t.same(
    ["从未有过的词", ...words].filter((word) => !chinese.includes(word)),
    ["从未有过的词"],
  );
});

t.test("the Chinese protocol demands, advises and permits where the English one does", async (t) => {
  const sections = (page: string, words: readonly RegExp[]) =>
    page.split(/^##+ /m).map((section) => words.map((word) => section.match(word)?.length ?? 0));
  t.same(
    sections(chinese, [/必须/g, /应当|不应/g, /可以/g]),
    sections(english, [/\bMUST\b/g, /\bSHOULD\b/g, /\bMAY\b/g]),
  );
});
