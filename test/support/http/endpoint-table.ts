import type { Endpoint } from "../../../src/http/endpoint.ts";
import { endpoints } from "../../../src/http/endpoints.ts";
import type { Services } from "../../../src/http/services.ts";
import type { HttpSettings } from "../../../src/http/settings.ts";

/** Every endpoint as it is declared, with nothing behind it: a handler that is called finds no service. */
export function endpointTable(settings: HttpSettings): readonly Endpoint[] {
  const suites = {
    byMediaType: (mediaType: string) => (mediaType === "application/jose" ? { id: "jose" } : undefined),
  };
  return endpoints({ settings, suites } as unknown as Services);
}
