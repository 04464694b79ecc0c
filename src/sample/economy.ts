import type { Expenses, Income, Livelihood, Property } from "../schema/generated/aid-subject-list.ts";
import { daysBefore } from "./dates.ts";
import type { Place } from "./places.ts";
import type { Random } from "./random.ts";
import type { Situation } from "./situations.ts";

/** Converts fen to yuan: a number, in one case of five a decimal string, since the schemas take both. */
function yuan(random: Random, fen: number): number | string {
  return random.chance(0.2) ? (fen / 100).toFixed(2) : fen / 100;
}

/** Makes the income of a household: its parts add up to the total, at most twice the subsistence line per head. */
export function sampleIncome(random: Random, place: Place, today: string, size: number, personPays: boolean): Income {
  const line = random.integer(62, 130) * 10;
  const ceiling = line * 100 * 12 * size;
  const wage = personPays ? random.integer(0, ceiling) : 0;
  const business = random.chance(0.2) ? random.integer(-50_000, ceiling >> 3) : 0;
  const transfer = random.integer(0, ceiling >> 2);
  const property = random.chance(0.1) ? random.integer(1, 200_000) : 0;
  const total = wage + business + transfer + property;
  const to = daysBefore(today, random.integer(5, 40));
  return {
    period: { from: `${Number(to.slice(0, 4)) - 1}-${to.slice(5, 8) === "02-" ? "02-28" : to.slice(5)}`, to },
    ...(wage === 0 ? {} : { wage: yuan(random, wage) }),
    ...(business === 0 ? {} : { business: yuan(random, business) }),
    ...(property === 0 ? {} : { property: yuan(random, property) }),
    transfer: yuan(random, transfer),
    total: yuan(random, total),
    perCapitaMonthly: Math.round(total / 12 / size) / 100,
    subsistenceLine: { amount: line, division: place.code, year: Number(today.slice(0, 4)) },
    localDisposable: { amount: line * 48, division: place.code, year: Number(today.slice(0, 4)) - 1 },
    provenance: {
      source: random.pick(["1", "2", "3", "4", "5"] as const),
      collectedOn: daysBefore(today, random.integer(1, 10)),
    },
  };
}

/** Tells what the case took from a household's income: the wages, when it struck a person who worked. */
export function sampleLivelihood({ wage }: Income, { harmCause }: Situation): Livelihood {
  return { lostByCase: harmCause === "98" ? 0 : (wage ?? 0) };
}

/** Makes the property of a household that owns little. */
export function sampleProperty(random: Random): Property {
  return {
    scope: "household",
    deposits: random.chance(0.6) ? { holding: "has", amount: random.integer(10, 900_000) / 100 } : { holding: "none" },
    securities: { holding: random.chance(0.9) ? "none" : "unknown" },
    houses: random.chance(0.7)
      ? {
          holding: "has",
          items: [{ area: random.integer(38, 130), count: 1, nature: random.pick(["自建房", "商品房", "拆迁安置房"]) }],
        }
      : { holding: "none" },
    vehicles: random.chance(0.2)
      ? {
          holding: "has",
          items: [{ type: random.pick(["电动三轮车", "轿车", "农用车"]), year: random.integer(2008, 2022) }],
        }
      : { holding: "none" },
    businesses: random.chance(0.08)
      ? { holding: "has", items: [{ name: "示例小吃店", value: 12_000 }] }
      : { holding: "none" },
  };
}

/** Makes the rigid expenses of a household in a situation; undefined when it has none. */
export function sampleExpenses(random: Random, situation: Situation): Expenses | undefined {
  const expenses: Expenses = {
    ...(situation.difficulties.includes("02") ? { medical: random.integer(2_000, 90_000) } : {}),
    ...(situation.school === true ? { education: random.integer(500, 6_000) } : {}),
    ...(situation.disability === undefined ? {} : { disabilityCare: random.integer(1_000, 20_000) }),
    ...(situation.difficulties.includes("09")
      ? {
          debts: [
            { amount: random.integer(5, 200) * 1_000, reason: random.pick(["医疗借款", "建房借款", "生产经营借款"]) },
          ],
        }
      : {}),
  };
  return Object.keys(expenses).length === 0 ? undefined : expenses;
}
