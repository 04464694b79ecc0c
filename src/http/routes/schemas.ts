import type { FastifyReply, FastifyRequest } from "fastify";

import { Refusal } from "../../domain/refusal.ts";
import { type Endpoint, JSON_TYPE } from "../endpoint.ts";
import { pathParameter } from "../query.ts";
import type { Services } from "../services.ts";
import { sendPublished } from "./published.ts";

const MAX_AGE = 300;
const MEDIA_TYPE = "application/schema+json";

/** The JSON Schemas of all message types and the definitions that they refer to (protocol section 4). */
export function schemaEndpoints({ schemas }: Services): Endpoint[] {
  const index = () =>
    JSON.stringify({
      schemas: schemas
        .list()
        .map(({ type, version }) => ({ type, version, href: `/schemas/${type}/${version}.schema.json` })),
    });

  function send(request: FastifyRequest, reply: FastifyReply, name: string): FastifyReply {
    const text = schemas.text(name, pathParameter(request, "version"));
    if (text === undefined) throw new Refusal("not-found");
    return sendPublished(request, reply, { text, mediaType: MEDIA_TYPE, shared: true, maxAge: MAX_AGE });
  }

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
      url: "/schemas/:type/:version(^\\d{1,4}).schema.json",
      scopes: null,
      handle: (request, reply) => send(request, reply, pathParameter(request, "type")),
    },
    {
      method: "GET",
      url: "/schemas/defs/:name/:version(^\\d{1,4}).schema.json",
      scopes: null,
      handle: (request, reply) => send(request, reply, `defs/${pathParameter(request, "name")}`),
    },
  ];
}
