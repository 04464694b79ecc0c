import t from "tap";
import { REFUSALS } from "../../src/domain/refusal.ts";
import { openapiDocument } from "../../src/http/openapi/document.ts";
import { templateOf } from "../../src/http/openapi/operation.ts";
import { type Description, descriptionCompiler } from "../support/http/described-answers.ts";
import { endpointTable } from "../support/http/endpoint-table.ts";
import { SETTINGS, startServer } from "../support/http/http-server.ts";

interface Examples {
  readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly security: readonly { readonly oauth: readonly string[] }[];
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required: boolean }[];
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Examples>> }>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
}

const table = endpointTable(SETTINGS);
const document = openapiDocument(SETTINGS, table) as unknown as Description & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: Examples;
};
const keyOf = (method: string, path: string) => `${method.toUpperCase()} ${path}`;
const described = new Map(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [keyOf(method, path), operation] as const),
  ),
);

t.test("the description has every endpoint, once", async (t) => {
  const served = table.map(({ method, url }) => keyOf(method, templateOf(url)));
  t.same(served.toSorted(), [...described.keys()].toSorted());
  t.equal(new Set(served).size, served.length, "nothing is there twice");
});

t.test("the framework serves the endpoints of the table and no others", async (t) => {
  const server = await startServer();
  t.teardown(() => server.close());
  for (const { method, url } of table) t.ok(server.app.hasRoute({ method, url }), `${method} ${url}`);
  const leaves = server.app.printRoutes({ commonPrefix: false }).match(/\((?:GET|POST)[^)]*\)/g) ?? [];
  // The router prints as one leaf all wildcards but those below an address of their own.
  const urls = new Set(table.map(({ url }) => url));
  const addresses = new Set(table.map(({ url }) => (url.endsWith("*") && !urls.has(url.slice(0, -1)) ? "*" : url)));
  t.equal(leaves.length, addresses.size, "one leaf an address");
});

t.test("scopes, parameters and bodies are described as they are declared", async (t) => {
  for (const { method, url, scopes, path = {}, query = {}, body } of table) {
    const operation = described.get(keyOf(method, templateOf(url)));
    if (operation === undefined) throw new Error(url);
    t.same(
      operation.security.flatMap(({ oauth }) => oauth),
      scopes ?? [],
      `${url}: scopes`,
    );
    const parameters = operation.parameters ?? [];
    const named = (place: string) => parameters.filter((one) => one.in === place).map(({ name }) => name);
    t.same(named("query"), Object.keys(query), `${url}: query`);
    const inUrl = Array.from(templateOf(url).matchAll(/\{(\w+)\}/g), (match) => match[1]);
    t.same(named("path"), inUrl, `${url}: path`);
    t.same(Object.keys(path), inUrl, `${url}: a parameter for each name of the path, and for nothing else`);
    t.same(Object.keys(operation.requestBody?.content ?? {}), Object.keys(body?.content ?? {}), `${url}: body`);
  }
});

t.test("every operation has its own id and says what it does in both languages", async (t) => {
  const operations = [...described.values()];
  t.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
  for (const { operationId, summary, description } of operations) {
    t.match(summary, /[A-Za-z].*[\u4e00-\u9fff]/, operationId);
    t.match(description, /[A-Za-z].*\n\n.*[\u4e00-\u9fff]|RFC|JSON/s, operationId);
  }
});

t.test("every schema compiles in strict mode and every reference leads somewhere", async (t) => {
  const ajv = descriptionCompiler(document);
  for (const name of Object.keys(document.components.schemas)) {
    t.doesNotThrow(() => ajv.compile({ $ref: `openapi:#/components/schemas/${name}` }), name);
  }
  const used = new Set(JSON.stringify(document).match(/(?<=#\/components\/schemas\/)\w+/g));
  t.same([...used].toSorted(), Object.keys(document.components.schemas).toSorted(), "none is missing, none is idle");
});

t.test("every example follows its schema", async (t) => {
  const ajv = descriptionCompiler(document);
  const examples = new Map<string, unknown>();
  const collect = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    if ("examples" in value && "pattern" in value) {
      for (const example of value.examples as string[]) t.ok(new RegExp(String(value.pattern)).test(example), path);
    }
    for (const [name, member] of Object.entries(value)) collect(member, `${path}/${name}`);
  };
  collect(document, "#");
  for (const [code, { value }] of Object.entries(document.components.examples)) {
    t.ok(ajv.validate("openapi:#/components/schemas/Problem", value), `${code}: ${ajv.errorsText()}`);
    examples.set(code, value);
  }
  t.same([...examples.keys()].sort(), Object.keys(REFUSALS).sort());
  const token = document.paths["/oauth/token"]?.post?.responses["401"]?.content["application/problem+json"];
  const example = token?.examples["invalid-client"]?.value;
  t.ok(ajv.validate("openapi:#/components/schemas/OauthProblem", example), ajv.errorsText());
});

t.test("the served document is the one that is made of the table", async (t) => {
  const server = await startServer();
  t.teardown(() => server.close());
  const response = await server.get("/openapi.json");
  t.equal(response.status, 200);
  t.same(await response.json(), JSON.parse(JSON.stringify(document)));
});
