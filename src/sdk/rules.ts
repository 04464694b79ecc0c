import type { Rules } from "../domain/generated/answers.ts";
import { formed, members, text } from "./answer-shape.ts";
import type { GatewayClient } from "./gateway-client.ts";

const RULE = members({ id: text, version: text });
const RULES = members({ sharingPolicy: RULE, routing: RULE, calendar: RULE, retention: RULE });

/** Reads the rules in force: sharing policy, routing table, calendar and retention, as the gateway's files have them. */
export async function rulesInForce(
  client: Pick<GatewayClient, "json">,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Rules> {
  return formed<Rules>(await client.json({ method: "GET", path: "/v1/rules", signal: options.signal }), RULES);
}
