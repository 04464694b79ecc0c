/**
 * Work lists over very many items, and the report of a province's month, straight from the store, on a database of its own.
 * Half of all items are the month of one procuratorate, all paid; the other half is open, with nine procuratorates.
 */
import { randomBytes } from "node:crypto";
import { itemClocks } from "../src/casework/item-clocks.ts";
import type { ThreadRows } from "../src/casework/ports.ts";
import { createReports } from "../src/casework/report/reports.ts";
import { createWorklists } from "../src/casework/worklist/worklists.ts";
import { createCaseCipher } from "../src/crypto/case-keys.ts";
import { WORKLISTS } from "../src/domain/item.ts";
import { type OpenStore, openStore } from "../src/store/open.ts";
import { createLogger } from "../src/telemetry/logger.ts";
import { defaultPolicy } from "../test/support/exchange/default-policy.ts";
import { NOW, openThread, paidThread } from "./case-threads.ts";
import { newDatabase } from "./database.ts";
import { print, quantile } from "./figure.ts";
import { fillCases } from "./fill-cases.ts";

const DEPARTMENTS = Array.from({ length: 100 }, (_, n) => `department-${n}`);
const PROVINCE = "procuratorate-province";
const COUNTIES = 9;
const DIVISION = "330102";
const RUNS = 25;
const PAGE = 50;
const PERIOD = "2026-10";

/** Runs it. @param items how many there are */
export async function runWorklists(server: string, items: number): Promise<void> {
  const database = await newDatabase(server, "aidx_bench_worklists");
  const logger = createLogger("warn");
  const store = await openStore({
    databaseUrl: database.url,
    dataDir: "unused",
    logger,
    settings: { statementMs: 600_000 },
  });
  try {
    const keys = createCaseCipher(randomBytes(32));
    const began = performance.now();
    await fillCases(database.url, threadsOf(items, keys));
    print({ name: "worklists.filled", unit: "s", value: (performance.now() - began) / 1000, items });
    await askAll(store, keys, items);
    await report(store, keys, items / 2);
  } finally {
    await store.close();
    await database.drop();
  }
}

type Keys = ReturnType<typeof createCaseCipher>;

function* threadsOf(items: number, keys: Keys): Generator<ThreadRows> {
  for (let n = 0; n < items / 4; n++) {
    yield paidThread(n, keys, { sender: PROVINCE, departments: DEPARTMENTS });
    yield openThread(n, keys, { sender: county(n), departments: DEPARTMENTS });
  }
}

const county = (n: number) => `procuratorate-${n % COUNTIES}`;

/** Asks for the first page of each list, for a department, for the procuratorate of a county and for the province's. */
async function askAll(store: OpenStore, keys: Keys, items: number): Promise<void> {
  const { clocks, config } = await defaultPolicy();
  const lists = createWorklists({
    rows: store.caseRows,
    keys,
    versions: { of: async () => () => clocks, inUse: async () => [clocks] },
    division: () => DIVISION,
    divisions: () => [DIVISION],
    guidelines: () => config.guidelines,
    now: () => NOW,
  });
  const parties = {
    department: (run: number) => DEPARTMENTS[(run * 7) % DEPARTMENTS.length] ?? "",
    county,
    province: () => PROVINCE,
  };
  for (const name of WORKLISTS) {
    for (const [kind, partyOf] of Object.entries(parties)) {
      const times: number[] = [];
      let rows = 0;
      // The first two prepare the statements and warm the pages.
      for (let run = -2; run < RUNS; run++) {
        const caller = { party: partyOf(Math.max(run, 0)), scopes: new Set<never>() } as never;
        const start = performance.now();
        rows = (await lists.worklist(caller, name, { limit: PAGE })).items.length;
        if (run >= 0) times.push(performance.now() - start);
      }
      const figure = { value: quantile(times, 0.5), p99: Math.max(...times), target: 50, rows, items };
      print({ name: `worklists.${name}.${kind}`, unit: "ms", ...figure });
    }
  }
}

/** Makes the report of the province's month, and prints how long it took and how much memory it added. */
async function report(store: OpenStore, keys: Keys, items: number): Promise<void> {
  const { clocks } = await defaultPolicy();
  const reports = createReports({
    keys,
    rows: store.reportRows,
    now: () => NOW + 365 * 86_400_000,
    rules: () => ({ calendar: clocks.calendar, version: clocks.rules.version, digest: "bench" }),
    kindOf: (party) => (party === PROVINCE ? "procuratorate" : "department"),
    asAt: async () => ({
      calendar: clocks.calendar,
      clocksFor: async () => (signed, at) =>
        itemClocks({ ...signed, dead: false }, clocks, DIVISION, at).clocks.map((one) => ({
          ...one,
          ofDepartment: one.duty === "department",
        })),
    }),
    gateway: "bench",
  });
  const caller = { party: PROVINCE, scopes: new Set(["report:internal"]) } as never;
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const sampler = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 100);
  const start = performance.now();
  const cpu = process.cpuUsage();
  const made = await reports.report(caller, PERIOD, { version: "internal" });
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(sampler);
  const sent = made.report.sections.find(({ id }) => id === "I03")?.total.total ?? 0;
  const figure = { value: (performance.now() - start) / 1000, target: 60, items, sent, cpu: (user + system) / 1e6 };
  print({ name: "worklists.report.province", unit: "s", ...figure });
  print({ name: "worklists.report.memory", unit: "MB more than before", value: (most - before) / 1e6 });
}
