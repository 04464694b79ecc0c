import { randomBytes } from "node:crypto";
import type { FastifyReply } from "fastify";

import { Refusal } from "../../domain/refusal.ts";
import { consoleHeaders } from "../answer/console-headers.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { content, TEXT } from "../openapi/answer.ts";
import { takesCoding } from "../request/accept-encoding.ts";
import { text } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

/** Bytes of the nonce of a page's styles (Content-Security-Policy level 3, section 7.1: at least 128 bits). */
const NONCE_BYTES = 16;
/** The name of a file changes with its content: a year is the longest useful time (RFC 9111 section 4.2.1). */
const IMMUTABLE = "public, max-age=31536000, immutable";
const NOT_SERVED = {
  en: "This gateway does not serve the web console: it is switched off, or not built (npm run build:console)",
  zh: "本网关未提供网页控制台：已关闭，或尚未构建（npm run build:console）",
};

/** Declares the web console: a page for people, which is a client of the other endpoints. */
export function consoleEndpoints({ console: site }: Pick<Services, "console">): Endpoint[] {
  const served = () => {
    if (site === undefined) throw new Refusal("not-found", { detail: NOT_SERVED });
    return site;
  };

  const entrance = endpoint({
    id: "console",
    tag: "console",
    summary: ["The web console", "网页控制台"],
    about: ["Leads to /console/.", "转至 /console/。"],
    method: "GET",
    url: "/console",
    scopes: null,
    answers: { 308: { about: ["To the page.", "转至网页。"], headers: { Location: ["The page.", "网页地址。"] } } },
    problems: ["not-found"],
    handle: (_request, reply) => reply.redirect(served().root, 308),
  });

  const sendPage = (reply: FastifyReply) => {
    const site = served();
    const nonce = randomBytes(NONCE_BYTES).toString("base64");
    return reply.headers(consoleHeaders(nonce)).type("text/html; charset=utf-8").send(site.page(nonce));
  };
  const home = endpoint({
    id: "consoleHome",
    tag: "console",
    summary: ["The page of the console", "控制台网页"],
    about: [
      "Its policy (Content-Security-Policy) names a nonce that no other answer has. Its query is its own.",
      "其内容安全策略（Content-Security-Policy）含一次性随机数；查询参数由网页自行使用。",
    ],
    method: "GET",
    url: "/console/",
    scopes: null,
    queryOfPage: true,
    answers: { 200: content("text/html", TEXT, "The page.", "网页。") },
    problems: ["not-found"],
    handle: (_request, reply) => sendPage(reply),
  });

  const place = endpoint({
    id: "consolePlace",
    tag: "console",
    summary: ["A place in the console", "控制台内的位置"],
    about: ["The same page: it shows by itself what the path names.", "与控制台网页相同，由网页自行显示路径所指内容。"],
    method: "GET",
    url: "/console/*",
    scopes: null,
    path: { path: text("Place in the console.", "控制台内的位置。") },
    queryOfPage: true,
    answers: { 200: content("text/html", TEXT, "The page.", "网页。") },
    problems: ["not-found"],
    handle: (_request, reply) => sendPage(reply),
  });

  const file = endpoint({
    id: "consoleFile",
    tag: "console",
    summary: ["A file of the console", "控制台文件"],
    about: ["Scripts and styles; a name has one content.", "脚本与样式；名称与内容一一对应。"],
    method: "GET",
    url: "/console/assets/:file",
    scopes: null,
    path: { file: text("Name of the file.", "文件名。") },
    answers: {
      200: { about: ["The file.", "文件。"], content: { "text/javascript": TEXT, "text/css": TEXT } },
    },
    problems: ["not-found"],
    async handle(request, reply, { file: name }) {
      const taken = (coding: string) => takesCoding(request.headers["accept-encoding"], coding);
      const found = await served().file(name, taken);
      if (found === undefined) throw new Refusal("not-found");
      // A worker has the policy of its own script.
      reply.headers({ ...consoleHeaders(), "cache-control": IMMUTABLE, vary: "accept-encoding" });
      if (found.coding !== undefined) reply.header("content-encoding", found.coding);
      return reply.type(found.mediaType).send(found.bytes);
    },
  });

  return [entrance, home, place, file];
}
