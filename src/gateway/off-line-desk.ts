/** The web console for a machine without a network: its files and schemas on an address of this machine, and no gateway. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { consoleHeaders } from "../http/answer/console-headers.ts";
import { type ConsoleSite, readConsoleSite } from "../http/console-site.ts";
import { shippedSchemas } from "../schema/shipped.ts";
import type { SchemaRegistry } from "../schema/registry.ts";

/** The desk while it is served. */
export interface OffLineDesk {
  /** Address of its page. */
  readonly url: string;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const HTML = "text/html; charset=utf-8";

/**
 * Serves the desk on 127.0.0.1: what it answers with is the same for everyone, so no token is asked for.
 * @param port 0: one that is free
 * @returns undefined when the console is not built
 */
export async function serveOffLineDesk(port: number): Promise<OffLineDesk | undefined> {
  const folder = fileURLToPath(new URL("../../dist/console/", import.meta.url));
  const [site, schemas] = [await readConsoleSite(folder, "/", true), await shippedSchemas()];
  if (site === undefined) return undefined;
  const server = createServer((request, response) => {
    answer(site, schemas, request, response).catch(() => response.writeHead(500).end());
  });
  server.listen(port, HOST);
  await once(server, "listening");
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${taken}/console/disc`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function answer(
  site: ConsoleSite,
  schemas: SchemaRegistry,
  { method, url = "", headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, type: string, body: string | Buffer, more: Readonly<Record<string, string>> = {}) => {
    const kept = { "cache-control": "no-store", "x-content-type-options": "nosniff", "content-type": type, ...more };
    response.writeHead(status, { ...consoleHeaders(), ...kept }).end(method === "HEAD" ? undefined : body);
  };
  // A page of the Internet whose name leads to this machine gets nothing (DNS rebinding).
  const name = headers.host?.replace(/:\d+$/, "");
  if (name !== HOST && name !== "localhost") return send(421, "text/plain", "");
  if (method !== "GET" && method !== "HEAD") return send(405, "text/plain", "", { allow: "GET, HEAD" });
  const [path = ""] = url.split("?", 1);
  const [, asset] = /^\/console\/assets\/([\w.-]+)$/.exec(path) ?? [];
  if (asset !== undefined) {
    const file = await site.file(asset, () => false);
    return file === undefined ? send(404, "text/plain", "") : send(200, file.mediaType, file.bytes);
  }
  const [, type = "", version = ""] = /^\/schemas\/([\w-]+)\/([\w.-]+)\.schema\.json$/.exec(path) ?? [];
  if (type !== "") {
    const text = schemas.text(type, version);
    return text === undefined ? send(404, "text/plain", "") : send(200, "application/schema+json", text);
  }
  if (!/^\/(console(\/.*)?)?$/.test(path)) return send(404, "text/plain", "");
  if (!path.startsWith("/console/disc")) return send(307, "text/plain", "", { location: "/console/disc" });
  const nonce = randomBytes(16).toString("base64");
  return send(200, HTML, site.page(nonce), consoleHeaders(nonce));
}
