import type { EndpointTest, OperatorEndpoint } from "../domain/generated/answers.ts";
import { Refusal } from "../domain/refusal.ts";
import { present } from "../wire/present.ts";
import { rfc3339OrNull } from "../wire/rfc3339.ts";
import { pauseEndpoint, switchEndpoint } from "./endpoint-switch.ts";
import { pushEndpoint } from "./deliver.ts";
import { entry } from "./entries.ts";
import type { Flow } from "./flow.ts";
import type { Party } from "./ports.ts";
import type { Caller } from "./service.ts";
import type { EndpointPause } from "../domain/endpoint-pause.ts";
import type { EndpointStanding } from "./operator-port.ts";

/** Time before now of which pushes are counted, ms. */
const RECENT_MS = 86_400_000;
const PAUSE_FAULT = {
  en: "until must be later than now, and at most 7 days ahead",
  zh: "until 须晚于当前时间，且不超过 7 天",
};
/** Longest pause, ms: after it nobody remembers that nothing is pushed. */
const LONGEST_PAUSE_MS = 7 * 86_400_000;

/**
 * Shows an operator how each party gets its packets, and what waits or failed: every party that may receive, and every one
 * that left the directory with packets behind it.
 */
export async function viewEndpoints(flow: Flow): Promise<OperatorEndpoint[]> {
  const directory = flow.directory();
  const receive = [...directory.parties()]
    .filter(({ scopes }) => scopes.includes("packet:receive"))
    .map(({ id }) => id);
  const standings = await flow.store.endpointStandings(receive, flow.clock.now() - RECENT_MS);
  return standings
    .filter(({ party, queued, failed }) => directory.party(party) !== undefined || queued + failed > 0)
    .map((standing) => view(flow, directory.party(standing.party), standing));
}

/**
 * Turns a party's endpoint on or off, or pauses it until a time, for an operator.
 * @throws Refusal `not-found` for a party that has no endpoint, `malformed-request` for a pause that is over or too long
 */
export async function setEndpoint(
  flow: Flow,
  caller: Caller,
  party: string,
  to: "on" | "off" | EndpointPause,
): Promise<OperatorEndpoint> {
  const found = flow.directory().party(party);
  if (found?.delivery.mode !== "push") throw new Refusal("not-found", { step: "endpoint" });
  const now = flow.clock.now();
  if (typeof to === "string") await switchEndpoint(flow, caller.party, party, to);
  else if (to.until > now && to.until <= now + LONGEST_PAUSE_MS) await pauseEndpoint(flow, caller.party, party, to);
  else throw new Refusal("malformed-request", { detail: PAUSE_FAULT });
  const standing = (await flow.store.endpointStandings([party], now - RECENT_MS)).find((one) => one.party === party);
  if (standing === undefined) throw new TypeError("a party that is asked for is in the answer");
  return view(flow, found, standing);
}

/**
 * Sends a signed request without a packet to a party's endpoint, for an operator, on or off. What it comes to changes nothing
 * but the log.
 * @throws Refusal `not-found` for a party that has no endpoint, or is suspended
 */
export async function testEndpoint(flow: Flow, caller: Caller, party: string): Promise<EndpointTest> {
  const endpoint = pushEndpoint(flow.directory().party(party));
  if (endpoint === undefined) throw new Refusal("not-found", { step: "endpoint" });
  const at = flow.clock.now();
  const code = await flow.courier.test({ endpoint, recipient: party, id: flow.newId() });
  const milliseconds = Math.max(0, flow.clock.now() - at);
  await flow.store.record([entry("directory", at, caller.party, { party, change: "endpoint-tested", code })]);
  const [, status] = /^http-(\d)/.exec(code) ?? [];
  const outcome = status === undefined ? "unreachable" : status === "2" ? "taken" : "answered";
  return { party, outcome, code, milliseconds };
}

function view(flow: Flow, party: Party | undefined, standing: EndpointStanding): OperatorEndpoint {
  const { offSince, gone, queued, failed, oldestQueued, triedAt, deliveredAt, failingSince, outcome, code } = standing;
  const { until, reason, pushes, taken } = standing;
  const state = stateOf(party, standing);
  const off = state === "off" || state === "paused";
  const failing = state === "failing";
  const pushed = state === "on" || failing;
  return {
    party: standing.party,
    state,
    queued,
    failed,
    pushes,
    taken,
    ...present({
      until: rfc3339OrNull(off ? until : null),
      since: rfc3339OrNull(off ? offSince : failing ? failingSince : null),
      // Of an endpoint that takes pushes, what its last push came to is no cause of anything.
      cause: off
        ? gone
          ? "http-410"
          : (reason ?? "operator")
        : outcome === "delivered" || party === undefined
          ? null
          : code,
      triedAt: rfc3339OrNull(triedAt),
      deliveredAt: rfc3339OrNull(deliveredAt),
      oldestQueued: rfc3339OrNull(oldestQueued),
    }),
    ...(pushed ? { circuit: flow.courier.circuit(party?.delivery.endpoint ?? "") } : {}),
  };
}

function stateOf(party: Party | undefined, { offSince, until, outcome }: EndpointStanding): OperatorEndpoint["state"] {
  if (party === undefined) return "removed";
  if (!party.active) return "suspended";
  if (party.delivery.mode !== "push") return "pull";
  if (offSince !== null) return until === null ? "off" : "paused";
  return outcome === "retry" ? "failing" : "on";
}
