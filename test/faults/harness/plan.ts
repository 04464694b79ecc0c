import { setTimeout as pause } from "node:timers/promises";
import { suspend } from "../../support/child-process.ts";
import { below, type Chance } from "../../support/mutation.ts";
import type { Manner } from "./parties.ts";
import type { Member, Town } from "./town.ts";

/** A fault: it begins, lasts, and is mended before it resolves. Durations in ms. */
export interface Fault {
  readonly name: string;
  run(town: Town): Promise<void>;
}

function of(town: Town, n: number): Member {
  const member = town.gateways[n];
  if (member === undefined) throw new TypeError(`there is no gateway ${n}`);
  return member;
}

function gatewayFaults(n: number): Fault[] {
  return [
    {
      name: `gateway ${n} is killed`,
      async run(town) {
        await of(town, n).end("SIGKILL");
        await of(town, n).start();
      },
    },
    {
      name: `gateway ${n} is restarted`,
      async run(town) {
        await of(town, n).end("SIGTERM");
        await of(town, n).start();
      },
    },
    {
      name: `gateway ${n} is suspended beyond its leases`,
      async run(town) {
        const child = of(town, n).child()?.process;
        if (child === undefined) throw new TypeError("the gateway runs");
        await suspend(child);
        await pause(4_000);
        child.kill("SIGCONT");
      },
    },
    {
      name: `gateway ${n} loses its connections to the database`,
      async run(town) {
        of(town, n).database.cut();
        await pause(1_000);
        of(town, n).database.mend();
      },
    },
    {
      name: `gateway ${n} hears nothing from the database`,
      async run(town) {
        of(town, n).database.freeze();
        await pause(4_000);
        of(town, n).database.cut();
        of(town, n).database.mend();
      },
    },
  ];
}

function endpointFault(manner: Manner): Fault {
  return {
    name: `endpoints: ${manner}`,
    async run(town) {
      town.endpoints.behave(manner);
      await pause(3_000);
      town.endpoints.behave("well");
    },
  };
}

/** Every fault. */
export const FAULTS: readonly Fault[] = [
  ...gatewayFaults(0),
  ...gatewayFaults(1),
  {
    name: "the database crashes",
    async run(town) {
      await town.database.stop();
      await pause(500);
      await town.database.start();
    },
  },
  {
    name: "Redis is killed, and comes back empty",
    async run(town) {
      await town.redis.stop();
      await pause(1_500);
      await town.redis.start();
    },
  },
  ...(["500", "404", "silent", "answer-lost"] as const).map(endpointFault),
];

/** A seeded order of faults: every kind once before any comes again. */
export function* planned(chance: Chance): Generator<Fault, never> {
  for (;;) {
    const left = [...FAULTS];
    while (left.length > 0) yield* left.splice(below(chance, left.length), 1);
  }
}
