/**
 * Exchange: from the first list to the last verified receipt, everything on (validation, code rules,
 * minimisation, audit entries, retries armed), departments in processes of their own that are pushed to.
 */
import { type Contestant, measured, printRound, type Round } from "./contestant.ts";
import { newDatabase } from "./database.ts";
import { print } from "./figure.ts";
import { startGateway } from "./gateway.ts";
import { listOf } from "./list.ts";
import { fire } from "./load.ts";
import { cpuMs, memoryMb } from "./process.ts";

/** Longest that a run may take to its last receipt, s. */
const PATIENCE = 60;
/** Lists that are longer are sent four at once, others sixteen. */
const LONG = 100_000;

/** One size of the run. */
export interface Size {
  readonly recipients: number;
  /** Of the list as JSON. */
  readonly bytes: number;
  readonly referrals: number;
}

/** Other sizes than the standard one of 3 recipients and 4 KiB. About the same work each. */
const SIZES: readonly Size[] = [
  { recipients: 3, bytes: 4096, referrals: 600 },
  { recipients: 1, bytes: 4096, referrals: 600 },
  { recipients: 12, bytes: 4096, referrals: 300 },
  { recipients: 1, bytes: 65_536, referrals: 150 },
  { recipients: 3, bytes: 65_536, referrals: 100 },
  { recipients: 12, bytes: 65_536, referrals: 30 },
  { recipients: 1, bytes: 524_288, referrals: 25 },
  { recipients: 3, bytes: 524_288, referrals: 15 },
  { recipients: 12, bytes: 524_288, referrals: 6 },
];

/** A running gateway with its departments, and a driver. */
interface Exchange {
  /** Drives lists to their last receipt. */
  run(size: Size): Promise<Round>;
  /** Most memory that the gateway ever had, MB resident. */
  peak(): number;
  stop(): Promise<void>;
}

/** Starts a gateway on a new database of a server, and so many departments. */
async function startExchange(server: string, departments: number): Promise<Exchange> {
  const database = await newDatabase(server, "aidx_bench_exchange");
  const gateway = await startGateway({ databaseUrl: database.url, push: departments });
  const { url, pid } = gateway.process;
  // What is left is counted over a partial index, and seldom: looking must not be work that is measured.
  const left = async () =>
    Number((await database.query("select count(*) as n from packets where state in ('queued', 'delivered')"))[0]?.n);
  /** Waits for the last receipt of packets sealed since a time; the time of its commit, both ms since the epoch. */
  const settled = async (since: number): Promise<number> => {
    const until = performance.now() + PATIENCE * 1000;
    for (let open = await left(); open > 0; open = await left()) {
      if (performance.now() > until) throw new Error(`${open} packets have no receipt after ${PATIENCE} s`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const [last] = await database.query(
      `select count(*) filter (where state <> 'accepted') as bad, max(settled_at) as at from packets where sealed_at >= ${since - 1_000}`,
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
  return {
    async run({ recipients, bytes, referrals }) {
      const shots = await gateway.seal(referrals, listOf(bytes), recipients);
      return measured(referrals, cpu, async () => {
        const began = Date.now();
        await fire(url, shots, { width: bytes > LONG ? 4 : 16, status: 202 });
        return ((await settled(began)) - began) / 1000;
      });
    },
    peak: () => memoryMb(pid).peak,
    async stop() {
      await gateway.stop();
      await database.drop();
    },
  };
}

/** Starts the product as a contestant, its departments and its database with it. */
export async function startProduct(server: string): Promise<Contestant> {
  const exchange = await startExchange(server, 3);
  return { round: (referrals) => exchange.run({ recipients: 3, bytes: 4096, referrals }), stop: exchange.stop };
}

/** Runs the sizes on a database server. */
export async function runExchange(server: string): Promise<void> {
  const exchange = await startExchange(server, 12);
  const gatewayMs: number[] = [];
  try {
    await exchange.run({ recipients: 3, bytes: 4096, referrals: 300 });
    for (const size of SIZES) {
      const { recipients, bytes, referrals } = size;
      await exchange.run({ ...size, referrals: Math.max(20, Math.round(referrals / 5)) });
      const round = await exchange.run(size);
      const list = Buffer.byteLength(JSON.stringify(listOf(bytes)));
      const about = { recipients, list };
      const name = `exchange.${recipients}x${Math.round(bytes / 1024)}k`;
      printRound(name, round, about);
      print({ name: `${name}.packets`, unit: "packets/s", value: round.perSecond * recipients, ...about });
      print({ name: `${name}.lists`, unit: "MB/s", value: (round.perSecond * list) / 1e6, ...about });
      if (bytes === 4096) gatewayMs[recipients] = round.cpu.gateway;
    }
    const [, , , three = Number.NaN] = gatewayMs;
    print({
      name: "exchange.cpu.12-against-3",
      unit: "times",
      value: (gatewayMs[12] ?? Number.NaN) / three,
      target: 3.5,
    });
    print({ name: "exchange.memory.peak", unit: "MB resident", value: exchange.peak(), target: 350 });
  } finally {
    await exchange.stop();
  }
}
