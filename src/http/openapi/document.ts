import type { HttpSettings } from "../settings.ts";

export function openapiDocument(settings: HttpSettings): object {
  return { openapi: "3.1.0", info: { title: settings.gatewayId, version: "1" } };
}
