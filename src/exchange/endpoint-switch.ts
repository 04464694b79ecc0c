import { entry } from "./entries.ts";
import type { Flow } from "./flow.ts";

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
  return to === "on" ? store.endpointOn(party, recorded) : store.endpointOff(party, at, gone, recorded);
}
