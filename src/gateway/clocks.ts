import { type Clocks, clocksText, createClocks } from "../casework/clock/clocks-in-force.ts";
import type { GatewayConfig } from "../config/gateway-config.ts";
import { documentSnapshot, type PolicySnapshot } from "../disclosure/policy-snapshot.ts";

/** Rules about deadlines and calendar in force, with the text that the log has. */
export interface RecordedClocks extends Clocks {
  readonly snapshot: PolicySnapshot;
}

/** Compiles what a configuration says about deadlines. */
export function clocksFrom({ deadlines, calendar }: Pick<GatewayConfig, "deadlines" | "calendar">): RecordedClocks {
  const clocks = createClocks(deadlines, calendar);
  return { ...clocks, snapshot: documentSnapshot(clocksText(clocks)) };
}
