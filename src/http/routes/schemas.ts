import { Refusal } from "../../domain/refusal.ts";
import { type Endpoint, JSON_TYPE } from "../endpoint.ts";
import { pathParameter } from "../request/query.ts";
import type { Services } from "../services.ts";
import { sendPublished } from "../answer/published.ts";

const MAX_AGE = 300;

/** The JSON Schemas of all message types, each complete in itself (protocol section 4). */
export function schemaEndpoints({ schemas }: Services): Endpoint[] {
  const index = () =>
    JSON.stringify({
      schemas: schemas
        .list()
        .map(({ type, version }) => ({ type, version, href: `/schemas/${type}/${version}.schema.json` })),
    });

  return [
    {
      method: "GET",
      url: "/schemas/",
      scopes: null,
      handle: (request, reply) =>
        sendPublished(request, reply, { text: index(), mediaType: JSON_TYPE, shared: true, maxAge: MAX_AGE }),
    },
    {
      method: "GET",
      url: "/schemas/:type/:version.schema.json",
      scopes: null,
      handle: (request, reply) => {
        const text = schemas.text(pathParameter(request, "type"), pathParameter(request, "version"));
        if (text === undefined) throw new Refusal("not-found");
        return sendPublished(request, reply, {
          text,
          mediaType: "application/schema+json",
          shared: true,
          maxAge: MAX_AGE,
        });
      },
    },
  ];
}
