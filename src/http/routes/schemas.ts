import type { SchemaIndex } from "../../domain/generated/answers.ts";
import { Refusal } from "../../domain/refusal.ts";
import { sendPublished } from "../answer/published.ts";
import { type Endpoint, endpoint, JSON_TYPE } from "../endpoint.ts";
import { content, json, NOT_MODIFIED } from "../openapi/answer.ts";
import { text } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

const MAX_AGE = 300;

/** Declares the JSON Schemas of all message types, each complete in itself (protocol section 9). */
export function schemaEndpoints({ schemas }: Services): Endpoint[] {
  const index = (): SchemaIndex => ({
    schemas: schemas
      .list()
      .map(({ type, version }) => ({ type, version, href: `/schemas/${type}/${version}.schema.json` })),
  });

  return [
    endpoint({
      id: "schemas",
      tag: "directory",
      summary: ["All schemas", "全部数据规范"],
      about: ["Message types and versions.", "报文类型与版本。"],
      method: "GET",
      url: "/schemas/",
      scopes: null,
      answers: { 200: json("SchemaIndex", "The list.", "列表。"), 304: NOT_MODIFIED },
      handle: (request, reply) =>
        sendPublished(request, reply, {
          text: JSON.stringify(index()),
          mediaType: JSON_TYPE,
          shared: true,
          maxAge: MAX_AGE,
        }),
    }),
    endpoint({
      id: "schema",
      tag: "directory",
      summary: ["The schema of a message type", "报文类型的数据规范"],
      about: [
        "JSON Schema 2020-12, complete in itself, with titles in Chinese and English.",
        "JSON Schema 2020-12，自含全部引用，含中英文标题。",
      ],
      method: "GET",
      url: "/schemas/:type/:version.schema.json",
      scopes: null,
      path: {
        type: text("Message type.", "报文类型。"),
        version: {
          ...text("Version of the schema.", "规范版本。"),
          schema: { type: "string", pattern: "^\\d+(\\.\\d+)?$" },
        },
      },
      answers: {
        200: content("application/schema+json", { type: "object" }, "The schema.", "数据规范。"),
        304: NOT_MODIFIED,
      },
      problems: ["not-found"],
      handle: (request, reply, { type, version }) => {
        const found = schemas.text(type, version);
        if (found === undefined) throw new Refusal("not-found");
        return sendPublished(request, reply, {
          text: found,
          mediaType: "application/schema+json",
          shared: true,
          maxAge: MAX_AGE,
        });
      },
    }),
  ];
}
