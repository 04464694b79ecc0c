/**
 * Accept: lists in, answered `202` after a durable commit, with packets sealed for departments that pull.
 * Referrals/s at full load, latency at a steady 100/s, CPU of gateway and PostgreSQL for each referral.
 */
import { newDatabase } from "./database.ts";
import { print, quantile } from "./figure.ts";
import { startGateway } from "./gateway.ts";
import { listOf } from "./list.ts";
import { fire } from "./load.ts";
import { cpuMs, memoryMb } from "./process.ts";

const WARM_UP = 200;
const RECIPIENTS = 3;

/** Runs it on a database server. `referrals` lists are timed at full load, then `seconds` s of a steady rate. */
export async function runAccept(server: string, referrals: number, seconds: number): Promise<void> {
  const database = await newDatabase(server, "aidx_bench_accept");
  const gateway = await startGateway({ databaseUrl: database.url });
  try {
    const body = listOf(4096);
    const list = Buffer.byteLength(JSON.stringify(body));
    const about = { recipients: RECIPIENTS, list };
    const { url, pid } = gateway.process;
    await fire(url, await gateway.seal(WARM_UP, body, RECIPIENTS), { width: 32, status: 202 });

    const shots = await gateway.seal(referrals, body, RECIPIENTS);
    const before = { gateway: cpuMs(pid), postgres: database.cpuMs() };
    const full = await fire(url, shots, { width: 32, status: 202 });
    const used = { gateway: cpuMs(pid) - before.gateway, postgres: database.cpuMs() - before.postgres };
    print({ name: "accept.throughput", unit: "referrals/s", value: referrals / full.seconds, target: 800, ...about });
    print({ name: "accept.full.p50", unit: "ms", value: quantile(full.latencies, 0.5), width: 32, ...about });
    print({ name: "accept.full.p99", unit: "ms", value: quantile(full.latencies, 0.99), width: 32, ...about });
    print({ name: "accept.cpu.gateway", unit: "ms CPU/referral", value: used.gateway / referrals, ...about });
    print({ name: "accept.cpu.postgres", unit: "ms CPU/referral", value: used.postgres / referrals, ...about });

    const perSecond = 100;
    const steady = await fire(url, await gateway.seal(perSecond * seconds, body, RECIPIENTS), {
      width: 64,
      status: 202,
      perSecond,
    });
    print({
      name: "accept.steady.p50",
      unit: "ms",
      value: quantile(steady.latencies, 0.5),
      target: 5,
      perSecond,
      ...about,
    });
    print({
      name: "accept.steady.p99",
      unit: "ms",
      value: quantile(steady.latencies, 0.99),
      target: 25,
      perSecond,
      ...about,
    });
    print({ name: "accept.memory", unit: "MB resident", value: memoryMb(pid).resident });
  } finally {
    await gateway.stop();
    await database.drop();
  }
}
