/**
 * Drives the afternoon version: lists in, until the last receipt is stored. Gateway, three departments
 * and this driver are processes of their own on the same cores.
 */
import { randomUUID } from "node:crypto";
import { compactJwe, compactJws, newPair } from "../compact.ts";
import { newDatabase } from "../database.ts";
import { print, quantile } from "../figure.ts";
import { listOf } from "../list.ts";
import { fire, type Shot } from "../load.ts";
import { cpuMs, startProcess } from "../process.ts";
import type { DepartmentConfig, GatewayConfig } from "./protocol.ts";

const NAMES = ["civil-affairs", "medical-insurance", "education"];
const WARM_UP = 300;

/** What the run came to, for the product's own run to be compared with. */
export interface AfternoonRun {
  readonly referralsPerSecond: number;
  readonly gatewayMs: number;
}

/** Runs it on a database server and prints its figures. `referrals` lists are timed after a warm-up. */
export async function runAfternoon(server: string, referrals: number): Promise<AfternoonRun> {
  const database = await newDatabase(server, "aidx_bench_afternoon");
  const gatewaySig = await newPair("sig");
  const gatewayEnc = await newPair("enc");
  const sender = await newPair("sig");
  const file = (name: string) => new URL(name, import.meta.url).pathname;

  const departments = await Promise.all(
    NAMES.map(async (id) => {
      const [sig, enc] = [await newPair("sig"), await newPair("enc")];
      const config: DepartmentConfig = { id, sig: sig.privateJwk, enc: enc.privateJwk, gateway: gatewaySig.publicJwk };
      const started = await startProcess([file("department.ts")], { config });
      return { started, entry: { id, url: `${started.url}/`, sig: sig.publicJwk, enc: enc.publicJwk } };
    }),
  );
  const config: GatewayConfig = {
    databaseUrl: database.url,
    sig: gatewaySig.privateJwk,
    enc: gatewayEnc.privateJwk,
    senders: [{ id: "procuratorate", sig: sender.publicJwk }],
    departments: departments.map(({ entry }) => entry),
  };
  const gateway = await startProcess([file("gateway.ts")], { config });

  const body = listOf(4096);
  const signer = { kid: sender.publicJwk.kid, privateKey: sender.privateKey };
  const shots: Shot[] = Array.from({ length: WARM_UP + referrals }, () => {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { iss: "procuratorate", aud: "gateway", iat, jti: randomUUID(), to: NAMES, body };
    const jws = compactJws(claims, "aid-message+jwt", signer);
    const jwe = compactJwe(jws, { kid: gatewayEnc.publicJwk.kid, jwk: gatewayEnc.publicJwk });
    return { path: "/messages", headers: { "content-type": "application/jose" }, body: jwe };
  });
  /** Waits for so many receipts; when the last was stored, ms since the epoch. Seldom: looking must not be measured. */
  const settled = async (count: number): Promise<number> => {
    for (;;) {
      const [now] = await database.query(
        "select count(*) as n, extract(epoch from max(received_at)) * 1000 as at from receipts",
      );
      if (Number(now?.n) >= count) return Number(now?.at);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  try {
    await fire(gateway.url, shots.slice(0, WARM_UP), { width: 16, status: 202 });
    await settled(WARM_UP * NAMES.length);

    const cpu = () => ({
      gateway: cpuMs(gateway.pid),
      departments: departments.reduce((sum, { started }) => sum + cpuMs(started.pid), 0),
      postgres: database.cpuMs(),
      driver: cpuMs(process.pid),
    });
    const before = cpu();
    const began = Date.now();
    const load = await fire(gateway.url, shots.slice(WARM_UP), { width: 16, status: 202 });
    const seconds = ((await settled((WARM_UP + referrals) * NAMES.length)) - began) / 1000;
    const after = cpu();

    const each = (part: keyof typeof after) => (after[part] - before[part]) / referrals;
    const list = Buffer.byteLength(JSON.stringify(body));
    print({
      name: "afternoon.exchange",
      unit: "referrals/s",
      value: referrals / seconds,
      recipients: NAMES.length,
      list,
    });
    print({ name: "afternoon.exchange.packets", unit: "packets/s", value: (referrals * NAMES.length) / seconds });
    print({ name: "afternoon.accept.p50", unit: "ms", value: quantile(load.latencies, 0.5), width: 16 });
    for (const part of ["gateway", "departments", "postgres", "driver"] as const) {
      print({ name: `afternoon.cpu.${part}`, unit: "ms CPU/referral", value: each(part) });
    }
    return { referralsPerSecond: referrals / seconds, gatewayMs: each("gateway") };
  } finally {
    await gateway.stop();
    await Promise.all(departments.map(({ started }) => started.stop()));
    await database.drop();
  }
}

if (import.meta.main) {
  await runAfternoon(process.env.DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres", 600);
}
