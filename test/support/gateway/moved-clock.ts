import { readFile } from "node:fs/promises";
import path from "node:path";
import type { StartOptions } from "../../../src/gateway/start.ts";
import { Department, GatewayClient, type JwkSet, Sender } from "../../../src/sdk/index.ts";
import type { GatewayHome } from "./gateway.ts";

/** A clock that a test sets, for a gateway and its parties. It goes on from where it was set. */
export interface MovedClock {
  now(): number;
  /** Sets the time, RFC 3339. */
  moveTo(time: string): void;
  /** Puts the clock into a gateway that is started. */
  readonly options: Pick<StartOptions, "decorate">;
  /** Makes a party's client whose time is that of the clock. */
  clientOf(home: GatewayHome, party: string): Promise<GatewayClient>;
  senderOf(home: GatewayHome, party?: string): Promise<Sender>;
  departmentOf(home: GatewayHome, party: string): Promise<Department>;
}

/** Makes a clock that stands at a time. */
export function movedClock(time: string): MovedClock {
  let shift = Date.parse(time) - Date.now();
  const now = () => Date.now() + shift;
  const clientOf = async (home: GatewayHome, party: string) => {
    const keys = JSON.parse(await readFile(path.join(home.keys, "dev", `${party}.jwks.json`), "utf8")) as JwkSet;
    return new GatewayClient({ url: home.url, party, keys, retry: { attempts: 1 }, environment: { now } });
  };
  return {
    now,
    moveTo(next) {
      shift = Date.parse(next) - Date.now();
    },
    options: {
      decorate: (flow) => ({ ...flow, clock: { ...flow.clock, now: () => Math.floor(now()), sound: () => true } }),
    },
    clientOf,
    senderOf: async (home, party = "procuratorate") => new Sender(await clientOf(home, party)),
    departmentOf: async (home, party) => new Department(await clientOf(home, party)),
  };
}
