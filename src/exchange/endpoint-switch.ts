import { rfc3339 } from "../wire/rfc3339.ts";
import { entry } from "./entries.ts";
import type { Flow } from "./flow.ts";
import type { EndpointPause } from "../domain/endpoint-pause.ts";
import type { GoneGround } from "./operator-port.ts";

/**
 * Turns a party's endpoint on or off, with its entry. While it is off nothing is pushed to it; what waits for it fails when
 * its window closes, and can be fetched all the same.
 *
 * @param actor the operator, or the gateway itself
 * @param gone endpoint that answered 410: it is turned on again when the directory names another one
 * @returns whether it was otherwise before
 */
export async function switchEndpoint(
  { store, clock }: Pick<Flow, "store" | "clock">,
  actor: string,
  party: string,
  to: "on" | "off",
  gone?: string,
): Promise<boolean> {
  const at = clock.now();
  const code = gone === undefined ? {} : { code: "http-410" };
  const recorded = entry("directory", at, actor, { party, change: `endpoint-${to}`, ...code });
  if (to === "on") return store.endpointOn(party, recorded);
  return store.endpointOff(party, at, gone === undefined ? {} : { gone }, recorded);
}

/** Pauses a party's endpoint until a time, with its entry, in place of how it was: it is on again by itself. */
export async function pauseEndpoint(
  { store, clock }: Pick<Flow, "store" | "clock">,
  actor: string,
  party: string,
  pause: EndpointPause,
): Promise<boolean> {
  const { until, reason } = pause;
  const at = clock.now();
  const change = { party, change: "endpoint-paused", reason, until: rfc3339(until) };
  return store.endpointOff(party, at, pause, entry("directory", at, actor, change));
}

/** Turns endpoints on for which the ground is gone, each with its entry. */
export function endpointsBack(
  { store, clock, settings }: Pick<Flow, "store" | "clock" | "settings">,
  ground: GoneGround,
): Promise<readonly string[]> {
  return store.endpointsBack(ground, (party) =>
    entry("directory", clock.now(), settings.gatewayId, { party, change: "endpoint-on" }),
  );
}
