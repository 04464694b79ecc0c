/**
 * Against: the product and the afternoon version, each on a database server of its own, in rounds that alternate after a
 * warm-up, so that a busy neighbour and PostgreSQL's vacuum meet both; figures are medians.
 */
import { startAfternoon } from "./afternoon/exchange.ts";
import { type Contestant, medianOf, printRound, type Round } from "./contestant.ts";
import { startProduct } from "./exchange.ts";
import { print } from "./figure.ts";
import { startServer } from "./server.ts";

const WARM_UP = 2_000;
/** Portions of a long run that are compared. */
const PORTIONS = 10;
const ABOUT = { recipients: 3, list: 4096 };

/** Runs so many rounds of so many referrals each. */
export async function runAgainst(referrals: number, rounds: number): Promise<void> {
  await withContestant(startAfternoon, (afternoon) =>
    withContestant(startProduct, async (product) => {
      const of = { afternoon: [] as Round[], product: [] as Round[] };
      await afternoon.round(WARM_UP);
      await product.round(WARM_UP);
      for (let round = 0; round < rounds; round++) {
        of.afternoon.push(await afternoon.round(referrals));
        of.product.push(await product.round(referrals));
      }
      const [theirs, ours] = [medianOf(of.afternoon), medianOf(of.product)];
      const about = { ...ABOUT, referrals, rounds };
      printRound("afternoon", theirs, about);
      printRound("exchange", ours, about, { perSecond: 300, gateway: 2.8, postgres: 1.3 });
      print({
        name: "exchange.against-afternoon",
        unit: "times",
        value: ours.perSecond / theirs.perSecond,
        target: 2.5,
        ...about,
      });
      const share = ours.cpu.gateway / theirs.cpu.gateway;
      print({ name: "exchange.cpu.against-afternoon", unit: "share", value: share, target: 0.5, ...about });
    }),
  );
}

/** Drives so many referrals in portions: does what one costs grow with those that came before? */
export async function runSteady(referrals: number): Promise<void> {
  await withContestant(startProduct, async (product) => {
    await product.round(WARM_UP);
    const portions: Round[] = [];
    for (let portion = 1; portion <= PORTIONS; portion++) {
      const round = await product.round(Math.round(referrals / PORTIONS));
      portions.push(round);
      printRound("steady", round, { ...ABOUT, portion });
    }
    const [first, last] = [portions[0], portions.at(-1)];
    for (const part of ["gateway", "postgres"] as const) {
      const value = (last?.cpu[part] ?? Number.NaN) / (first?.cpu[part] ?? Number.NaN);
      print({ name: `steady.growth.${part}`, unit: "times", value, target: 1.05, ...ABOUT, referrals });
    }
  });
}

/** Starts a contestant on a server of its own, and stops both. */
async function withContestant(
  start: (server: string) => Promise<Contestant>,
  run: (contestant: Contestant) => Promise<void>,
): Promise<void> {
  const server = await startServer();
  try {
    const contestant = await start(server.url);
    try {
      await run(contestant);
    } finally {
      await contestant.stop();
    }
  } finally {
    await server.stop();
  }
}
