import { sendPublished } from "../answer/published.ts";
import { type Endpoint, endpoint, JSON_TYPE } from "../endpoint.ts";
import { content, NOT_MODIFIED } from "../openapi/answer.ts";
import { openapiDocument } from "../openapi/document.ts";
import type { Services } from "../services.ts";

const MAX_AGE = 300;

/** The API description of these endpoints and its own. */
export function descriptionEndpoints(
  { settings }: Pick<Services, "settings">,
  others: readonly Endpoint[],
): readonly Endpoint[] {
  let text: string | undefined;
  const own: readonly Endpoint[] = [
    endpoint({
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
        text ??= JSON.stringify(openapiDocument(settings, [...others, ...own]));
        return sendPublished(request, reply, { text, mediaType: JSON_TYPE, shared: true, maxAge: MAX_AGE });
      },
    }),
  ];
  return own;
}
