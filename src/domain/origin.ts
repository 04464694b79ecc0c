import type { OperatorLine } from "./generated/answers.ts";

/** Where the fault lies for which a packet waits or failed, or was refused. */
export const ORIGINS = ["gateway", "network", "recipient", "key"] as const;

/** One of them. */
export type Origin = (typeof ORIGINS)[number];

/** Reasons of a refusal that are about keys. */
const OF_KEYS: ReadonlySet<string> = new Set(["undecryptable", "bad-signature"]);
/** Causes that lie in the gateway's directory or settings. */
const OF_GATEWAY = /^(?:endpoint-|address-refused$|operator$|aborted$)/;
/** Causes between the two. */
const OF_NETWORK = new Set(["timeout", "refused", "unreachable", "dns", "tls", "connection-closed"]);

/**
 * Tells where the fault lies, as far as its codes say.
 * @returns undefined when it is none, or only the attempts tell it, as of a window that closed
 */
export function originOf({
  state,
  cause,
  reason,
  way,
}: Pick<OperatorLine, "cause" | "reason" | "state" | "way">): Origin | undefined {
  if (reason !== undefined) return OF_KEYS.has(reason) ? "key" : "recipient";
  if (state === "delivered" || (state === "queued" && way === "pull")) return "recipient";
  if (cause === undefined || cause === "window-closed") return undefined;
  if (OF_GATEWAY.test(cause)) return "gateway";
  return OF_NETWORK.has(cause) ? "network" : "recipient";
}
