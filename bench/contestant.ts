import { print, quantile } from "./figure.ts";

/** What a round of whole exchanges came to: from the first list to the last receipt. */
export interface Round {
  readonly perSecond: number;
  /** CPU ms a referral of each party to it. */
  readonly cpu: Readonly<Record<CpuPart, number>>;
}

/** Whose CPU a round counts. */
export const CPU_PARTS = ["gateway", "departments", "postgres", "driver"] as const;
export type CpuPart = (typeof CPU_PARTS)[number];

/** A gateway, the product or the afternoon version, that takes referrals of three recipients and 4 KiB. */
export interface Contestant {
  /** Drives so many referrals to their last receipt. */
  round(referrals: number): Promise<Round>;
  stop(): Promise<void>;
}

/** Measures what `run` costs: the time that it gives, and CPU of each part while it ran. */
export async function measured(
  referrals: number,
  cpu: () => Readonly<Record<CpuPart, number>>,
  run: () => Promise<number>,
): Promise<Round> {
  const before = cpu();
  const seconds = await run();
  const after = cpu();
  const each = (part: CpuPart) => (after[part] - before[part]) / referrals;
  return {
    perSecond: referrals / seconds,
    cpu: {
      gateway: each("gateway"),
      departments: each("departments"),
      postgres: each("postgres"),
      driver: each("driver"),
    },
  };
}

/** Median of each figure of several rounds. */
export function medianOf(rounds: readonly Round[]): Round {
  const median = (figure: (round: Round) => number) => quantile(rounds.map(figure), 0.5);
  return {
    perSecond: median(({ perSecond }) => perSecond),
    cpu: {
      gateway: median(({ cpu }) => cpu.gateway),
      departments: median(({ cpu }) => cpu.departments),
      postgres: median(({ cpu }) => cpu.postgres),
      driver: median(({ cpu }) => cpu.driver),
    },
  };
}

/** Prints the figures of a round. @param targets of the referrals a second and of the CPU of single parts */
export function printRound(
  name: string,
  { perSecond, cpu }: Round,
  about: Readonly<Record<string, number>>,
  targets: Readonly<Partial<Record<CpuPart | "perSecond", number>>> = {},
): void {
  const target = (of: CpuPart | "perSecond") => (targets[of] === undefined ? {} : { target: targets[of] });
  print({ name, unit: "referrals/s", value: perSecond, ...target("perSecond"), ...about });
  for (const part of CPU_PARTS) {
    print({ name: `${name}.cpu.${part}`, unit: "ms CPU/referral", value: cpu[part], ...target(part), ...about });
  }
}
