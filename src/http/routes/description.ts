import { createReadStream } from "node:fs";

import { Refusal } from "../../domain/refusal.ts";
import { sendPublished } from "../answer/published.ts";
import { type Endpoint, endpoint, JSON_TYPE } from "../endpoint.ts";
import { content, NOT_MODIFIED, TEXT } from "../openapi/answer.ts";
import { DOCS_PAGE, DOCS_POLICY, DOCS_SCRIPT, DOCS_STYLE } from "../openapi/docs-page.ts";
import { openapiDocument } from "../openapi/document.ts";
import { text } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

const MAX_AGE = 300;
const SCRIPT_TYPE = "text/javascript; charset=utf-8";
const STYLE_TYPE = "text/css; charset=utf-8";

/** Files of the page: texts of this gateway, and files of Swagger UI, which are read only when they are asked for. */
const FILES: Readonly<Record<string, { readonly mediaType: string; readonly from: string | URL }>> = {
  "page.js": { mediaType: SCRIPT_TYPE, from: DOCS_SCRIPT },
  "page.css": { mediaType: STYLE_TYPE, from: DOCS_STYLE },
  "swagger-ui-bundle.js": {
    mediaType: SCRIPT_TYPE,
    from: new URL(import.meta.resolve("swagger-ui-dist/swagger-ui-bundle.js")),
  },
  "swagger-ui.css": { mediaType: STYLE_TYPE, from: new URL(import.meta.resolve("swagger-ui-dist/swagger-ui.css")) },
};

/** Declares the API description of all endpoints, its own too, and the page that shows it. */
export function descriptionEndpoints(
  { settings }: Pick<Services, "settings">,
  others: readonly Endpoint[],
): readonly Endpoint[] {
  let description: string | undefined;

  const openapi = endpoint({
    id: "openapi",
    tag: "access",
    summary: ["This description", "本接口描述"],
    about: ["HEAD is answered too.", "亦可使用 HEAD。"],
    method: "GET",
    url: "/openapi.json",
    scopes: null,
    answers: {
      200: content("application/json", { type: "object" }, "OpenAPI 3.1.", "OpenAPI 3.1。"),
      304: NOT_MODIFIED,
    },
    handle: (request, reply) => {
      description ??= JSON.stringify(openapiDocument(settings, [...others, ...own]));
      return sendPublished(request, reply, {
        text: description,
        mediaType: JSON_TYPE,
        shared: true,
        maxAge: MAX_AGE,
      });
    },
  });

  const page = endpoint({
    id: "docs",
    tag: "access",
    summary: ["This description as a page", "本接口描述（网页）"],
    about: [
      "For people: Swagger UI, from this gateway alone. It shows and does not send.",
      "供人阅读：Swagger UI，全部文件由本网关提供；仅供查看，不发送请求。",
    ],
    method: "GET",
    url: "/docs",
    scopes: null,
    answers: { 200: content("text/html", TEXT, "The page.", "网页。"), 304: NOT_MODIFIED },
    handle: (request, reply) => {
      reply.header("content-security-policy", DOCS_POLICY);
      return sendPublished(request, reply, {
        text: DOCS_PAGE,
        mediaType: "text/html; charset=utf-8",
        shared: true,
        maxAge: MAX_AGE,
      });
    },
  });

  const file = endpoint({
    id: "docsFile",
    tag: "access",
    summary: ["A file of that page", "该网页的文件"],
    about: ["Scripts and styles.", "脚本与样式。"],
    method: "GET",
    url: "/docs/:file",
    scopes: null,
    path: { file: text("Name of the file.", "文件名。") },
    answers: {
      200: {
        about: ["The file.", "文件。"],
        content: { "text/javascript": TEXT, "text/css": TEXT },
      },
      304: NOT_MODIFIED,
    },
    problems: ["not-found"],
    handle: (request, reply, { file: name }) => {
      const found = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
      if (found === undefined) throw new Refusal("not-found");
      const { mediaType, from } = found;
      if (typeof from === "string") {
        return sendPublished(request, reply, { text: from, mediaType, shared: true, maxAge: MAX_AGE });
      }
      reply.header("cache-control", `public, max-age=${MAX_AGE}`).type(mediaType);
      return reply.send(createReadStream(from));
    },
  });

  const own: readonly Endpoint[] = [openapi, page, file];
  return own;
}
