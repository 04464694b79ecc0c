/**
 * Exchange: from the first list to the last verified receipt, everything on (validation, code rules,
 * minimisation, audit entries, retries armed), departments in processes of their own that are pushed to.
 */
import type { AfternoonRun } from "./afternoon/exchange.ts";
import { newDatabase } from "./database.ts";
import { print } from "./figure.ts";
import { startGateway } from "./gateway.ts";
import { listOf } from "./list.ts";
import { fire } from "./load.ts";
import { cpuMs, memoryMb } from "./process.ts";

const WARM_UP = 300;
/** Longest that a run may take to its last receipt, s. */
const PATIENCE = 60;

/** One size of the run. */
export interface Size {
  readonly recipients: number;
  /** Of the list as JSON. */
  readonly bytes: number;
  readonly referrals: number;
}

/** The sizes of issue and figures: 1, 3, 12 recipients with 4, 64 and 512 KiB. About the same work each. */
export const SIZES: readonly Size[] = [
  { recipients: 3, bytes: 4096, referrals: 600 },
  { recipients: 1, bytes: 4096, referrals: 600 },
  { recipients: 12, bytes: 4096, referrals: 150 },
  { recipients: 1, bytes: 65_536, referrals: 150 },
  { recipients: 3, bytes: 65_536, referrals: 100 },
  { recipients: 12, bytes: 65_536, referrals: 30 },
  { recipients: 1, bytes: 524_288, referrals: 25 },
  { recipients: 3, bytes: 524_288, referrals: 15 },
  { recipients: 12, bytes: 524_288, referrals: 6 },
];

/** Runs the sizes on a database server; the first, standard one is compared with the afternoon version's run. */
export async function runExchange(server: string, sizes: readonly Size[], afternoon?: AfternoonRun): Promise<void> {
  const database = await newDatabase(server, "aidx_bench_exchange");
  const gateway = await startGateway({
    databaseUrl: database.url,
    push: Math.max(...sizes.map(({ recipients }) => recipients)),
  });
  const { url, pid } = gateway.process;
  // What is left is counted over a partial index, and seldom: looking must not be work that is measured.
  const left = async () =>
    Number((await database.query("select count(*) as n from packets where state in ('queued', 'delivered')"))[0]?.n);
  /** Waits for the last receipt; the time of its commit, ms since the epoch. */
  const settled = async (): Promise<number> => {
    const until = performance.now() + PATIENCE * 1000;
    for (let open = await left(); open > 0; open = await left()) {
      if (performance.now() > until) throw new Error(`${open} packets have no receipt after ${PATIENCE} s`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const [last] = await database.query(
      "select count(*) filter (where state <> 'accepted') as bad, max(settled_at) as at from packets",
    );
    if (Number(last?.bad) > 0) throw new Error(`${String(last?.bad)} packets were not accepted`);
    return Number(last?.at);
  };
  const cpu = () => ({
    gateway: cpuMs(pid),
    departments: gateway.departmentsCpuMs(),
    postgres: database.cpuMs(),
    driver: cpuMs(process.pid),
  });

  try {
    for (const [index, { recipients, bytes, referrals }] of sizes.entries()) {
      const body = listOf(bytes);
      const list = Buffer.byteLength(JSON.stringify(body));
      const width = bytes > 100_000 ? 4 : 16;
      const warmUp = index === 0 ? WARM_UP : Math.max(20, Math.round(referrals / 5));
      await fire(url, await gateway.seal(warmUp, body, recipients), { width, status: 202 });
      await settled();

      const shots = await gateway.seal(referrals, body, recipients);
      const before = cpu();
      const began = Date.now();
      await fire(url, shots, { width, status: 202 });
      const seconds = ((await settled()) - began) / 1000;
      const after = cpu();
      const each = (part: keyof typeof after) => (after[part] - before[part]) / referrals;

      const standard = index === 0;
      const name = standard ? "exchange" : `exchange.${recipients}x${Math.round(bytes / 1024)}k`;
      const about = { recipients, list };
      print({ name, unit: "referrals/s", value: referrals / seconds, ...(standard ? { target: 300 } : {}), ...about });
      print({ name: `${name}.packets`, unit: "packets/s", value: (referrals * recipients) / seconds, ...about });
      print({ name: `${name}.lists`, unit: "MB/s", value: (referrals * list) / 1e6 / seconds, ...about });
      for (const part of ["gateway", "departments", "postgres", "driver"] as const) {
        const target = standard && part === "gateway" ? { target: 3 } : {};
        print({ name: `${name}.cpu.${part}`, unit: "ms CPU/referral", value: each(part), ...target, ...about });
      }
      if (standard && afternoon) {
        const times = referrals / seconds / afternoon.referralsPerSecond;
        print({ name: "exchange.against-afternoon", unit: "times", value: times, target: 2.5 });
        print({
          name: "exchange.cpu.against-afternoon",
          unit: "share",
          value: each("gateway") / afternoon.gatewayMs,
          target: 0.5,
        });
      }
    }
    print({ name: "exchange.memory.peak", unit: "MB resident", value: memoryMb(pid).peak, target: 400 });
  } finally {
    await gateway.stop();
    await database.drop();
  }
}
