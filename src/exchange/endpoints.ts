import type { OperatorEndpoint } from "../domain/generated/answers.ts";
import { Refusal } from "../domain/refusal.ts";
import { present } from "../wire/present.ts";
import { rfc3339OrNull } from "../wire/rfc3339.ts";
import { switchEndpoint } from "./endpoint-switch.ts";
import type { Flow } from "./flow.ts";
import type { Party } from "./ports.ts";
import type { Caller } from "./service.ts";
import type { EndpointStanding } from "./operator-port.ts";

/**
 * Shows an operator how each party gets its packets, and what waits or failed: every party that may receive, and every one
 * that left the directory with packets behind it.
 */
export async function viewEndpoints(flow: Flow): Promise<OperatorEndpoint[]> {
  const directory = flow.directory();
  const receive = [...directory.parties()]
    .filter(({ scopes }) => scopes.includes("packet:receive"))
    .map(({ id }) => id);
  const standings = await flow.store.endpointStandings(receive);
  return standings
    .filter(({ party, queued, failed }) => directory.party(party) !== undefined || queued + failed > 0)
    .map((standing) => view(flow, directory.party(standing.party), standing));
}

/**
 * Turns a party's endpoint on or off, for an operator.
 * @throws Refusal `not-found` for a party that has no endpoint
 */
export async function setEndpoint(
  flow: Flow,
  caller: Caller,
  party: string,
  to: "on" | "off",
): Promise<OperatorEndpoint> {
  const found = flow.directory().party(party);
  if (found?.delivery.mode !== "push") throw new Refusal("not-found", { step: "endpoint" });
  await switchEndpoint(flow, caller.party, party, to);
  const standing = (await flow.store.endpointStandings([party])).find((one) => one.party === party);
  if (standing === undefined) throw new TypeError("a party that is asked for is in the answer");
  return view(flow, found, standing);
}

function view(flow: Flow, party: Party | undefined, standing: EndpointStanding): OperatorEndpoint {
  const { offSince, gone, queued, failed, oldestQueued, triedAt, deliveredAt, failingSince, outcome, code } = standing;
  const state = stateOf(party, standing);
  const off = state === "off";
  const failing = state === "failing";
  const pushed = state === "on" || failing;
  return {
    party: standing.party,
    state,
    queued,
    failed,
    ...present({
      since: rfc3339OrNull(off ? offSince : failing ? failingSince : null),
      // Of an endpoint that takes pushes, what its last push came to is no cause of anything.
      cause: off ? (gone ? "http-410" : "operator") : outcome === "delivered" || party === undefined ? null : code,
      triedAt: rfc3339OrNull(triedAt),
      deliveredAt: rfc3339OrNull(deliveredAt),
      oldestQueued: rfc3339OrNull(oldestQueued),
    }),
    ...(pushed ? { circuit: flow.courier.circuit(party?.delivery.endpoint ?? "") } : {}),
  };
}

function stateOf(party: Party | undefined, { offSince, outcome }: EndpointStanding): OperatorEndpoint["state"] {
  if (party === undefined) return "removed";
  if (!party.active) return "suspended";
  if (party.delivery.mode !== "push") return "pull";
  if (offSince !== null) return "off";
  return outcome === "retry" ? "failing" : "on";
}
